"""The report's pages: whole, linked, accessible, inert, and the same each time."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import altair
import pytest
from changed_warehouse import HOSTILE, changed
from pages import pages, parsed, rows_of, specs, text_of, topic_pages

from report import palette
from report.site import Report, write_report
from warehouse.errors import QueryError

FETCHED = "//*[@src]/@src | //link/@href | //*[@srcset]/@srcset | //*[@data]/@data | //object | //iframe | //base"


def test_it_has_a_page_for_each_topic_and_each_paper(report: Report) -> None:
    names = {page.stem for page in pages(report.folder)}
    topics = {"forecast", "reserves", "capital", "savings", "officers", "crime"}
    assert {"index", "findings", "checks", "papers"} | topics <= names
    assert len([name for name in names if name.startswith("paper-")]) == 7
    assert report.pages == len(names)
    assert report.first_page.is_file()
    assert report.pictures == 6
    assert len(list((report.folder / "pictures").iterdir())) == 6


def test_every_link_and_anchor_leads_somewhere(site: Path) -> None:
    anchors = {page.name: set(parsed(page).xpath("//@id")) for page in pages(site)}
    checked = 0
    for page in pages(site):
        ids = parsed(page).xpath("//@id")
        assert len(ids) == len(set(ids)), page.name
        for href in parsed(page).xpath("//a/@href"):
            file, _, anchor = href.partition("#")
            checked += 1
            assert (site / unquote(file)).is_file() if file else True, (page.name, href)
            if anchor:
                assert anchor in anchors[file or page.name], (page.name, href)
        for spec in specs(page):
            for href in {row["href"] for row in rows_of(spec) if row.get("href")}:
                file, _, anchor = href.partition("#")
                checked += 1
                assert not anchor or anchor in anchors[file], (page.name, href)
                assert file in anchors
    assert checked > 1500


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    checked = 0
    for page in pages(site):
        for address in parsed(page).xpath(FETCHED):
            assert isinstance(address, str), page.name
            checked += 1
            assert address == "data:," or (site / address).is_file(), (page.name, address)
        for href in parsed(page).xpath("//a/@href"):
            assert not re.search(r"//|^\w+:", href), (page.name, href)
        for spec in specs(page):
            assert '"url"' not in json.dumps(spec), page.name
    assert checked > 50
    for sheet in (site / "assets").glob("*.css"):
        assert not re.search(r"url\(|@import|https?:", sheet.read_text()), sheet.name


def test_the_policy_allows_only_files_of_the_site(site: Path) -> None:
    for page in pages(site):
        (policy,) = parsed(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == "'self'"
        assert not parsed(page).xpath("//*[@style] | //style | //*[@*[starts-with(name(), 'on')]]")
        assert not parsed(page).xpath("//script[not(@src) and not(@type='application/json')]")


def test_every_value_leads_to_a_figure(site: Path) -> None:
    checked = 0
    for page in topic_pages(site):
        for cell in parsed(page).xpath("//td[@class='n']"):
            if not re.search(r"\d", text_of(cell)):
                assert text_of(cell) == "–not published"
                continue
            links = cell.xpath(".//a/@href")
            assert links, (page.name, text_of(cell))
            assert all(re.fullmatch(r"paper-\w+\.html#f-\w+", link) for link in links), (page.name, links)
            checked += 1
        for spec in specs(page):
            marks = [row for row in rows_of(spec) if row.get("label")]
            assert marks
            assert all(row["href"] for row in marks), page.name
    assert checked > 800


def test_a_value_is_the_one_that_its_figure_prints(site: Path) -> None:
    """Thousands of pounds on a topic's page are the pounds on the paper's page that the value leads to."""
    checked = 0
    for page in topic_pages(site):
        for table in parsed(page).xpath(
            "//table[contains(.//caption, '£000') and not(contains(.//caption, 'variance'))]"
        ):
            for cell in table.xpath(".//td[@class='n'][not(.//abbr)]"):
                links = cell.xpath("./a/@href")
                if len(links) != 1 or "%" in text_of(cell) or "£" in text_of(cell):
                    continue
                file, _, anchor = links[0].partition("#")
                (row,) = parsed(site / file).xpath(f"//tr[@id='{anchor}']")
                shown = round(float(cell.xpath("string(./a)").replace(",", "").replace("−", "-")) * 1000)
                pounds = re.search(r"(−?)£([\d,.]+)", text_of(row.xpath("./td[@class='n']")[-1]))
                assert pounds, text_of(row)
                assert abs(shown) == round(float(pounds[2].replace(",", ""))), (page.name, text_of(cell), text_of(row))
                checked += 1
    assert checked > 400


def test_missing_quarters_are_gaps(site: Path) -> None:
    page = next(
        p
        for p in pages(site)
        if "Samplefordshire" in text_of(parsed(p).xpath("//h1")[0]) and p.name.startswith("forecast")
    )
    positions = [list(rows_of(spec)) for spec in specs(page)]
    periods = {row["period"] for rows in positions for row in rows if "period" in row}
    assert periods == {"Q2", "Outturn"}
    course = {row["at"]: row["value"] for rows in positions for row in rows if row.get("series")}
    assert course["Q1"] is None
    assert course["Q3"] is None
    assert course["Q2"]
    assert course["Outturn"]
    words = text_of(parsed(page).xpath("//main")[0])
    assert "No position for Q1 and Q3 is published here: a gap, not a zero." in words
    (table,) = parsed(page).xpath("//table[contains(.//caption, 'and OPCC, 2024/25, by type of spending: forecasts')]")
    row = next(row for row in table.xpath(".//tbody/tr") if text_of(row[0]) == "Police officer pay")
    headings = [text_of(heading) for heading in table.xpath(".//thead//th")]
    shown = dict(zip(headings, map(text_of, row), strict=True))
    assert shown["Q1 forecast"] == shown["Q3 forecast"] == shown["Drift of forecasts"] == "–not published"
    assert shown["Q2 forecast"] == "102,640"


def test_a_line_breaks_where_a_value_is_missing(site: Path) -> None:
    broken = [spec for page in pages(site) for spec in specs(page) if any("series" in row for row in rows_of(spec))]
    assert broken
    for spec in broken:
        line = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
        assert line["mark"]["invalid"] == "break-paths-filter-domains"


def test_hedged_and_computed_values_are_marked(site: Path, warehouse: Path, tmp_path: Path) -> None:
    cells = [cell for page in topic_pages(site) for cell in parsed(page).xpath("//td[abbr[@class='computed']]")]
    assert cells
    assert all(cell.xpath("./abbr/@title") for cell in cells)
    copy = changed(
        warehouse, tmp_path, "update marts.savings_delivery set qualifier = 'about', derived = ['delivered_gbp']"
    )
    told = write_report(copy, tmp_path / "site").folder
    page = next(p for p in pages(told) if p.name.startswith("savings-"))
    assert [text_of(hedge) for hedge in parsed(page).xpath("//td//span[@class='hedge']")].count("about") > 3
    marks = [row for spec in specs(page) for row in rows_of(spec) if "sure" in row]
    assert marks
    assert not any(row["sure"] for row in marks)


def test_contradicted_figures_have_a_mark_and_a_picture(site: Path) -> None:
    (page,) = [
        p for p in pages(site) if parsed(p).xpath("//figure[@class='picture']//img[contains(@src, '6dca37eee1')]")
    ]
    (row,) = parsed(page).xpath("//tr[starts-with(@id, 'f-6dca37eee1')]")
    assert "✗ contradicted" in text_of(row)
    (link,) = row.xpath(".//a/@href")
    (picture,) = parsed(page).xpath(f"//figure[@id='{link[1:]}']")
    assert "1,405" in picture.xpath(".//img/@alt")[0]
    (marked,) = [a for p in topic_pages(site) for a in parsed(p).xpath("//td[a='1,405']")]
    assert marked.xpath("./abbr[@class='contradicted']")


def test_findings_are_in_words_and_lead_to_their_figures(site: Path) -> None:
    found = parsed(site / "findings.html").xpath("//article[@class='finding']")
    assert len(found) == 5
    assert "£1,315,000" in text_of(found[0]) or any("£1,315,000" in text_of(one) for one in found)
    assert all(one.xpath(".//a[contains(@href, '#f-')]") for one in found)


def test_organisations_without_figures_are_named(warehouse: Path, tmp_path: Path) -> None:
    copy = changed(warehouse, tmp_path, "delete from marts.crime where organisation = 'Exampleshire Police'")
    page = write_report(copy, tmp_path / "site").folder / "crime.html"
    assert "No paper loaded gives figures of this for Exampleshire." in text_of(parsed(page).xpath("//main")[0])


def test_hostile_text_is_inert(hostile: Path) -> None:
    told = 0
    for page in pages(hostile):
        tree = parsed(page)
        told += text_of(tree).count("onerror=alert(2)")
        assert not tree.xpath("//img[not(starts-with(@src, 'pictures/'))]"), page.name
        assert not tree.xpath("//*[@onerror]"), page.name
        assert not [s for s in tree.xpath("//script[not(@type)]") if not s.get("src", "").startswith("assets/")], (
            page.name
        )
        assert not tree.xpath("//a[starts-with(@href, 'javascript')]"), page.name
        assert "{{ 7 * 7 }}" in text_of(tree) or "49 $" not in text_of(tree)
        assert re.fullmatch(r"[a-z]+(-[0-9a-f]+)?\.html", page.name)
        for spec in specs(page):
            assert list(rows_of(spec))
    assert told > 500
    charted = [row["line"] for page in pages(hostile) for spec in specs(page) for row in rows_of(spec) if "line" in row]
    assert any(HOSTILE[:9] in line for line in charted), "the charts were to have hostile names"


def test_the_same_warehouse_gives_the_same_bytes(site: Path, warehouse: Path, tmp_path: Path) -> None:
    again = write_report(warehouse, tmp_path / "again").folder
    one, other = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (site, again))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_an_empty_warehouse_has_sentences_for_charts(empty: Path) -> None:
    names = {page.stem for page in pages(empty)}
    topics = {"forecast", "reserves", "capital", "savings", "officers", "crime"}
    assert names == {"index", "findings", "checks", "papers"} | topics
    assert not [spec for page in pages(empty) for spec in specs(page)]
    for name in ("forecast", "reserves", "capital", "savings", "officers", "crime"):
        assert "nothing to show" in text_of(parsed(empty / f"{name}.html").xpath("//main")[0])


def test_pages_are_built_for_everybody(site: Path, empty: Path) -> None:
    for page in [*pages(site), *pages(empty)]:
        tree = parsed(page)
        assert tree.get("lang") == "en-GB"
        assert len(tree.xpath("//h1")) == 1
        for landmark in ("header", "nav", "main", "footer"):
            assert tree.xpath(f"//{landmark}"), (page.name, landmark)
        assert tree.xpath("//body/*")[0].get("href") == "#main"
        assert tree.xpath("//meta[@name='viewport']")
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), page.name
        for table in tree.xpath("//table"):
            assert text_of(table.xpath("./caption")[0])
            assert table.xpath("./thead/tr/th[@scope='col']")
            assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.xpath("./tbody/tr"))
            assert len({len(row) for row in table.xpath(".//tr")}) == 1
            assert table.getparent().get("tabindex") == "0"
        for chart in tree.xpath("//figure[@class='chart']"):
            assert len(chart.xpath("./div[@role='img']/@aria-label")[0]) > 30
            assert chart.xpath("following-sibling::div//table"), page.name
        assert all(image.get("alt") for image in tree.xpath("//img"))
        assert all(text_of(link) or link.xpath("./img/@alt") for link in tree.xpath("//a"))


def test_charts_are_valid_specifications(site: Path) -> None:
    found = [spec for page in pages(site) for spec in specs(page)]
    assert len(found) > 20
    for spec in found:
        altair.Chart.from_dict(dict(spec))
        assert spec["$schema"].endswith(f"{altair.SCHEMA_VERSION}.json")


@pytest.mark.parametrize(("text", "ground"), palette.TEXT_PAIRS)
def test_text_stands_out(text: str, ground: str) -> None:
    assert palette.contrast(palette.COLOURS[text], palette.COLOURS[ground]) >= palette.TEXT_CONTRAST


def test_marks_stand_out() -> None:
    pairs = [(palette.COLOURS[mark], palette.COLOURS[ground]) for mark, ground in palette.MARK_PAIRS]
    pairs += [(colour, palette.COLOURS["paper"]) for colour in palette.SERIES]
    assert pairs
    assert all(palette.contrast(*pair) >= palette.MARK_CONTRAST for pair in pairs)
    assert palette.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_has_no_colours_of_its_own(site: Path) -> None:
    sheet = (site / "assets" / "report.css").read_text()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", sheet)
    used = set(re.findall(r"var\(--([a-z-]+)\)", sheet))
    assert used == set(palette.COLOURS) - {"grid"}  # of charts alone


def test_a_folder_that_is_no_report_is_left_alone(warehouse: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(QueryError, match="not a report"):
        write_report(warehouse, mine)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(QueryError, match="not a report"):
        write_report(warehouse, file)
    assert (mine / "thesis.txt").read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "mine"]


def test_an_earlier_report_stays_if_the_next_one_fails(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_report(warehouse, folder, "none")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    broken = changed(warehouse, tmp_path, "drop table marts.crime")
    with pytest.raises(Exception, match="crime"):
        write_report(broken, folder, "none")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.duckdb", "site"]
    (folder / "stray.html").write_text("of the earlier one")
    assert not (write_report(warehouse, folder, "none").folder / "stray.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.duckdb", "site"]


def test_a_warehouse_without_its_store_has_no_pictures(warehouse: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.duckdb"
    shutil.copyfile(warehouse, alone)
    written = write_report(alone)
    assert written.folder == tmp_path / "alone.duckdb.report"
    assert written.pictures == 0
    assert not [p for p in pages(written.folder) if parsed(p).xpath("//img")]
