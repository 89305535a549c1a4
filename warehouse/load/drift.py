"""What a build would lose of what is published: no load puts something worse in the place of what stands.

The finished build is compared with the published file, in SQL over both, and with the ledger's counts where that file
cannot be asked. Only papers that stand in both count: a paper that was forgotten, or replaced in place, is no loss,
and what is new never makes one. It is compared with the most that each paper ever had as well, by the ledger's marks:
small losses of many loads add up. The limits are data, in `expectations/drift.yml`, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from copperbottom.paths import shipped
from warehouse.load.steps import Build, Check
from warehouse.schemas import quoted

if TYPE_CHECKING:
    import duckdb

SUITE = "drift"
PAPERS_SHOWN = 5
NEEDED = frozenset({"figure_id", "paper_id", "value", "unit", "published_text", "proof", "subject", "measure"})
KINDS = {
    "papers": ("papers that stood still have figures", "papers without any figure now"),
    "figures": ("figures that stood still stand", "figures lost"),
    "proofs": ("what was proved is still proved", "figures not proved any more"),
    "values": ("values that stood have not changed", "values changed"),
    "measures": ("measures that stood are still used", "figures of measures that are used no more"),
    "subjects": ("subjects keep their figures", "figures fewer of some subjects"),
    "marts": ("rows of marts that stood still stand", "rows of marts lost"),
    "figures_over_time": ("papers keep the most figures that they had", "figures fewer than at the most"),
    "proofs_over_time": ("papers keep the most proof that they had", "proved figures fewer than at the most"),
}
"""Each kind of loss: what is expected, and how a loss is called."""
OVER_TIME = {"figures_over_time": "figures", "proofs_over_time": "proofs"}
"""The kinds that compare with the most that was, and the kind that compares with what stands."""
PER_PAPER = """
with wanted as (select unnest($papers) as paper_id),
stood as (
    select paper_id, figure_id, published_text, value, unit, proof
    from before.core.figures join wanted using (paper_id)
),
stands as (
    select paper_id, figure_id, published_text, value, unit, proof
    from after.core.figures join wanted using (paper_id)
),
same as (
    select stood.paper_id, stood.figure_id,
        stood.proof = 'proved' and stands.proof <> 'proved' as unproved,
        stood.value is distinct from stands.value or stood.unit is distinct from stands.unit as changed
    from stood join stands
        on stood.figure_id = stands.figure_id and stood.published_text is not distinct from stands.published_text
),
gone as (
    select paper_id, published_text, value, unit, count(*) as number
    from stood where figure_id not in (select figure_id from same) group by all
),
come as (
    select paper_id, published_text, value, unit, count(*) as number
    from stands where figure_id not in (select figure_id from same) group by all
),
lost as (
    select gone.paper_id, sum(greatest(gone.number - coalesce(come.number, 0), 0)) as figures
    from gone left join come
        on gone.paper_id = come.paper_id and gone.published_text is not distinct from come.published_text
        and gone.value is not distinct from come.value and gone.unit is not distinct from come.unit
    group by all
),
counted as (
    select paper_id, count(*) as figures, count(*) filter (proof = 'proved') as proved from stood group by all
),
counted_now as (
    select paper_id, count(*) as figures, count(*) filter (proof = 'proved') as proved from stands group by all
),
noted as (
    select paper_id, count(*) filter (unproved) as unproved, count(*) filter (changed) as changed
    from same group by all
)
select counted.paper_id,
    counted.figures::bigint as figures_before, counted.proved::bigint as proved_before,
    coalesce(counted_now.figures, 0)::bigint as figures_now,
    coalesce(lost.figures, 0)::bigint as figures,
    greatest(
        coalesce(noted.unproved, 0),
        counted.proved - coalesce(counted_now.proved, 0) - coalesce(lost.figures, 0), 0
    )::bigint as proofs,
    coalesce(noted.changed, 0)::bigint as values
from counted
left join counted_now using (paper_id) left join lost using (paper_id) left join noted using (paper_id)
"""
"""For each paper what stood and what of it is lost. A figure that stands elsewhere with the same print is not lost."""
MEASURES = """
select concat_ws('/', subject, measure) as name, count(*) as lost, count(*) as before
from before.core.figures join (select unnest($papers) as paper_id) using (paper_id)
group by subject, measure
having (subject, measure) not in (select (subject, measure) from after.core.figures)
"""
SUBJECTS = """
with wanted as (select unnest($papers) as paper_id),
stood as (select subject, count(*) as number from before.core.figures join wanted using (paper_id) group by all),
stands as (select subject, count(*) as number from after.core.figures join wanted using (paper_id) group by all)
select subject, greatest(stood.number - coalesce(stands.number, 0), 0), stood.number
from stood left join stands using (subject)
"""
SHARED_MARTS = """
select table_name from information_schema.columns
where table_schema = 'marts' and column_name = 'paper_ids' and table_catalog in ('before', 'after')
group by all having count(*) = 2 order by all
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger knows of papers that are published: figures of each, their names, and why one is held now.

    `most` are the most figures, and the most proved ones, that each ever had.
    """

    figures: Mapping[str, int]
    names: Mapping[str, str]
    held: Mapping[str, str]
    most: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loss:
    """What one paper, measure or mart (`of`) loses of what it had."""

    kind: str
    of: str
    lost: int
    before: int

    def beyond(self, scope: str) -> bool:
        """Whether it is more than may be lost by one of its kind (`paper`) or by `all` together."""
        limit = limits()[self.kind].get(scope)
        return limit is not None and self.lost >= limit["least"] and self.lost > limit["share"] * self.before


@dataclass(frozen=True, slots=True)
class Drift:
    """A comparison: its checks, and what would be lost beyond the limits, in words (empty: nothing)."""

    checks: Sequence[Check]
    losses: Sequence[str]


@cache
def limits() -> Mapping[str, Any]:
    """The limits of `expectations/drift.yml`, by kind of loss."""
    text = (shipped("expectations") / "drift.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def drift(published: Path | None, build: Build, standing: Standing) -> Drift:
    """Compare a finished build with what is published, and with the most that ever was.

    What is lost at once is said once, though it is fewer than at the most too.
    """
    asked = _asked(published, build.file, standing) if published is not None and standing.figures else None
    losses = list(asked if asked is not None else _counted(build.figures, standing))
    losses += _over_time(build, standing)
    checks: list[Check] = []
    said: dict[str, str] = {}
    for kind in KINDS:
        mine = [loss for loss in losses if loss.kind == kind]
        beyond = _beyond(kind, mine, standing)
        checks.append(_check(kind, mine, bool(beyond), standing, by_count=asked is None and kind not in OVER_TIME))
        if beyond and OVER_TIME.get(kind) not in said:
            said[kind] = _said(kind, mine, beyond, standing)
    return Drift(checks, list(said.values()))


def _asked(published: Path, build: Path, standing: Standing) -> list[Loss] | None:
    """The losses by the two files; None where the published one is of a form that cannot be compared."""
    import duckdb

    papers = {"papers": sorted(standing.figures)}
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach {quoted(published)} as before (read_only)")
        except duckdb.Error:
            return None
        columns = connection.execute(
            "select column_name from information_schema.columns where table_catalog = 'before'"
            " and table_schema = 'core' and table_name = 'figures'"
        ).fetchall()
        if not {row[0] for row in columns} >= NEEDED:
            return None
        connection.execute(f"attach {quoted(build)} as after (read_only)")
        losses = _of_papers(connection, papers)
        losses += [
            Loss("measures", name, before, before)
            for name, before, _ in connection.execute(MEASURES, papers).fetchall()
        ]
        losses += [Loss("subjects", *row) for row in connection.execute(SUBJECTS, papers).fetchall()]
        return losses + _of_marts(connection, papers)


def _of_papers(connection: duckdb.DuckDBPyConnection, papers: Mapping[str, Sequence[str]]) -> list[Loss]:
    losses = []
    for paper, before, proved, now, figures, proofs, values in connection.execute(PER_PAPER, papers).fetchall():
        losses.append(Loss("papers", paper, int(now == 0), 1))
        losses.append(Loss("figures", paper, figures, before))
        losses.append(Loss("proofs", paper, proofs, proved))
        losses.append(Loss("values", paper, values, before))
    return losses


def _of_marts(connection: duckdb.DuckDBPyConnection, papers: Mapping[str, Sequence[str]]) -> list[Loss]:
    """Rows of each mart that rest on papers that stand, beside all the rows that there are now."""
    losses = []
    for (mart,) in connection.execute(SHARED_MARTS).fetchall():
        before, now = connection.execute(
            f'select (select count(*) from before.marts."{mart}" where list_has_all($papers, paper_ids)),'
            f' (select count(*) from after.marts."{mart}")',
            papers,
        ).fetchall()[0]
        losses.append(Loss("marts", mart, max(before - now, 0), before))
    return losses


def _counted(now: Mapping[str, int], standing: Standing) -> Iterator[Loss]:
    """The losses by counts alone."""
    for paper, before in standing.figures.items():
        if before:
            yield Loss("papers", paper, int(now.get(paper, 0) == 0), 1)
            yield Loss("figures", paper, max(before - now.get(paper, 0), 0), before)


def _over_time(build: Build, standing: Standing) -> Iterator[Loss]:
    """The losses since each paper had the most. Proof that went with its figure is no loss of proof beside it."""
    for paper, (figures, proved) in standing.most.items():
        lost = max(figures - build.figures.get(paper, 0), 0)
        yield Loss("figures_over_time", paper, lost, figures)
        yield Loss("proofs_over_time", paper, max(proved - build.proved.get(paper, 0) - lost, 0), proved)


def _total(kind: str, losses: Sequence[Loss]) -> Loss:
    return Loss(kind, "all", sum(loss.lost for loss in losses), sum(loss.before for loss in losses))


def _largest_first(losses: Sequence[Loss], standing: Standing) -> list[Loss]:
    """What is a loss at all, in order."""
    lost = [loss for loss in losses if loss.lost]
    return sorted(lost, key=lambda loss: (-loss.lost, standing.names.get(loss.of, loss.of)))


def _beyond(kind: str, losses: Sequence[Loss], standing: Standing) -> list[Loss]:
    """The losses that stop a load, the largest first: those of one paper, or where their sum is too large, all."""
    lost = _largest_first(losses, standing)
    if kind in ("measures", "marts"):  # each measure and each mart by itself
        return [loss for loss in lost if loss.beyond("all")]
    return lost if _total(kind, losses).beyond("all") else [loss for loss in lost if loss.beyond("paper")]


def _check(kind: str, losses: Sequence[Loss], stops: bool, standing: Standing, *, by_count: bool) -> Check:
    expected, called = KINDS[kind]
    total = _total(kind, losses)
    checked = total.before if losses else 0
    passed = None if checked == 0 else total.lost == 0
    observed = "nothing to check" if passed is None else f"all {checked}"
    if passed is False:
        worst = _listed(_largest_first(losses, standing), standing)
        observed = f"{total.lost} of {checked} {called}: {worst}"
    if by_count and checked:
        observed += " (by the ledger's counts: the published file cannot be compared)"
    return {
        "suite": SUITE,
        "check": expected,
        "severity": "fail" if stops else "warn",
        "passed": passed,
        "checked": checked,
        "observed": observed,
        "expected": " ".join(str(limits()[kind]["because"]).split()),
    }


def _said(kind: str, losses: Sequence[Loss], beyond: Sequence[Loss], standing: Standing) -> str:
    whole = _total(kind, losses).before if kind not in ("measures", "marts") else sum(one.before for one in beyond)
    lost = sum(loss.lost for loss in beyond)
    return f"{lost:,} of {whole:,} {KINDS[kind][1]} ({_listed(beyond, standing)})"


def _listed(losses: Sequence[Loss], standing: Standing) -> str:
    words = [_one(loss, standing) for loss in losses[:PAPERS_SHOWN]]
    more = len(losses) - PAPERS_SHOWN
    return "; ".join(words) + (f"; and {more} more" if more > 0 else "")


def _one(loss: Loss, standing: Standing) -> str:
    name = standing.names.get(loss.of, loss.of)
    if loss.kind != "papers":
        return f"{name} {loss.lost:,} of {loss.before:,}"
    reason = standing.held.get(loss.of)
    return f"{name}, which had {standing.figures.get(loss.of, 0):,} figures" + (
        f", is held: {reason}" if reason else ""
    )
