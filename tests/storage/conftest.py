from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import schema
from storage.engine import SqliteDatabase


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a database may be made."""
    return f"sqlite:///{tmp_path / 'data' / 'liaison.db'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[SqliteDatabase]:
    """A migrated, empty database."""
    schema.ensure(url)
    made = SqliteDatabase(url)
    yield made
    await made.close()
