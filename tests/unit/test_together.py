"""Doing for many at once what each of them waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together


class Away(Exception):
    pass


class Rounds:
    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.go_on = asyncio.Event()

    async def do(self, some: Sequence[str]) -> None:
        self.rounds.append(list(some))
        await self.go_on.wait()
        if "away" in some:
            raise Away
        if "bad" in some:
            raise ValueError("bad")


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


@pytest.fixture
def together(rounds: Rounds) -> Together[str]:
    return Together(rounds.do, spoilt_for_all=lambda error: isinstance(error, Away))


async def ask(together: Together[str], rounds: Rounds, *some: str) -> list[object]:
    """The first alone, the others while its round is on its way."""
    tasks = [asyncio.create_task(together.add(some[0]))]
    await asyncio.sleep(0.01)
    tasks += [asyncio.create_task(together.add(one)) for one in some[1:]]
    await asyncio.sleep(0.01)
    rounds.go_on.set()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_what_comes_meanwhile_shares_the_next_round(together: Together[str], rounds: Rounds) -> None:
    assert await ask(together, rounds, "a", "b", "c") == [None] * 3
    assert rounds.rounds == [["a"], ["b", "c"]]
    await together.add("d")
    assert rounds.rounds[-1] == ["d"]


async def test_one_that_fails_spoils_it_for_nobody_else(together: Together[str], rounds: Rounds) -> None:
    first, second, third, fourth = await ask(together, rounds, "a", "b", "bad", "c")
    assert (first, second, fourth) == (None, None, None)
    assert isinstance(third, ValueError)
    assert rounds.rounds == [["a"], ["b", "bad", "c"], ["b"], ["bad"], ["c"]]


async def test_what_is_everybodys_is_told_to_all_at_once(together: Together[str], rounds: Rounds) -> None:
    outcomes = await ask(together, rounds, "a", "b", "away", "c")
    assert outcomes[0] is None
    assert [type(one) for one in outcomes[1:]] == [Away] * 3
    assert rounds.rounds == [["a"], ["b", "away", "c"]]


async def test_whoever_no_longer_waits_holds_up_nobody(together: Together[str], rounds: Rounds) -> None:
    gone = asyncio.create_task(together.add("a"))
    await asyncio.sleep(0.01)
    waits = asyncio.create_task(together.add("b"))
    await asyncio.sleep(0.01)
    gone.cancel()
    rounds.go_on.set()
    await waits
    assert rounds.rounds == [["a"], ["b"]]


async def test_a_round_that_is_cut_off_leaves_nobody_waiting_and_holds_up_no_later_one() -> None:
    cut = True

    async def do(_some: Sequence[str]) -> None:
        await asyncio.sleep(0)
        if cut:
            raise asyncio.CancelledError

    together = Together(do)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(together.add("a"), 5)
    cut = False
    await asyncio.wait_for(together.add("b"), 5)
