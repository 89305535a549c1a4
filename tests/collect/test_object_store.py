"""A landing in an object store: a real server of its protocol on loopback."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_panel import Collected, pdf
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

from collect.errors import CollectError
from collect.landing import Landing
from samples.site import Paper


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket, reached by what the environment says and nothing else."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "something",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    S3FileSystem.clear_instance_cache()
    name = f"papers-{uuid.uuid4().hex[:12]}"
    S3FileSystem().mkdir(name)
    return f"s3://{name}/landing"


@pytest.fixture
def remote(run: Collected, bucket: str) -> Collected:
    run.landing = Landing(bucket)
    return run


def names(bucket: str) -> set[str]:
    fs = S3FileSystem(use_listings_cache=False)
    fs.invalidate_cache()
    return {path.partition("/landing/")[2] for path in fs.find(bucket.removeprefix("s3://"))}


def test_papers_and_manifest_are_landed_there(remote: Collected, bucket: str) -> None:
    assert remote()["new"] == 2
    versions = [entry.present for entry in Landing(bucket).entries().values()]
    found = names(bucket)
    assert {name for name in found if not name.startswith(".")} == {f"{one.sha256}.pdf" for one in versions}
    assert sum(name.startswith(".manifest/") for name in found) == 2


def test_a_second_run_fetches_and_changes_nothing(remote: Collected, bucket: str) -> None:
    remote()
    before = names(bucket)
    remote.site.given.clear()
    remote.landing = Landing(bucket)
    assert remote()["unchanged"] == 2
    assert remote.site.given == []
    assert names(bucket) == before


def test_a_replaced_paper_lies_beside_the_one_before(remote: Collected, bucket: str) -> None:
    remote()
    remote.site.meetings[1].papers[0].body = pdf("revised")
    remote.landing = Landing(bucket)
    assert remote()["replaced"] == 1
    assert len([name for name in names(bucket) if name.endswith(".pdf")]) == 3


def test_a_paper_of_many_parts_arrives_whole(remote: Collected, bucket: str, tmp_path: Path) -> None:
    remote.site.meetings[1].papers.append(Paper("Public reports pack", pdf("pack " * 2_500_000)))
    assert remote()["new"] == 3
    mirror = Landing(bucket).mirror(tmp_path / "mirror")
    assert pdf("pack " * 2_500_000) in [path.read_bytes() for path in mirror.glob("*.pdf")]


def test_a_mirror_has_the_papers_and_where_they_came_from(remote: Collected, bucket: str, tmp_path: Path) -> None:
    remote()
    mirror = tmp_path / "mirror"
    for _ in range(2):
        Landing(bucket).mirror(mirror)
    assert sorted(path.read_bytes() for path in mirror.glob("*.pdf")) == sorted([pdf("first"), pdf("second")])
    assert Landing(mirror).provenance() == Landing(bucket).provenance()


def test_what_is_half_there_is_not_mirrored(remote: Collected, bucket: str, tmp_path: Path) -> None:
    remote()
    S3FileSystem().pipe(f"{bucket.removeprefix('s3://')}/{'0' * 64}.pdf", pdf()[:10])
    mirror = Landing(bucket).mirror(tmp_path / "mirror")
    assert len(list(mirror.glob("*.pdf"))) == 2


def test_a_store_that_nothing_here_knows_is_said() -> None:
    with pytest.raises(CollectError, match="nonsense"):
        Landing("nonsense://bucket/folder")
