"""Towns for all end-to-end tests; people are new in every test. Each test runs in a town (one process, SQLite) and in a
city (many processes, PostgreSQL and Redis), unless it asks for ``own_town``."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.servers import Databases
from tests.town import City, Town

_redis_databases = itertools.count(1)
"""0 is everybody's."""


@pytest.fixture(scope="session", params=["alone", "many"])
def size(request: pytest.FixtureRequest) -> str:
    """One process, or many."""
    return str(request.param)


@asynccontextmanager
async def _town(
    size: str, request: pytest.FixtureRequest, folder: Path, **settings: str
) -> AsyncIterator[Town]:
    if size == "alone":
        async with Town(folder, **settings) as running:
            yield running
        return
    server: Databases = request.getfixturevalue("postgres_server")
    database = server.make()
    redis = (
        f"{request.getfixturevalue('redis_server').removesuffix('/0').rstrip('/')}/{next(_redis_databases)}"
    )
    async with City(folder, database, redis, **settings) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(
    size: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """Playground and bot, running, with the sample congress."""
    async with _town(size, request, tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def own_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town for one test, which may kill what it likes."""
    async with Town(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def second_town(
    size: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """As it is, for citizens; for those who break things there is ``rough_town``."""
    folder = tmp_path_factory.mktemp("rough")
    async with _town(size, request, folder, LIAISON_LOG_LEVEL="ERROR") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def rough_town(second_town: Town) -> Town:
    """A second town, also for the tests that kill the bot and hinder Telegram: whatever became of the one
    before, it runs unhindered."""
    await second_town.no_faults()
    await second_town.start_bot()
    return second_town
