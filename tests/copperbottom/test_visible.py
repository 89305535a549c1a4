"""What would steer a terminal is seen and not obeyed, wherever text of others meets one."""

from __future__ import annotations

import io
import os
import pty
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from copperbottom.cli import main
from copperbottom.visible import for_people, visible
from report.site import environment
from warehouse.render.load_output import LoadScreen
from warehouse.serve.formats import write_csv, write_json
from warehouse.state.store import display_name

EVIL = "evil\x1b]0;owned\x07\x1b[2J\nError: fake line\r\u202exslx.\u2028\x9b31m.html"
SHOWN = r"evil\x1b]0;owned\x07\x1b[2J\nError: fake line\r\u202exslx.\u2028\x9b31m.html"
STEERS = {"Cc", "Zl", "Zp", "Cs"}


def steers(text: str, breaks: str = "\n") -> bool:
    return any(unicodedata.category(one) in STEERS and one not in breaks for one in text) or "\u202e" in text


def test_what_steers_is_written_out() -> None:
    assert visible(EVIL) == SHOWN
    assert visible("a\tb\nc\x1b", breaks=True) == "a\tb\nc\\x1b"


@given(st.text(st.characters(codec=None)))
def test_nothing_that_steers_is_left_and_sound_text_is_kept(text: str) -> None:
    assert not steers(visible(text), breaks="")
    assert not steers(visible(text, breaks=True), breaks="\t\n")
    assert visible(visible(text)) == visible(text)
    if text.isprintable():
        assert visible(text) == text


@pytest.mark.parametrize(
    "name", ["Budget – Q1 (final).pdf", "£5 café.txt", "日本.txt", "\u05e9\u05dc.pdf", "a\u200db.pdf"]
)
def test_sound_names_are_kept_as_they_are(name: str) -> None:
    assert display_name(name) == name


def test_a_name_is_cleaned_when_it_is_landed() -> None:
    assert display_name(EVIL) == SHOWN
    assert display_name(os.fsdecode(b"caf\xe9.txt")) == "caf\ufffd.txt"


@pytest.mark.parametrize("terminal", [False, True])
def test_no_screen_is_steered(terminal: bool) -> None:
    file = io.StringIO()
    screen = LoadScreen(Console(file=file, highlight=False, force_terminal=terminal, color_system=None, width=200))
    screen.say(EVIL)
    screen.outcome({"paper": EVIL, "outcome": "held", "reason": EVIL})
    assert len(file.getvalue().splitlines()) == 2
    screen.rows([EVIL, "n"], [[EVIL, 1], [[EVIL], 2]])
    paper = {"names": [EVIL], "outcome": "held", "tables": 0, "figures": 0, "reasons": [EVIL]}
    screen.status([], [paper])
    raw = Table(title=EVIL)
    raw.add_column(EVIL)
    raw.add_row(EVIL)
    screen.show(raw)
    screen.console.print(EVIL, markup=False)
    assert not steers(file.getvalue())
    assert file.getvalue().count(r"\x1b]0;owned\x07") >= 6


def test_data_on_a_terminal_is_made_visible_and_kept_in_a_pipe() -> None:
    parent, child = pty.openpty()
    with os.fdopen(child, "w", encoding="utf-8") as terminal:
        write_csv(["a"], [[EVIL]], for_people(terminal))
        write_json([{"a": "\x9b31m\u202e"}], for_people(terminal))
        terminal.flush()
        seen = os.read(parent, 100_000).decode().replace("\r\n", "\n")
    os.close(parent)
    assert not steers(seen)
    piped = io.StringIO()
    write_csv(["a"], [[EVIL]], for_people(piped))
    assert "\x1b]0;owned\x07" in piped.getvalue(), "data is data"


def test_an_error_steers_nothing(tmp_path: Path) -> None:
    gone = str(tmp_path / EVIL)
    for arguments in (["extract", gone], ["extract", "a", EVIL], [EVIL], ["load", gone]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code
        assert not steers(result.output), arguments


def test_a_page_of_the_report_turns_no_letters_round() -> None:
    page = environment().from_string("<p>{{ name }}</p>").render(name="a\u202eb<i>\x1b")
    assert page == r"<p>a\u202eb&lt;i&gt;\x1b</p>"
