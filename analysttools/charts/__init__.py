"""Charts: a frame in, matplotlib Axes out; one file a chart family.

Nothing is imported here, so that importing the package does not import matplotlib.
"""

# Each chart by its name, with the module of its function ``plot_<name>``. A figure's record names its charts.
CHARTS = {
    "area": "charts.area",
    "drift": "charts.drift",
    "estimates": "charts.estimates",
    "front_map": "charts.maps",
    "history": "charts.history",
    "held_area": "charts.held_area",
    "losses": "charts.losses",
    "sectors": "charts.sectors",
    "sources": "charts.chains",
    "timeline": "charts.timeline",
}
