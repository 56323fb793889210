"""The text of a notebook's cell as blocks.

Belongs here: Markdown as CommonMark has it, with tables; HTML in it stays text. Not here: outputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysttools.reports.document import Block, Grid, Heading, Items, Paragraph, Quote, Run, Verbatim

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

SAFE = ("http://", "https://", "mailto:")


def read_markdown(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text.

    Examples
    --------
    >>> from analysttools.reports.markdown_text import read_markdown
    >>> read_markdown("## Two things")
    (Heading(level=2, runs=(Run(text='Two things', strong=False, emphasis=False, code=False, link=''),)),)
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return tuple(_blocks(SyntaxTreeNode(parser.parse(text))))


def _blocks(parent: SyntaxTreeNode) -> Iterator[Block]:
    """Yield the blocks within a node."""
    for node in parent.children:
        kind = node.type
        if kind == "heading":
            yield Heading(int(node.tag[1]), tuple(_runs(node)))
        elif kind in ("bullet_list", "ordered_list"):
            yield Items(kind == "ordered_list", tuple(tuple(_blocks(item)) for item in node.children))
        elif kind == "table":
            yield _grid(node)
        elif kind == "blockquote":
            yield Quote(tuple(_blocks(node)))
        elif kind in ("fence", "code_block"):
            yield Verbatim(node.content.rstrip("\n"), is_code=True)
        elif runs := tuple(_runs(node)):
            yield Paragraph(runs)


def _grid(table: SyntaxTreeNode) -> Grid:
    """Return a table of Markdown."""
    rows = [
        tuple("".join(run.text for run in _runs(cell)) for cell in row.children)
        for part in table.children
        for row in part.children
    ]
    return Grid("", rows[0], tuple(rows[1:]))


def _runs(
    parent: SyntaxTreeNode, *, strong: bool = False, emphasis: bool = False, link: str = ""
) -> Iterator[Run]:
    """Yield the pieces of text within a node."""
    for node in parent.children:
        if node.type in ("text", "html_inline"):
            yield Run(node.content, strong, emphasis, link=link)
        elif node.type == "code_inline":
            yield Run(node.content, strong, emphasis, True, link)
        elif node.type in ("softbreak", "hardbreak"):
            yield Run(" " if node.type == "softbreak" else "\n", strong, emphasis, link=link)
        elif node.type == "image":
            yield Run(f"[{node.content}]", strong, emphasis, link=link)
        else:
            address = str(node.attrs.get("href", "")) if node.type == "link" else ""
            yield from _runs(
                node,
                strong=strong or node.type == "strong",
                emphasis=emphasis or node.type == "em",
                link=address if address.startswith(SAFE) else link,
            )
