"""The pages that `make docs` writes from the code say what the code says now."""

from __future__ import annotations

import importlib.util
import re

import pytest

from copperbottom.docs import architecture, settings_page
from copperbottom.paths import PROJECT
from copperbottom.settings import Settings

DOCS = PROJECT / "docs"
REMEDY = "write it anew: make docs"


@pytest.fixture(scope="module")
def pictures() -> list[architecture.Picture]:
    return architecture.pictures()


def test_the_pictures_of_the_architecture_are_current(pictures: list[architecture.Picture]) -> None:
    page = (DOCS / architecture.PAGE).read_text(encoding="utf-8")
    for picture in pictures:
        made = architecture.replaced(page, picture.name, architecture.as_markdown(picture))
        assert made == page, f"the picture {picture.name} is of earlier code; {REMEDY}"


def test_the_page_has_no_picture_of_what_is_gone(pictures: list[architecture.Picture]) -> None:
    page = (DOCS / architecture.PAGE).read_text(encoding="utf-8")
    assert re.findall(r"<!-- made from the code: begin (\S+) -->", page) == [picture.name for picture in pictures]


def test_a_picture_shows_imports_and_leaves_out_what_follows(pictures: list[architecture.Picture]) -> None:
    whole = next(picture for picture in pictures if picture.name == architecture.WHOLE)
    assert ("report", "warehouse") in whole.arrows
    assert ("report", "copperbottom.settings") not in whole.arrows
    assert not {(importer, imported) for imported, importer in whole.arrows} & set(whole.arrows)


def test_a_page_without_a_place_for_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the picture warehouse"):
        architecture.replaced("# Architecture\n", "warehouse", "")


def test_the_page_of_settings_is_current() -> None:
    assert settings_page.as_markdown() == (DOCS / settings_page.PAGE).read_text(encoding="utf-8"), REMEDY


def test_the_page_of_settings_does_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings_page.as_markdown()
    monkeypatch.setenv("COPPERBOTTOM_QUERY_SECONDS", "5")
    monkeypatch.setenv("COPPERBOTTOM_WAREHOUSE", "/somewhere/else.duckdb")
    assert settings_page.as_markdown() == before


def test_the_page_of_settings_has_every_setting_of_users() -> None:
    page = settings_page.as_markdown()
    internal = {"events_file"}
    for name in set(Settings.model_fields) - internal:
        assert f"`COPPERBOTTOM_{name.upper()}`" in page
    for name in internal:
        assert f"COPPERBOTTOM_{name.upper()}" not in page


def test_every_module_that_make_runs_is_there() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    modules = set(re.findall(r"(?:\$\(RUN\)|python -m) ([\w.]+)", makefile)) - {"venv", "uv"}
    assert "copperbottom.docs" in modules
    assert [module for module in sorted(modules) if importlib.util.find_spec(module) is None] == []
