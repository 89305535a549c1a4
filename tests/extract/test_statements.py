"""Generated statements are read back exactly, proved, and named where one number is wrong."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statements import Cell, Statement, statements

from extract.model import Extraction
from extract.pipeline import extract
from extract.read.text import read_text

COARSE = "would not notice a wrong first digit"


def read(statement: Statement) -> tuple[Extraction, list[Cell]]:
    text, cells = statement.paper()
    return extract(read_text(text.encode(), "0" * 64, "made-up.txt", "text/plain")), cells


def shown(statement: Statement) -> str:
    return statement.paper()[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(statement=statements())
def test_a_statement_is_read_back_exactly_and_proved(statement: Statement) -> None:
    extraction, cells = read(statement)
    figures = {figure.char_start: figure for figure in extraction.figures if figure.table_no is not None}
    assert len(figures) == len(cells), shown(statement)
    for cell in cells:
        figure = figures[cell.start]
        assert (figure.line, figure.measure, figure.value, figure.unit, figure.is_total, figure.financial_year) == (
            cell.line,
            cell.measure,
            cell.value,
            "GBP",
            cell.is_total,
            statement.financial_year,
        ), shown(statement)
        assert figure.organisation in {f"{statement.area} Police", f"{statement.area} Police and OPCC"}
        assert figure.proof == "proved" or COARSE in (figure.note or ""), (cell, shown(statement))
    assert not [finding for finding in extraction.findings if finding.status == "contradiction"], shown(statement)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(statement=statements(), data=st.data())
def test_one_wrong_number_is_named_by_a_finding(statement: Statement, data: st.DataObject) -> None:
    lines = [k for k, row in enumerate(statement.rows) if row.amounts]
    row = data.draw(st.sampled_from(lines))
    measure = data.draw(st.sampled_from(statement.measures))
    amounts = statement.rows[row].amounts
    assert amounts is not None
    wrong = amounts[measure] + data.draw(st.sampled_from((-1, 1))) * max(abs(amounts[measure]) // 3, 2_000_000)
    spoiled = statement.with_amount(row, measure, wrong)
    extraction, cells = read(spoiled)
    (cell,) = [c for c in cells if c.line == statement.rows[row].label and c.measure == measure][:1] or [None]
    position = [k for k, one in enumerate(statement.rows) if one.amounts].index(row)
    cell = cells[position * len(statement.measures) + statement.measures.index(measure)]
    figure = next(figure for figure in extraction.figures if figure.char_start == cell.start)
    assert figure.proof != "proved", shown(spoiled)
    contradictions = [finding for finding in extraction.findings if finding.status == "contradiction"]
    assert any(figure.figure_id in finding.figure_ids for finding in contradictions), shown(spoiled)
    assert all((finding.amount_at_stake_gbp or Decimal(0)) > 0 for finding in contradictions)
