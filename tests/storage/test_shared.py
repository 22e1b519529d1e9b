"""Conversations and rings on a real Redis, which may be emptied, stopped, held and begun again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from storage import keys
from storage.inbox import Conversation
from storage.shared import Bell, RedisTalks, connect
from tests import servers

BOT = 7
WRITING = Conversation("Writing:text", '{"draft":5}')
NOWHERE = Conversation(None, "{}")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connect(redis_url) as client:
        yield client


@pytest.fixture
def mortal() -> Iterator[servers.Redis]:
    """A Redis of this test's own."""
    with closing(servers.Redis()) as server:
        yield server


async def test_a_conversation_is_found_again_by_another_process(redis: Redis, redis_url: str) -> None:
    await RedisTalks(redis, BOT).save({"1": WRITING, "-100": Conversation("A:b", "{}"), "2": NOWHERE})
    async with connect(redis_url) as elsewhere:
        other = RedisTalks(elsewhere, BOT)
        found = await other.load(iter(["-100", "1", "2", "3"]))
        assert found == {"1": WRITING, "-100": Conversation("A:b", "{}")}
        assert await RedisTalks(elsewhere, BOT + 1).load(["1"]) == {}
        assert await other.load([]) == {}


async def test_every_conversation_has_its_lifetime_and_one_that_has_ended_leaves_nothing(
    redis: Redis,
) -> None:
    talks = RedisTalks(redis, BOT)
    await talks.save({"1": WRITING, "2": Conversation(None, '{"opinion":3}')})
    for chat in "12":
        assert keys.TALK_SECONDS - 60 < await redis.ttl(keys.talk(BOT, chat)) <= keys.TALK_SECONDS
    await redis.expire(keys.talk(BOT, "1"), 100)
    await talks.save({"1": WRITING, "2": NOWHERE, "3": NOWHERE})
    assert await redis.ttl(keys.talk(BOT, "1")) > 100  # from its last turn
    assert await redis.keys() == [keys.talk(BOT, "1").encode()]


async def test_emptied_every_chat_is_at_the_beginning(redis: Redis) -> None:
    talks = RedisTalks(redis, BOT)
    await talks.save({"1": WRITING})
    await redis.flushall()
    assert await talks.load(["1"]) == {}
    await talks.save({"1": WRITING})
    assert await talks.load(["1"]) == {"1": WRITING}


@pytest.mark.parametrize("kept", ["", "x", "7", "null", "[1]", '[1,"{}"]', '["A:b",{}]', '["A:b","x"]', '["A:b","[]"]'])  # fmt: skip
async def test_what_another_version_wrote_holds_up_no_other_chat(redis: Redis, kept: str) -> None:
    talks = RedisTalks(redis, BOT)
    await talks.save({"1": WRITING})
    await redis.set(keys.talk(BOT, "2"), kept)
    assert await talks.load(["1", "2"]) == {"1": WRITING}


@pytest.mark.parametrize("trouble", ["stop", "kill", "pause"])
async def test_while_redis_is_away_it_raises_soon_and_then_goes_on(
    mortal: servers.Redis, trouble: str
) -> None:
    async with connect(mortal.url) as client:
        talks = RedisTalks(client, BOT)
        await talks.save({"1": WRITING})
        getattr(mortal, trouble)()
        async with asyncio.timeout(20):  # where nobody had set a limit it would hang for good
            with pytest.raises((RedisError, OSError)):
                await talks.load(["1"])
            with pytest.raises((RedisError, OSError)):
                await talks.save({"1": WRITING})
        if trouble == "pause":
            mortal.resume()
            assert await talks.load(["1"]) == {"1": WRITING}
        else:
            mortal.start()
            assert await talks.load(["1"]) == {}
            await talks.save({"1": WRITING})
            assert await talks.load(["1"]) == {"1": WRITING}


class Listener:
    """Somebody who listens in a process of their own."""

    def __init__(self) -> None:
        self.times = 0
        self._noticed = 0
        self._heard = asyncio.Event()

    def __call__(self) -> None:
        self.times += 1
        self._heard.set()

    async def hears(self) -> None:
        """Once more than was noticed before."""
        while self.times == self._noticed:
            self._heard.clear()
            await self._heard.wait()
        self._noticed += 1

    def notice_all(self) -> None:
        """What was heard so far does not count."""
        self._noticed = self.times


@asynccontextmanager
async def listening(url: str, channel: str) -> AsyncIterator[Listener]:
    """From the moment when Redis has said that it listens."""
    async with connect(url) as client:
        listener = Listener()
        task = asyncio.create_task(Bell(client, channel).listen(lambda _about: listener()))
        try:
            await listener.hears()
            yield listener
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def ringer(url: str, channel: str) -> AsyncIterator[Bell]:
    async with connect(url) as client:
        bell = Bell(client, channel)
        task = asyncio.create_task(bell.ringing())
        try:
            yield bell
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def rings_until_heard(bell: Bell, listener: Listener) -> None:
    async def rings() -> None:
        while True:
            bell.ring()
            await asyncio.sleep(0.05)

    listener.notice_all()
    ringing = asyncio.create_task(rings())
    await listener.hears()
    ringing.cancel()
    await asyncio.gather(ringing, return_exceptions=True)


async def test_a_ring_is_heard_by_everybody_who_listens_to_this_bell(redis_url: str) -> None:
    here, elsewhere = keys.came_in(BOT), keys.goes_out(BOT)
    async with (
        listening(redis_url, here) as one,
        listening(redis_url, here) as two,
        listening(redis_url, elsewhere) as other,
        ringer(redis_url, here) as bell,
        ringer(redis_url, elsewhere) as other_bell,
    ):
        bell.ring()
        await asyncio.gather(one.hears(), two.hears())
        assert other.times == 1  # that it listens
        other_bell.ring()
        await other.hears()


async def test_many_rings_in_a_moment_are_one(redis_url: str) -> None:
    async with listening(redis_url, "bell") as listener, ringer(redis_url, "bell") as bell:
        for _ in range(1000):
            bell.ring()
        await listener.hears()
        async with connect(redis_url) as client:
            await client.publish("bell", b"")  # comes after all that were rung
        await listener.hears()
        assert listener.times == 3


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_rings_while_redis_is_away_cost_nothing_and_both_find_their_way_back(
    mortal: servers.Redis, end: str
) -> None:
    async with listening(mortal.url, "bell") as listener, ringer(mortal.url, "bell") as bell:
        with capture_logs() as logged:
            getattr(mortal, end)()
            for _ in range(30):
                bell.ring()
                await asyncio.sleep(0.1)
            mortal.start()
            await rings_until_heard(bell, listener)
        said = [line["event"] for line in logged]
        assert sorted(said) == ["redis.away", "redis.no_news"]  # once, not at each try
        await rings_until_heard(bell, listener)


async def test_who_begins_to_listen_looks_at_once(mortal: servers.Redis) -> None:
    async with listening(mortal.url, "bell") as listener:
        mortal.stop()
        back = asyncio.create_task(listener.hears())
        mortal.start()
        await back  # nobody rang


async def test_a_listener_outlasts_a_redis_that_is_held(mortal: servers.Redis) -> None:
    async with listening(mortal.url, "bell") as listener, ringer(mortal.url, "bell") as bell:
        mortal.pause()
        for _ in range(50):
            bell.ring()
            await asyncio.sleep(0.1)
        mortal.resume()
        await rings_until_heard(bell, listener)
