// Of many rows, those that one picture holds.

// Returns the rows of a page, which page it is and how many there are; without a page asked for, the last.
export function turnPage(rows, most, page = null) {
  const pages = Math.max(1, Math.ceil(rows.length / most));
  const own = page === null ? pages - 1 : Math.min(page, pages - 1);
  const [start, stop] = [own, own + 1].map((turned) => Math.round((turned * rows.length) / pages));
  return { rows: rows.slice(start, stop), page: own, pages, start, stop, slice: pages > 1 ? `.iloc[${start}:${stop}]` : "" };
}
