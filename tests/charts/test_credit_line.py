"""The foot of a chart: where its rows were read, and as of which day."""

from __future__ import annotations

import pandas as pd
import pytest

from analysttools.charts.drawing.credit_line import format_credits

READ = {"source_id": "a", "publisher": "Yonhap", "url": ""}


def _foot(*rows: dict[str, object], lang: str = "en") -> str:
    return format_credits([pd.DataFrame([READ | row]) for row in rows], lang)


@pytest.mark.parametrize(
    ("published", "asserted", "line"),
    [
        (None, "2026-02-12", "Source: Yonhap. As of 12 Feb 2026."),
        ("2025-10-24", "2025-12", "Source: Yonhap. As of December 2025."),
        ("2024-11-25", "2024-11-20", "Source: Yonhap. As of 25 Nov 2024."),
        ("2024-11-25", "2024-11-20/2024-12-02~", "Source: Yonhap. As of 2 Dec 2024."),
        (None, "[2024-12-01..2024-12-17]", "Source: Yonhap. As of 17 Dec 2024."),
        (None, None, "Source: Yonhap."),
    ],
)
def test_the_foot_has_the_last_day_of_pages_and_claims(
    published: str | None, asserted: str | None, line: str
) -> None:
    """A claim on a page without a date has the day on which it was said; no day at all leaves it unsaid."""
    assert _foot({"published": published, "asserted": asserted}) == line


def test_the_foot_is_said_in_french() -> None:
    """Days take « au », months « en »."""
    assert _foot({"published": "2026-02-12"}, lang="fr").endswith(" État au 12\u00a0févr. 2026.")
    assert _foot({"published": "2025-12"}, lang="fr").endswith(" État en décembre 2025.")


def test_measured_ground_has_the_day_of_its_last_map() -> None:
    """How long an archive of maps was kept is not the day of the ground that is drawn."""
    archive = {"published": "2024-07-08/2025-04-30"}
    assert _foot(archive | {"map_day": pd.Timestamp("2024-12-16")}) == "Source: Yonhap. As of 16 Dec 2024."
    days = {"from_day": pd.Timestamp("2024-11-01"), "to_day": pd.Timestamp("2024-12-01")}
    assert _foot(archive | days, {"asserted": "2024-12-05", "published": ""}).endswith("As of 5 Dec 2024.")


def test_rows_that_are_credited_elsewhere_count_by_their_days_alone() -> None:
    """Ground under claims is named beside the base map, and may be later than what was said."""
    said = pd.DataFrame([READ | {"published": "2024-12-05"}])
    ground = pd.DataFrame({"publisher": ["Atlas"], "to_day": [pd.Timestamp("2024-12-16")]})
    assert format_credits([said], "en", [ground, pd.DataFrame()]) == "Source: Yonhap. As of 16 Dec 2024."
