// What Python compressed, read again.

// Returns the text of a buffer that Python compressed.
export async function unpackText(buffer) {
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
