"""What a report is made of: a title page, blocks of text, tables, figures, and numbered sources.

Belongs here: the plain records that each format writes. Does not belong here: where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """A piece of text of one look; `link` is an address, or empty."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading, of level 1 to 6."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Items:
    """A list; each entry holds blocks."""

    is_ordered: bool
    entries: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table: its caption, the names of its columns, rows of text, notes below."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture with its alternative text, and the numbers of the sources behind it."""

    png: bytes
    alt: str
    name: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verbatim:
    """Text in which blanks and lines count: what a cell printed, or code."""

    text: str
    is_code: bool = False


@dataclass(frozen=True)
class Quote:
    """Blocks that are set off."""

    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Items | Grid | Figure | Verbatim | Quote


@dataclass(frozen=True)
class Source:
    """A page that figures rest on; texts are empty where nothing is known."""

    source_id: str
    publisher: str
    published: str
    url: str
    archive_url: str

    @property
    def words(self) -> str:
        """Who published it, and when."""
        return ", ".join(part for part in (self.publisher, self.published) if part)

    @property
    def links(self) -> list[str]:
        """Addresses that a browser can open: that of the page, that of its archived copy."""
        return [url for url in (self.url, self.archive_url) if url.startswith(("http://", "https://"))]


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes
    ----------
    title : str
        The title of the case, or of the one notebook.
    lang : str
        Language of its own words: "en" or "fr".
    about : tuple of str
        Sentences of the title page: as of, licence, how it was made.
    blocks : tuple of Block
        The notebooks, one after another.
    sources : tuple of Source
        In the order in which figures name them, numbered from 1.
    """

    title: str
    lang: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...] = field(default=())
