"""The explorer: choosing claims and events, drawing them, asking a mark, leaving with the code.

`analysttools.explore` puts it on the screen. Nothing here reads files; `states.py`, `selecting.py`,
`coding.py`, `drawing.py` and `cards.py` know nothing of widgets.
"""
