"""The ledger of a warehouse: what was landed, read, gated, held, checked and published, and when.

SQLite from the standard library, in the warehouse's store. It is safe under several processes: every
change is one short transaction that waits for its turn, and a killed process leaves the ledger as it
was before that transaction. The rollback journal is used, not WAL, so that the ledger is one file that
can be copied with its store. Functions that read return plain dictionaries for `copperbottom status`,
the published `audit` tables and whoever else asks. Times are UTC, as ISO text to the microsecond.

`held` lists what is held now: when a paper is read again, its earlier rows go. A reading goes by the extractor's
version and what is said of the paper (`said.reading_version`), so that one of other words is not the paper's reading.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from extract.model import NOTHING_SAID, Said
from warehouse.errors import LoadError
from warehouse.state.ledger_rows import (
    insert_holds,
    insert_landing,
    insert_published_papers,
    insert_rows,
    raise_high_water,
    replace_load,
    replace_said,
)
from warehouse.state.ledger_schema import ensure_schema, version_of
from warehouse.state.records import PUBLICATION, AcceptedLosses, Hold, LoadRow, Publication, now
from warehouse.state.said import as_text, beside, from_text, reading_version
from warehouse.state.store import Landed, Store, display_name

BUSY_SECONDS = 60.0
OF_A_PAPER = ("papers", "names", "readings", "gatings", "held", "held_figures", "places", "said", "high_water")
OF_A_READING = ("held", "held_figures", "gatings")  # tables of what follows from a reading
DAMAGED = ("not a database", "malformed", "no such table", "no such column", "corrupt", "disk I/O error")


class Ledger:
    """The ledger of one store. Every method is one transaction of its own."""

    def __init__(self, store: Store) -> None:
        self.path = store.ledger

    def create(self) -> None:
        """Make the ledger where it is missing, before anything lands that it would have to know."""
        with self.transaction():
            pass

    # What happened to papers

    def record_landing(
        self,
        landed: Landed,
        source: Path | None,
        source_url: str | None = None,
        addresses: Mapping[str, str] | None = None,
        at: str | None = None,
    ) -> str:
        """Note that a paper came, under which name; returns the name that it first came under.

        `addresses` are those at which a collected paper stands or stood, each with the time since when; `at` is now.
        """
        at = at or now()
        with self.transaction() as db:
            insert_landing(db, landed, display_name(str(source)) if source else None, source_url, addresses or {}, at)
            row = db.execute("select paper from papers where paper_id = ?", (landed.paper_id,)).fetchone()
        return str(row["paper"])

    def say(self, paper_id: str, said: Said) -> Said:
        """Keep what is said of a paper, beside what was said before; returns both together.

        Where that is new, what was read of the paper is forgotten: it is to be read again.
        """
        with self.transaction() as db:
            rows = db.execute("select * from said where paper_id = ?", (paper_id,)).fetchall()
            before = from_text(dict(rows[0])) if rows else NOTHING_SAID
            after = beside(before, said)
            if after != before:
                replace_said(db, paper_id, as_text(after), now())
                for table in ("readings", *OF_A_READING):
                    db.execute(f"delete from {table} where paper_id = ?", (paper_id,))
        return after

    def record_reading(
        self,
        paper_id: str,
        reading_version: str,
        *,
        holds: Sequence[Hold] = (),
        tables: int = 0,
        figures: int = 0,
        seconds: float = 0.0,
        circumstances: str = "",
    ) -> None:
        """Note that a paper was read, accepted or held; what an earlier reading left is forgotten.

        `circumstances` are those of a reading that ended in a hold: when they change, the paper is tried again.
        """
        outcome = "held" if holds else "accepted"
        with self.transaction() as db:
            for table in OF_A_READING:
                db.execute(f"delete from {table} where paper_id = ?", (paper_id,))
            db.execute(
                "insert or replace into readings values (?, ?, ?, ?, ?, ?, ?, ?)",
                (paper_id, reading_version, outcome, tables, figures, seconds, now(), circumstances),
            )
            insert_holds(db, holds)

    def record_gating(
        self,
        papers: Mapping[str, str],
        rules_version: str,
        holds: Sequence[Hold],
        held_figures: Iterable[tuple[str, str]],
    ) -> None:
        """Note that papers (id: reading version) passed the gate, but for what it holds of them.

        What an earlier gate or audit held of these papers is forgotten.
        """
        at = now()
        with self.transaction() as db:
            for paper_id, version in papers.items():
                db.execute("delete from held where paper_id = ? and stage in ('gate', 'audit')", (paper_id,))
                db.execute("delete from held_figures where paper_id = ?", (paper_id,))
                db.execute("insert or replace into gatings values (?, ?, ?, ?)", (paper_id, version, rules_version, at))
            insert_holds(db, holds)
            db.executemany("insert or ignore into held_figures values (?, ?)", list(held_figures))

    def record_holds(self, holds: Sequence[Hold]) -> None:
        """Hold more of papers that were accepted so far."""
        with self.transaction() as db:
            insert_holds(db, holds)

    def drop_superseded_holds(self, accepted: Iterable[str]) -> int:
        """Drop what was held of a file whose place now gives other bytes that are accepted; how much that was.

        The held bytes stay in the store, and the load that held them stays in `loads`.
        """
        with self.transaction() as db:
            return sum(
                db.execute(
                    "delete from held where table_no is null and paper_id in (select earlier.paper_id from names"
                    " as earlier join names as present on earlier.source = present.source"
                    " where present.paper_id = ? and earlier.paper_id <> present.paper_id"
                    " and earlier.first_seen < present.first_seen)",
                    (paper_id,),
                ).rowcount
                for paper_id in accepted
            )

    def forget(self, paper_id: str) -> None:
        """Drop everything about a paper; the loads that brought it stay in `loads`."""
        with self.transaction() as db:
            for table in OF_A_PAPER:
                db.execute(f"delete from {table} where paper_id = ?", (paper_id,))

    # What happened to loads

    def finish_load(self, row: LoadRow, checks: Sequence[Mapping[str, Any]] = ()) -> None:
        """Note a load that is under way, or how one ended that did not change the published file."""
        with self.transaction() as db:
            replace_load(db, row, checks)

    def record_publication(
        self,
        row: LoadRow,
        checks: Sequence[Mapping[str, Any]],
        publication: Publication,
        papers: Mapping[str, str],
        figures: Mapping[str, int],
        *,
        proved: Mapping[str, int] | None = None,
        event: Mapping[str, Any] | None = None,
        accepted: AcceptedLosses | None = None,
    ) -> None:
        """Note, just before the published file is replaced, which build is about to be it, and the event of it.

        `figures` and `proved` count each paper's figures in it; `accepted` are losses that somebody accepts with it.
        """
        with self.transaction() as db:
            replace_load(db, row, checks)
            insert_rows(db, "accepted_losses", [asdict(accepted)] if accepted is not None else [])
            payload = json.dumps(event or asdict(row))
            values = (uuid.uuid4().hex, PUBLICATION, row.load_id, payload, now())
            db.execute("insert into outbox values (?, ?, ?, ?, ?, null)", values)
            insert_rows(db, "publication", [{"only": 1} | asdict(publication)], replace=True)
            db.execute("delete from published_papers")
            insert_published_papers(db, papers, figures, proved or {})

    def confirm_publication(self, load_id: str) -> None:
        """The published file was replaced; its papers' high-water marks rise, or begin anew with accepted losses."""
        with self.transaction() as db:
            db.execute("update publication set arrived = 1 where load_id = ?", (load_id,))
            raise_high_water(db, load_id)

    def withdraw_publication(self) -> None:
        """The build that was about to be published never was: its load published nothing."""
        with self.transaction() as db:
            db.execute(
                "update loads set published = 0, reason = 'The load was stopped before it could publish.'"
                " where load_id = (select load_id from publication where arrived = 0)"
            )
            db.execute("delete from outbox where load_id in (select load_id from publication where arrived = 0)")
            db.execute("delete from publication where arrived = 0")
            db.execute("delete from published_papers where not exists (select 1 from publication)")

    # What is known

    def check(self) -> None:
        """Raise LoadError for a ledger that lacks a table, is no ledger, or is of a later version."""
        for table in ("papers", "names", "readings", "held", "loads", "checks", "publication"):
            self.read(f"select 1 from {table} limit 1")

    def publication(self) -> Publication | None:
        """The build that is published, or about to be."""
        for row in self.read("select * from publication"):
            known = {name: row[name] for name in Publication.__dataclass_fields__}
            return Publication(**(known | {"arrived": bool(row["arrived"])}))
        return None

    def published_papers(self) -> dict[str, str]:
        """Paper ids of the published file, with the extractor version that read them."""
        rows = self.read("select paper_id, extractor_version from published_papers")
        return {row["paper_id"]: row["extractor_version"] for row in rows}

    def published_figures(self) -> dict[str, int]:
        """How many figures of each paper stand in the published file."""
        rows = self.read("select paper_id, figures from published_papers")
        return {row["paper_id"]: row["figures"] for row in rows}

    def high_water(self) -> dict[str, tuple[int, int]]:
        """The most figures, and the most proved ones, that each published paper had since losses were accepted last."""
        rows = self.read("select paper_id, figures, proved from high_water")
        return {row["paper_id"]: (row["figures"], row["proved"]) for row in rows}

    def accepted_losses(self) -> list[dict[str, Any]]:
        """Losses that somebody accepted, the oldest first: `load_id`, `accepted_at`, `who`, `why`, `losses`."""
        if not self.read("select 1 from sqlite_master where name = 'accepted_losses'"):
            return []
        return self.read("select * from accepted_losses order by accepted_at, load_id")

    def replaced_in_place(self, papers: Iterable[str]) -> set[str]:
        """The papers at whose place one of some accepted papers came later."""
        rows = self.read(
            "select earlier.paper_id as old, present.paper_id as new from names as earlier"
            " join names as present on earlier.source = present.source"
            " where earlier.paper_id <> present.paper_id and earlier.first_seen < present.first_seen"
        )
        among = set(papers)
        return {row["old"] for row in rows if row["new"] in among and row["old"] not in among}

    def said(self, paper_id: str | None = None) -> dict[str, Said]:
        """What is said by those who loaded them of all papers, or of one alone, by the paper's id."""
        if not self.read("select 1 from sqlite_master where name = 'said'"):
            return {}
        rows = self.read("select * from said where ? is null or paper_id = ?", (paper_id, paper_id))
        return {row["paper_id"]: from_text(row) for row in rows}

    def read_outcome(self, paper_id: str, extractor_version: str) -> dict[str, Any] | None:
        """What reading a paper by one version of the extractor, with what is said of it, came to, or None."""
        rows = self._readings("select * from readings where paper_id = ? and", extractor_version, paper_id, of=paper_id)
        return rows[0] if rows else None

    def landed(self) -> list[dict[str, Any]]:
        """Every paper that ever came: `paper_id`, `paper`, `suffix`, `size`, `kept`, `source_url`, `landed_at`."""
        return [row | {"kept": bool(row["kept"])} for row in self.read("select * from papers order by paper_id")]

    def superseded(self, papers: Iterable[str]) -> dict[str, str]:
        """Which of some papers were replaced in place by another of them: the paper's id, and its successor's.

        A paper that still stands at one of its addresses is not replaced.
        """
        if not self.read("select 1 from sqlite_master where name = 'places'"):
            return {}
        among = set(papers)
        rows = self.read("select source_url, paper_id from places order by since, paper_id")
        rows = [row for row in rows if row["paper_id"] in among]
        latest = {row["source_url"]: row["paper_id"] for row in rows}
        standing = set(latest.values())
        return {row["paper_id"]: latest[row["source_url"]] for row in rows if row["paper_id"] not in standing}

    def accepted(self, extractor_version: str) -> list[dict[str, Any]]:
        """The papers that belong into the warehouse: read by this version, and not held as a whole."""
        return self._readings(
            "select papers.*, readings.extractor_version, readings.figures, readings.tables, readings.read_at"
            " from readings join papers using (paper_id)"
            " where outcome = 'accepted' and not exists"
            " (select 1 from held where held.paper_id = papers.paper_id and held.table_no is null) and",
            extractor_version,
        )

    def ungated(self, extractor_version: str, rules_version: str) -> dict[str, str]:
        """The papers that this version read and the gate as it is now has not seen, each with its reading version."""
        rows = self._readings(
            "select paper_id, extractor_version from readings where outcome = 'accepted' and not exists"
            " (select 1 from gatings where gatings.paper_id = readings.paper_id"
            " and gatings.extractor_version = readings.extractor_version and rules_version = ?) and",
            extractor_version,
            rules_version,
        )
        return {row["paper_id"]: row["extractor_version"] for row in rows}

    def readings(self, extractor_version: str) -> dict[str, dict[str, Any]]:
        """What reading came to of each paper that this version read, by the paper's id; the columns of `readings`."""
        return {row["paper_id"]: row for row in self._readings("select * from readings where", extractor_version)}

    def _readings(self, sql: str, extractor_version: str, *values: Any, of: str | None = None) -> list[dict[str, Any]]:
        """The rows of a question about readings by one version that are of what is said of their papers now."""
        said = self.said(of)
        begins_so = "readings.extractor_version glob ? || '*' order by readings.paper_id"
        rows = self.read(f"{sql} {begins_so}", (*values, extractor_version))
        return [
            row
            for row in rows
            if row["extractor_version"] == reading_version(extractor_version, said.get(row["paper_id"], NOTHING_SAID))
        ]

    def held(self) -> list[dict[str, Any]]:
        """What is held now, with the columns of `audit.held`."""
        return self.read(
            "select paper_id, paper, table_no, stage, reason, held_at from held"
            " order by paper, paper_id, table_no, stage, reason"
        )

    def held_figures(self) -> list[dict[str, Any]]:
        """Figures of prose that are held: `paper_id`, `figure_id`."""
        return self.read("select paper_id, figure_id from held_figures order by paper_id, figure_id")

    def loads(self) -> list[dict[str, Any]]:
        """Every load, the oldest first, with the columns of `audit.loads` and `reason`."""
        rows = self.read("select * from loads order by started_at, load_id")
        return [row | {"published": bool(row["published"])} for row in rows]

    def checks(self, load_id: str | None = None) -> list[dict[str, Any]]:
        """The checks of one load or of all, with the columns of `audit.checks`.

        `passed` is None where there was nothing to check.
        """
        rows = self.read(
            "select checks.* from checks join loads using (load_id) where ? is null or load_id = ?"
            ' order by started_at, load_id, suite, "check"',
            (load_id, load_id),
        )
        return [row | {"passed": None if row["passed"] is None else bool(row["passed"])} for row in rows]

    # How

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One change: all of it or nothing. Raises LoadError for a ledger that is damaged, or of a later version."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._said_plainly(), closing(_connect(str(self.path))) as db:
            db.execute("begin immediate")
            try:
                ensure_schema(db)
                yield db
                db.execute("commit")
            except BaseException:
                if db.in_transaction:
                    db.execute("rollback")
                raise

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a question; none of a ledger that is not there yet. Raises LoadError as `transaction` does."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return []
        with self._said_plainly(), closing(_connect(str(self.path))) as db:
            version_of(db)
            return [dict(row) for row in db.execute(sql, values)]

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        """Turn what SQLite says of a damaged file into a sentence that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if not any(hint in str(error) for hint in DAMAGED):
                raise
            warehouse = self.path.parent.with_suffix("")
            raise LoadError(
                f"The ledger {self.path} is damaged ({error}): restore it from a copy, or rebuild it "
                f"(copperbottom repair --warehouse {warehouse}). What is published is unchanged."
            ) from error


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db
