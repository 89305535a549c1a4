"""The pages of a report, parsed, and what the tests ask of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lxml import html


@cache
def parsed(page: Path) -> html.HtmlElement:
    """A page as a browser's parser would have it."""
    return html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.glob("*.html"))


def topic_pages(site: Path) -> list[Path]:
    """The pages whose tables show values of marts."""
    topics = ("forecast", "reserves", "capital", "savings", "officers", "crime")
    return [page for page in pages(site) if page.name.startswith(topics)]


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def specs(page: Path) -> Iterator[Mapping[str, Any]]:
    """The specifications of a page's charts."""
    for element in parsed(page).xpath("//script[@data-chart]"):
        yield json.loads(element.text)


def rows_of(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The data of a chart, of all its layers."""
    for rows in spec["datasets"].values():
        yield from rows


def figures_shown(cell: html.HtmlElement) -> list[str]:
    """Where the links of a cell lead."""
    return list(cell.xpath(".//a/@href"))
