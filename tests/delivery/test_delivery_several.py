"""Several delivering processes on one outbox: none sends what another has, and together they keep the pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from delivery_office import Office, Town, until
from redis.asyncio import Redis

from bot.texts import Texts
from delivery.budget import Pace
from delivery.ports import Attempt, ClaimLost, Result
from delivery.rendering import Message
from storage.engine import postgres_engine
from storage.outbox import _BEGIN, CLAIM_SECONDS, State
from storage.shared_budget import SharedBudget
from tests import servers


@pytest.fixture(params=["sqlite", "postgres"])
async def office(request: pytest.FixtureRequest, tmp_path: Path, texts: Texts) -> AsyncIterator[Office]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    made = Office(tmp_path, texts, url)
    yield made
    await made.close()


async def lapse(office: Office) -> None:
    """What is claimed now is given back, as if its worker had stood still for long."""
    office.clock.ahead += timedelta(seconds=CLAIM_SECONDS)
    await office.queue.recover(office.clock(), everything=False)


async def test_who_lost_a_claim_begins_nothing(office: Office):
    row = await office.owe(await office.person(1))
    (lost,) = await office.queue.claim(9, office.clock())
    await lapse(office)
    with pytest.raises(ClaimLost):
        await office.queue.begin(lost, office.clock())
    (claimed,) = await office.queue.claim(9, office.clock())
    with pytest.raises(ClaimLost):
        await office.queue.begin(lost, office.clock())
    await office.queue.begin(claimed, office.clock())
    assert await office.attempts(row) == [(None, None)]


async def test_who_lost_a_claim_changes_nothing_for_who_has_it(office: Office):
    row = await office.owe(await office.person(1))
    (lost,) = await office.queue.claim(9, office.clock())
    await lapse(office)
    (claimed,) = await office.queue.claim(9, office.clock())
    await office.queue.begin(claimed, office.clock())
    again = Attempt(lost, Result.RETRY, error="RetryAfter: 1 s", not_before=office.clock())
    await office.queue.finish(again, office.clock())
    assert await office.state(row) is State.CLAIMED
    await office.queue.finish(Attempt(claimed, Result.SENT, 5), office.clock())
    await office.queue.finish(again, office.clock())
    assert await office.state(row) is State.SENT
    assert await office.attempts(row) == [("sent", None)]


async def test_what_became_uncertain_and_was_sent_after_all_is_sent(office: Office):
    row, other = [await office.owe(await office.person(address)) for address in (1, 2)]
    claimed = await office.queue.claim(9, office.clock())
    for message in claimed:
        await office.queue.begin(message, office.clock())
    await lapse(office)
    assert await office.state(row) is await office.state(other) is State.UNCERTAIN
    sent, retry = claimed
    await office.queue.finish(Attempt(sent, Result.SENT, 5), office.clock())
    await office.queue.finish(Attempt(retry, Result.RETRY, error="NetworkError"), office.clock())
    assert [await office.state(row), await office.state(other)] == [State.SENT, State.UNCERTAIN]


async def test_only_what_is_not_begun_is_given_back(office: Office):
    rows = [await office.owe(await office.person(address)) for address in (1, 2, 3)]
    begun, _, _ = await office.queue.claim(9, office.clock())
    await office.queue.begin(begun, office.clock())
    await office.queue.release([begun.id, rows[1]], office.clock())
    await office.queue.release([], office.clock())
    assert [await office.state(row) for row in rows] == [State.CLAIMED, State.WAITING, State.CLAIMED]
    assert [message.id for message in await office.queue.claim(9, office.clock())] == [rows[1]]


async def test_what_is_being_begun_elsewhere_is_not_taken_for_lapsed(
    tmp_path: Path, texts: Texts, postgres_url: str
):
    office = Office(tmp_path, texts, postgres_url)
    row = await office.owe(await office.person(1))
    (claimed,) = await office.queue.claim(9, office.clock())
    office.clock.ahead += timedelta(seconds=CLAIM_SECONDS)
    engine = postgres_engine(postgres_url)
    with engine.begin() as beginning:
        beginning.execute(
            _BEGIN, {"the_id": row, "claimed_until": claimed.claimed_until, "now": office.clock()}
        )
        assert await office.queue.recover(office.clock(), everything=False) == 0
        assert await office.state(row) is State.CLAIMED
    assert await office.queue.recover(office.clock(), everything=False) == 1
    assert await office.state(row) is State.UNCERTAIN
    engine.dispose()
    await office.close()


class Slow:
    """A channel with one turn: who has it sends until told to end, the others wait for ever."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self.begun = asyncio.Event()
        self.end = asyncio.Event()
        self.sent: list[str] = []
        self.waiting = 0

    async def held(self) -> float:
        return 0

    async def send(self, message: Message, just_before: Any) -> int:
        self.waiting += 1
        async with self._turn:
            await just_before()
            self.begun.set()
            await self.end.wait()
            self.sent.append(message.address)
            return 1


async def test_a_stopped_worker_ends_what_it_began_and_gives_back_the_rest_at_once(office: Office):
    rows = [await office.owe(await office.person(address)) for address in range(5)]
    channel = Slow()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(office.delivering(channel))
        await channel.begun.wait()

        async def all_in_line() -> bool:
            return channel.waiting == len(rows)

        await until(all_in_line)
        stopping = asyncio.create_task(stack.aclose())

        async def given_back() -> bool:
            return [await office.state(row) for row in rows].count(State.WAITING) == len(rows) - 1

        await until(given_back)  # while the other is still on its way
        assert channel.sent == []
        channel.end.set()
        await stopping
    assert channel.sent == ["0"]
    assert await office.state(rows[0]) is State.SENT
    assert [await office.tries(row) for row in rows[1:]] == [0] * 4
    assert [await office.attempts(row) for row in rows[1:]] == [[]] * 4


async def test_two_workers_share_an_outbox_and_one_pace(
    office: Office, town: Town, texts: Texts, tmp_path: Path, redis_url: str
):
    chats = [await town.user() for _ in range(45)]
    rows = [await office.owe(await office.person(chat)) for chat in chats]
    rows += [await office.owe(await office.person(chat)) for chat in chats[:5]]
    await town.do("limits", enabled=True)
    second = Office(tmp_path, texts, office.url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(second.close)
        for each in (office, second):
            client = await stack.enter_async_context(Redis.from_url(redis_url))
            sender = await stack.enter_async_context(town.sender(budget=SharedBudget(client, 7, Pace())))
            await stack.enter_async_context(each.delivering(sender))

        async def all_sent() -> bool:
            return all([await office.state(row) is State.SENT for row in rows])

        await until(all_sent)
    assert [call["error_code"] for call in await town.calls()] == [None] * len(rows)
    assert [len(await town.read(chat)) for chat in chats] == [2] * 5 + [1] * 40


async def test_while_redis_is_away_messages_wait_and_none_of_their_tries_is_counted(
    office: Office, town: Town
):
    chats = [await town.user() for _ in range(6)]
    with closing(servers.Redis()) as server:
        async with (
            Redis.from_url(server.url) as client,
            town.sender(budget=SharedBudget(client, 7, Pace())) as sender,
        ):
            async with office.delivering(sender):
                first = await office.owe(await office.person(chats[0]))
                assert await office.ended(first) is State.SENT
                server.kill()
                rows = [await office.owe(await office.person(chat)) for chat in chats]

                async def noticed() -> bool:
                    return await sender.held() > 0

                await until(noticed)
                assert len(await town.calls()) == 1
                server.start()

                async def all_sent() -> bool:
                    return all([await office.state(row) is State.SENT for row in rows])

                await until(all_sent)
    assert [await office.tries(row) for row in rows] == [1] * len(rows)
    assert [await office.attempts(row) for row in rows] == [[("sent", None)]] * len(rows)
