"""The report's charts, as Vega-Lite specifications made with Altair.

Values come in as rows of plain text and numbers; a value that no paper gives is left out or null, never zero, and
a line breaks there. Nothing is fetched: the data stand in the specification. A mark that has a figure leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import altair as alt

from report.palette import COLOURS, PALE, SERIES

Rows = Sequence[Mapping[str, Any]]
Spec = Mapping[str, Any]

ROW_PIXELS = 23
LEAST_PIXELS = 90
LINE_PIXELS = 220
QUARTERS = ("Q1", "Q2", "Q3", "Outturn")
QUARTER_COLOURS = SERIES[:4]
QUARTER_SHAPES = ("circle", "square", "triangle-up", "diamond")
SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")
BUDGET_COLOURS = {"Budget": PALE, "Spent to date": SERIES[2], "Forecast": COLOURS["ink"], "Outturn": SERIES[3]}
DATA = alt.NamedData(name="rows")
LEADS = {"href": "href:N", "tooltip": "label:N"}
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"

CONFIG: Spec = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLOURS["ink"],
        "titleColor": COLOURS["ink"],
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": COLOURS["grid"],
        "domainColor": COLOURS["strong-edge"],
        "tickColor": COLOURS["strong-edge"],
    },
    "axisX": {"labelOverlap": "greedy"},
    "axisQuantitative": {"tickCount": 7},
    "legend": {
        "labelColor": COLOURS["ink"],
        "titleColor": COLOURS["ink"],
        "labelFontSize": 13,
        "orient": "top",
        "title": None,
        "labelLimit": 300,
    },
}
"""What all charts share; the pages read it from one file beside them."""


def drift(rows: Rows, unit: str) -> Spec:
    """Where each line stood at each quarter: `line`, `period`, `value`, `href`, `label`.

    A mark for each quarter that a paper tells of, joined from the least to the most.
    """
    periods = in_use(QUARTERS, rows, "period")
    places = [QUARTERS.index(period) for period in periods]
    return filled(
        drift_form(),
        rows,
        height_of(rows),
        unit=unit,
        lines=unique(row["line"] for row in rows),
        kinds=periods,
        colours=[QUARTER_COLOURS[place] for place in places],
        shapes=[QUARTER_SHAPES[place] for place in places],
    )


def course(rows: Rows, unit: str, order: Sequence[str]) -> Spec:
    """Series over an ordered scale: `at`, `series`, `value` (null where missing), `href`, `label`.

    Every place of `order` has its room, so that what is missing is seen as a gap.
    """
    series = unique(row["series"] for row in rows)
    return filled(
        course_form(len(series) > 1),
        rows,
        LINE_PIXELS,
        unit=unit,
        order=list(order),
        kinds=series,
        colours=colours_for(series),
        shapes=shapes_for(series),
    )


def dots(rows: Rows, unit: str, kinds: Sequence[str], *, rule: float | None = None) -> Spec:
    """A row for each `line`, a mark for each of its values: `line`, `kind`, `value`, `href`, `label`, `sure`.

    `sure` is false for what the paper hedges or what is computed: such a mark is hollow. `rule` draws a dashed line.
    """
    shown = in_use(kinds, rows, "kind")
    marked = [{"sure": True, **row} for row in rows]
    return filled(
        dots_form(any(row["sure"] for row in marked), any(not row["sure"] for row in marked), rule),
        marked,
        height_of(rows),
        unit=unit,
        lines=unique(row["line"] for row in rows),
        kinds=shown,
        colours=colours_for(shown),
        shapes=shapes_for(shown),
    )


def against_budget(rows: Rows, unit: str) -> Spec:
    """Of each `line` the `kind`s Budget (a pale bar), Spent to date (a dark bar), Forecast and Outturn (marks)."""
    shown = in_use(list(BUDGET_COLOURS), rows, "kind")
    return filled(
        budget_form(tuple(shown)),
        rows,
        height_of(rows),
        unit=unit,
        lines=unique(row["line"] for row in rows),
        kinds=shown,
        colours=[BUDGET_COLOURS[kind] for kind in shown],
    )


def shares(rows: Rows, unit: str, kinds: Sequence[str], colours: Sequence[str]) -> Spec:
    """A bar for each `line`, parted by `kind`: `value`, `place` (where the part stands), `href`, `label`."""
    shown = in_use(kinds, rows, "kind")
    return filled(
        shares_form(),
        rows,
        height_of(rows),
        unit=unit,
        lines=unique(row["line"] for row in rows),
        kinds=shown,
        colours=[colours[list(kinds).index(kind)] for kind in shown],
    )


# Forms: Altair takes its time, and there are thousands of charts of five forms. What differs is filled in later.


@cache
def drift_form() -> Spec:
    """The form of `drift`."""
    base = alt.Chart(DATA)
    span = base.mark_rule(color=COLOURS["edge"], size=3).encode(y=lines(), x="min(value):Q", x2="max(value):Q")
    marks = base.mark_point(filled=True, size=85, opacity=1).encode(y=lines(), x=values(), **looks("period"), **LEADS)
    return form(alt.layer(upright(0), span, marks))


@cache
def course_form(legend: bool) -> Spec:
    """The form of `course`, with a legend where there are several series."""
    options: dict[str, Any] = {} if legend else {"legend": None}
    encoded = alt.Chart(DATA).encode(
        x=alt.X("at:O", title=None, scale=alt.Scale(domain=["@order"]), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title="@unit", scale=alt.Scale(zero=True)),
        tooltip="label:N",
        **looks("series", **options),
    )
    line = encoded.mark_line(strokeWidth=2, invalid="break-paths-filter-domains")
    marks = encoded.mark_point(filled=True, size=80, opacity=1, invalid="filter").encode(href="href:N")
    return form(alt.layer(line, marks))


@cache
def dots_form(sure: bool, unsure: bool, rule: float | None) -> Spec:
    """The form of `dots`, with the layers that have marks."""
    solid: dict[str, Any] = {"filled": True}
    hollow: dict[str, Any] = {"fill": COLOURS["paper"], "strokeWidth": 2}
    layers = [upright(0)]
    if rule is not None:
        layers.append(upright(rule, strokeDash=[5, 4], color=COLOURS["muted"]))
    for there, look, which in ((sure, solid, "datum.sure"), (unsure, hollow, "!datum.sure")):
        if there:
            marks = alt.Chart(DATA).transform_filter(which).mark_point(size=95, opacity=1, **look)
            layers.append(marks.encode(y=lines(), x=values(), **looks("kind"), **LEADS))
    return form(alt.layer(*layers))


@cache
def budget_form(kinds: tuple[str, ...]) -> Spec:
    """The form of `against_budget`."""
    bar: dict[str, Any] = {"type": "bar", "size": 16, "stroke": COLOURS["strong-edge"], "strokeWidth": 1}
    looks_of: dict[str, dict[str, Any]] = {
        "Budget": bar,
        "Spent to date": {"type": "bar", "size": 7},
        "Forecast": {"type": "tick", "size": 19, "thickness": 3},
        "Outturn": {"type": "tick", "size": 19, "thickness": 3},
    }
    layers = []
    for kind in kinds:
        chart = alt.Chart(DATA, mark=alt.MarkDef(**looks_of[kind])).transform_filter(f"datum.kind === '{kind}'")
        layers.append(chart.encode(y=lines(), x=values(), color=looks("kind")["color"], **LEADS))
    return form(alt.layer(*layers))


@cache
def shares_form() -> Spec:
    """The form of `shares`."""
    chart = alt.Chart(DATA).mark_bar(size=15, stroke=COLOURS["paper"], strokeWidth=1)
    across = alt.X("value:Q", title="@unit", stack="zero")
    return form(chart.encode(y=lines(), x=across, color=looks("kind")["color"], order=alt.Order("place:Q"), **LEADS))


def lines() -> alt.Y:
    """A row for each line, in the order given."""
    return alt.Y("line:N", sort=["@lines"], title=None)


def values() -> alt.X:
    """The scale of values."""
    return alt.X("value:Q", title="@unit")


def looks(column: str, **options: Any) -> dict[str, Any]:
    """Colour and shape by a column."""
    colour = alt.Scale(domain=["@kinds"], range=["@colours"])
    shape = alt.Scale(domain=["@kinds"], range=["@shapes"])
    return {
        "color": alt.Color(f"{column}:N", scale=colour, **options),
        "shape": alt.Shape(f"{column}:N", scale=shape, **options),
    }


def upright(at: float, **look: Any) -> Any:
    """A line across all rows at one value."""
    mark = {"color": COLOURS["strong-edge"]} | look
    return alt.Chart(alt.InlineData(values=[{"at": at}])).mark_rule(**mark).encode(x="at:Q")


def form(chart: Any) -> Spec:
    """The specification of a chart that is as wide as its place; Altair validates it."""
    spec: dict[str, Any] = chart.properties(width="container").to_dict()
    spec.pop("config", None)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def filled(form: Spec, rows: Rows, height: int, **given: Any) -> Spec:
    """A form with its rows, its height, and `@name` (or a list of only that) replaced by what is given."""

    def fill(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: fill(value) for name, value in node.items()}
        if isinstance(node, list):
            held = node[0] if len(node) == 1 else None
            return given[held[1:]] if isinstance(held, str) and held[:1] == "@" else [fill(value) for value in node]
        return given[node[1:]] if isinstance(node, str) and node[:1] == "@" else node

    spec: dict[str, Any] = fill({name: value for name, value in form.items() if name != "datasets"})
    data = [{name: float(v) if isinstance(v, Decimal) else v for name, v in row.items()} for row in rows]
    return spec | {"height": height, "datasets": {**form.get("datasets", {}), DATA.name: data}}


def unique(values: Iterable[Any]) -> list[Any]:
    """Values in the order in which they come first."""
    return list(dict.fromkeys(values))


def in_use(wanted: Sequence[str], rows: Rows, column: str) -> list[str]:
    """Those of the wanted values that a column has, in their own order."""
    there = {row[column] for row in rows}
    return [value for value in wanted if value in there]


def colours_for(names: Sequence[str]) -> list[str]:
    """A colour for each name; after the last it begins again."""
    order = [SERIES[place] for place in (2, 3, 5, 4, 6, 1, 7, 0)]
    return [order[number % len(order)] for number in range(len(names))]


def shapes_for(names: Sequence[str]) -> list[str]:
    """A shape for each name, so that colour is never all that tells them apart."""
    return [SHAPES[number % len(SHAPES)] for number in range(len(names))]


def height_of(rows: Rows) -> int:
    """Pixels for as many lines as there are."""
    return max(LEAST_PIXELS, ROW_PIXELS * len({row["line"] for row in rows}))
