"""The first page: what was loaded, how much of it is proved, what is open, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from report import charts, numbers
from report.palette import SERIES
from report.parts import Chart, Column, Facts, Item, Link, Links, Page, Row, Section, Table, Words
from report.source import Source

LEAD = (
    "What police forces and their commissioners budgeted, forecast, spent and hold in reserve, read from the papers of "
    "Police and Crime Panels. Every number leads to the figure that a paper prints, and to its place in the paper."
)
PROOFS = (("proved", "Proved"), ("unproved", "Not checkable"), ("contradicted", "Contradicted"))
PROOF_COLOURS = (SERIES[2], SERIES[0], SERIES[6])
MOST_LOADS = 20
MOST_HELD = 200


def pages(source: Source, topics: list[tuple[str, str, str]]) -> Iterator[Page]:
    """The first page; `topics` are the others' names, titles and leads."""
    totals = next(
        source.rows(
            """
            select (select count(*) from core.papers) as papers, (select count(*) from core.figures) as figures,
                (select count(*) from core.figures where table_no is not null) as in_tables,
                (select count(*) from core.figures where table_no is not null and proof = 'proved') as proved,
                (select count(*) from core.findings where status = 'contradiction') as open,
                (select count(*) from audit.loads) as loads,
                (select count(*) from audit.checks where passed = false and load_id = (
                    select load_id from audit.loads where published order by finished_at desc, load_id desc limit 1
                )) as failed,
                (select count(*) from audit.held) as held
            """
        )
    )
    facts = [
        ("Papers", Link(numbers.count(totals["papers"]), "papers.html")),
        ("Figures", Link(numbers.count(totals["figures"]), "papers.html")),
        ("Figures of tables proved", Link(proved_share(totals), "#proof")),
        ("Contradictions open", Link(numbers.count(totals["open"]), "findings.html")),
        ("Loads", Link(numbers.count(totals["loads"]), "#loads")),
        ("Checks failed in the last load", Link(numbers.count(totals["failed"]), "checks.html#failed")),
        ("Papers and tables held", Link(numbers.count(totals["held"]), "#held")),
    ]
    go_on = Links([Link(title, f"{name}.html") for name, title, _ in topics])
    sections = [
        Section("At a glance", [Facts(facts)], "glance"),
        Section("Topics", [go_on], "topics"),
        Section("How much is proved", proof_items(source), "proof"),
        Section("Loads", [loads(source)] if totals["loads"] else [Words("Nothing was loaded yet.")], "loads"),
        Section("Held", held(source), "held"),
    ]
    yield Page("index", "index", "Police finance papers", LEAD, sections, key=False)


def proved_share(totals: dict[str, Any]) -> str:
    """The share of the figures of tables that stand in an identity that balances."""
    if not totals["in_tables"]:
        return "none to prove"
    return numbers.percent(Decimal(100 * totals["proved"]) / totals["in_tables"])


def proof_items(source: Source) -> list[Item]:
    """Figures of tables by area and proof."""
    by_area = source.by_area(
        source.rows(
            """
            select organisation, proof, count(*) as figures from core.figures where table_no is not null
            group by all order by all
            """
        )
    )
    if not by_area:
        return [Words("No figure of a table was loaded, so there is nothing to prove and no chart.")]
    points, rows = [], []
    for area, group in by_area.items():
        counts = {proof: sum(row["figures"] for row in group if row["proof"] == proof) for proof, _ in PROOFS}
        whole = sum(counts.values())
        rows.append(
            Row(
                [
                    Link(area.name, f"papers.html#a{area.ident}") if area in listed_areas(source) else area.name,
                    *(numbers.count(counts[proof]) for proof, _ in PROOFS),
                    numbers.percent(Decimal(100 * counts["proved"]) / whole),
                ]
            )
        )
        for place, (proof, kind) in enumerate(PROOFS):
            if counts[proof]:
                label = f"{area.name}: {numbers.count(counts[proof])} {kind.lower()}"
                points.append(
                    {
                        "line": area.name,
                        "kind": kind,
                        "value": counts[proof],
                        "place": place,
                        "href": "papers.html",
                        "label": label,
                    }
                )
    return [
        Chart(
            "Figures of tables by what arithmetic says of them",
            "Proved figures stand in a sum, variance or percentage that balances; not checkable ones stand in none; "
            "contradicted ones only in such as do not balance.",
            charts.shares(points, "Figures", [kind for _, kind in PROOFS], PROOF_COLOURS),
            ["Figures of sentences are not counted here: few of them can be checked."],
        ),
        Table(
            "Figures of tables by area and proof",
            [Column("Area"), *(Column(kind, numeric=True) for _, kind in PROOFS), Column("Proved share", numeric=True)],
            rows,
        ),
    ]


def listed_areas(source: Source) -> set[Any]:
    """The areas with papers of their own."""
    return {source.area(row["organisation"]) for row in source.rows("select distinct organisation from core.papers")}


def loads(source: Source) -> Table:
    """The loads, the newest first."""
    columns = [Column("Finished"), Column("Published")]
    columns += [
        Column(name, numeric=True)
        for name in ("Papers seen", "New", "Held", "Figures", "Checks passed", "Checks failed")
    ]
    rows = [
        Row(
            [
                f"{row['finished_at']:%-d %B %Y, %H:%M} UTC" if row["finished_at"] else "not finished",
                "yes" if row["published"] else "no",
                *(
                    numbers.count(row[name]) if row[name] is not None else None
                    for name in (
                        "papers_seen",
                        "papers_new",
                        "papers_held",
                        "figures",
                        "checks_passed",
                        "checks_failed",
                    )
                ),
            ]
        )
        for row in source.rows(f"select * from audit.loads order by started_at desc, load_id limit {MOST_LOADS}")
    ]
    return Table("Loads", columns, rows, f"The newest {MOST_LOADS} at most.", absent="not counted")


def held(source: Source) -> list[Item]:
    """What could not be read or did not pass its checks, and why."""
    rows = [
        Row(
            [
                row["paper"],
                f"table {row['table_no']}" if row["table_no"] is not None else "the whole paper",
                row["reason"],
            ]
        )
        for row in source.rows(
            f"select * from audit.held order by held_at desc, paper, table_no, paper_id limit {MOST_HELD}"
        )
    ]
    if not rows:
        return [Words("Nothing is held: all that came was read and passed its checks.")]
    columns = [Column("Paper"), Column("What"), Column("Why, and what to do", wide=True)]
    return [Table("Held, and not in this report", columns, rows, f"The latest {MOST_HELD} at most.")]
