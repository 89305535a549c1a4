"""Where answers and progress go: a terminal, a pipe, or a file in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import QueryError
from warehouse.serve.formats import write_csv, write_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from collect.collector import Step
    from warehouse.load.progress import Progress
    from warehouse.render.console import Screen
    from warehouse.render.figure_output import FigureScreen
    from warehouse.render.load_output import LoadScreen

ROWS_SHOWN = 1000  # of an answer in a table for people


def screen(file: Any = None) -> Screen:
    """A screen for rows and sentences."""
    from rich.console import Console

    from warehouse.render.console import Screen

    return Screen(Console(file=file, highlight=False))


def load_screen() -> LoadScreen:
    """A screen for loads and collections."""
    from warehouse.render.load_output import LoadScreen

    return LoadScreen()


def figure_screen(file: Any = None) -> FigureScreen:
    """A screen for figures and raw tables."""
    from rich.console import Console

    from warehouse.render.figure_output import FigureScreen

    return FigureScreen(Console(file=file, highlight=False))


def write_rows(form: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows to standard output in the format that is asked for."""
    if form == "json":
        write_json(dict(zip(names, row, strict=True)) for row in rows)
    elif form == "csv":
        write_csv(names, rows)
    else:
        screen().rows(names, rows[:ROWS_SHOWN], more=len(rows) > ROWS_SHOWN)


def write_picture(picture: bytes, file: Path) -> None:
    """Write a picture; where that cannot be done, a sentence."""
    try:
        if not file.parent.is_dir():
            raise QueryError(f"The picture cannot be written to {file}: make the folder {file.parent} first.")
        if file.is_dir():
            raise QueryError(f"The picture cannot be written to {file}, which is a folder: name a file in it.")
        file.write_bytes(picture)
    except OSError as error:
        raise QueryError(f"The picture cannot be written to {file} ({error.strerror}): name another file.") from error


def load_progress() -> tuple[Callable[[Progress], None], Callable[[], None]]:
    """What shows a load's progress on standard error, and what ends that: a bar in a terminal, lines elsewhere."""
    from rich.console import Console

    from warehouse.render.load_output import LoadScreen

    errors = LoadScreen(Console(stderr=True, highlight=False))
    if not errors.console.is_terminal:

        def tell(step: Progress) -> None:
            if step.outcome:
                errors.outcome(step.outcome)
            else:
                errors.step(step.stage, step.message)

        return tell, lambda: None
    bar = progress_bar(errors.console)
    papers = bar.add_task("Reading papers", total=None)
    bar.start()

    def show(step: Progress) -> None:
        if step.outcome and step.outcome["outcome"] == "held":
            errors.outcome(step.outcome)
        elif step.stage == "skip":
            errors.step(step.stage, step.message)
        if step.total:
            bar.update(papers, description="Reading papers", completed=step.done, total=step.total)
        elif step.stage != "done":
            bar.update(papers, description=step.message)

    return show, bar.stop


def collect_progress() -> tuple[Callable[[Step], None], Callable[[], None]]:
    """What shows a collection's progress on standard error: a bar in a terminal, lines elsewhere."""
    from rich.console import Console

    from warehouse.render.load_output import LoadScreen

    errors = LoadScreen(Console(stderr=True, highlight=False))
    if not errors.console.is_terminal:
        return errors.collecting, lambda: None
    bar = progress_bar(errors.console)
    papers = bar.add_task("Collecting", total=None)
    bar.start()

    def show(step: Step) -> None:
        if step.outcome and step.outcome["outcome"] == "refused":
            errors.collecting(step)
        bar.update(papers, description=step.message, completed=step.done, total=step.total or None)

    return show, bar.stop


def progress_bar(console: Console) -> Bar:
    """A bar with a sentence before it; it goes when it ends."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    sentence = TextColumn("{task.description}", markup=False)
    return Progress(sentence, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True)
