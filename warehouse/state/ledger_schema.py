"""The tables of the ledger: the one place that tells their columns and types.

SQLite keeps what it is given; the declared types (`timestamp`: UTC as ISO text, `boolean`: 0 or 1) are those that the
published tables of `audit` have. A change is a further version, never a changed one: a ledger that exists is brought
up to date by the versions that it lacks.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from warehouse.errors import LoadError

VERSIONS = (
    """
create table papers (
    paper_id text primary key,
    paper text not null,
    suffix text not null,
    size integer not null,
    kept integer not null,
    source_url text,
    landed_at text not null
);
create table names (
    paper_id text not null,
    name text not null,
    source text not null,
    first_seen text not null,
    primary key (paper_id, name, source)
);
create table readings (
    paper_id text not null,
    extractor_version text not null,
    outcome text not null check (outcome in ('accepted', 'held')),
    tables integer not null,
    figures integer not null,
    seconds real not null,
    read_at text not null,
    primary key (paper_id, extractor_version)
);
create table gatings (
    paper_id text primary key,
    extractor_version text not null,
    rules_version text not null,
    gated_at text not null
);
create table held (
    paper_id text not null,
    paper text not null,
    table_no integer,
    stage text not null check (stage in ('read', 'gate', 'audit')),
    reason text not null,
    held_at timestamp not null
);
create index held_by_paper on held (paper_id);
create table held_figures (
    paper_id text not null,
    figure_id text not null,
    primary key (paper_id, figure_id)
);
create table loads (
    load_id text primary key,
    started_at timestamp not null,
    finished_at timestamp,
    papers_seen integer not null,
    papers_new integer not null,
    papers_held integer not null,
    figures integer not null,
    checks_passed integer not null,
    checks_failed integer not null,
    published boolean not null,
    reason text
);
create table checks (
    load_id text not null,
    suite text not null,
    "check" text not null,
    severity text not null check (severity in ('fail', 'warn')),
    passed boolean,
    checked integer not null,
    observed text not null,
    expected text not null,
    primary key (load_id, suite, "check")
);
create table publication (
    only integer primary key check (only = 1),
    load_id text not null,
    fingerprint text not null,
    size integer not null,
    mtime_ns integer not null,
    sha256 text not null,
    arrived integer not null
);
create table published_papers (
    paper_id text primary key,
    extractor_version text not null,
    figures integer not null
);
""",
    """
create table places (
    source_url text not null,
    paper_id text not null,
    since text not null,
    primary key (source_url, paper_id)
);
""",
    """
alter table readings add column circumstances text not null default '';
""",
    """
create table outbox (
    event_id text primary key,
    kind text not null,
    load_id text not null,
    payload text not null,
    created_at text not null,
    sent_at text
);
create index outbox_by_load on outbox (load_id);
""",
    """
create table accepted_losses (
    load_id text primary key,
    accepted_at timestamp not null,
    who text not null,
    why text not null,
    losses text not null
);
""",
    """
create table said (
    paper_id text primary key,
    organisation text,
    meeting_date text,
    said_at text not null
);
""",
    """
alter table published_papers add column proved integer not null default 0;
create table high_water (
    paper_id text primary key,
    figures integer not null,
    proved integer not null
);
insert into high_water select paper_id, figures, 0 from published_papers;
""",
)
"""What each version of the ledger adds to the one before."""


def version_of(db: sqlite3.Connection) -> int:
    """The version of a ledger, 0 for an empty one. Raises LoadError for one of a later copperbottom."""
    version = int(db.execute("pragma user_version").fetchone()[0])
    if version > len(VERSIONS):
        raise LoadError(
            f"The ledger is of version {version}, which a newer copperbottom wrote; this one knows {len(VERSIONS)}: "
            "use the newer one."
        )
    return version


def ensure_schema(db: sqlite3.Connection) -> None:
    """Bring a ledger up to the latest version, within the transaction that is open."""
    version = version_of(db)
    for schema in VERSIONS[version:]:
        for statement in schema.split(";"):
            if statement.strip():
                db.execute(statement)
    if version < len(VERSIONS):
        db.execute(f"pragma user_version = {len(VERSIONS)}")


@cache
def columns_of(table: str) -> dict[str, str]:
    """The columns of a table of the latest version, in their order, each with its declared type."""
    with closing(sqlite3.connect(":memory:")) as db:
        ensure_schema(db)
        found = {row[1]: row[2].lower() for row in db.execute(f"pragma table_info({table})")}
    if not found:
        raise KeyError(table)
    return found
