"""A database file, a playground over real HTTP, and a worker between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from delivery_office import TOKEN, Office, Town

from bot.texts import Texts
from playground.server import Playground


@pytest.fixture(autouse=True)
def time_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sender sets for its process: the library says time spans as timedelta."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.shipped()


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with (
        Playground(bots=[(TOKEN, "test_bot", "Test")]) as playground,
        aiohttp.ClientSession() as session,
    ):
        yield Town(playground.url, session)


@pytest.fixture
async def office(tmp_path: Path, texts: Texts) -> AsyncIterator[Office]:
    made = Office(tmp_path, texts)
    yield made
    await made.close()


@pytest.fixture
def new_office(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Callable[[], Office]:
    """Another office each time, for tests that need many."""
    return lambda: Office(tmp_path_factory.mktemp("office"), texts)
