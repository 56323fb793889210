"""Explorers in one notebook do not disturb each other; a hostile text shows as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest
from browsing import Lab, open_notebook, run_all
from nbformat.v4 import new_code_cell, new_notebook

from analysttools.explorer.prefetch import WORKERS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DRAWN = "([place, day]) => document.querySelectorAll('.at-pictures')[place]?.dataset.drawn === day"
# Texts that a page could take for something else than text.
HOSTILE = {
    "html": "<b>bold</b> <img src=x onerror=\"window.hacked='html'\">",
    "script": "<script>window.hacked='script'</script>",
    "attribute": '" onmouseover="window.hacked=\'attribute\'" x="',
    "markdown": "**bold** [link](javascript:window.hacked='markdown') `code`",
    "latex": "$\\frac{12000}{50000}$ \\(x^2\\) $$\\sum$$",
    "right to left": "\u202eneves\u202c שלום 12,000",
    "long": "long" * 2500,
}


def _drawn(page: Page, day: str, place: int = 0) -> None:
    """Wait until a picture is that of a day."""
    page.wait_for_function(DRAWN, arg=[place, day], timeout=30_000)


def _write_notebook(lab: Lab, name: str, *cells: str) -> str:
    """Write a notebook beside the others."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "notebooks" / name)
    return name


def test_two_explorers_do_not_disturb_each_other(lab: Lab, page: Page) -> None:
    """The slider of one moves its own picture alone."""
    made = 'import analysttools as at\ncase = at.load_case("../data")'
    show = 'at.explore(case, measure="{}", as_of="2024-12-16")'
    name = _write_notebook(
        lab, "two.ipynb", made, show.format("personnel_massed"), show.format("personnel_deployed")
    )
    open_notebook(page, lab, name)
    run_all(page)
    _drawn(page, "2024-12-16", 1)
    before = page.locator(".at-picture img").first.get_attribute("src")
    slider = page.locator(".at-range").nth(1)
    slider.focus()
    slider.press("Home")
    _drawn(page, str(slider.get_attribute("aria-valuetext")), 1)
    assert page.locator(".at-pictures").first.get_attribute("data-drawn") == "2024-12-16"
    assert page.locator(".at-picture img").first.get_attribute("src") == before


def test_a_cell_that_is_run_again_leaves_no_process_behind(lab: Lab, page: Page) -> None:
    """The explorers that went from the screen let go of what drew for them; the last one has its own."""
    count = "import multiprocessing\nprint(len(multiprocessing.active_children()), 'draw')"
    show = 'import analysttools as at\nat.explore(at.load_case("../data"), measure="missing")'
    open_notebook(page, lab, _write_notebook(lab, "again.ipynb", show, count))
    run_all(page)
    run_all(page)
    run_all(page)
    page.wait_for_timeout(10_000)  # processes begin and end after the cells
    page.locator(".jp-CodeCell").last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.get_by_text(f"{WORKERS} draw", exact=True).wait_for(timeout=15_000)


SPOILED = """
from dataclasses import replace

import analysttools as at

case = at.load_case("../data")
firsts = at.select(case, measure="killed_or_wounded").drop_duplicates("claimant_id")
firsts = firsts.drop_duplicates("source_id").head(len(TEXTS))


def spoil(table, key, columns):
    texts = dict(zip(firsts[key], TEXTS, strict=True))
    new = table[key].map(texts)
    return table.assign(**{column: new.fillna(table[column]) for column in columns})


spoiled = replace(
    case,
    claims=spoil(case.claims, "claim_id", ["summary_en", "chain", "note"]),
    claimants=spoil(case.claimants, "claimant_id", ["label_en"]),
    sources=spoil(case.sources, "source_id", ["publisher", "url"]),
)
ids = firsts["claim_id"].tolist()
print(*ids)
at.explore(spoiled, measure="killed_or_wounded", claimant=firsts["claimant_id"].tolist())
"""


def _card_of(page: Page, claim_id: str) -> list[str]:
    """Choose a row of the table and give the texts of its card."""
    page.locator(f'tr[data-id="{claim_id}"] .at-open').click()
    page.locator(".at-card dd", has_text=claim_id).last.wait_for()
    return [" ".join(text.split()) for text in page.locator(".at-card dd").all_text_contents()]


def test_a_hostile_text_shows_as_text_everywhere(lab: Lab, page: Page, complaints: list[str]) -> None:
    """HTML, script, Markdown, LaTeX, turned order, 10,000 letters: in card, table and choices."""
    cell = f"TEXTS = {list(HOSTILE.values())!r}\n{SPOILED}"
    open_notebook(page, lab, _write_notebook(lab, "hostile.ipynb", cell))
    run_all(page)
    _drawn(page, "")
    ids = page.locator(".jp-OutputArea-output pre").first.inner_text().split()
    texts = [" ".join(text.split()) for text in HOSTILE.values()]
    cards = [_card_of(page, claim_id) for claim_id in ids]
    assert [sum(text in said for said in card) >= 4 for text, card in zip(texts, cards, strict=True)] == [
        True
    ] * 7
    names = " ".join(" ".join(page.locator(".at-open, .at-words label").all_text_contents()).split())
    assert [text for text in texts if names.count(text) < 2] == []
    assert page.evaluate("window.hacked") is None
    assert (
        page.locator(".at-explorer")
        .locator("mjx-container, .MathJax, .at-card b, .at-table b, script")
        .count()
        == 0
    )
    assert complaints == []
