"""How long the explorer takes from input to painted picture, in Chromium: ``make bench``.

Twenty moves in each view, on the shipped case and on 20,000 claims; opening the page; what it weighs; its
view model against loading the case; memory over 500 moves; and in JupyterLab, opening against a bare notebook
with one chart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from bench_loading import generate
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import analysttools as at  # noqa: E402 - the tests' helpers lie beside the package
from analysttools.explorer.view_model import build_view_model  # noqa: E402
from tests.helpers.browsing import (  # noqa: E402
    close_kernels,
    open_notebook,
    open_page,
    run_all,
    serve_lab,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

LARGE, MOVES, MANY = 20_000, 20, 500
VIEWS = ("ruler", "history", "sources", "retelling", "table")
# Sets the state as a choice does, and gives the milliseconds until its picture is painted.
MOVE = """(state) => new Promise((done) => {
    const begun = performance.now();
    window.explorer.explorer.set(state);
    requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => done(performance.now() - begun);
        after.port2.postMessage(null);
    });
})"""
DAYS = """() => {
    const { model, state } = window.explorer.explorer;
    const thing = model.thingById.get(state.thing);
    const rows = thing ? thing.claims : [...model.events, ...model.claims];
    return [...new Set(rows.map((row) => row.known).filter(Boolean))].sort();
}"""
LARGEST = """() => [...window.explorer.explorer.model.things].sort(
    (one, other) => other.claims.length - one.claims.length)[0].thing_id"""
LOAD = 'import analysttools as at\ncase = at.load_case("../data")\n'
BARE = """
import pandas as pd
import matplotlib.pyplot as plt
figure, ax = plt.subplots()
pd.Series([12000, 50000]).plot.barh(ax=ax)
plt.show()
"""
ROUNDS = 3


def spread(values: list[float]) -> list[float]:
    """Return `MOVES` values that are evenly far apart among many."""
    return [values[round(place * (len(values) - 1) / (MOVES - 1))] for place in range(MOVES)]


def report(name: str, milliseconds: list[float]) -> None:
    """Print the median, the 95th percentile and the worst."""
    ordered = sorted(milliseconds)
    middle, late = statistics.median(ordered), ordered[round(0.95 * (len(ordered) - 1))]
    print(f"  {name:<20} median {middle:4.0f} ms, p95 {late:4.0f} ms, max {ordered[-1]:4.0f} ms")


def measure_page(page: Page, path: Path, name: str) -> None:
    """Print what a page weighs, how long it takes to open, and how long each move takes."""
    print(f"{name}: {path.stat().st_size / 1e6:.2f} MB")
    opened = []
    for _ in range(ROUNDS):
        page.goto("about:blank")
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector(".at-overview tbody tr")
        opened.append(page.evaluate("performance.now()"))
    print(f"  opening              median {statistics.median(opened):4.0f} ms of {ROUNDS}")
    page.wait_for_timeout(2000)
    days = spread(page.evaluate(DAYS))
    report("overview, day", [page.evaluate(MOVE, {"day": day}) for day in days])
    queries = [
        "n",
        "no",
        "nor",
        "nort",
        "north",
        "",
        "k",
        "ki",
        "kil",
        "kill",
        "",
        "u",
        "uk",
        "ukr",
        "ukra",
        "",
    ]
    report(
        "overview, search", [page.evaluate(MOVE, {"day": None, "query": one}) for one in [*queries, *"abcd"]]
    )
    page.evaluate(MOVE, {"query": ""})
    sides = page.evaluate("() => Object.keys(window.explorer.explorer.model.names.side)")
    choices = [{"side": [sides[place % len(sides)]]} for place in range(MOVES)]
    report("overview, filter", [page.evaluate(MOVE, {"facets": facets}) for facets in choices])
    thing = page.evaluate(LARGEST)
    for view in (*VIEWS, "timeline", "map"):
        is_of_thing = view in VIEWS
        page.evaluate(
            MOVE, {"facets": {}, "view": view, "thing": thing if is_of_thing else None, "day": None}
        )
        report(view, [page.evaluate(MOVE, {"day": day}) for day in spread(page.evaluate(DAYS))])


def measure_memory(page: Page, path: Path) -> None:
    """Print what the page holds after 20 moves, and after 500."""
    page.goto(path.as_uri())
    page.wait_for_selector(".at-overview tbody tr")
    page.evaluate(MOVE, {"view": "ruler", "thing": page.evaluate(LARGEST)})
    days = page.evaluate(DAYS)
    devtools = page.context.new_cdp_session(page)
    held = []
    for moves in (MOVES, MANY):
        for place in range(moves):
            page.evaluate(MOVE, {"day": days[place % len(days)], "view": VIEWS[place % len(VIEWS)]})
        devtools.send("HeapProfiler.collectGarbage")
        used = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        held.append((used, devtools.send("Memory.getDOMCounters")["nodes"]))
    for moves, (used, nodes) in zip((MOVES, MANY), held, strict=True):
        print(f"memory after {moves} moves: {used:.1f} MB, {nodes} nodes")


def measure_model(path: Path, name: str) -> None:
    """Print how long the view model of a case takes, against loading it."""
    loaded, built = [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        case = at.load_case(path)
        loaded.append(time.process_time() - begun)
        begun = time.process_time()
        build_view_model(case)
        built.append(time.process_time() - begun)
    ours, yardstick = statistics.median(built), statistics.median(loaded)
    print(
        f"{name}: view model {ours:.2f} s of CPU, load_case {yardstick:.2f} s: {ours / yardstick:.1f} times"
    )


def measure_lab(folder: Path) -> None:
    """Print how long a notebook with the explorer takes, against a bare one with one chart."""
    cells = {"bare": [BARE], "explorer": [LOAD, "at.explore(case)"]}
    ready = {"bare": "img, svg", "explorer": ".at-overview tbody tr"}
    taken: dict[str, list[float]] = {name: [] for name in cells}
    with serve_lab(folder) as lab, open_page(folder / "profile", []) as page:
        for name, sources in cells.items():
            kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
            cells_of = [new_code_cell(source) for source in sources]
            notebook = new_notebook(cells=cells_of, metadata={"kernelspec": kernel})
            nbformat.write(notebook, lab.folder / "notebooks" / f"{name}.ipynb")
        for _ in range(ROUNDS):
            for name in cells:
                open_notebook(page, lab, f"{name}.ipynb")
                begun = time.perf_counter()
                run_all(page)
                page.wait_for_selector(f".jp-OutputArea-output :is({ready[name]})")
                taken[name].append(time.perf_counter() - begun)
                close_kernels(lab)
    bare, explorer = (statistics.median(taken[name]) for name in ("bare", "explorer"))
    print(f"JupyterLab: explorer {explorer:.2f} s, bare notebook {bare:.2f} s: {explorer / bare:.2f} times")


def main() -> None:
    """Measure all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "large").mkdir()
        generate(folder / "large", LARGE)
        pages = {}
        for case, path in (("data", ROOT / "data"), ("20,000 claims", folder / "large")):
            measure_model(path, case)
            begun = time.perf_counter()
            pages[case] = folder / f"{case[:2]}.html"
            at.write_page(path, pages[case])
            print(f"{case}: page written in {time.perf_counter() - begun:.1f} s")
        with open_page(folder / "chromium", []) as page:
            for case, path in pages.items():
                measure_page(page, path, case)
            measure_memory(page, pages["data"])
        measure_lab(folder / "lab")


if __name__ == "__main__":
    main()
