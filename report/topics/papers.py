"""The papers: a list, and a page for each with every figure that was read from it, its place and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from report import numbers
from report.parts import Cell, Column, Facts, Item, Link, Page, Picture, Quote, Row, Section, Table, Words
from report.source import Row as Record
from report.source import Source, figure_anchor, paper_page
from report.topics.layout import groups

TITLE = "Papers"
LEAD = "The papers that this report rests on. Each has a page with all figures that were read from it."
PAPER_LEAD = (
    "All figures that were read from this paper, where they stand in it, and what arithmetic says of them. Numbers of "
    "other pages lead to their rows here."
)
PLACES = (
    "A printed number that is a link leads to a picture of its place. copperbottom trace ID --png FILE draws the place "
    "of any figure; its id ends the address of its row, after f-."
)
Pictures = Mapping[str, str]
"""The file of the picture of a figure's place, by the figure's id."""

PAPERS = """
    select p.*, coalesce(c.contradictions, 0) as contradictions from core.papers as p
    left join (
        select u.paper_id, count(*) as contradictions
        from core.findings as f, unnest(f.paper_ids) as u(paper_id) where f.status = 'contradiction' group by all
    ) as c using (paper_id)
    order by p.organisation nulls last, p.meeting_date desc nulls last, p.paper, p.paper_id
"""
FIGURES = """
    select f.* from core.figures as f join core.papers as p using (paper_id)
    order by p.organisation nulls last, p.meeting_date desc nulls last, p.paper, p.paper_id,
        f.table_no is null, f.table_no, f.row_no, f.column_no, f.char_start, f.passage, f.figure_id
"""


def pages(source: Source, pictures: Pictures) -> Iterator[Page]:
    """The list of papers, then a page for each; figures are read one after another, never all at once."""
    papers = list(source.rows(PAPERS))
    yield listed(source, papers)
    by_paper = groupby(source.rows(FIGURES), key=lambda row: row["paper_id"])
    upcoming = next(by_paper, None)
    for paper in papers:
        figures: Iterator[Record] = iter(())
        if upcoming and upcoming[0] == paper["paper_id"]:
            figures = iter(list(upcoming[1]))
            upcoming = next(by_paper, None)
        yield paper_sections(paper, list(figures), pictures)


def listed(source: Source, papers: list[Record]) -> Page:
    """All papers by area."""
    by_area = source.by_area(iter(papers))
    columns = [Column("Paper"), Column("Title"), Column("Meeting")]
    columns += [Column(name, numeric=True) for name in ("Pages", "Tables", "Figures", "Proved", "Contradictions")]
    sections = [
        Section(
            area.name,
            [
                Table(
                    f"Papers of {area.name}",
                    columns,
                    [
                        Row(
                            [
                                Link(row["paper"], f"{paper_page(row['paper_id'])}.html"),
                                row["title"] or None,
                                numbers.date(row["meeting_date"]) or None,
                                *(
                                    numbers.count(row[name]) if row[name] is not None else None
                                    for name in ("pages", "tables", "figures")
                                ),
                                numbers.percent(row["proved_pct"]) if row["proved_pct"] is not None else None,
                                numbers.count(row["contradictions"]),
                            ]
                        )
                        for row in rows
                    ],
                    "Proved: of the figures in tables, the share that stands in an identity that balances.",
                    absent="not known",
                )
            ],
            f"a{area.ident}",
        )
        for area, rows in by_area.items()
    ]
    if not sections:
        sections = [Section("No papers", [Words("No paper was loaded yet.")], "nothing")]
    return Page("papers", "papers", TITLE, LEAD, sections, key=False)


def paper_sections(paper: Record, figures: list[Record], pictures: Pictures) -> Page:
    """The page of one paper."""
    name = paper_page(paper["paper_id"])
    facts = [
        ("Figures", numbers.count(paper["figures"] or 0)),
        ("Tables", numbers.count(paper["tables"] or 0)),
        ("Proved", numbers.percent(paper["proved_pct"]) if paper["proved_pct"] is not None else "nothing to prove"),
        ("Contradictions", numbers.count(paper["contradictions"])),
    ]
    about: list[Item] = [
        Facts(
            [(what, Link(value, "findings.html" if what == "Contradictions" else "#tables")) for what, value in facts]
        )
    ]
    met = f"Meeting of {numbers.date(paper['meeting_date'])}. " if paper["meeting_date"] else ""
    source = f" It came from {paper['source_url']}" if paper["source_url"] else ""
    about.append(
        Words(
            f"{met}{paper['title'] or 'No title was found.'} ({paper['organisation'] or 'no organisation found'}). "
            f"SHA-256 of its bytes: {paper['paper_id']}.{source}"
        )
    )
    if paper["note"]:
        about.append(Words(paper["note"]))
    if figures:
        about.append(Words(PLACES))
    sections = [
        Section("The paper", about, "paper"),
        Section(
            "Tables",
            [
                Words("Figures of tables, in the order of the paper.")
                if any(f["table_no"] is not None for f in figures)
                else Words("No figure stands in a table.")
            ],
            "tables",
        ),
    ]
    for (table_no,), rows in groups([f for f in figures if f["table_no"] is not None], "table_no"):
        page = f", page {rows[0]['page']}" if rows[0]["page"] is not None else ""
        heading = f"Table {table_no}{page}"
        items: list[Item] = [table_of(heading, rows, pictures)]
        items += [picture_of(row, pictures) for row in rows if row["figure_id"] in pictures]
        sections.append(Section(heading, items, f"t-{table_no}", level=3))
    prose = [f for f in figures if f["table_no"] is None]
    if prose:
        items = [
            prose_table(prose, pictures),
            *(picture_of(row, pictures) for row in prose if row["figure_id"] in pictures),
        ]
        sections.append(Section("Sentences", items, "sentences"))
    return Page(
        name, "papers", paper["paper"], PAPER_LEAD, sections, [Link(TITLE, "papers.html")], contents=False, key=False
    )


def table_of(heading: str, rows: list[Record], pictures: Pictures) -> Table:
    """The figures of one table."""
    columns = [Column("Line"), Column("Column"), Column("Row, column"), Column("Printed", numeric=True)]
    columns += [Column("Means", numeric=True), Column("Measure"), Column("Of"), Column("Proof")]
    cells = [
        Row(
            [
                row["line_path"] or row["line"] or "no label",
                row["column_header"] or "no header",
                f"{row['row_no']}, {row['column_no']}",
                printed(row, pictures),
                meaning(row),
                described(row),
                period_of(row),
                proof_of(row),
            ],
            anchor=figure_anchor(row["figure_id"]),
            total=bool(row["is_total"]),
        )
        for row in rows
    ]
    title = next((row["table_title"] for row in rows if row["table_title"]), "")
    return Table(f"{heading}: {title}" if title else heading, columns, cells, body_of(rows))


def prose_table(rows: list[Record], pictures: Pictures) -> Table:
    """The figures of sentences, with the words around them."""
    columns = [
        Column("Printed"),
        Column("Words", wide=True),
        Column("Page", numeric=True),
        Column("Means", numeric=True),
    ]
    columns += [Column("Measure"), Column("Organisation"), Column("Of"), Column("Proof")]
    cells: list[Row] = []
    for row in rows:
        line: list[Cell] = [printed(row, pictures), quote(row), str(row["page"]) if row["page"] is not None else None]
        line += [meaning(row), described(row), row["organisation"], period_of(row), proof_of(row)]
        cells.append(Row(line, anchor=figure_anchor(row["figure_id"])))
    return Table("Figures of sentences", columns, cells, absent="not given")


def printed(row: Record, pictures: Pictures) -> Cell:
    """The text as it is printed, leading to its picture where there is one."""
    text = str(row["published_text"] or "").strip()
    return Link(text or "a figure", f"#{picture_anchor(row)}") if row["figure_id"] in pictures else text


def picture_anchor(row: Record) -> str:
    """The anchor of the picture of a figure."""
    return f"p-{figure_anchor(row['figure_id'])}"


def picture_of(row: Record, pictures: Pictures) -> Picture:
    """The page of the paper with the figure's cell marked."""
    where = ", ".join(
        f"{what} {row[name]}"
        for what, name in (("page", "page"), ("row", "row_no"), ("column", "column_no"))
        if row[name] is not None
    )
    text = str(row["published_text"] or "").strip()
    line = row["line_path"] or row["line"] or ""
    description = f"{text} framed in the paper, {where}" if where else f"{text} framed in the paper's words"
    return Picture(
        pictures[row["figure_id"]],
        description,
        f"{text}{f' ({line})' if line else ''}, {proof_of(row)}: {where}",
        picture_anchor(row),
    )


def quote(row: Record) -> Quote:
    """A sentence, with the figure's own text marked."""
    sentence, text = row["sentence"] or "", str(row["published_text"] or "").strip()
    before, found, after = sentence.partition(text) if text else (sentence, "", "")
    return Quote(before, found, after)


def meaning(row: Record) -> str:
    """The value with its unit, and the paper's hedge before it."""
    if row["value"] is None:
        return "no value"
    value, unit = row["value"], row["unit"]
    written = {"GBP": numbers.pounds, "percent": numbers.share}.get(unit, numbers.count)(value)
    measured = written if unit in ("GBP", "percent") or not unit else f"{written} {numbers.SPELT.get(unit, unit)}"
    return numbers.hedged(row["qualifier"], measured)


def described(row: Record) -> str:
    """What kind of value it is."""
    words = numbers.words(row["measure"])
    turned = ", sign turned" if row["sign_turned"] else ""
    old = ", superseded" if row["status"] == "superseded" else ""
    return f"{words} ({row['basis']}){turned}{old}"


def period_of(row: Record) -> str:
    """The date that a figure is stated at, or its year, or its period as worded."""
    parts = [numbers.date(row["as_at"]), row["financial_year"] or ""]
    found = ", ".join(part for part in parts if part)
    return found or row["period"] or "not said"


def proof_of(row: Record) -> str:
    """The verdict of arithmetic, with a mark that stands out where it is against the figure."""
    if row["proof"] == "contradicted":
        return "✗ contradicted"
    return f"{row['proof']}, but ✗ also in a contradiction" if row["has_contradiction"] else str(row["proof"])


def body_of(rows: list[Record]) -> str:
    """Whom a table speaks of."""
    names = list(dict.fromkeys(row["organisation"] for row in rows if row["organisation"]))
    return f"{numbers.listed(names)}." if names else ""
