"""The charts of the explorer, and which of them fits some claims.

Belongs here: choosing a chart. Does not belong here: drawing it.
"""

from __future__ import annotations

import pandas as pd

from analysttools.case.loading import Case
from analysttools.claims.scope import scopes

CHART_CHOICES = ("estimates", "history", "losses", "timeline", "drift", "sources", "map")
# Whose rows a chart draws; the last is the table that is listed.
TABLES_OF_CHARTS = {"timeline": ["claims", "events"], "map": ["events"]}
NUMBERS = ["low", "best", "high"]
# What must be one for losses to share a chart.
THING = ["population", "place_id", "unit"]


def fitting_chart(claims: pd.DataFrame, case: Case) -> str:
    """Name the chart that shows some claims best.

    One number said on several days: its history. Losses of one population in one place, totals or within
    periods, of several measures (those that the case states as ``losses``, and its parts): losses. Else the
    estimates, each count in a panel of its own.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.chart_choice import fitting_chart
    >>> held = {"measure": "area_held_km2", "place": "strait-road", "repeats": False}
    >>> case = load_case("tests/cases/strait")
    >>> fitting_chart(select(case, **held), case)
    'history'
    """
    numbered = claims[claims[NUMBERS].notna().any(axis=1) & claims["kind"].notna()]
    if len(numbered) < 3 or len(numbered) < len(claims):
        return "estimates"
    if scopes(claims, over_time=True).nunique() == 1:
        return "history" if claims["asserted"].nunique() > 1 else "estimates"
    is_counted = claims["kind"].isin(["cumulative", "flow"]).all()
    is_one = len(claims[THING].drop_duplicates()) == 1
    parts = case.parts
    is_loss = parts["column"].eq("measure") & parts["whole"].eq(case.losses)
    losses = {case.losses, *parts.loc[is_loss, "part"]}
    measures = set(claims["measure"])
    return "losses" if is_counted and is_one and len(measures) > 1 and measures <= losses else "estimates"
