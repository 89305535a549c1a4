"""The report's charts, as Vega-Lite specifications made with Altair.

Values come in as rows of plain text and numbers; a value that no paper gives is left out or null, never zero, and
a line breaks there. Nothing is fetched: the data stand in the specification. A mark that has a figure leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from report.palette import COLOURS, PALE, SERIES

Rows = Sequence[Mapping[str, Any]]
Spec = Mapping[str, Any]

ROW_PIXELS = 23
LEAST_PIXELS = 90
LINE_PIXELS = 220
QUARTERS = ("Q1", "Q2", "Q3", "Outturn")
QUARTER_COLOURS = ("#7a858d", "#2a7f9e", "#0b5a8f", "#b35c00")
QUARTER_SHAPES = ("circle", "square", "triangle-up", "diamond")
SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")
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
        "gridColor": "#dfe4e8",
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
    lines = alt.Y("line:N", sort=unique(row["line"] for row in rows), title=None)
    colours = [QUARTER_COLOURS[QUARTERS.index(period)] for period in periods]
    shapes = [QUARTER_SHAPES[QUARTERS.index(period)] for period in periods]
    base = alt.Chart(inline(rows))
    span = base.mark_rule(color=COLOURS["edge"], size=3).encode(y=lines, x="min(value):Q", x2="max(value):Q")
    marks = base.mark_point(filled=True, size=85, opacity=1).encode(
        y=lines,
        x=alt.X("value:Q", title=unit),
        color=alt.Color("period:N", scale=alt.Scale(domain=periods, range=colours)),
        shape=alt.Shape("period:N", scale=alt.Scale(domain=periods, range=shapes)),
        href="href:N",
        tooltip="label:N",
    )
    return finished(alt.layer(zero(), span, marks), height_of(row["line"] for row in rows))


def course(rows: Rows, unit: str, order: Sequence[str]) -> Spec:
    """Series over an ordered scale: `at`, `series`, `value` (null where missing), `href`, `label`.

    Every place of `order` has its room, so that what is missing is seen as a gap.
    """
    series = unique(row["series"] for row in rows)
    encoded = alt.Chart(inline(rows)).encode(
        x=alt.X("at:O", title=None, scale=alt.Scale(domain=list(order)), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=True)),
        color=alt.Color("series:N", scale=alt.Scale(domain=series, range=colours_for(series))),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=series, range=shapes_for(series))),
        tooltip="label:N",
    )
    line = encoded.mark_line(strokeWidth=2, invalid="break-paths-filter-domains")
    marks = encoded.mark_point(filled=True, size=80, opacity=1, invalid="filter").encode(href="href:N")
    legend = len(series) > 1
    chart = alt.layer(line, marks)
    if not legend:
        chart = chart.encode(color=alt.Color("series:N", legend=None, scale=alt.Scale(range=[SERIES[2]])))
        chart = chart.encode(shape=alt.Shape("series:N", legend=None))
    return finished(chart, LINE_PIXELS)


def dots(rows: Rows, unit: str, kinds: Sequence[str], *, at_zero: bool = True, rule: float | None = None) -> Spec:
    """A row for each `line`, a mark for each of its values: `line`, `kind`, `value`, `href`, `label`, `sure`.

    `sure` is false for what the paper hedges or what is computed: such a mark is hollow. `rule` draws a dashed line.
    """
    kinds = in_use(kinds, rows, "kind")
    lines = unique(row["line"] for row in rows)

    def marks(sure: bool) -> Any:
        some = [row for row in rows if row.get("sure", True) is sure]
        look: dict[str, Any] = {"filled": True} if sure else {"fill": COLOURS["paper"], "strokeWidth": 2}
        return (
            alt.Chart(inline(some))
            .mark_point(size=95, opacity=1, **look)
            .encode(
                y=alt.Y("line:N", sort=lines, title=None),
                x=alt.X("value:Q", title=unit),
                color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours_for(kinds))),
                shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=shapes_for(kinds))),
                href="href:N",
                tooltip="label:N",
            )
        )

    under = [zero()] if at_zero else []
    if rule is not None:
        under.append(
            alt.Chart(inline([{"at": rule}])).mark_rule(strokeDash=[5, 4], color=COLOURS["muted"]).encode(x="at:Q")
        )
    there = [sure for sure in (True, False) if any(row.get("sure", True) is sure for row in rows)]
    return finished(alt.layer(*under, *map(marks, there)), height_of(lines))


def against_budget(rows: Rows, unit: str) -> Spec:
    """Of each `line` the `kind`s Budget (a pale bar), Spent to date (a dark bar), Forecast and Outturn (marks)."""
    all_colours = {"Budget": PALE, "Spent to date": SERIES[2], "Forecast": COLOURS["ink"], "Outturn": SERIES[3]}
    kinds = in_use(list(all_colours), rows, "kind")
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[all_colours[kind] for kind in kinds]))
    lines = alt.Y("line:N", sort=unique(row["line"] for row in rows), title=None)

    def layer(kind: str, mark: str, **options: Any) -> Any:
        chart = alt.Chart(inline([row for row in rows if row["kind"] == kind]))
        return getattr(chart, mark)(**options).encode(
            y=lines, x=alt.X("value:Q", title=unit), color=colour, href="href:N", tooltip="label:N"
        )

    layers = [
        layer("Budget", "mark_bar", size=16, stroke=COLOURS["strong-edge"], strokeWidth=1),
        layer("Spent to date", "mark_bar", size=7),
        layer("Forecast", "mark_tick", size=19, thickness=3),
        layer("Outturn", "mark_tick", size=19, thickness=3),
    ]
    shown = [one for one, kind in zip(layers, all_colours, strict=True) if kind in kinds]
    return finished(alt.layer(*shown), height_of(row["line"] for row in rows))


def shares(rows: Rows, unit: str, kinds: Sequence[str], colours: Sequence[str]) -> Spec:
    """A bar for each `line`, parted by `kind`: `value`, `place` (where the part stands), `href`, `label`."""
    shown = in_use(kinds, rows, "kind")
    chart = (
        alt.Chart(inline(rows))
        .mark_bar(size=15, stroke=COLOURS["paper"], strokeWidth=1)
        .encode(
            y=alt.Y("line:N", sort=unique(row["line"] for row in rows), title=None),
            x=alt.X("value:Q", title=unit, stack="zero"),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=shown, range=[colours[list(kinds).index(kind)] for kind in shown]),
            ),
            order=alt.Order("place:Q"),
            href="href:N",
            tooltip="label:N",
        )
    )
    return finished(chart, height_of(row["line"] for row in rows))


def zero() -> Any:
    """A line at zero."""
    return alt.Chart(inline([{"at": 0}])).mark_rule(color=COLOURS["strong-edge"]).encode(x="at:Q")


def finished(chart: Any, height: int) -> Spec:
    """The specification of a chart that is as wide as its place."""
    spec: dict[str, Any] = chart.properties(width="container", height=height).to_dict(validate=False)
    spec.pop("config", None)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def inline(rows: Rows) -> alt.InlineData:
    """Rows as data that stand in the specification; decimals become numbers of JSON."""
    return alt.InlineData(
        values=[{name: float(v) if isinstance(v, Decimal) else v for name, v in row.items()} for row in rows]
    )


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


def height_of(lines: Iterable[str]) -> int:
    """Pixels for so many different lines."""
    return max(LEAST_PIXELS, ROW_PIXELS * len(set(lines)))
