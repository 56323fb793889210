"""Our loader and the public validator agree; where a Table Schema is mute, ours alone objects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from frictionless import validate

import analysttools as at

pytestmark = pytest.mark.slow

Edit = Callable[[Path], None]


def swap(file: str, old: str, new: str) -> Edit:
    """Return an edit that replaces the first `old` of a file, which must be there."""

    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def rewrite(file: str, change: Callable[[bytes], bytes]) -> Edit:
    """Return an edit of the bytes of a file."""

    def edit(folder: Path) -> None:
        before = (folder / file).read_bytes()
        after = change(before)
        assert after != before
        (folder / file).write_bytes(after)

    return edit


def describe(change: Callable[[list[dict]], object]) -> Edit:
    """Return an edit of the resources in the descriptor."""

    def edit(folder: Path) -> None:
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        change(descriptor["resources"])
        file.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")

    return edit


def set_cell(claim: str, column: str, value: str, table: str = "claims") -> Edit:
    """Return an edit of one cell, by the id of its row."""

    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        row = frame.index[frame.iloc[:, 0] == claim]
        assert len(row) == 1
        frame.loc[row, column] = value
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")

    return edit


def state(**settings: object) -> Edit:
    """Return an edit of what the descriptor says of the case as a whole."""

    def edit(folder: Path) -> None:
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**descriptor, **settings}, ensure_ascii=False), encoding="utf-8")

    return edit


def describe_column(table: str, column: str, **change: object) -> Edit:
    """Return an edit of the description of one column."""

    def change_field(resources: list[dict]) -> None:
        (resource,) = [one for one in resources if one["name"] == table]
        (field,) = [one for one in resource["schema"]["fields"] if one["name"] == column]
        field.update(change)

    return describe(change_field)


def describe_sectors(**words: object) -> Edit:
    """Return an edit of what the descriptor says of the file sectors.csv."""

    def change_resource(resources: list[dict]) -> None:
        (resource,) = [one for one in resources if one["name"] == "sectors"]
        resource.update(words)

    return describe(change_resource)


def digest_sectors(folder: Path) -> None:
    """Write the hash and the size of sectors.csv into the descriptor, as they are."""
    content = (folder / "sectors.csv").read_bytes()
    words = {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    describe_sectors(**words)(folder)


def both(*edits: Edit) -> Edit:
    """Return an edit that makes each of several."""

    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


US, NYT, HUR = (
    "us-intelligence-2024-10-deployed",
    "nyt-2024-massed",
    "hur-2024-12-16-killed-or-wounded",
)

AREA = "afp-isw-2024-12-02-ukraine-area-gained-2024-10"

GOOD = {
    "as shipped": lambda folder: None,
    "byte order mark": rewrite("sectors.csv", lambda b: b"\xef\xbb\xbf" + b),
    "line ends of Windows": rewrite("sectors.csv", lambda b: b.replace(b"\n", b"\r\n")),
    "header without rows": rewrite("events.csv", lambda b: b.split(b"\n")[0] + b"\n"),
    "quotes within a cell": swap("sectors.csv", ",Toretsk,", ',"Tor""etsk, ""old""",'),
    "line break within a cell": swap("sectors.csv", ",Toretsk,", ',"Tor\netsk",'),
    "exponent": set_cell(US, "best", "12e3"),
    "hash and size of a table": digest_sectors,
    "columns that are unique together": describe(
        lambda tables: tables[1]["schema"].update(uniqueKeys=[["date", "sector", "event_id"]])
    ),
    "a fraction of an area": set_cell(AREA, "best", "610.5"),
    "no unit counted whole": both(state(whole_units=[]), set_cell(US, "best", "1.300")),
    "a date at the end of the window": both(
        state(window={"first": "1900-01-01", "last": "2024-12-31"}),
        set_cell("lbci-2024-12-16", "published", "2024-12-31", "sources"),
    ),
    "formula is text": swap("sectors.csv", ",Toretsk,", ",=1+1,"),
}

# What a Table Schema can say: both object.
SCHEMA = {
    "unknown word": (set_cell(US, "qualifier", "roughly"), "unknown-word"),
    "blank before a word": (set_cell(US, "qualifier", " about"), "unknown-word"),
    "unknown status": (set_cell(US, "status", "proven"), "unknown-word"),
    "unknown rating": (set_cell(US, "reliability", "G"), "unknown-word"),
    "unknown side": (set_cell("nyt-article", "side", "press", "claimants"), "unknown-reference"),
    "missing key": (set_cell(US, "claim_id", ""), "missing-value"),
    "missing measure": (set_cell(US, "measure", ""), "missing-value"),
    "missing summary": (set_cell(US, "summary_fr", ""), "missing-value"),
    "dangling source": (set_cell(US, "source_id", "article-2024-12-17"), "unknown-reference"),
    "dangling claimant": (set_cell(US, "claimant_id", "us-inteligence"), "unknown-reference"),
    "dangling measure": (set_cell(US, "measure", "kiled"), "unknown-reference"),
    "dangling population": (set_cell(US, "population", "dprk+russia"), "unknown-reference"),
    "dangling place": (set_cell(US, "place_id", "kursk"[:-1]), "unknown-reference"),
    "duplicate id": (set_cell(US, "claim_id", NYT), "duplicate-value"),
    "duplicate address": (
        both(
            set_cell("lbci-2024-12-16", "url", "https://example.org/a", "sources"),
            set_cell("article-2024-12-16", "url", "https://example.org/a", "sources"),
        ),
        "duplicate-value",
    ),
    "hash of another file": (
        both(digest_sectors, swap("sectors.csv", ",Toretsk,", ",Toretzk,")),
        "wrong-hash",
    ),
    "size of another file": (describe_sectors(bytes=7), "wrong-size"),
    "further files of one table": (describe_sectors(extrapaths=["places.csv"]), "bad-descriptor"),
    "format of a workbook": (describe_sectors(format="xlsx"), "bad-descriptor"),
    "unique numbers written in two ways": (
        both(
            describe_column("places", "lat", constraints={"unique": True}),
            set_cell("kursk", "lat", "51.50", "places"),
            set_cell("sudzha", "lat", "51.5", "places"),
        ),
        "duplicate-value",
    ),
    "rows that a spreadsheet adds": (rewrite("sectors.csv", lambda b: b + b",,\n" * 30), "blank-row"),
    "word for a number": (set_cell(US, "best", "twelve thousand"), "wrong-type"),
    "thousands separator": (set_cell(US, "best", "12,000"), "wrong-type"),
    "decimal comma": (set_cell(US, "best", "12,5"), "wrong-type"),
    "not a number": (set_cell(US, "best", "NaN"), "wrong-type"),
    "negative count": (set_cell(US, "best", "-12000"), "out-of-range"),
    "latitude beyond the pole": (set_cell("kursk", "lat", "91", "places"), "out-of-range"),
    "digest of the wrong form": (set_cell(US, "excerpt_sha256", "b7d1"), "wrong-form"),
    "id with capitals": (set_cell(US, "claim_id", "US-2024"), "wrong-form"),
    "language in capitals": (set_cell("article-2024-12-16", "language", "FR", "sources"), "wrong-form"),
    "label too long": (set_cell("nyt-article", "label_en", "x" * 27, "claimants"), "wrong-form"),
    "extra column": (
        rewrite("sectors.csv", lambda b: b.replace(b"name_fr\n", b"name_fr,x\n")),
        "extra-column",
    ),
    "missing column": (rewrite("sectors.csv", lambda b: b.replace(b",name_fr\n", b"\n")), "missing-column"),
    "misspelt column": (
        rewrite("sectors.csv", lambda b: b.replace(b"name_fr\n", b"nom_fr\n")),
        "missing-column",
    ),
    "columns in another order": (
        rewrite("sectors.csv", lambda b: b.replace(b"name_en,name_fr", b"name_fr,name_en")),
        "column-order",
    ),
    "row too short": (swap("sectors.csv", "toretsk,Toretsk,Toretsk", "toretsk,Toretsk"), "ragged-row"),
    "row too long": (
        swap("sectors.csv", "toretsk,Toretsk,Toretsk", "toretsk,Toretsk,Toretsk,x"),
        "ragged-row",
    ),
    "blank row": (rewrite("sectors.csv", lambda b: b.replace(b"toretsk", b"\ntoretsk")), "blank-row"),
    "blank last row": (rewrite("sectors.csv", lambda b: b + b"\n"), "blank-row"),
    "empty file": (rewrite("sectors.csv", lambda b: b""), "empty-file"),
    "Windows-1251": (
        rewrite("places.csv", lambda b: b.decode().encode("cp1251", "replace")),
        "wrong-encoding",
    ),
    "UTF-16": (rewrite("sectors.csv", lambda b: b.decode().encode("utf-16")), "wrong-encoding"),
    "quotation mark not closed": (swap("sectors.csv", ",Toretsk,", ',"Toretsk,'), "broken-quotes"),
    "missing file": (lambda folder: (folder / "sectors.csv").unlink(), "missing-file"),
    "missing table": (describe(lambda tables: tables.pop()), "bad-descriptor"),
    "descriptor cut off": (rewrite("datapackage.json", lambda b: b[:-5]), "bad-descriptor"),
    "path upwards": (describe(lambda tables: tables[-1].update(path="../../etc/passwd")), "unsafe-path"),
    "absolute path": (describe(lambda tables: tables[-1].update(path="/etc/passwd")), "unsafe-path"),
    "address for a path": (
        describe(lambda tables: tables[-1].update(path="https://127.0.0.1:9/sectors.csv")),
        "unsafe-path",
    ),
}

# What a Table Schema cannot say, or the validator lets pass: ours alone objects.
OURS_ALONE = {
    "day that does not exist": (set_cell(US, "asserted", "2024-02-30"), "wrong-date"),
    "date of another form": (set_cell(US, "period", "16.12.2024"), "wrong-date"),
    "interval backwards": (set_cell(HUR, "period", "2024-12-15/2024-12-14"), "wrong-date"),
    "year beyond the calendar": (set_cell(NYT, "asserted", "Y12024"), "date-out-of-calendar"),
    "year without its century": (set_cell(US, "asserted", "0024-10-23"), "date-out-of-window"),
    "year of the last century": (set_cell(US, "period", "1905-10/2024-10"), "date-out-of-window"),
    "year of the next century": (set_cell(NYT, "asserted", "2123-11"), "date-out-of-window"),
    "year before an open end": (set_cell(US, "period", "../0024-12-01"), "date-out-of-window"),
    "year that would wrap": (set_cell(NYT, "asserted", "Y584554051E3"), "wrong-date"),
    "point for thousands of persons": (set_cell(US, "best", "1.300"), "fraction"),
    "half a settlement": (
        both(state(whole_units=["settlements", "km2"]), set_cell(AREA, "best", "610.5")),
        "fraction",
    ),
    "unit that no measure has": (state(whole_units=["person"]), "bad-descriptor"),
    "columns that are not unique together": (
        describe(lambda tables: tables[0]["schema"].update(uniqueKeys=[["kind", "qualifier"]])),
        "duplicate-value",
    ),
    "one file for two tables": (
        describe(lambda tables: tables.append({**tables[-1], "name": "more", "path": "./sectors.csv"})),
        "bad-descriptor",
    ),
    "more digits than a number keeps": (set_cell(US, "best", "9007199254740993"), "wrong-type"),
    "low above high": (
        set_cell("pentagon-2024-11-04-kursk", "high", "9000"),
        "bounds-out-of-order",
    ),
    "lower bound without low": (set_cell(HUR, "low", ""), "bounds-against-qualifier"),
    "lower bound with high": (set_cell(HUR, "high", "60"), "bounds-against-qualifier"),
    "stated value missing": (set_cell(US, "best", ""), "bounds-against-qualifier"),
    "vague claim with a number": (
        set_cell("zelensky-2024-12-14-in-combat", "best", "500"),
        "bounds-against-qualifier",
    ),
    "count without kind": (set_cell(US, "kind", ""), "kind-against-measure"),
    "number for a statement": (set_cell(US, "measure", "qualitative"), "kind-against-measure"),
    "stock with an open end": (set_cell(NYT, "period", "2024-10/.."), "period-against-kind"),
    "flow without an end": (set_cell(HUR, "period", "2024-12-14/.."), "period-against-kind"),
    "total without a start": (set_cell(US, "period", "2024-10"), "period-against-kind"),
    "asserted after published": (set_cell(HUR, "asserted", "2024-12-18"), "asserted-after-published"),
    "parts in a circle": (set_cell("killed", "parts", "casualties_all", "measures"), "cycle"),
    "places in a circle": (set_cell("russia", "within", "kursk-oblast", "places"), "cycle"),
    "repeats in a circle": (set_cell(HUR, "derived_from", "trt-2024-12-16-over-30"), "cycle"),
    "unknown part": (set_cell("killed", "parts", "shot", "measures"), "unknown-reference"),
    "unknown origin": (set_cell(US, "derived_from", "nyt-2024-mased"), "unknown-reference"),
    "supersedes another's claim": (set_cell(US, "supersedes", NYT), "supersedes-another-claimant"),
    "locator without digest": (set_cell(US, "excerpt_sha256", ""), "locator-without-digest"),
    "half a coordinate": (set_cell("kursk", "lon", "", "places"), "half-a-coordinate"),
    "semicolons": (rewrite("sectors.csv", lambda b: b.replace(b",", b";")), "wrong-separator"),
    "tabs": (rewrite("sectors.csv", lambda b: b.replace(b",", b"\t")), "wrong-separator"),
    "zero byte": (rewrite("sectors.csv", lambda b: b.replace(b"Tor", b"T\0r", 1)), "wrong-encoding"),
    "blank before a number": (set_cell(US, "best", " 12000"), "wrong-type"),
    "underscore in a number": (set_cell(US, "best", "12_000"), "wrong-type"),
    "infinite number": (set_cell(US, "best", "INF"), "wrong-type"),
    "digits of another script": (set_cell(US, "best", "١٢٠٠٠"), "wrong-type"),
    "line break in an id": (set_cell(US, "claim_id", "us-2024\n"), "wrong-form"),
    "text after a quoted cell": (swap("sectors.csv", ",Toretsk,", ',"Tor"etsk,'), "broken-quotes"),
}


def _theirs(folder: Path) -> bool:
    return validate(str(folder / "datapackage.json")).valid


@pytest.mark.parametrize("name", GOOD)
def test_good_package_passes_both_validators(package: Path, name: str) -> None:
    """A package that is right in an unusual form has no fault in either."""
    GOOD[name](package)
    assert at.check_case(package) == []
    assert _theirs(package)


@pytest.mark.parametrize("name", SCHEMA)
def test_broken_package_fails_both_validators(package: Path, name: str) -> None:
    """What a Table Schema forbids, both refuse, and ours says which rule."""
    edit, kind = SCHEMA[name]
    edit(package)
    assert kind in {fault.kind for fault in at.check_case(package)}
    assert not _theirs(package)


@pytest.mark.parametrize("name", OURS_ALONE)
def test_what_no_schema_says_ours_alone_refuses(package: Path, name: str) -> None:
    """Rules between cells, rows and tables are ours; the package is valid for the validator."""
    edit, kind = OURS_ALONE[name]
    edit(package)
    assert kind in {fault.kind for fault in at.check_case(package)}
    assert _theirs(package)


@pytest.mark.parametrize("name", {**SCHEMA, **OURS_ALONE})
def test_broken_package_is_not_loaded(package: Path, name: str) -> None:
    """What has a fault raises, with every fault on the error, and the folder is left as it was."""
    edit, kind = {**SCHEMA, **OURS_ALONE}[name]
    edit(package)
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    with pytest.raises(at.DataError, match=r"has \d+ fault") as raised:
        at.load_case(package)
    assert kind in {fault.kind for fault in raised.value.faults}
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
