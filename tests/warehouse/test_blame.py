"""Which papers keep a build from passing: as few as can be, and never one that passes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import LoadError
from warehouse.load.isolate_papers import Attempt, isolate_failing_papers
from warehouse.load.steps import Failure

PAPERS = st.lists(st.sampled_from("abcdefghijkl"), unique=True, max_size=8)


def spoiled_by(*bad: str, pinned: bool) -> Attempt:
    """A build that fails where it holds a bad paper; the failure points at them, or at nothing."""

    def attempt(papers: Sequence[str]) -> Failure | None:
        there = frozenset(papers) & frozenset(bad)
        return Failure("a check failed", there if pinned else frozenset()) if there else None

    return attempt


@given(fresh=PAPERS, bad=st.sets(st.sampled_from("abcdefghijkl")), pinned=st.booleans())
def test_exactly_the_bad_papers_are_blamed(fresh: list[str], bad: set[str], pinned: bool) -> None:
    admitted, blamed = isolate_failing_papers(["proven"], fresh, spoiled_by(*bad, pinned=pinned))
    assert set(blamed) == bad & set(fresh)
    assert admitted == [paper for paper in fresh if paper not in bad]


@given(fresh=PAPERS, bad=st.sets(st.sampled_from("abcdefghijkl"), max_size=2), seed=st.sets(st.sampled_from("abcd")))
def test_a_failure_that_points_at_the_wrong_papers_blames_nobody_for_good(
    fresh: list[str], bad: set[str], seed: set[str]
) -> None:
    """The admitted papers pass together, whatever a failure points at."""

    def attempt(papers: Sequence[str]) -> Failure | None:
        return Failure("a check failed", frozenset(seed)) if bad & set(papers) else None

    admitted, blamed = isolate_failing_papers([], fresh, attempt)
    assert attempt(admitted) is None
    assert set(admitted) | set(blamed) == set(fresh)
    assert not set(admitted) & set(blamed)


def test_two_papers_that_fail_only_together_lose_one() -> None:
    def attempt(papers: Sequence[str]) -> Failure | None:
        return Failure("the same row twice") if {"a", "b"} <= set(papers) else None

    admitted, blamed = isolate_failing_papers([], ["a", "b", "c"], attempt)
    assert len(blamed) == 1
    assert set(blamed) < {"a", "b"}
    assert "c" in admitted


def test_what_fails_without_any_fresh_paper_is_no_papers_fault() -> None:
    with pytest.raises(LoadError, match=r"a check failed.*unchanged"):
        isolate_failing_papers(["bad"], ["good"], spoiled_by("bad", pinned=True))
    with pytest.raises(LoadError, match="a check failed"):
        isolate_failing_papers(["bad"], [], spoiled_by("bad", pinned=True))


def test_a_build_that_passes_is_built_once() -> None:
    tries: list[Sequence[str]] = []

    def attempt(papers: Sequence[str]) -> Failure | None:
        tries.append(papers)
        return None

    assert isolate_failing_papers(["old"], ["new"], attempt) == (["new"], {})
    assert tries == [["old", "new"]]
