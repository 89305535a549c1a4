"""One paper, from file to proved figures: read, interpret, reconcile.

This is what a load runs for each paper and what `copperbottom extract` shows. It writes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from extract.interpret.asides import with_asides
from extract.interpret.context import PaperContext, paper_context
from extract.interpret.prose import prose_figures
from extract.interpret.reading import Reading
from extract.interpret.tables import read_table
from extract.interpret.told import as_told, filled, overruled, said_in_words
from extract.model import NOTHING_SAID, Extraction, Figure, Finding, Paper, PaperRecord, Said
from extract.read import read_paper
from extract.read.tables import join_continued
from extract.reconcile.cross_table import cross_table_findings, mark_memos
from extract.reconcile.figures import make_figures, proved_pct, table_meaning
from extract.reconcile.findings import table_findings
from extract.reconcile.prose_vs_table import prose_findings
from extract.reconcile.select import reconcile_table
from extract.version import extractor_version

RECOGNISED = "The paper is a scan; its text was recognised from a picture."


def extract_paper(path: Path, name: str | None = None, said: Said = NOTHING_SAID) -> Extraction:
    """Read a paper and return its figures with their proof, and what its arithmetic finds.

    `name` is the paper's file name where the file at `path` goes by another; what is `said` of it fills what it
    does not say itself. Raises `extract.model.PaperError` for a paper that cannot be read.
    """
    return extract(read_paper(path, name), said)


def extract(paper: Paper, said: Said = NOTHING_SAID) -> Extraction:
    """The figures and findings of a paper that has been read, with what is said of it."""
    context = paper_context(paper, said)
    tables, findings = table_figures(paper, context)
    tables, ties = mark_memos(tables)
    findings += ties + cross_table_findings(tables)
    prose = prose_figures(paper, context)
    findings += prose_findings(tables, prose)
    figures = [figure for table in tables for figure in table] + prose
    figures = [with_asides(as_told(_with_note(figure, paper), context)) for figure in figures]
    return Extraction(
        paper=_record(paper, context, figures, said),
        figures=tuple(figures),
        findings=tuple(sorted(_unique(findings), key=_at_stake, reverse=True)),
    )


def _with_note(figure: Figure, paper: Paper) -> Figure:
    """A figure with the word that its paper's text was recognised from a picture, if it was."""
    if not paper.recognised:
        return figure
    return replace(figure, note=" ".join(filter(None, (figure.note, RECOGNISED))))


def table_figures(paper: Paper, context: PaperContext) -> tuple[list[list[Figure]], list[Finding]]:
    """The figures of a paper's tables, table by table, and what the arithmetic of each finds."""
    tables: list[list[Figure]] = []
    findings: list[Finding] = []
    previous: Reading | None = None
    for table in join_continued(paper.tables):
        for reading in read_table(table, context, previous):
            reconciled = reconcile_table(reading)
            figures = make_figures(paper, reconciled, table_meaning(reconciled, context), context)
            if figures:
                previous = reading
                tables.append(figures)
                findings += table_findings(reconciled, figures)
    return tables, findings


def _unique(findings: list[Finding]) -> list[Finding]:
    return list({finding.finding_id: finding for finding in findings}.values())


def _at_stake(finding: Finding) -> tuple[bool, Decimal]:
    return finding.status == "contradiction", finding.amount_at_stake_gbp or Decimal(0)


def _record(paper: Paper, context: PaperContext, figures: list[Figure], said: Said) -> PaperRecord:
    return PaperRecord(
        paper_id=paper.paper_id,
        paper=paper.name,
        organisation=context.organisation,
        title=context.title,
        meeting_date=context.meeting_date,
        media_type=paper.media_type,
        pages=paper.pages,
        tables=len({figure.table_no for figure in figures if figure.table_no is not None}),
        figures=len(figures),
        proved_pct=proved_pct([figure for figure in figures if figure.table_no is not None]),
        extractor_version=extractor_version(),
        note=" ".join([*paper.notes, *filled(context)]) or None,
        said=said_in_words(said),
        overruled=overruled(said, context),
    )
