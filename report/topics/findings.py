"""Findings: where a paper's own arithmetic, or two papers, contradict each other, in words."""

from __future__ import annotations

from collections.abc import Iterator

from report import numbers
from report.parts import Column, Finding, Item, Link, Page, Row, Section, Table, Words
from report.source import Row as Record
from report.source import Source, figure_href, ident

TITLE = "Findings"
LEAD = (
    "Where the arithmetic of a paper does not balance, or papers contradict each other. A contradiction may be the "
    "paper's misprint, its rounding, or a misreading: the figures show where to look."
)
MOST_LINKS = 12
CONTRADICTIONS = """
    select f.*, list([g.figure_id, g.paper_id, coalesce(g.published_text, ''), coalesce(g.line, '')]
        order by g.paper_id, g.table_no, g.row_no, g.column_no, g.figure_id) filter (g.figure_id is not null) as figures
    from core.findings as f, unnest(f.figure_ids) as u(figure_id) left join core.figures as g using (figure_id)
    where f.status = 'contradiction'
    group by all
    order by amount_at_stake_gbp desc nulls last, f.finding_id
"""


def pages(source: Source) -> Iterator[Page]:
    """The one page of all contradictions, the largest amounts first."""
    found = [finding(row) for row in source.rows(CONTRADICTIONS)]
    items: list[Item] = [*found] or [
        Words("Nothing contradicts anything in the papers loaded, as far as they can be checked.")
    ]
    kinds = list(
        source.rows(
            """
            select kind, count(*) filter (status = 'balances') as balance,
                count(*) filter (status = 'contradiction') as contradict
            from core.findings group by all order by all
            """
        )
    )
    checked: list[Item] = [
        Table(
            "Checks by kind",
            [Column("Kind"), Column("Balance", numeric=True), Column("Contradict", numeric=True)],
            [
                Row([numbers.words(row["kind"]), numbers.count(row["balance"]), numbers.count(row["contradict"])])
                for row in kinds
            ],
            "An identity balances when it is off by no more than the rounding of what is printed.",
        )
    ]
    if not kinds:
        checked = [Words("The papers loaded hold nothing that arithmetic could check.")]
    sections = [Section("Contradictions", items, "contradictions"), Section("What was checked", checked, "checked")]
    yield Page("findings", "findings", TITLE, LEAD, sections, key=False)


def finding(row: Record) -> Finding:
    """A contradiction, with links to its figures."""
    stake = row["amount_at_stake_gbp"]
    links = [
        Link(f"{text.strip() or 'a figure'}{f' ({line})' if line else ''}", figure_href(paper_id, figure_id))
        for figure_id, paper_id, text, line in (row["figures"] or [])[:MOST_LINKS]
    ]
    more = len(row["figures"] or []) - MOST_LINKS
    return Finding(
        row["description"],
        f"{numbers.pounds(stake)} at stake" if stake is not None else "No amount at stake",
        numbers.words(row["kind"]) + (f"; the first {MOST_LINKS} of {more + MOST_LINKS} figures" if more > 0 else ""),
        links,
        f"d-{ident(row['finding_id'])}",
    )
