"""Our loader and the public validator agree; where a Table Schema is mute, ours alone objects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from frictionless import validate

import analysttools as at

Edit = Callable[[Path], None]


def swap(file: str, old: str, new: str) -> Edit:
    """Give an edit that replaces the first `old` of a file, which must be there."""

    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def rewrite(file: str, change: Callable[[bytes], bytes]) -> Edit:
    """Give an edit of the bytes of a file."""

    def edit(folder: Path) -> None:
        before = (folder / file).read_bytes()
        after = change(before)
        assert after != before
        (folder / file).write_bytes(after)

    return edit


def describe(change: Callable[[list[dict]], object]) -> Edit:
    """Give an edit of the resources in the descriptor."""

    def edit(folder: Path) -> None:
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        change(descriptor["resources"])
        file.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")

    return edit


def set_cell(claim: str, column: str, value: str, table: str = "claims") -> Edit:
    """Give an edit of one cell, by the id of its row."""

    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        row = frame.index[frame.iloc[:, 0] == claim]
        assert len(row) == 1
        frame.loc[row, column] = value
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")

    return edit


def both(*edits: Edit) -> Edit:
    """Give an edit that makes each of several."""

    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


US, NYT, HUR = (
    "us-intelligence-2024-10-deployed",
    "nyt-2024-massed",
    "hur-2024-12-16-killed-or-wounded",
)

GOOD = {
    "as shipped": lambda folder: None,
    "byte order mark": rewrite("sectors.csv", lambda b: b"\xef\xbb\xbf" + b),
    "line ends of Windows": rewrite("sectors.csv", lambda b: b.replace(b"\n", b"\r\n")),
    "header without rows": rewrite("events.csv", lambda b: b.split(b"\n")[0] + b"\n"),
    "quotes within a cell": swap("sectors.csv", ",Toretsk,", ',"Tor""etsk, ""old""",'),
    "line break within a cell": swap("sectors.csv", ",Toretsk,", ',"Tor\netsk",'),
    "exponent": set_cell(US, "best", "12e3"),
    "formula is text": swap("sectors.csv", ",Toretsk,", ",=1+1,"),
}

# What a Table Schema can say: both object.
SCHEMA = {
    "unknown word": (set_cell(US, "qualifier", "roughly"), "unknown-word"),
    "blank before a word": (set_cell(US, "qualifier", " about"), "unknown-word"),
    "unknown status": (set_cell(US, "status", "proven"), "unknown-word"),
    "unknown rating": (set_cell(US, "reliability", "G"), "unknown-word"),
    "unknown side": (set_cell("nyt-article", "side", "press", "claimants"), "unknown-word"),
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
