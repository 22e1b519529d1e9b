from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.engine import LaneDatabase


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[LaneDatabase]:
    """A migrated, empty database."""
    made = LaneDatabase(empty_url)
    yield made
    await made.close()
