"""Writes the report: a folder of pages that opens from disk, in place of the earlier one, or not at all.

The pages ask for nothing that is not in the folder, and say so to the browser (Content-Security-Policy). The same
warehouse gives the same bytes. A folder that is not a report is never replaced.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from copperbottom.visible import visible
from report import charts, numbers, palette, pictures
from report.parts import Chart, Page
from report.source import Source
from report.topics import capital, checks, crime, findings, forecast, officers, overview, papers, reserves, savings
from warehouse.errors import QueryError
from warehouse.serve import query
from warehouse.state.store import open_store
from warehouse.state.validations import read_validations

HERE = Path(__file__).resolve().parent
SUFFIX = ".report"
MARK = ".copperbottom-report"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
TOPICS = (
    ("forecast", forecast),
    ("reserves", reserves),
    ("capital", capital),
    ("savings", savings),
    ("officers", officers),
    ("crime", crime),
)
MENU = (
    ("index", "Overview"),
    *((name, topic.TITLE) for name, topic in TOPICS),
    ("findings", findings.TITLE),
    ("checks", checks.TITLE),
    ("papers", papers.TITLE),
)
Which = Literal["contradicted", "all", "none"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was written: the folder, its first page, and how many pages, charts and pictures there are."""

    folder: Path
    pages: int
    charts: int
    pictures: int

    def __str__(self) -> str:
        counts = ((self.pages, "page"), (self.charts, "chart"), (self.pictures, "picture"))
        return "A report of " + numbers.listed(numbers.counted(number, noun) for number, noun in counts)

    @property
    def first_page(self) -> Path:
        """The page to open."""
        return self.folder / "index.html"


def default_folder(warehouse: Path) -> Path:
    """Where a warehouse's report lies when nobody says otherwise: beside it, `FILE.report`."""
    return warehouse.with_name(warehouse.name + SUFFIX)


def write_report(warehouse: Path, folder: Path | None = None, which: Which = "contradicted") -> Report:
    """Write the report of a published warehouse to a folder, in place of an earlier report.

    `which` figures get a picture of their printed place. Raises QueryError, a sentence, for a warehouse that cannot
    be read or a folder that cannot be replaced; the earlier report then stays as it is.
    """
    target = Path(os.path.abspath(folder or default_folder(warehouse)))
    may_be_replaced(target)
    with query.open_readonly(warehouse) as connection, in_place_of(target) as site:
        source = Source(connection)
        drawn = pictures.draw(wanted(source, which), warehouse, site)
        write_assets(site)
        template = environment().get_template("page.html")
        imprint = imprint_of(source)
        written = drawings = 0
        for page in pages_of(source, drawn, validations_of(source, warehouse)):
            shown = sum(isinstance(item, Chart) for section in page.sections for item in section.items)
            text = template.render(page=page, menu=MENU, policy=POLICY, imprint=imprint, charts=shown)
            (site / f"{page.name}.html").write_text(text, encoding="utf-8")
            written, drawings = written + 1, drawings + shown
    return Report(target, written, drawings, len(drawn))


def validations_of(source: Source, warehouse: Path) -> list[dict[str, Any]]:
    """What Great Expectations answered in the load that is published; nothing where its store is away."""
    last = checks.last_load(source)
    return read_validations(open_store(warehouse), last) if last is not None else []


def pages_of(source: Source, drawn: papers.Pictures, validations: Sequence[Mapping[str, Any]]) -> Iterator[Page]:
    """All pages."""
    others = [(name, topic.TITLE, topic.LEAD) for name, topic in TOPICS]
    others += [(name, topic.TITLE, topic.LEAD) for name, topic in (("findings", findings), ("checks", checks))]
    others.append(("papers", papers.TITLE, papers.LEAD))
    yield from overview.pages(source, others)
    for _, topic in TOPICS:
        yield from topic.pages(source)
    yield from findings.pages(source)
    yield from checks.pages(source, validations)
    yield from papers.pages(source, drawn)


def wanted(source: Source, which: Which) -> Iterator[tuple[str, str]]:
    """The figures that get a picture, with their papers."""
    against = "has_contradiction or proof = 'contradicted'"
    where = {"contradicted": against, "all": "true", "none": "false"}[which]
    for row in source.rows(f"select figure_id, paper_id from core.figures where {where} order by paper_id, figure_id"):
        yield row["figure_id"], row["paper_id"]


def imprint_of(source: Source) -> str:
    """Which warehouse this is, by its last publication: the report itself has no date, so that it can be compared."""
    last = next(
        source.rows("select * from audit.loads where published order by finished_at desc, load_id desc limit 1"), None
    )
    made = "Made by Copperbottom from papers of Police and Crime Panels."
    if last is None:
        return f"{made} Nothing was published yet."
    return (
        f"{made} The warehouse was published on {last['finished_at']:%-d %B %Y at %H:%M} UTC (load {last['load_id']})."
    )


def shown_text(value: object) -> object:
    """What a template puts in: text without what would turn its letters round or steer whoever saves it."""
    return visible(value, breaks=True) if type(value) is str else value


def environment() -> jinja2.Environment:
    """The templates; everything that is put into them is escaped."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["for_script"] = for_script
    return found


def for_script(value: Any) -> Markup:
    """JSON that can stand in a script element: nothing in it can end that element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def write_assets(site: Path) -> None:
    """The style sheets, Vega with all that it needs, what the charts share, and what draws them."""
    import altair
    import vl_convert

    assets = site / "assets"
    assets.mkdir()
    for name in ("report.css", "report.js"):
        shutil.copyfile(HERE / "assets" / name, assets / name)
    (assets / "colours.css").write_text(palette.style_sheet(), encoding="utf-8")
    (assets / "config.js").write_text(f"const chartConfig = {for_script(charts.CONFIG)};\n", encoding="utf-8")
    version = ".".join(altair.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    bundle = vl_convert.javascript_bundle(vl_version=version)  # type: ignore[call-arg]  # its stub wants a snippet
    (assets / "vega.js").write_text(bundle, encoding="utf-8")
    (site / MARK).write_text("A report of Copperbottom: the next one takes its place.\n", encoding="utf-8")


def may_be_replaced(folder: Path) -> None:
    """Raise QueryError unless a folder is missing, empty, or a report."""
    if folder.exists() and not (folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))):
        raise QueryError(f"{folder} is there and is not a report, so it is left alone: name another folder.")


@contextmanager
def in_place_of(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, which takes its place when the block ends well and is removed when it does not."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise QueryError(
            f"No report can be written beside {folder} ({error.strerror}): name another folder."
        ) from error
    new, old = scratch / "new", scratch / "old"
    try:
        new.mkdir()
        yield new
        may_be_replaced(folder)
        if folder.exists():
            os.rename(folder, old)
        try:
            os.rename(new, folder)
        except OSError:
            if old.exists():
                os.rename(old, folder)
            raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
