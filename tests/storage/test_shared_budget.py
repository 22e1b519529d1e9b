"""One send budget for several processes, on a real Redis: each budget here is what one process would have."""

from __future__ import annotations

import asyncio
import bisect
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from itertools import count

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from delivery.ports import MINUTE, SLACK, UNLIMITED, Held, Pace
from storage import keys
from storage.shared_budget import MOST_SLOTS, SharedBudget
from tests import servers

BOT = 7
NO_CHATS = Pace(28, 0, 0, 0)
PLACES = 8
"""Messages one process has in hand at once."""


@asynccontextmanager
async def team(url: str, number: int, pace: Pace) -> AsyncIterator[list[SharedBudget]]:
    """Budgets of so many processes, each with connections of its own."""
    clients = [Redis.from_url(url) for _ in range(number)]
    try:
        yield [SharedBudget(client, BOT, pace) for client in clients]
    finally:
        for client in clients:
            await client.aclose()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """To look at what is kept."""
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
def mortal() -> Iterator[servers.Redis]:
    """A Redis of this test's own, to be stopped and killed."""
    with closing(servers.Redis()) as server:
        yield server


class Senders:
    """All places of all processes, each with chats of its own, sending as fast as they may. ``sent``: when, and which
    process."""

    def __init__(self, budgets: list[SharedBudget]) -> None:
        self.sent: list[tuple[float, int]] = []
        self._budgets = budgets

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        chats = count(1)
        tasks = [
            asyncio.create_task(self._send(number, chats))
            for number in range(len(self._budgets))
            for _ in range(PLACES)
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(end) for end in ends} == {asyncio.CancelledError}, ends

    async def _send(self, number: int, chats: Iterator[int]) -> None:
        while True:
            try:
                await self._budgets[number].turn(str(next(chats)), 0.25)
                self.sent.append((time.monotonic(), number))
            except Held as held:
                await asyncio.sleep(min(held.seconds, 0.1))

    def most_in_a_second(self) -> int:
        moments = sorted(at for at, _number in self.sent)
        return max(bisect.bisect_left(moments, at + 1) - number for number, at in enumerate(moments))

    async def go_on(self, more: int = PLACES) -> None:
        """Until every process has sent so many more."""
        before = Counter(number for _at, number in self.sent)
        async with asyncio.timeout(60):
            while True:
                now = Counter(number for _at, number in self.sent)
                if all(now[number] >= before[number] + more for number in range(len(self._budgets))):
                    return
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("processes", [2, 3])
async def test_together_they_never_exceed_the_rate_and_each_has_its_share(redis_url: str, processes: int):
    async with team(redis_url, processes, NO_CHATS) as budgets:
        senders = Senders(budgets)
        async with senders.at_work():
            await asyncio.sleep(5)
    assert senders.most_in_a_second() <= 28
    shares = Counter(number for _at, number in senders.sent)
    assert len(shares) == processes
    assert min(shares.values()) > max(shares.values()) / 2


async def test_a_process_whose_clock_jumps_changes_nothing(redis_url: str, monkeypatch: pytest.MonkeyPatch):
    real, jumps = time.time, count()
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * (next(jumps) % 5 - 2))
    async with team(redis_url, 2, NO_CHATS) as budgets:
        senders = Senders(budgets)
        async with senders.at_work():
            await senders.go_on(40)
    assert senders.most_in_a_second() <= 28


async def test_without_limits_everything_passes_unless_it_is_held(redis_url: str):
    async with team(redis_url, 2, UNLIMITED) as (one, other):
        for _ in range(100):
            await one.turn("-5", 0)
        await one.refused("-5", 30)
        with pytest.raises(Held):
            await other.turn("-5", 1)


async def test_a_chat_has_one_small_burst_from_all_together(redis_url: str):
    async with team(redis_url, 2, Pace()) as (one, other):
        for budget in (one, other, one):
            await budget.turn("5", 0)
        for budget in (one, other):  # a refusal takes no place
            with pytest.raises(Held) as held:
                await budget.turn("5", 0)
            assert 0 < held.value.seconds <= SLACK
        await other.turn("6", 0)
        await other.turn("5", 2 * SLACK)


async def test_a_group_has_its_minute_from_all_together(redis_url: str):
    async with team(redis_url, 2, Pace(0, 0, 0, 4)) as (one, other):
        for budget in (one, other, one, other):
            await budget.turn("-5", 0)
        for budget in (one, other):
            with pytest.raises(Held) as held:
                await budget.turn("-5", 1)
            assert 0 < held.value.seconds <= MINUTE * SLACK
        for _ in range(9):
            await one.turn("5", 0)


async def test_a_refused_chat_is_held_for_all_and_no_other_chat_is(redis_url: str):
    async with team(redis_url, 2, Pace()) as (one, other):
        await one.refused("1", 30)
        await one.refused("1", 2)  # does not shorten it
        with pytest.raises(Held) as held:
            await other.turn("1", 1)
        assert 2 < held.value.seconds <= 30
        await other.turn("2", 0)
        assert await other.held() == 0


async def test_refusals_met_by_several_processes_hold_everything_in_all(redis_url: str):
    async with team(redis_url, 4, Pace()) as (*met, last):
        await met[0].refused("0", 30)
        await met[0].refused("0", 30)
        await met[1].refused("1", 30)
        assert await last.held() == 0
        await met[2].refused("2", 30)
        assert 0 < await last.held() <= 30
        with pytest.raises(Held) as held:
            await last.turn("9", 1)
        assert 0 < held.value.seconds <= 30


async def test_who_waits_for_a_slot_hears_of_a_hold_in_time(redis_url: str, redis: Redis):
    async with team(redis_url, 2, Pace(0.5, 0, 0, 0)) as (one, other):
        await one.turn("1", 0)
        before = await redis.get(keys.send_next(BOT))
        waiting = asyncio.create_task(one.turn("2", 0))
        while await redis.get(keys.send_next(BOT)) == before:
            await asyncio.sleep(0.01)
        await other.refused("2", 30)
        with pytest.raises(Held):
            await waiting


async def test_a_hold_ends(redis_url: str):
    async with team(redis_url, 2, Pace()) as (one, other):
        await one.refused("1", 0.2)
        await other.turn("1", 1)


async def test_every_key_is_named_and_has_a_lifetime(redis_url: str, redis: Redis):
    async with team(redis_url, 1, Pace()) as (budget,):
        await budget.turn("-5", 0)
        await budget.turn("5", 0)
        for chat in ("5", "6", "7"):
            await budget.refused(chat, 30)
    expected = {
        keys.send_next(BOT): 1 + keys.REST_SECONDS,
        keys.send_chat(BOT, "5"): SLACK + 1 + keys.REST_SECONDS,
        keys.send_chat(BOT, "-5"): SLACK + 1 + keys.REST_SECONDS,
        keys.send_group(BOT, "-5"): MINUTE * SLACK + 1,
        keys.send_held(BOT): 30,
        keys.send_refused(BOT): 10,
    } | {keys.send_held_chat(BOT, chat): 30 for chat in ("5", "6", "7")}
    names = await redis.keys()
    # the shortest may be gone already
    short = {name for name, lives in expected.items() if lives < 10}
    assert set(expected) - short <= set(names) <= set(expected)
    assert all(name.startswith(f"liaison:{BOT}:") for name in names)
    for name in names:
        left = await redis.pttl(name)
        assert left != -1
        assert left <= expected[name] * 1000


async def test_a_redis_whose_clock_was_set_back_keeps_nobody_waiting(redis_url: str, redis: Redis):
    seconds, _ = await redis.time()
    for name in (keys.send_next(BOT), keys.send_chat(BOT, "-5")):
        await redis.set(name, (seconds + 3600) * 1_000_000)
    await redis.lpush(keys.send_group(BOT, "-5"), *[(seconds + 3600) * 1_000_000] * 20)
    async with team(redis_url, 1, Pace()) as (budget,):
        await budget.turn("-5", 0)


async def test_who_comes_late_takes_another_slot_but_not_for_ever(redis_url: str, redis: Redis):
    ticks = count()
    async with Redis.from_url(redis_url) as client:
        slow = SharedBudget(client, BOT, Pace(10, 1, 3, 0), lambda: float(next(ticks)))
        seconds, microseconds = await redis.time()
        began = seconds * 1_000_000 + microseconds
        await slow.turn("5", 0)
    seconds, microseconds = await redis.time()
    ended = seconds * 1_000_000 + microseconds
    between, in_chat = SLACK / 10 * 1e6, SLACK * 1e6
    assert began + MOST_SLOTS * between <= int(await redis.get(keys.send_next(BOT))) <= ended + between
    # its chat has been counted once, whichever slot it was
    assert int(await redis.get(keys.send_chat(BOT, "5"))) <= ended + in_chat


async def test_flushed_in_the_middle_one_more_each_may_go_out_and_no_more(redis_url: str, redis: Redis):
    async with team(redis_url, 2, NO_CHATS) as budgets:
        senders = Senders(budgets)
        async with senders.at_work():
            await senders.go_on(14)
            await redis.flushall()
            await senders.go_on(28)
    assert senders.most_in_a_second() <= 28 + len(budgets) + 1


@pytest.mark.parametrize(
    ("away", "back"),
    [
        (servers.Redis.stop, servers.Redis.start),
        (servers.Redis.kill, servers.Redis.start),
        (servers.Redis.pause, servers.Redis.resume),
    ],
    ids=["stopped", "killed", "paused"],
)
async def test_while_redis_is_away_nothing_goes_out_and_afterwards_all_goes_on(
    mortal: servers.Redis, away: Callable[[servers.Redis], None], back: Callable[[servers.Redis], None]
):
    with capture_logs() as logs:
        async with team(mortal.url, 2, NO_CHATS) as budgets:
            senders = Senders(budgets)
            async with senders.at_work():
                await senders.go_on()
                await asyncio.to_thread(away, mortal)
                async with asyncio.timeout(30):
                    while not all([await budget.held() > 0 for budget in budgets]):
                        await asyncio.sleep(0.01)
                so_far = len(senders.sent)
                for budget in budgets:
                    await budget.refused("1", 1)  # told to nobody, and no error
                await asyncio.sleep(1)
                assert len(senders.sent) == so_far
                await asyncio.to_thread(back, mortal)
                await senders.go_on(28)
    assert senders.most_in_a_second() <= 28 + len(budgets) + 1
    events = Counter(log["event"] for log in logs)
    assert events["redis.away"] == events["redis.back"] == len(budgets)


async def test_a_redis_that_was_never_there_holds_everything(unused_tcp_port: int):
    async with team(f"redis://127.0.0.1:{unused_tcp_port}/0", 1, UNLIMITED) as (budget,):
        with pytest.raises(Held):
            await budget.turn("1", 100)
        assert await budget.held() > 0
