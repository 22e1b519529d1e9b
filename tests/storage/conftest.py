from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import schema
from storage.engine import LaneDatabase
from tests.storage.world import World, copy_database, make_database, world_on


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a database may be made."""
    return f"sqlite:///{tmp_path / 'data' / 'liaison.db'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[LaneDatabase]:
    """A migrated, empty database."""
    schema.ensure(url)
    made = LaneDatabase(url)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample congress, to be copied."""
    path = tmp_path_factory.mktemp("sample") / "liaison.db"
    make_database(path)
    return path


@pytest.fixture
def world(sample: Path, tmp_path: Path) -> Iterator[World]:
    """The sample congress at work."""
    with world_on(copy_database(sample, tmp_path / "world.db")) as made:
        yield made
