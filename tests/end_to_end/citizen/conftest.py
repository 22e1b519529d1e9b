"""Citizens write in the second town, so that what they leave behind is in no other test's queue."""

from __future__ import annotations

import pytest

from tests.town import Town


@pytest.fixture(scope="session")
def town(second_town: Town) -> Town:
    """Where these tests take place."""
    return second_town
