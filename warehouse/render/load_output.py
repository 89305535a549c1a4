"""Loads and collections on a terminal: outcomes, what was published, what is held and why."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from copperbottom.paths import command, default_warehouse
from copperbottom.visible import visible
from warehouse.render.console import Screen, counted, place_of, shown

if TYPE_CHECKING:
    from collect.collector import Step

MOST_HELD_SHOWN = 20
WHOSE = frozenset({"papers name a force", "what is said of papers is what they say"})
"""Checks of whose papers are, which whoever loads them can answer at once."""
SLOW_STAGES = frozenset({"wait", "gate", "build", "audit"})
FIRST_QUERY = """\
SELECT organisation, financial_year, report_period, line, revised_budget_gbp,
    coalesce(outturn_gbp, forecast_gbp) AS outturn_or_forecast_gbp, variance_gbp
FROM marts.budget_monitoring
WHERE statement = 'by_type' AND NOT is_total AND variance_gbp > 0
QUALIFY as_at = max(as_at) OVER (PARTITION BY organisation, financial_year)
ORDER BY variance_gbp DESC, row_id LIMIT 10"""


class LoadScreen(Screen):
    """A screen for loads and collections."""

    # Loads

    def outcome(self, outcome: Mapping[str, Any]) -> None:
        """One paper's outcome, as a line."""
        paper, kind = outcome.get("name") or outcome["paper"], outcome["outcome"]
        if kind == "held":
            self.say(f"  {paper}: held. {outcome['reason']}", "yellow")
        elif kind == "known":
            self.say(f"  {paper}: known already", "dim")
        else:
            self.say(f"  {paper}: {counted(outcome['figures'], 'figure')}")

    def step(self, stage: str, message: str) -> None:
        """One step of the publication, where it takes time."""
        if stage == "skip":
            self.say(f"  {message}", "dim")
        elif stage in SLOW_STAGES:
            self.say(f"{message} ...", "dim")

    def loaded(self, summary: Mapping[str, Any], held: Sequence[Mapping[str, Any]]) -> None:
        """What a load came to: where the warehouse is, what is in it, what is `held` now and why, a query to try.

        Papers of which it is open whose they are are named, with what to do.
        """
        warehouse = str(summary["warehouse"])
        self.say()
        if summary["published"]:
            self.say(
                f"Published {shown(warehouse)}: {counted(summary['figures'], 'figure')}; of "
                f"{counted(summary['papers_seen'], 'paper')} in this load {summary['papers_new']} new, "
                f"{summary['papers_held']} held.",
                "bold green",
            )
        else:
            self.say(str(summary["reason"]), "bold")
            self.say(f"The warehouse is {shown(warehouse)}.")
        self.held(held)
        for check in summary.get("warnings", ()):
            if check["check"] in WHOSE:
                self.say(f"Warning: {check['observed'].partition(': ')[2]}", "yellow")
        if summary["published"]:
            self.first_query(warehouse)

    def held(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """What is held now and why; mending the cause and loading again is what ends it."""
        if not rows:
            return
        self.say()
        self.say("Held, and not in the warehouse, until the cause is mended and the paper loaded again:")
        for row in rows[:MOST_HELD_SHOWN]:
            self.say(f"  {row['paper']}{place_of(row['table_no'])}: {row['reason']}", "yellow")
        if len(rows) > MOST_HELD_SHOWN:
            self.say(f"  and {len(rows) - MOST_HELD_SHOWN:,} more: see copperbottom status")

    def first_query(self, warehouse: str) -> None:
        """A query that works on what was just published."""
        option = "" if Path(warehouse) == default_warehouse() else f" --warehouse {shlex.quote(shown(warehouse))}"
        self.say()
        self.say("Where is the overspend? Ask it:")
        self.say()
        first, *rest = FIRST_QUERY.split("\n")
        self.say(f'{command()} query{option} "{first}', "cyan")
        for line in rest[:-1]:
            self.say(line, "cyan")
        self.say(f'{rest[-1]}"', "cyan")

    def status(self, loads: Sequence[Mapping[str, Any]], papers: Sequence[Mapping[str, Any]]) -> None:
        """The loads so far, the newest last, and how each paper stands."""
        table = self.table("Loads")
        for name in (
            "started (UTC)",
            "published",
            "seen",
            "new",
            "held",
            "figures",
            "checks not passed",
            "why not published",
        ):
            numeric = name not in ("started (UTC)", "published", "why not published")
            table.add_column(name, justify="right" if numeric else "left", no_wrap=name != "why not published")
        for load in loads:
            table.add_row(
                str(load["started_at"])[:19].replace("T", " "),
                "yes" if load["published"] else "no",
                *(f"{load[name] or 0:,}" for name in ("papers_seen", "papers_new", "papers_held", "figures")),
                f"{load['checks_failed'] or 0:,}",
                Text("" if load["published"] else str(load["reason"] or "under way, or stopped before its end")),
            )
        self.show(table)
        table = self.table("Papers")
        table.add_column("paper", overflow="fold")
        table.add_column("standing", no_wrap=True)
        table.add_column("tables", justify="right", no_wrap=True)
        table.add_column("figures", justify="right", no_wrap=True)
        table.add_column("why held")
        for paper in papers:
            table.add_row(
                Text(visible(" = ".join(paper["names"]))),
                Text(paper["outcome"], style="" if paper["outcome"] == "accepted" else "yellow"),
                f"{paper['tables']:,}",
                f"{paper['figures']:,}",
                Text(visible(" ".join(dict.fromkeys(paper["reasons"])))),
            )
        self.show(table)

    def said(self, papers: Sequence[Mapping[str, Any]]) -> None:
        """What whoever loaded papers said of them."""
        if not papers:
            return
        table = self.table("Said of papers when they were loaded")
        for name in ("paper", "organisation", "meeting", "said (UTC)"):
            table.add_column(name, overflow="fold", no_wrap=name in ("meeting", "said (UTC)"))
        for one in papers:
            said = (one["paper"], one["organisation"] or "", one["meeting_date"] or "")
            table.add_row(*(Text(visible(text)) for text in said), str(one["said_at"])[:19].replace("T", " "))
        self.show(table)

    def failed_checks(self, checks: Sequence[Mapping[str, Any]]) -> None:
        """The checks that did not pass in the last load that published."""
        if not checks:
            return
        table = self.table("Checks that did not pass")
        for name in ("severity", "suite", "check", "observed"):
            table.add_column(name, overflow="fold", no_wrap=name == "severity")
        for check in checks:
            table.add_row(*(Text(str(check[name])) for name in ("severity", "suite", "check", "observed")))
        self.show(table)

    def concerns(self, found: Sequence[tuple[bool, str]]) -> None:
        """What to look at, each with whether it is a failure; a word where there is nothing."""
        if not found:
            self.say("All is well.", "bold green")
        for is_failure, sentence in found:
            self.say(sentence, "red" if is_failure else "yellow")

    # Collections

    def collecting(self, step: Step) -> None:
        """One step of a collection, as a line; known papers are passed over."""
        if step.outcome is None:
            self.say(f"{step.message} ...", "dim")
        elif step.outcome["outcome"] == "refused":
            self.say(f"  {step.outcome['title']}: refused. {step.outcome['reason']}", "yellow")
        elif step.outcome["outcome"] != "unchanged":
            self.say(f"  {step.outcome['title']}: {step.outcome['outcome']}")

    def collected(self, summary: Mapping[str, Any]) -> None:
        """What a collection came to, panel by panel and in sum; the last line says what to do."""
        landing = shown(str(summary["landing"])) if "://" not in summary["landing"] else summary["landing"]
        taken = [paper for paper in summary["papers"] if paper["outcome"] != "refused"]
        if summary["dry_run"] and taken:
            table = self.table("Would be fetched")
            for name in ("meeting", "panel", "title", "address"):
                table.add_column(name, overflow="fold", no_wrap=name == "meeting")
            for paper in taken:
                date = paper["meeting_date"] or ""
                table.add_row(date, Text(paper["panel"]), Text(paper["title"]), Text(paper["address"]))
            self.show(table)
        for paper in summary["papers"]:
            if paper["outcome"] == "refused":
                self.say(f"Refused: {paper['address']}: {paper['reason']}", "yellow")
        news = "would be fetched" if summary["dry_run"] else "new"
        counts = ", ".join(f"{summary[name]:,} {name}" for name in ("replaced", "unchanged", "refused"))
        self.say(f"{summary['new']:,} {news}, {counts}.", "bold")
        for ended in summary["ended"]:
            self.say(f"{ended['panel']}: {ended['reason']}", "red")
        if summary["ended"]:
            return
        if summary["dry_run"]:
            self.say("Nothing was fetched: leave out --dry-run to fetch it." if taken else "There is nothing to fetch.")
        elif taken:
            self.say(f"Now load them: copperbottom load {shlex.quote(landing)}")
        else:
            self.say(f"Nothing is new: what was collected before lies in {landing}.")
