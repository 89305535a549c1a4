"""The pictures of `docs/architecture.md`: the layers that import-linter holds, with the imports that the code has.

What is drawn are the modules that `pyproject.toml` puts in layers. An arrow is an import that stands in the code, and
one that follows from others is left out, so that a picture shows the order and no thicket. Below each picture stands
what each module says of itself, in the first sentence of its docstring.

It needs a checkout and the development tools (grimp, which import-linter brings).
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copperbottom.paths import PROJECT

if TYPE_CHECKING:
    from grimp import ImportGraph

PAGE = "architecture.md"
BEGIN = "<!-- made from the code: begin {name} -->"
END = "<!-- made from the code: end {name} -->"
WHOLE = "packages"
"""The name of the picture of all packages; the others are named by the package that they look into."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One contract's modules, outermost first, and the imports between them that follow from no others."""

    name: str
    modules: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]


def pictures(project: Path = PROJECT) -> list[Picture]:
    """A picture for each layers contract, and for each package that one looks into."""
    import grimp

    found = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    linter: Mapping[str, Any] = found["tool"]["importlinter"]
    graph = grimp.build_graph(*linter["root_packages"], cache_dir=None)
    return [
        _picture(graph, container, contract["layers"])
        for contract in linter["contracts"]
        if contract["type"] == "layers"
        for container in contract.get("containers", [""])
    ]


def as_markdown(picture: Picture, project: Path = PROJECT) -> str:
    """A picture as Mermaid, and a table of its modules."""
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_id(module)}["{_short(module, picture.name)}"]' for module in picture.modules]
    lines += [f"    {_id(importer)} --> {_id(imported)}" for importer, imported in picture.arrows]
    lines += ["```", "", "| module | what it is |", "|---|---|"]
    lines += [f"| `{module}` | {first_sentence(module, project)} |" for module in picture.modules]
    return "\n".join(lines) + "\n"


def write_pictures(folder: Path) -> Path:
    """Put every picture between its marks in the page; returns the page."""
    page = folder / PAGE
    text = page.read_text(encoding="utf-8")
    for picture in pictures():
        text = replaced(text, picture.name, as_markdown(picture))
    page.write_text(text, encoding="utf-8")
    return page


def replaced(text: str, name: str, made: str) -> str:
    """A page with what stands between the marks of one picture replaced. Raises ValueError where there are no marks."""
    begin, end = BEGIN.format(name=name), END.format(name=name)
    before, opened, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"{PAGE} has no place for the picture {name}: add the lines {begin} and {end}.")
    return f"{before}{begin}\n\n{made}\n{end}{after}"


def first_sentence(module: str, project: Path = PROJECT) -> str:
    """What a module says of itself first, in one line of Markdown."""
    place = project / module.replace(".", "/")
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    paragraph = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    sentence = " ".join(paragraph.split()).partition(". ")[0].rstrip(".")
    return sentence.replace("|", "\\|") + "."


def _picture(graph: ImportGraph, container: str, layers: Sequence[str]) -> Picture:
    modules = tuple(f"{container}.{name}".lstrip(".") for layer in layers for name in _names(layer))
    imports = {
        one: {
            other
            for other in modules
            if other != one and graph.direct_import_exists(importer=one, imported=other, as_packages=True)
        }
        for one in modules
    }
    arrows = [
        (one, other)
        for one in modules
        for other in modules
        if other in imports[one] and not _follows(one, other, imports)
    ]
    return Picture(container or WHOLE, modules, tuple(arrows))


def _names(layer: str) -> Iterator[str]:
    for name in layer.replace("|", ":").split(":"):
        yield name.strip().strip("()")


def _follows(one: str, other: str, imports: Mapping[str, set[str]]) -> bool:
    """Whether `one` reaches `other` by way of a third module."""
    seen: set[str] = set()
    ahead = [module for module in imports[one] if module != other]
    while ahead:
        module = ahead.pop()
        if module not in seen:
            seen.add(module)
            ahead += imports[module]
    return other in seen


def _short(module: str, picture: str) -> str:
    return module.removeprefix(f"{picture}.")


def _id(module: str) -> str:
    return module.replace(".", "_")
