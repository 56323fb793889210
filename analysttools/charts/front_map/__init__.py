"""The front on a map: the chart, and the parts of a map."""
