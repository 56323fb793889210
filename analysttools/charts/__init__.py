"""Charts: a frame in, matplotlib Axes out; one file a chart.

Belongs here: drawing, and words on charts. Names are imported when they are first asked for, so that
reading data does not wait for matplotlib.
"""

import lazy_loader

# Each chart by its name, with the module of its function ``plot_<name>``: the one list of charts.
CHARTS = {
    "area": "charts.area",
    "captures": "charts.captures",
    "drift": "charts.drift",
    "estimates": "charts.estimates",
    "front_map": "charts.front_map.chart",
    "held_area": "charts.held_area",
    "history": "charts.history",
    "losses": "charts.losses",
    "reconciled": "charts.reconciled",
    "sectors": "charts.sectors",
    "sources": "charts.sources",
    "table": "charts.table",
    "timeline": "charts.timeline",
}

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={module.partition(".")[2]: [f"plot_{name}"] for name, module in CHARTS.items()},
)
