"""Use an installed wheel as a reader of the README would, in a folder that has nothing else of the checkout.

Run by ``make wheel`` with the Python of an environment that holds the wheel alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import analysttools as at


def main(data: str) -> None:
    """Load the shipped case, draw and save a chart, write a page, begin a project and check it.

    Parameters
    ----------
    data : str
        The data folder of the checkout.
    """
    home = Path(at.__file__).resolve()
    if "site-packages" not in home.parts:
        raise SystemExit(f"analysttools was imported from {home}, not from the wheel")
    case = at.load_case(data)
    claims = case.named_claims[case.named_claims["measure"].eq("killed")].tail(5)
    ax = at.plot_table(claims)
    at.save_figure(ax, "killed", claims, title="Numbers of killed, by who said them.", folder="figures")
    at.write_page(case, "case.html")
    command = str(Path(sys.executable).parent / "analysttools")
    for arguments in (
        ["--version"],
        ["new", "own"],
        ["check", "own/data"],
        ["gallery"],
        ["verify", "--data", data],
    ):
        subprocess.run([command, *arguments], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
