"""One town for all end-to-end tests that do not break it; people are new in every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.town import Town


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Playground and bot, running, with the sample congress."""
    async with Town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def own_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town for one test, which may kill what it likes."""
    async with Town(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def second_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """As it is, for citizens; for those who break things there is ``rough_town``."""
    async with Town(tmp_path_factory.mktemp("rough"), LIAISON_LOG_LEVEL="ERROR") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def rough_town(second_town: Town) -> Town:
    """A second town, also for the tests that kill the bot and hinder Telegram: whatever became of the one
    before, it runs unhindered."""
    assert second_town.bot is not None
    await second_town.no_faults()
    if second_town.bot.returncode is not None:
        await second_town.start_bot()
    return second_town
