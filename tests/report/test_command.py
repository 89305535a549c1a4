"""`copperbottom report`: where it writes, what it says, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from copperbottom.cli import main


def test_it_says_what_it_wrote_and_where(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "site"
    result = CliRunner().invoke(main, ["report", str(folder), "--warehouse", str(warehouse), "--pictures", "none"])
    assert result.exit_code == 0, result.output
    assert f"open {folder / 'index.html'} in a browser" in " ".join(result.output.split())
    assert " 0 pictures" in result.output
    assert (folder / "index.html").is_file()
    assert not (folder / "pictures").exists()


def test_refusals_are_sentences(warehouse: Path, tmp_path: Path) -> None:
    nowhere = CliRunner().invoke(main, ["report", "--warehouse", str(tmp_path / "none.duckdb")])
    assert nowhere.exit_code == 1
    assert "There is no warehouse" in nowhere.output
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "letter.txt").touch()
    mine = CliRunner().invoke(main, ["report", str(tmp_path), "--warehouse", str(warehouse)])
    assert mine.exit_code == 1
    assert "is not a report" in mine.output


def test_other_commands_do_not_pay_for_it() -> None:
    script = "import sys; from copperbottom.cli import main; "
    script += "main(['report', '--help'], standalone_mode=False); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not {"altair", "jinja2", "vl_convert", "pandas"} & set(said.split())
