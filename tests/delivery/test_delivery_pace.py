"""How fast messages go out: the budget and the limiter, on a clock of their own."""

from __future__ import annotations

import asyncio
import bisect
import heapq
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter, TimedOut

from delivery.budget import MANY_CHATS, MINUTE, UNLIMITED, Held, LocalBudget, Pace
from delivery.limiter import Limiter


class Time:
    """Time that passes only when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, woken))
        await woken

    async def run(self, *jobs: Awaitable[Any]) -> list[Any]:
        """Until all jobs are done."""
        tasks = [asyncio.ensure_future(job) for job in jobs]
        while not all(task.done() for task in tasks):
            for _ in range(20):  # everybody who can go on does
                await asyncio.sleep(0)
            if self._sleepers and not all(task.done() for task in tasks):
                at, _, woken = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                woken.set_result(None)
        return [task.result() for task in tasks]


def most_within(moments: list[float], seconds: float) -> int:
    """The most moments in any span of this length, its end left out."""
    moments = sorted(moments)
    return max(bisect.bisect_left(moments, at + seconds) - number for number, at in enumerate(moments))


async def sent_at(
    pace: Pace, asked: list[tuple[float, str]], longest: float = 1e9
) -> list[tuple[str, float]]:
    """When messages asked for at these moments, to these chats, go out."""
    time = Time()
    start = time.now
    budget = LocalBudget(pace, time.clock, time.sleep)
    gone: list[tuple[str, float]] = []

    async def one(after: float, chat: str) -> None:
        await time.sleep(after)
        await budget.turn(chat, longest)
        gone.append((chat, time.now - start))

    await time.run(*(one(after, chat) for after, chat in asked))
    return gone


asks = st.lists(
    st.tuples(st.floats(0, 2, allow_nan=False), st.sampled_from(["1", "2", "3", "-7"])),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(asks, st.integers(1, 15))
def test_no_second_ever_lets_more_through_than_the_rate(asked: list[tuple[float, str]], rate: int):
    gone = asyncio.run(sent_at(Pace(rate, 0, 0, 0), asked))
    assert len(gone) == len(asked)
    # a billionth less than a second: the clock counts in binary fractions
    assert most_within([at for _chat, at in gone], 1 - 1e-9) <= rate


@settings(deadline=None, max_examples=40)
@given(asks)
def test_each_chat_keeps_its_own_pace_too(asked: list[tuple[float, str]]):
    gone = asyncio.run(sent_at(Pace(), asked))
    assert len(gone) == len(asked)
    for chat in {chat for chat, _ in gone}:
        moments = [at for to, at in gone if to == chat]
        assert most_within(moments, 0.99) <= Pace().chat_burst
        assert most_within(moments, 10) <= Pace().chat_burst + 10
        if chat.startswith("-"):
            assert most_within(moments, MINUTE) <= Pace().group_per_minute


async def test_messages_are_evenly_spaced():
    gone = await sent_at(Pace(10, 0, 0, 0), [(0, str(chat)) for chat in range(5)])
    assert [at for _, at in gone] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


async def test_the_default_rate_holds_in_every_second_of_a_flood():
    gone = await sent_at(Pace(), [(0, str(chat)) for chat in range(200)])
    moments = [at for _, at in gone]
    assert most_within(moments, 1 - 1e-9) == 28
    assert max(moments) == pytest.approx(199 / 28)


async def test_a_pause_saves_nothing_up():
    gone = await sent_at(Pace(10, 0, 0, 0), [(0, "1"), (100, "2"), (100, "3"), (100, "4")])
    assert [at for _, at in gone] == pytest.approx([0, 100, 100.1, 100.2])


async def test_a_small_burst_passes_in_one_chat_and_then_one_a_second():
    gone = await sent_at(Pace(), [(0, "5")] * 5)
    assert [round(at) for _, at in gone] == [0, 0, 0, 1, 2]


async def test_a_busy_chat_keeps_nobody_else_waiting():
    gone = await sent_at(Pace(), [(0, "5")] * 6 + [(0.5, "6")])
    assert dict(gone)["6"] == pytest.approx(0.5, abs=0.05)


async def test_without_limits_everything_passes_at_once():
    gone = await sent_at(UNLIMITED, [(0, "-5")] * 100)
    assert {at for _, at in gone} == {0}


async def test_a_long_wait_is_refused_and_takes_no_place():
    time = Time()
    budget = LocalBudget(Pace(0, 1, 1, 0), time.clock, time.sleep)
    await budget.turn("1", 0.25)
    for _ in range(3):
        with pytest.raises(Held) as held:
            await budget.turn("1", 0.25)
        assert 0.9 < held.value.seconds < 1.1
    await time.run(time.sleep(held.value.seconds))
    await budget.turn("1", 0.25)


async def test_a_refused_chat_is_held_and_others_are_not():
    time = Time()
    budget = LocalBudget(Pace(), time.clock, time.sleep)
    await budget.refused("1", 30)
    with pytest.raises(Held) as held:
        await budget.turn("1", 1)
    assert held.value.seconds == pytest.approx(30)
    await time.run(budget.turn("2", 0))
    assert await budget.held() == 0


async def test_refusals_in_several_chats_hold_everything():
    time = Time()
    budget = LocalBudget(Pace(), time.clock, time.sleep)
    for chat in "12":
        for _ in range(3):
            await budget.refused(chat, 5)
    assert await budget.held() == 0
    await budget.refused("3", 5)
    assert await budget.held() == pytest.approx(5)
    with pytest.raises(Held):
        await budget.turn("9", 1)
    await time.run(time.sleep(5))
    await budget.turn("9", 0)


async def test_refusals_far_apart_hold_only_their_chats():
    time = Time()
    budget = LocalBudget(Pace(), time.clock, time.sleep)
    for chat in "1234":
        await budget.refused(chat, 5)
        await time.run(time.sleep(8))
    assert await budget.held() == 0


async def test_chats_at_rest_are_forgotten_and_held_ones_are_not():
    time = Time()
    budget = LocalBudget(Pace(0, 1, 3, 20), time.clock, time.sleep)
    await budget.refused("held", 10_000)
    for chat in range(5 * MANY_CHATS):
        await budget.turn(str(chat), 0)
        time.now += 0.01
    assert len(budget._chats) <= 2 * MANY_CHATS
    with pytest.raises(Held):
        await budget.turn("held", 1)


class Server:
    """What the library calls; notes what reached it, and answers as told."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.reached: list[str] = []

    async def __call__(self, endpoint: str, _data: dict[str, Any]) -> Any:
        self.reached.append(endpoint)
        if self.errors:
            raise self.errors.pop(0)
        return True


async def ask(limiter: Limiter, server: Server, just_before: Any = None, chat: int | None = 1) -> Any:
    data = {} if chat is None else {"chat_id": chat}
    return await limiter.process_request(server, ("sendMessage", data), {}, "sendMessage", data, just_before)


async def test_a_refusal_is_raised_once_and_remembered():
    limiter = Limiter(LocalBudget(Pace()))
    server = Server(RetryAfter(30))
    with pytest.raises(RetryAfter):
        await ask(limiter, server)
    with pytest.raises(RetryAfter) as ours:
        await ask(limiter, server)
    assert timedelta(seconds=29) < ours.value.retry_after <= timedelta(seconds=30)
    assert server.reached == ["sendMessage"]


async def test_an_uncertain_request_is_not_made_again():
    server = Server(TimedOut())
    with pytest.raises(TimedOut):
        await ask(Limiter(LocalBudget(Pace())), server)
    assert server.reached == ["sendMessage"]


async def test_what_must_be_done_just_before_is_done_when_the_turn_has_come():
    time = Time()
    limiter = Limiter(LocalBudget(Pace(4, 0, 0, 0), time.clock, time.sleep))
    server = Server()
    begun: list[tuple[float, int]] = []

    async def just_before() -> None:
        begun.append((time.now - 1000, len(server.reached)))

    await time.run(*(ask(limiter, server, just_before, chat) for chat in range(3)))
    assert begun == [(0, 0), (0.25, 1), (0.5, 2)]


async def test_what_is_not_begun_does_not_go_out():
    server = Server()

    async def just_before() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await ask(Limiter(LocalBudget(Pace())), server, just_before)
    assert server.reached == []


async def test_requests_that_concern_no_chat_are_not_counted():
    limiter = Limiter(LocalBudget(Pace(0.001, 0, 0, 0)))
    server = Server()
    for _ in range(5):
        assert await ask(limiter, server, chat=None)
