"""Real servers and databases, for every folder of tests. Servers are begun when the first test asks for one and ended with the last."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from storage import schema
from tests import servers
from tests.storage.world import World, make_database, world_on

TESTS = Path(__file__).parent


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.Databases]:
    """PostgreSQL, for this run. Who wants to stop or kill one makes a ``servers.Postgres`` of their own."""
    with servers.databases() as made:
        yield made


@pytest.fixture(scope="session")
def postgres_template(postgres_server: servers.Databases) -> Iterator[str]:
    """A migrated, empty database to be copied."""
    url = postgres_server.make()
    schema.ensure(url)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def postgres_url(postgres_server: servers.Databases, postgres_template: str) -> Iterator[str]:
    """A migrated, empty database for this test."""
    url = postgres_server.copy(postgres_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of Redis, for this run."""
    with servers.redis_url() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """Redis with nothing in it."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Whoever asks for it, or for a fixture below, runs once on each kind of database."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made: there is none yet, or an empty one."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'liaison.db'}"
        return
    server: servers.Databases = request.getfixturevalue("postgres_server")
    made = server.make()
    yield made
    server.drop(made)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database with nothing in it."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        schema.ensure(url)
        return url
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def sample_url(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the sample congress, to be copied; nobody writes to it."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sample') / 'liaison.db'}"
        make_database(url)
        yield url
        return
    server: servers.Databases = request.getfixturevalue("postgres_server")
    url = server.make()
    make_database(url)
    yield url
    server.drop(url)


@pytest.fixture
def congress_url(kind: str, sample_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of one's own with the sample congress."""
    if kind == "sqlite":
        path = shutil.copy(sample_url.removeprefix("sqlite:///"), tmp_path / "congress.db")
        yield f"sqlite:///{path}"
        return
    server: servers.Databases = request.getfixturevalue("postgres_server")
    made = server.copy(sample_url)
    yield made
    server.drop(made)


@pytest.fixture
def world(congress_url: str) -> Iterator[World]:
    """The sample congress at work."""
    with world_on(congress_url) as made:
        yield made


@pytest.hookimpl(tryfirst=True)  # before the groups are written into the tests' names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where two processes share the tests: what stands in one town stays together, and so do the browser's tests."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder == "end_to_end":
            size = (
                item.callspec.params.get("size", "alone")
                if isinstance(item, pytest.Function) and hasattr(item, "callspec")
                else "alone"
            )
            item.add_marker(pytest.mark.xdist_group(f"towns: {size}"))
        elif folder == "properties":  # the last test looks at what all walks on one kind of database did
            kind = (
                item.callspec.params.get("kind", "")
                if isinstance(item, pytest.Function) and hasattr(item, "callspec")
                else ""
            )
            item.add_marker(pytest.mark.xdist_group(f"walks: {kind}"))
        elif folder in ("browser", "faults", "commands", "playground"):
            item.add_marker(pytest.mark.xdist_group(folder))
