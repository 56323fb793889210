"""The signs of those who act on the map: colour alone tells nothing apart."""

from __future__ import annotations

import pandas as pd

from analysttools.charts.drawing.symbols import WITHDREW, order_actors, sign_actors

ACTORS = pd.Series(["north", "north", "north", "south", "south", "centre", "south+east", "west"])


def test_all_but_the_most_frequent_have_a_sign() -> None:
    """Forces together have "+", others their first letter, or a number where it is taken."""
    signs = {"north": "", "south": "s", "centre": "c", "south+east": "+", "west": "4"}
    assert sign_actors(ACTORS) == signs


def test_a_withdrawal_and_an_actor_never_have_one_sign() -> None:
    """The letter of a withdrawal is no actor's, so that "w" says one thing."""
    assert WITHDREW not in sign_actors(ACTORS).values()


def test_actors_are_in_the_order_of_their_sides() -> None:
    """Where the case states an order, how often they act does not count."""
    events = pd.DataFrame({"actor": ACTORS, "actor_order": ACTORS.eq("north").astype(float)})
    assert order_actors(events)[-1] == "north"
