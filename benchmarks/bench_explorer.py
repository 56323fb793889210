"""How long the explorer's slider waits for its picture, in JupyterLab in Chromium: ``make bench``.

From the key to the picture of the new day, decoded: a key every half second from 5 s after the first, on
the shipped case and on 20,000 claims; and from Run All to the first picture, against a bare notebook that
imports pandas and matplotlib and draws one chart.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import numpy as np
from browsing import Lab, close_kernels, open_notebook, open_page, run_all, serve_lab
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOVES, PAUSE, LEAD = 24, 500, 5000
CHOSEN = {
    "estimates": 'measure=["personnel_deployed", "personnel_massed"], population=["dprk", "russia+dprk"]',
    "history": 'measure="personnel_in_area", population="dprk"',
    "losses": 'measure=["killed", "wounded", "killed_or_wounded"], population="dprk", place="kursk-oblast"',
    "timeline": 'place="kursk-oblast"',
    "drift": 'population="dprk"',
    "sources": 'claimant=["nis", "zelensky"]',
    "map": 'place="donetsk-oblast"',
}
LOAD = 'import analysttools as at\ncase = at.load_case("../data")\n'
GROW = """
import dataclasses
import pandas as pd
def copy(n):
    ids = case.claims[["claim_id", "derived_from", "supersedes"]]
    return case.claims.assign(**ids.apply(lambda one: one.str.replace(r"([^;]+)", rf"\\1-{n}", regex=True)))
case = dataclasses.replace(case, claims=pd.concat([copy(n) for n in range(69)], ignore_index=True))
print(len(case.claims), "claims")
"""
BARE = """
import pandas as pd
import matplotlib.pyplot as plt
figure, ax = plt.subplots()
pd.Series([12000, 50000]).plot.barh(ax=ax)
plt.show()
"""
# Waits for the picture in the page itself, and gives the milliseconds since the key.
TIMED = """key => new Promise((done) => {
    const slider = document.querySelector('.at-range');
    const root = document.querySelector('.at-pictures');
    const begun = performance.now();
    slider.stepUp(key);
    const wanted = () => slider.getAttribute('aria-valuetext');
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    const look = () => {
        const day = /^\\d/.test(wanted()) ? wanted() : '';
        if (root.dataset.drawn === day) requestAnimationFrame(() => done(performance.now() - begun));
        else requestAnimationFrame(look);
    };
    look();
})"""


def _open(page: Page, lab: Lab, *cells: str) -> float:
    """Run a new notebook; give the seconds from Run All to the end of its cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "notebooks" / "bench.ipynb")
    close_kernels(lab)
    open_notebook(page, lab, "bench.ipynb")
    started = time.monotonic()
    run_all(page, 120)
    return time.monotonic() - started


def measure_moves(page: Page) -> np.ndarray:
    """Move the slider back from its end, then on again, and give the milliseconds of each move."""
    page.wait_for_selector(".at-pictures[data-drawn]", timeout=60_000)
    page.wait_for_timeout(LEAD)
    found = []
    for step in [-1] * (MOVES // 2) + [1] * (MOVES // 2):
        found.append(page.evaluate(TIMED, step))
        page.wait_for_timeout(PAUSE)
    return np.array(found)


def format_moves(moves: np.ndarray) -> str:
    """Return how long moves took: in the middle, and for the slowest twentieth."""
    return f"median {np.median(moves):.0f} ms, 95 % {np.quantile(moves, 0.95):.0f} ms"


def main() -> int:
    """Print the milliseconds of the slider's moves for every chart, and the ratio of the openings."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_lab(Path(folder) / "lab") as lab,
        open_page(Path(folder) / "profile", []) as page,
    ):
        bare = [_open(page, lab, BARE) for _ in range(3)]
        opening = [_open(page, lab, LOAD + f"at.explore(case, {CHOSEN['estimates']})") for _ in range(3)]
        print(f"opening: explorer {np.median(opening):.1f} s, bare {np.median(bare):.1f} s, ratio "
              f"{np.median(opening) / np.median(bare):.2f} (expected at most 1.5)")  # fmt: skip
        for name, grow in (("shipped case", ""), ("20,000 claims", GROW)):
            every = []
            for chart, chosen in CHOSEN.items():
                _open(page, lab, LOAD + grow + f'at.explore(case, chart="{chart}", {chosen})')
                moves = measure_moves(page)
                every.append(moves)
                print(f"{name}, {chart}: {format_moves(moves)}")
            expected = 300 if grow else 150
            print(f"{name}, all charts: {format_moves(np.concatenate(every))} (expected at most {expected})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
