"""How the explorer is put together: its parts, their labels, their places.

Belongs here: making and naming widgets. Does not belong here: what follows when one is moved (``panel.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets as widgets

from analysttools.explorer.chart_choice import CHART_CHOICES
from analysttools.explorer.controls import Card, Choice, Code, Days, Pictures, Sentences, Table
from analysttools.explorer.state import LISTS
from analysttools.locales import read_texts

PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("explorer.panel")

TABS = ("table", "card", "code", "save")
LANGUAGE_CHOICES = (("English", "en"), ("Français", "fr"))
WIDE = {"width": "auto"}


@dataclass(frozen=True)
class Screen:
    """All widgets of one explorer."""

    choices: dict[str, Choice]
    repeats: widgets.Checkbox
    first: widgets.Text
    last: widgets.Text
    reset: widgets.Button
    days: Days
    chart: widgets.Dropdown
    language: widgets.ToggleButtons
    sentences: Sentences
    pictures: Pictures
    tabs: widgets.ToggleButtons
    table: Table
    card: Card
    code: Code
    name: widgets.Text
    title: widgets.Text
    save: widgets.Button
    saved: Sentences
    below: dict[str, widgets.DOMWidget]
    whole: widgets.Box


def make_screen(group: str, lang: str) -> Screen:
    """Make the widgets of one explorer and put them in their places."""
    long = widgets.Layout(width="100%", max_width="700px")
    style = {"description_width": "initial"}
    choices = {name: Choice(group=group) for name in LISTS}
    text = {"layout": widgets.Layout(width="auto"), "style": style, "continuous_update": False}
    parts = {
        "choices": choices,
        "repeats": widgets.Checkbox(value=True, indent=False, layout=WIDE),
        "first": widgets.Text(**text),
        "last": widgets.Text(**text),
        "reset": widgets.Button(layout=WIDE),
        "days": Days(group=group),
        "chart": widgets.Dropdown(options=[("", "fitting")], style=style, layout=WIDE),
        "language": widgets.ToggleButtons(
            options=LANGUAGE_CHOICES, value=lang, style={"button_width": "auto"}
        ),
        "sentences": Sentences(group=group),
        "pictures": Pictures(group=group),
        "tabs": widgets.ToggleButtons(options=[("", tab) for tab in TABS], style={"button_width": "auto"}),
        "table": Table(group=group),
        "card": Card(group=group),
        "code": Code(group=group),
        "name": widgets.Text(style=style, layout=long),
        "title": widgets.Text(style=style, layout=long),
        "save": widgets.Button(layout=widgets.Layout(width="max-content")),
        "saved": Sentences(group=""),
    }
    parts["below"] = {
        **{name: parts[name] for name in ("table", "card", "code")},
        "save": widgets.VBox([parts[name] for name in ("name", "title", "save", "saved")]),
    }
    return Screen(**parts, whole=_arrange(parts))


def _arrange(parts: dict) -> widgets.Box:
    """Put the choices left of the view; below each other where it is narrow (``style.css``)."""
    left = widgets.VBox(
        [*parts["choices"].values(), parts["repeats"], parts["first"], parts["last"], parts["reset"]]
    )
    top = widgets.HBox([parts["chart"], parts["language"]])
    right = widgets.VBox(
        [top, parts["days"], parts["sentences"], parts["pictures"], parts["tabs"], *parts["below"].values()]
    )
    left.add_class("at-left")
    top.add_class("at-top")
    right.add_class("at-right")
    whole = widgets.Box([left, right])
    whole.add_class("at-body")
    return whole


def label_screen(screen: Screen, fitting: str, lang: str) -> None:
    """Write all labels in a language; `fitting` is the chart that fits what is chosen."""
    words = WORDS[lang]
    for name, choice in screen.choices.items():
        said = {"choice": words[name].lower()}
        choice.label = words[name]
        choice.words = {
            "all": words["all"],
            "colon": PUNCTUATION[lang]["colon"],
            **{key: words[key].format(**said) for key in ("search", "clear")},
        }
    screen.repeats.description = words["repeats"]
    screen.first.description, screen.last.description = words["first"], words["last"]
    screen.first.placeholder = screen.last.placeholder = words["day form"]
    screen.reset.description = words["reset"]
    screen.days.label = words["as of"]
    screen.days.words = {key: words[key] for key in ("any day", "play", "pause", "day form")}
    label_charts(screen, fitting, lang)
    screen.chart.description = words["chart"]
    screen.language.tooltips = [words["language"]] * len(LANGUAGE_CHOICES)
    screen.sentences.closed, screen.sentences.lang = words["closed"], lang
    screen.pictures.words = {"marks": words["marks"]}
    tab = screen.tabs.value
    screen.tabs.options = [(words[name], name) for name in TABS]
    screen.tabs.value = tab
    screen.code.words = {key: words[key] for key in ("copy", "copied", "code")}
    screen.name.description, screen.title.description = words["name"], words["title"]
    screen.save.description = words["save figure"]


def label_charts(screen: Screen, fitting: str, lang: str) -> None:
    """Name the charts, and the one that fits; for a moment the first of them is chosen."""
    words = WORDS[lang]
    options = [(words["fitting"].format(chart=words[fitting]), "fitting")]
    options += [(words[name], name) for name in CHART_CHOICES]
    if tuple(options) != tuple(screen.chart.options):
        chart = screen.chart.value
        screen.chart.options = options
        screen.chart.value = chart
