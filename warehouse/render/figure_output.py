"""Raw tables, figures with their proof, and traces on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from extract.model import Extraction, Figure, RawTable
from extract.read.tables import is_data
from warehouse.render.console import PROOF_STYLES, Screen, counted, number_words, one_line

if TYPE_CHECKING:
    from warehouse.serve.trace import PrintedRow, Trace

LABEL_WIDTH = 60
PLACES = (("page", "page"), ("table", "table_no"), ("row", "row_no"), ("column", "column_no"))


class FigureScreen(Screen):
    """A screen for figures."""

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
        known = facts_of(figure)
        self.say(f"{figure['published_text']}  in {figure['paper']}", "bold")
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for label, words in known:
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
            gone = "The landed paper is not beside this warehouse, so its page cannot be shown."
            self.say(found.unread or gone, "dim")

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
    shared = []
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
            shared.append(label + " and ".join(values[:3]) + (" and others" if len(values) > 3 else ""))
    return shared


def why(figure: Mapping[str, Any]) -> str | None:
    """How it is known what a table's figure is, and on which words each aspect rests; None for prose."""
    if not figure["meaning"]:
        return None
    sources = json.loads(figure["meaning_sources"] or "{}")
    return ", ".join([figure["meaning"], *(f"{aspect} by '{words}'" for aspect, words in sources.items())])


def facts_of(figure: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A figure's place and meaning, label by label; what is not known is left out."""
    place = [f"{word} {figure[name]}" for word, name in PLACES if figure[name] is not None]
    meant = [figure[name] for name in ("organisation", "financial_year", "report_period", "statement") if figure[name]]
    value = number_words(figure["value"], figure["value"] == int(figure["value"]))
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
        ("why", why(figure)),
        ("note", figure["note"]),
    ]
    return [(label, str(words)) for label, words in facts if words]
