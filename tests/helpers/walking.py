"""A reader before an explorer in a real browser: what they press and what they see, wherever it stands.

What is asked of the explorer belongs into the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tests.helpers.front_end import COLUMNS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

READ_MARKS = "marks => marks.map(({dataset}) => [dataset.id, dataset.what, dataset.at, dataset.label])"
FOCUSED = "() => document.activeElement?.dataset?.key ?? null"


@dataclass(frozen=True)
class Reader:
    """A reader: the page before them, and where in it the explorer stands.

    Attributes
    ----------
    page : Page
        The page of the browser.
    within : str
        Selector of what holds the explorer.
    has_address : bool
        Whether the address of the page holds what is shown.
    """

    page: Page
    within: str
    has_address: bool

    @property
    def explorer(self) -> Locator:
        """The explorer itself."""
        return self.page.locator(f"{self.within} .at-explorer").first

    def find(self, key: str) -> Locator:
        """Return what the front end calls by a key: a button, a field, a row, a mark."""
        return self.explorer.locator(f'[data-key="{key}"]')

    def begin(self) -> None:
        """Go to the overview in English, of all claims, as known today, with nothing picked."""
        self.find("page-overview").click()
        self.find("lang-en").click()
        if self.find("side").count() and not self.explorer.locator("details[open]").count():
            self.find("side").click()
        if self.find("reset").count():
            self.find("reset").click()
        self.find("day-date").fill("")
        self.find("sort-claims").click()
        while (picked := self.explorer.locator("[data-key^=pick-]:checked")).count():
            picked.first.click()

    def open_thing(self, thing: str, view: str = "ruler") -> None:
        """Begin anew, and open a view of a thing with the mouse."""
        self.begin()
        more = self.find("more")
        if more.count():
            more.click()
        self.find(f"thing-{thing}").click()
        self.find(f"view-{view}").click()

    def hear(self) -> str:
        """Return what a screen reader is told: how much is shown."""
        return self.explorer.locator(".at-live").inner_text()

    def count_claims(self) -> int:
        """Return of how many claims the overview tells."""
        words = self.hear().replace(",", "").split()
        return int(words[0]) if words[0].isdigit() else 0

    def list_things(self) -> list[str]:
        """Return the ids of the things of the overview, as they stand."""
        keys = self.explorer.locator("[data-key^=thing-]").evaluate_all(
            "all => all.map(one => one.dataset.key)"
        )
        return [key.removeprefix("thing-") for key in keys]

    def read_marks(self) -> pd.DataFrame:
        """Return the marks of the picture, as those of a chart are read."""
        marks = pd.DataFrame(self.explorer.locator("[data-what]").evaluate_all(READ_MARKS), columns=COLUMNS)
        return marks.assign(label=[" ".join(label.split()) for label in marks["label"]])

    def read_code(self) -> str:
        """Return the lines that give what is shown; they are opened where they are closed."""
        button = self.find("leave-code")
        if button.get_attribute("aria-expanded") == "false":
            button.click()
        return self.explorer.locator(".at-code pre").text_content()

    def list_cards(self) -> list[str]:
        """Return the ids at the foot of the cards that are open."""
        return self.explorer.locator(".at-card .at-id").all_inner_texts()

    def press_until(self, key: str, wanted: str, most: int = 150) -> None:
        """Press a key of the keyboard until what is called so has the focus."""
        for _ in range(most):
            if self.page.evaluate(FOCUSED) == wanted:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{most} times {key} did not lead to {wanted}")

    def take(self, kind: str, folder: Path) -> Path:
        """Press a button that gives a file, and return the file."""
        with self.page.expect_download() as download:
            self.find(f"leave-{kind}").click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file
