"""Real servers, begun when the first test asks for one and ended with the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from storage import schema
from tests import servers


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
