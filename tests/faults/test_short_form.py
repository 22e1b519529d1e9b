"""The short form of ``python -m bench.faults``: each fault once, under load. Nothing lost, nothing twice, nothing stuck."""

from __future__ import annotations

import pytest

from bench.faults import HOUSES, run

pytestmark = pytest.mark.timeout(1500)


@pytest.mark.parametrize("of", list(HOUSES))
async def test_whatever_befalls_it_nothing_is_lost_or_doubled_and_all_goes_on(of: str) -> None:
    said: list[str] = []
    result = await run(1, "", short=True, say=said.append, of=[of])
    story = "\n".join([*said, *result.notes])
    assert (result.lost, result.doubled, result.stuck) == (0, 0, 0), story
    assert set(result.well) == {fault.name for fault in HOUSES[of][1] if fault.short is not None}
    assert result.updates > 10 * result.faults, "there was a load"
