"""Tables of the Humanitarian Exchange Language (HXL): a row of tags says what each column is.

Belongs here: what the tags mean for events and claims. Does not belong here: the rest of the table
(``spreadsheet.py``).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from analysttools.arguments import PATH, TEXT, checked
from analysttools.errors import Fault
from analysttools.exchange.events_with_numbers import require_published
from analysttools.exchange.imported import Imported
from analysttools.exchange.mapping import Mapping, NumberColumns, add_to
from analysttools.exchange.raw_tables import RawTable, read_raw
from analysttools.exchange.sheets import refuse
from analysttools.exchange.spreadsheet import MAPPING, read_table, take_mapping

# A field, a tag, attributes of which the column must have one (none: it may have any but those that exclude).
_FIELDS: list[tuple[str, str, set[str]]] = [
    ("date", "#date", {"start", "occurred"}),
    ("date_end", "#date", {"end"}),
    ("date", "#date", set()),
    ("date", "#date", {"reported"}),
    ("id", "#event", {"id", "code"}),
    ("id", "#meta", {"id"}),
    ("title", "#event", set()),
    ("summary", "#description", set()),
    ("place", "#loc", {"name"}),
    ("place", "#loc", set()),
    ("region", "#adm1", {"name"}),
    ("region", "#adm1", set()),
    ("country", "#country", {"name"}),
    ("country", "#country", set()),
    ("lat", "#geo", {"lat"}),
    ("lon", "#geo", {"lon"}),
    ("publisher", "#meta", {"source"}),
    ("url", "#meta", {"url"}),
    ("claimant", "#org", set()),
]
# Which attribute of #affected is which measure.
_MEASURES = {"killed": "killed", "injured": "wounded", "missing": "missing", "displaced": "displaced"}
_CODES = {"code", "id"}
_WHO = {"f": "women", "m": "men", "children": "children", "civilians": "civilians", "military": "military"}


@checked(path=PATH, mapping=MAPPING, published=TEXT)
def read_hxl(
    path: str | Path, mapping: Mapping | str | Path | None = None, *, published: str = ""
) -> Imported:
    """Read a table with a row of HXL tags, each row an event.

    Parameters
    ----------
    path : str or path
        CSV of any dialect, xlsx or ods, in which a row of tags (``#date``, ``#loc+name``,
        ``#affected+killed`` ...) stands below the header.
    mapping : str, path or Mapping, optional
        What the tags do not say, as for `read_spreadsheet`: it goes before them.
    published : str, optional
        When the table appeared, in EDTF.

    Returns
    -------
    Imported
        Rows without a date are no events: ``rows`` keeps them, and a note counts them. Of numbers,
        ``#affected`` with ``+killed``, ``+injured``, ``+missing`` or ``+displaced`` become claims; others
        are kept as they stand. Who says so is ``#org``; who published it, ``#meta+source``. Nothing is
        written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is no table, or has no row of tags; or cells that cannot be read: every one of them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import read_hxl
    >>> made_up = '''Day,Town,Dead,Sector
    ... #date,#loc+name,#affected+killed,#sector
    ... 2031-03-28,Ternhaven,3,water
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "losses.csv").write_text(made_up)
    ...     found = read_hxl(Path(folder, "losses.csv"))
    >>> found.claims[["claim_id", "best"]]
              claim_id  best
    0  losses-3-killed   3.0
    >>> found.events[["date", "place_id", "file_Sector"]]
             date   place_id file_Sector
    0  2031-03-28  ternhaven       water
    """
    require_published("read_hxl", published)
    stated = take_mapping(mapping)
    raw = read_raw(path, stated.file)
    if not raw.tags:
        problem = "it has no row of HXL tags, such as #date, #loc+name, #affected+killed"
        advice = "Read it as a table with a mapping (--as table --map), or name the right format (--as)"
        raise refuse(path, "no-tags", problem, advice)
    said = add_to(map_tags(raw), stated)
    undated: tuple[int, ...] = ()
    if said.columns.get("date") in raw.cells:
        is_undated = raw.cells[said.columns["date"]].fillna("").str.strip().eq("")
        undated = tuple(int(line) for line in raw.lines[is_undated.to_numpy()])
    file = said.file._replace(skip=(*said.file.skip, *undated))
    found = read_table(raw, replace(said, file=file), "HXL", published)
    if undated:
        problem = (
            f"{len(undated)} of {len(raw.cells)} rows have no date: they are no events, and are kept in rows"
        )
        found.notes.append(Fault("no-date", raw.path, problem))
    return found


def map_tags(raw: RawTable) -> Mapping:
    """Return which column is what, by the tags.

    Parameters
    ----------
    raw : RawTable
        A table with tags.

    Returns
    -------
    Mapping
    """
    tagged = [(name, *_parse(tag)) for name, tag in zip(raw.cells.columns, raw.tags, strict=True)]
    columns: dict[str, str] = {}
    for field, tag, wanted in _FIELDS:
        for name, own, attributes in tagged:
            is_code = bool(attributes & _CODES) and not wanted & _CODES
            is_it = own == tag and (attributes & wanted or not wanted) and not is_code
            if is_it and not wanted and field == "date" and attributes & {"end", "reported", "year", "start"}:
                is_it = False
            if is_it and "year" not in attributes and field not in columns and name not in columns.values():
                columns[field] = name
    numbers: list[NumberColumns] = []
    for name, own, attributes in tagged:
        for attribute, measure in _MEASURES.items():
            if own == "#affected" and attribute in attributes:
                who = ", ".join(words for mark, words in _WHO.items() if mark in attributes)
                numbers.append(_number(measure, name, attributes, who))
    return Mapping(columns=columns, numbers=_apart(numbers, raw))


def _number(measure: str, name: str, attributes: set[str], who: str) -> NumberColumns:
    bound = "low" if "min" in attributes else "high" if "max" in attributes else "best"
    return NumberColumns(measure, population=who, **{bound: name})


def _apart(numbers: list[NumberColumns], raw: RawTable) -> list[NumberColumns]:
    """Keep the first column of a measure and population; HXL does not say of whom others are."""
    kept: dict[tuple[str, str, str], NumberColumns] = {}
    for one in numbers:
        bound = "low" if one.low else "high" if one.high else "best"
        if (key := (one.measure, one.population, bound)) in kept:
            first = kept[key].best or kept[key].low or kept[key].high
            problem = f"the tags do not part it from {first}: it is kept"
            column = one.best or one.low or one.high
            raw.notes.append(Fault("same-tag", raw.path, f"{problem} as it stands", column=column))
        else:
            kept[key] = one
    joined: dict[tuple[str, str], NumberColumns] = {}
    for (measure, who, bound), one in kept.items():
        before = joined.get((measure, who), NumberColumns(measure, population=who))
        joined[measure, who] = replace(before, **{bound: getattr(one, bound)})
    return list(joined.values())


def _parse(tag: str) -> tuple[str, set[str]]:
    own, *attributes = (part.strip().casefold() for part in tag.split("+"))
    return own, set(attributes)
