"""What people see in a terminal: tables that keep their numbers, outcomes of loads, figures and their proof.

Rich when it writes to a terminal, plain ASCII when it is piped, and in neither case is a number cut:
a table is as wide as its numbers need, and only labels are wrapped. No data is fetched here.
"""

from __future__ import annotations

import datetime as dt
import math
import shlex
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from extract.model import Extraction, Figure, RawTable
from extract.read.tables import is_data
from warehouse.ledger import Ledger
from warehouse.store import default_warehouse, open_store

if TYPE_CHECKING:
    from collect.collector import Step
    from warehouse.ask import PrintedRow, Trace

PIPED_WIDTH = 200
LONG_ID = 32
SHORT_ID = 12
"""Hexadecimal ids from this length on are shown by their first characters; CSV and JSON have them whole."""
HEX = frozenset("0123456789abcdef")
LABEL_WIDTH = 60
MOST_WIDTH = 10_000
MOST_HELD_SHOWN = 20
SLOW_STAGES = frozenset({"wait", "gate", "build", "audit"})
FIRST_QUERY = """\
SELECT organisation, financial_year, report_period, line, revised_budget_gbp,
    coalesce(outturn_gbp, forecast_gbp) AS outturn_or_forecast_gbp, variance_gbp
FROM marts.budget_monitoring
WHERE statement = 'by_type' AND NOT is_total AND variance_gbp > 0
QUALIFY as_at = max(as_at) OVER (PARTITION BY organisation, financial_year)
ORDER BY variance_gbp DESC LIMIT 10"""
PROOF_MARKS = {"proved": "✓", "contradicted": "✗", "unproved": "·"}
PLAIN_MARKS = {"proved": "+", "contradicted": "X", "unproved": "."}
PLACES = (("page", "page"), ("table", "table_no"), ("row", "row_no"), ("column", "column_no"))
PROOF_STYLES = {"proved": "green", "contradicted": "bold red", "unproved": "dim"}


class Screen:
    """A terminal or a pipe to write to."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.rich = self.console.is_terminal and self.console.encoding.lower().startswith("utf")
        if not self.console.is_terminal:
            self.console.width = max(self.console.width, PIPED_WIDTH)

    def say(self, text: str = "", style: str = "") -> None:
        """One line, unbroken and as it is: square brackets mean nothing in it."""
        self.console.print(Text(text, style=style), soft_wrap=True)

    def show(self, table: Table) -> None:
        """A table at the width that its numbers need, at least; a narrow terminal wraps it rather than cut it."""
        width = self.console.width
        self.console.width = max(
            width, Measurement.get(self.console, self.console.options.update(max_width=MOST_WIDTH), table).minimum
        )
        self.console.print(table, crop=False, no_wrap=False)
        self.console.width = width

    def table(self, title: str | None = None) -> Table:
        """An empty table in the look of this screen."""
        return Table(
            title=Text(title) if title else None,
            title_justify="left",
            title_style="bold",
            box=box.SIMPLE_HEAD if self.rich else box.ASCII2,
            header_style="bold",
            pad_edge=not self.rich,
        )

    def mark(self, proof: str) -> Text:
        """The proof of a figure as one character."""
        marks = PROOF_MARKS if self.rich else PLAIN_MARKS
        return Text(marks.get(proof, "?"), style=PROOF_STYLES.get(proof, ""))

    # Loads

    def outcome(self, outcome: Mapping[str, Any]) -> None:
        """One paper's outcome, as a line."""
        paper, kind = outcome.get("name") or outcome["paper"], outcome["outcome"]
        if kind == "held":
            self.say(f"  {paper}: held. {outcome['reason']}", "yellow")
        elif kind == "known":
            self.say(f"  {paper}: known already", "dim")
        else:
            self.say(f"  {paper}: {counted(outcome['figures'], 'figure')}")

    def step(self, stage: str, message: str) -> None:
        """One step of the publication, where it takes time."""
        if stage in SLOW_STAGES:
            self.say(f"{message} ...", "dim")

    def loaded(self, summary: Mapping[str, Any]) -> None:
        """What a load came to: where the warehouse is, what is in it, what is held and why, a query to try."""
        warehouse = str(summary["warehouse"])
        self.say()
        if summary["published"]:
            self.say(
                f"Published {shown(warehouse)}: {counted(summary['figures'], 'figure')}; of "
                f"{counted(summary['papers_seen'], 'paper')} in this load {summary['papers_new']} new, "
                f"{summary['papers_held']} held.",
                "bold green",
            )
        else:
            self.say(str(summary["reason"]), "bold")
            self.say(f"The warehouse is {shown(warehouse)}.")
        self.held(Ledger(open_store(warehouse)).held())
        if summary["published"]:
            self.first_query(warehouse)

    def held(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """What is held now and why; mending the cause and loading again is what ends it."""
        if not rows:
            return
        self.say()
        self.say("Held, and not in the warehouse, until the cause is mended and the paper loaded again:")
        for row in rows[:MOST_HELD_SHOWN]:
            self.say(f"  {row['paper']}{place_of(row['table_no'])}: {row['reason']}", "yellow")
        if len(rows) > MOST_HELD_SHOWN:
            self.say(f"  and {len(rows) - MOST_HELD_SHOWN:,} more: see copperbottom status")

    def first_query(self, warehouse: str) -> None:
        """A query that works on what was just published."""
        option = "" if Path(warehouse) == default_warehouse() else f" --warehouse {shlex.quote(shown(warehouse))}"
        self.say()
        self.say("Where is the overspend? Ask it:")
        self.say()
        first, *rest = FIRST_QUERY.split("\n")
        self.say(f'.venv/bin/copperbottom query{option} "{first}', "cyan")
        for line in rest[:-1]:
            self.say(line, "cyan")
        self.say(f'{rest[-1]}"', "cyan")

    def status(self, loads: Sequence[Mapping[str, Any]], papers: Sequence[Mapping[str, Any]]) -> None:
        """The loads so far, the newest last, and how each paper stands."""
        table = self.table("Loads")
        for name in (
            "started (UTC)",
            "published",
            "seen",
            "new",
            "held",
            "figures",
            "checks not passed",
            "why not published",
        ):
            numeric = name not in ("started (UTC)", "published", "why not published")
            table.add_column(name, justify="right" if numeric else "left", no_wrap=name != "why not published")
        for load in loads:
            table.add_row(
                str(load["started_at"])[:19].replace("T", " "),
                "yes" if load["published"] else "no",
                *(f"{load[name] or 0:,}" for name in ("papers_seen", "papers_new", "papers_held", "figures")),
                f"{load['checks_failed'] or 0:,}",
                Text("" if load["published"] else str(load["reason"] or "")),
            )
        self.show(table)
        table = self.table("Papers")
        table.add_column("paper", overflow="fold")
        table.add_column("standing", no_wrap=True)
        table.add_column("tables", justify="right", no_wrap=True)
        table.add_column("figures", justify="right", no_wrap=True)
        table.add_column("why held")
        for paper in papers:
            table.add_row(
                Text(" = ".join(paper["names"])),
                Text(paper["outcome"], style="" if paper["outcome"] == "accepted" else "yellow"),
                f"{paper['tables']:,}",
                f"{paper['figures']:,}",
                Text(" ".join(dict.fromkeys(paper["reasons"]))),
            )
        self.show(table)

    # Collections

    def collecting(self, step: Step) -> None:
        """One step of a collection, as a line; known papers are passed over."""
        if step.outcome is None:
            self.say(f"{step.message} ...", "dim")
        elif step.outcome["outcome"] == "refused":
            self.say(f"  {step.outcome['title']}: refused. {step.outcome['reason']}", "yellow")
        elif step.outcome["outcome"] != "unchanged":
            self.say(f"  {step.outcome['title']}: {step.outcome['outcome']}")

    def collected(self, summary: Mapping[str, Any]) -> None:
        """What a collection came to, panel by panel and in sum; the last line says what to do."""
        landing = shown(str(summary["landing"])) if "://" not in summary["landing"] else summary["landing"]
        taken = [paper for paper in summary["papers"] if paper["outcome"] != "refused"]
        if summary["dry_run"] and taken:
            table = self.table("Would be fetched")
            for name in ("meeting", "panel", "title", "address"):
                table.add_column(name, overflow="fold", no_wrap=name == "meeting")
            for paper in taken:
                date = paper["meeting_date"] or ""
                table.add_row(date, Text(paper["panel"]), Text(paper["title"]), Text(paper["address"]))
            self.show(table)
        for paper in summary["papers"]:
            if paper["outcome"] == "refused":
                self.say(f"Refused: {paper['address']}: {paper['reason']}", "yellow")
        news = "would be fetched" if summary["dry_run"] else "new"
        counts = ", ".join(f"{summary[name]:,} {name}" for name in ("replaced", "unchanged", "refused"))
        self.say(f"{summary['new']:,} {news}, {counts}.", "bold")
        for ended in summary["ended"]:
            self.say(f"{ended['panel']}: {ended['reason']}", "red")
        if summary["ended"]:
            return
        if summary["dry_run"]:
            self.say("Nothing was fetched: leave out --dry-run to fetch it." if taken else "There is nothing to fetch.")
        elif taken:
            self.say(f"Now load them: copperbottom load {shlex.quote(landing)}")
        else:
            self.say(f"Nothing is new: what was collected before lies in {landing}.")

    # Rows and figures

    def rows(self, names: Sequence[str], rows: Sequence[Sequence[Any]], *, more: bool = False) -> None:
        """The rows of a query, `more` if it has others. Numbers stand right; whole ones have no decimals."""
        table = self.table()
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
        shown_columns = []
        for name, values in zip(names, columns, strict=True):
            numeric = is_numeric(values)
            table.add_column(
                Text(name), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold", ratio=None
            )
            shown_columns.append(written(values) if numeric else [plain(value) for value in values])
        for cells in zip(*shown_columns, strict=True):
            table.add_row(*(Text(cell) for cell in cells))
        self.show(table)
        shown = counted(len(rows), "row")
        self.say(f"The first {shown}; --format csv, json or parquet has all of them." if more else shown, "dim")

    def raw_tables(self, tables: Sequence[RawTable]) -> None:
        """Tables as read, before any meaning."""
        if not tables:
            self.say("No tables were found.")
        for raw in tables:
            where = f" (page {raw.place.page})" if raw.place.page else ""
            table = self.table(f"Table {raw.table_no}{where}{': ' + raw.title if raw.title else ''}")
            table.show_header = False
            for cells in zip(*raw.rows, strict=True):
                figures = any(is_data(cell.text) for cell in cells[raw.header_rows :])
                table.add_column(justify="right" if figures else "left", max_width=LABEL_WIDTH, overflow="fold")
            for number, row in enumerate(raw.rows):
                header = number < raw.header_rows
                table.add_row(
                    *(Text(cell.text) for cell in row),
                    style="bold" if header else "",
                    end_section=header and number == raw.header_rows - 1,
                )
            self.show(table)

    def extraction(self, extraction: Extraction) -> None:
        """The figures of one paper, a table for each table found, then those of its prose, then what contradicts."""
        by_table: dict[int, list[Figure]] = {}
        prose: list[Figure] = []
        for figure in extraction.figures:
            if figure.table_no is None:
                prose.append(figure)
            else:
                by_table.setdefault(figure.table_no, []).append(figure)
        for _, figures in sorted(by_table.items()):
            self._figures(figures)
        if prose:
            self._prose(prose)
        self._verdict(extraction)

    def trace(self, found: Trace) -> None:
        """Where one figure was printed, what it means, and which checks it stands in."""
        figure = found.figure
        self.say(f"{figure['published_text']}  in {figure['paper']}", "bold")
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for label, words in facts_of(figure):
            facts.add_row(label, Text(words))
        line = self.mark(figure["proof"])
        line.append(f" {figure['proof']}")
        facts.add_row("proof", line)
        for status, description in found.findings:
            facts.add_row("", Text(description, style="red" if status == "contradiction" else ""))
        self.show(facts)
        if found.printed:
            self._printed(found.printed)
        if found.around and not found.printed:
            before, itself, after = found.around
            self.say()
            self.say("As printed:", "bold")
            text = Text("… " + before.replace("\n", " "))
            text.append(f">>>{itself}<<<", style="bold reverse")
            text.append(after.replace("\n", " ") + " …")
            self.console.print(text)
        if not (found.printed or found.around):
            self.say("The landed paper is not beside this warehouse, so its page cannot be shown.", "dim")

    def drawn(self, where: str | Path) -> None:
        """Where the picture of a figure was written."""
        self.say()
        self.say(f"Picture: {where}")

    def _printed(self, printed: PrintedRow) -> None:
        self.say()
        table = self.table("As printed")
        table.show_header = False
        for number in range(len(printed.row)):
            table.add_column(justify="right" if number else "left", max_width=LABEL_WIDTH, overflow="fold")
        for number, header in enumerate(printed.header):
            table.add_row(*map(Text, header), style="bold", end_section=number == len(printed.header) - 1)
        cells = [Text(cell) for cell in printed.row]
        cells[printed.column] = Text(f">>>{printed.row[printed.column]}<<<", style="bold reverse")
        table.add_row(*cells)
        self.show(table)

    def _figures(self, figures: Sequence[Figure]) -> None:
        first = figures[0]
        self.say()
        self.say(f"Table {first.table_no}{': ' + first.table_title if first.table_title else ''}", "bold")
        self.say("; ".join(common(figures)), "dim")
        columns = sorted({figure.column_no or 0 for figure in figures})
        headers = {figure.column_no or 0: figure.column_header or figure.measure for figure in figures}
        table = self.table()
        table.add_column("", overflow="fold", max_width=LABEL_WIDTH)
        for column in columns:
            table.add_column(Text(headers[column]), justify="right")
            table.add_column("", width=1)
        cells: dict[int, dict[int, Figure]] = {}
        for figure in figures:
            cells.setdefault(figure.row_no or 0, {})[figure.column_no or 0] = figure
        section: str | None = None
        for _, row in sorted(cells.items()):
            lead = next(iter(row.values()))
            if lead.section != section and lead.section is not None and not lead.is_total:
                section = lead.section
                table.add_row(Text(section, style="italic"))
            style = "bold" if lead.is_total else ""
            inset = "" if lead.is_total or lead.section is None else "  "
            line: list[Text] = [Text(inset + (lead.line or "(no label)"), style=style)]
            for column in columns:
                figure_here = row.get(column)
                if figure_here is None:
                    line += [Text(""), Text("")]
                else:
                    loud = PROOF_STYLES["contradicted"] if figure_here.proof == "contradicted" else style
                    text = Text(figure_here.published_text.strip(), style=loud, no_wrap=True)
                    line += [text, self.mark(figure_here.proof)]
            table.add_row(*line, end_section=lead.is_total)
        self.show(table)

    def _prose(self, figures: Sequence[Figure]) -> None:
        self.say()
        table = self.table("In the text")
        table.add_column("figure", justify="right", no_wrap=True)
        table.add_column("", width=1)
        table.add_column("what", overflow="fold")
        table.add_column("sentence", overflow="fold", max_width=100)
        for figure in figures:
            what = " / ".join(filter(None, (figure.subject, figure.line, figure.measure, figure.financial_year)))
            table.add_row(
                Text(figure.published_text),
                self.mark(figure.proof),
                Text(what),
                Text(one_line(figure.sentence or "")),
            )
        self.show(table)

    def _verdict(self, extraction: Extraction) -> None:
        proofs = [figure.proof for figure in extraction.figures]
        self.say()
        if not proofs:
            self.say("No figures were found in this paper.")
            return
        line = Text(f"{counted(len(proofs), 'figure')}: ")
        for number, (proof, word) in enumerate((("proved",) * 2, ("contradicted",) * 2, ("unproved",) * 2)):
            line.append(", " if number else "")
            line.append_text(self.mark(proof))
            line.append(f" {proofs.count(proof):,} {word}")
        self.console.print(line, soft_wrap=True)
        contradictions = [finding for finding in extraction.findings if finding.status == "contradiction"]
        for finding in contradictions:
            self.say(f"  {finding.description}", "red")


def common(figures: Sequence[Figure]) -> list[str]:
    """What all figures of a table share, as words for its caption."""
    said = []
    for label, name in (
        ("", "organisation"),
        ("", "financial_year"),
        ("", "report_period"),
        ("as at ", "as_at"),
        ("", "statement"),
        ("unit ", "unit"),
    ):
        values = list(dict.fromkeys(str(value) for figure in figures if (value := getattr(figure, name)) is not None))
        if values:
            said.append(label + " and ".join(values[:3]) + (" and others" if len(values) > 3 else ""))
    return said


def facts_of(figure: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A figure's place and meaning, label by label; what is not known is left out."""
    place = [f"{word} {figure[name]}" for word, name in PLACES if figure[name] is not None]
    meant = [figure[name] for name in ("organisation", "financial_year", "report_period", "statement") if figure[name]]
    value = number(figure["value"], figure["value"] == int(figure["value"]))
    facts = [
        ("figure", figure["figure_id"]),
        ("place", ", ".join(place) or "in the text"),
        ("table", figure["table_title"]),
        ("line", figure["line_path"] or figure["line"]),
        ("column", figure["column_header"]),
        ("of", ", ".join(map(str, meant))),
        ("value", f"{value} {figure['unit']}: {figure['measure']} ({figure['basis']}, {figure['qualifier']})"),
        ("as at", figure["as_at"] and f"{figure['as_at']}{' (inferred)' if figure['as_at_inferred'] else ''}"),
        ("sentence", figure["sentence"] and one_line(figure["sentence"])),
        ("status", figure["status"] if figure["status"] != "current" else None),
        ("note", figure["note"]),
    ]
    return [(label, str(words)) for label, words in facts if words]


def one_line(text: str) -> str:
    """Text without line breaks or doubled spaces."""
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """`1 figure`, `1,204 figures`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def place_of(table_no: int | None) -> str:
    """Which part of a paper is held, for after its name."""
    if table_no is None:
        return ""
    return f", table {table_no}" if table_no else ", figures in its text"


def shown(path: str | Path) -> str:
    """A path as short as it is clear from here."""
    absolute = Path(path).absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def is_numeric(values: Iterable[Any]) -> bool:
    """Whether a column holds numbers, and at least one."""
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in present
    )


def written(values: Sequence[Any]) -> list[str]:
    """A column of numbers with thousands separators, and with decimals only where one of them has some."""
    whole = all(value is None or value == int(value) for value in values if value is None or math.isfinite(value))
    return ["" if value is None else number(value, whole) for value in values]


def number(value: Any, whole: bool) -> str:
    """One number for a reader."""
    if not math.isfinite(value):
        return str(value)
    if whole:
        return f"{int(value):,}"
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"


def plain(value: Any) -> str:
    """A value that is not a number, for a reader: nothing for NULL, ISO for dates, lists in words, ids shortened."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    if isinstance(value, str) and len(value) >= LONG_ID and HEX.issuperset(value):
        return f"{value[:SHORT_ID]}.."
    return str(value)
