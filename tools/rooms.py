"""Draw the rooms of the package from their imports: ``python tools/rooms.py`` writes docs/architecture.md."""

from __future__ import annotations

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
START, END = "```mermaid\n", "```\n"


def read_arrows() -> dict[str, set[str]]:
    """Return which rooms each room imports, files at the root of the package counted as rooms."""
    graph = grimp.build_graph("analysttools")
    rooms: dict[str, set[str]] = {}
    for module in sorted(graph.modules):
        room = _room(module)
        if room:
            imported = {_room(one) for one in graph.find_modules_directly_imported_by(module)}
            rooms.setdefault(room, set()).update(imported - {room, ""})
    return rooms


def reduce_arrows(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out the arrows to what another arrow leads to anyway.

    Examples
    --------
    >>> reduce_arrows({"cli": {"charts", "case"}, "charts": {"case"}, "case": set()})
    {'cli': {'charts'}, 'charts': {'case'}, 'case': set()}
    """
    return {
        room: {one for one in direct if not any(one in _reach(other, arrows) for other in direct - {one})}
        for room, direct in arrows.items()
    }


def draw(arrows: dict[str, set[str]]) -> str:
    """Return the drawing in Mermaid, which code hosts show as a picture."""
    lines = [f"    {room} --> {one}" for room, found in sorted(arrows.items()) for one in sorted(found)]
    return "\n".join(["graph TD", *lines, ""])


def write(page: str, drawing: str) -> str:
    """Return the page with the drawing in place of the one that it holds."""
    before, _, rest = page.partition(START)
    return f"{before}{START}{drawing}{END}{rest.partition(END)[2]}"


def _room(module: str) -> str:
    return "" if module in ("analysttools", "analysttools.__main__") else module.split(".")[1]


def _reach(room: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(arrows.get(room, ()))
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += arrows.get(one, ())
    return found


def main() -> int:
    """Write the drawing of the imports as they are."""
    drawing = draw(reduce_arrows(read_arrows()))
    PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), drawing), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
