"""Charts: a frame in, matplotlib Axes out; one file a chart family.

Nothing is imported here, so that importing the package does not import matplotlib.
"""
