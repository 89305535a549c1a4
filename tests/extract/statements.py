"""Statements made up for the tests: a random hierarchy of lines in pounds, typeset in a random way.

A statement knows each number that it prints and what that number means, so that reading it back can be
compared cell by cell. Amounts are kept in pounds and rounded only where they are printed, so totals and
variances differ by a unit from what the printed lines give, as they do in real papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

AREAS = ("Northshire", "Westmoor", "Eastvale")
LINES = (
    "Officer salaries",
    "Staff salaries",
    "Overtime working",
    "Employer pensions",
    "Training courses",
    "Building repairs",
    "Energy and water",
    "Rents and rates",
    "Vehicle fuel",
    "Vehicle repairs",
    "Forensic supplies",
    "Custody contracts",
    "Uniforms",
    "Insurances",
    "Laboratory fees",
    "Telephony",
    "Software licences",
    "Interpreters",
)
SECTIONS = ("Employees", "Premises", "Transport", "Supplies", "Technology", "Agencies")
WORDINGS = {
    "original_budget": ("Original Budget", "Approved Budget", "Original Estimate"),
    "virement": ("Virements", "In Year Adjustments", "Budget Movements"),
    "revised_budget": ("Revised Budget", "Current Budget", "Latest Budget", "Working Budget"),
    "spend_to_date": ("Spend to Date", "Actual to Date", "Expenditure to Date"),
    "forecast": ("Forecast", "Projected Outturn", "Full Year Forecast", "Forecast Outturn"),
    "outturn": ("Outturn", "Actual Outturn"),
}
VARIANCES = {1: ("Variance Over / (Under)", "Variance (Under) / Over", "Over/(Under) spend"), -1: ("Variance",)}
SHAPES = (
    ("revised_budget", "spend_to_date", "forecast", "variance"),
    ("spend_to_date", "revised_budget", "forecast", "variance"),
    ("original_budget", "revised_budget", "forecast", "variance"),
    ("revised_budget", "forecast", "variance"),
    ("forecast", "revised_budget", "variance"),
    ("original_budget", "virement", "revised_budget"),
    ("revised_budget", "outturn", "variance"),
)
UNITS = {"£": (0, 0), "£000": (3, 0), "£'000": (3, 0), "£000's": (3, 0), "£k": (3, 0), "£m": (6, 3)}
POSITIONS = {
    "Q1": ("Quarter 1", "30 June {}"),
    "Q2": ("Quarter 2", "30 September {}"),
    "Q3": ("Quarter 3", "31 December {}"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a statement is typeset."""

    form: str
    unit: str
    unit_place: str
    negative: str
    nil: str
    total: str
    headings: bool
    grand: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: a heading without amounts, a line, or a total. Amounts are pounds by measure."""

    label: str
    amounts: dict[str, int] | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed number and its meaning. `value` is what the printed number says, in pounds."""

    line: str
    measure: str
    value: Decimal
    text: str
    is_total: bool
    start: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A paper with one statement. `sense` is 1 where overspending is printed positive."""

    area: str
    year: int
    position: str
    measures: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    style: Style
    sense: int

    @property
    def financial_year(self) -> str:
        """Such as `2023/24`."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    def printed(self, pounds: int) -> tuple[str, Decimal]:
        """How an amount is printed, and what that says in pounds."""
        scale, places = UNITS[self.style.unit]
        step = Decimal(1).scaleb(-places)
        shown = (Decimal(pounds).scaleb(-scale)).quantize(step, rounding=ROUND_HALF_UP)
        if not shown:
            return self.style.nil, Decimal(0)
        digits = f"{abs(shown):,.{places}f}"
        text = digits if shown > 0 else f"({digits})" if self.style.negative == "brackets" else f"-{digits}"
        return text, shown.scaleb(scale)

    def paper(self) -> tuple[str, list[Cell]]:
        """The paper's text, and each number that it prints with its place."""
        quarter, date = POSITIONS[self.position]
        date = date.format(self.year)
        closed = "outturn" in self.measures
        title = f"REVENUE OUTTURN {self.financial_year}" if closed else f"REVENUE MONITORING {self.financial_year}"
        where = "at the end of the year" if closed else f"at {date} ({quarter})"
        unit = f" Amounts are in {self.style.unit}." if self.style.unit_place == "prose" else ""
        lead = f"The table sets out the position of {self.area} Police {where}.{unit}"
        text = f"{self.area} Police and Crime Panel\n\n{title}\n\n{lead}\n\n"
        grid: list[tuple[list[str], Row | None]] = []
        headers = [
            f"{header} {self.style.unit}" if self.style.unit_place == "header" else header for header in self.headers
        ]
        grid.append((["", *headers], None))
        if self.style.unit_place == "row":
            grid.append((["", *[self.style.unit] * len(headers)], None))
        for row in self.rows:
            amounts = row.amounts
            grid.append(
                ([row.label, *(self.printed(amounts[m])[0] for m in self.measures)] if amounts else [row.label], row)
            )
        widths = [max(len(line[j]) for line, _ in grid if j < len(line)) for j in range(len(headers) + 1)]
        cells: list[Cell] = []
        for line, source in grid:
            laid, starts = self._lay(line, widths)
            if source is not None and source.amounts:
                for j, measure in enumerate(self.measures, start=1):
                    shown, value = self.printed(source.amounts[measure])
                    turned = -value if measure == "variance" and self.sense < 0 and value else value
                    cells.append(Cell(source.label, measure, turned, shown, source.is_total, len(text) + starts[j]))
            text += laid + "\n"
            if self.style.form == "pipes" and source is None and line == grid[0][0]:
                text += "|" + "---|" * len(widths) + "\n"
        return text + "\nThe panel is asked to note the report.\n", cells

    def _lay(self, line: Sequence[str], widths: Sequence[int]) -> tuple[str, list[int]]:
        starts, laid = [], "| " if self.style.form == "pipes" else ""
        mark = {"tabs": "\t", "pipes": " | ", "spaces": "   "}[self.style.form]
        full = [*line, *[""] * (len(widths) - len(line))] if self.style.form != "tabs" else list(line)
        for j, text in enumerate(full):
            laid += mark if j else ""
            if self.style.form == "spaces":
                laid += " " * (widths[j] - len(text)) if j else ""
            starts.append(len(laid))
            laid += text
            if self.style.form == "spaces" and not j:
                laid += " " * (widths[0] - len(text))
        return (laid + " |" if self.style.form == "pipes" else laid.rstrip(" ")), starts

    def with_amount(self, row: int, measure: str, pounds: int) -> Statement:
        """The same statement with one amount printed wrongly."""
        old = self.rows[row]
        assert old.amounts is not None
        rows = list(self.rows)
        rows[row] = replace(old, amounts=old.amounts | {measure: pounds})
        return replace(self, rows=tuple(rows))


def _sum(parts: Sequence[dict[str, int]]) -> dict[str, int]:
    return {measure: sum(part[measure] for part in parts) for measure in parts[0]}


def _complete(amounts: dict[str, int], sense: int) -> dict[str, int]:
    if "variance" in amounts:
        result = amounts.get("forecast", amounts.get("outturn"))
        assert result is not None
        amounts["variance"] = sense * (result - amounts["revised_budget"])
    if "virement" in amounts:
        amounts["revised_budget"] = amounts["original_budget"] + amounts["virement"]
    return amounts


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """A statement with one or two levels of sections, in some unit, sign convention, header style and form."""
    measures = draw(st.sampled_from(SHAPES))
    sense = draw(st.sampled_from((1, -1))) if "variance" in measures else 1
    unit = draw(st.sampled_from(sorted(UNITS)))
    style = Style(
        form=draw(st.sampled_from(("tabs", "pipes", "spaces"))),
        unit=unit,
        unit_place=draw(st.sampled_from(("header", "row", "prose") if unit != "£" else ("header", "row"))),
        negative=draw(st.sampled_from(("brackets", "minus"))),
        nil=draw(st.sampled_from(("-", "0"))) if unit != "£m" else "-",
        total=draw(st.sampled_from(("{} Total", "Total {}", "Sub-total"))),
        headings=draw(st.booleans()),
        grand=draw(st.sampled_from(("Total", "Grand Total", "TOTAL"))),
    )
    names = draw(st.permutations(LINES))
    sections = draw(st.permutations(SECTIONS))[: draw(st.integers(1, 4))]
    rows: list[Row] = []
    totals: list[dict[str, int]] = []
    for k, section in enumerate(sections):
        size = draw(st.integers(2, 5))
        lines, names = names[:size], names[size:]
        if len(lines) < 2:
            break
        # Where nothing but arithmetic tells the sense of the variances, one of them must be more than rounding.
        amounts = [_line(draw, measures, sense, clear=not k and not n) for n in range(len(lines))]
        if len(sections) > 1 and style.headings:
            rows.append(Row(section, None))
        rows += [Row(line, each) for line, each in zip(lines, amounts, strict=True)]
        totals.append(_sum(amounts))
        if len(sections) > 1:
            rows.append(Row(style.total.format(section), totals[-1], is_total=True))
    rows.append(Row(style.grand, _sum(totals), is_total=True))
    headers = tuple(
        draw(st.sampled_from(WORDINGS[measure])) if measure != "variance" else draw(st.sampled_from(VARIANCES[sense]))
        for measure in measures
    )
    return Statement(
        area=draw(st.sampled_from(AREAS)),
        year=draw(st.integers(2015, 2028)),
        position=draw(st.sampled_from(sorted(POSITIONS))),
        measures=measures,
        headers=headers,
        rows=tuple(rows),
        style=style,
        sense=sense,
    )


def _line(draw: st.DrawFn, measures: Sequence[str], sense: int, *, clear: bool) -> dict[str, int]:
    base = draw(st.integers(150_000, 60_000_000))
    amounts = dict.fromkeys(measures, 0)
    for measure in measures:
        if measure == "virement":
            amounts[measure] = draw(st.one_of(st.just(0), st.integers(-base // 5, base // 5)))
        elif measure == "spend_to_date":
            amounts[measure] = base // 2 + draw(st.integers(-base // 9, base // 9))
        elif measure != "variance":
            amounts[measure] = base + draw(st.integers(-base // 6, base // 6))
    if clear and "variance" in measures:
        amounts["forecast" if "forecast" in measures else "outturn"] = amounts["revised_budget"] + base // 9
    return _complete(amounts, sense)
