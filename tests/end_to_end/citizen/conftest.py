"""Citizens write in the rough town, so that what they leave behind is in no other test's queue."""

from __future__ import annotations

import pytest

from tests.town import Town


@pytest.fixture(scope="session")
def town(rough_town: Town) -> Town:
    """Where these tests take place."""
    return rough_town
