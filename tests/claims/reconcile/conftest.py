"""Claims that the tests of reconcile share."""

from __future__ import annotations

import pandas as pd
import pytest
from test_reconcile import claim, frame


@pytest.fixture
def knot() -> pd.DataFrame:
    """Return three claims that agree two by two and cannot all hold."""
    return frame(
        claim("dead", "killed", "../2025-04-30", high=600, qualifier="up_to"),
        claim("hurt", "wounded", "../2025-01-13", high=2700, qualifier="up_to"),
        claim("both", "losses", "../2025-01-05", low=3800, qualifier="at_least"),
    )


@pytest.fixture
def apart() -> pd.DataFrame:
    """Return two clashes that have nothing to do with each other, and a claimant who is in both."""
    return frame(
        claim("ours killed", "killed", "2025-01-01", low=9, qualifier="at_least", claimant_id="ours"),
        claim("theirs killed", "killed", "2025-01-01", best=1, claimant_id="theirs"),
        claim("ours held", "held", "2025-01-01", best=9, kind="stock", claimant_id="ours"),
        claim("others held", "held", "2025-01-01", best=1, kind="stock", claimant_id="others"),
    )
