"""What must never happen: a message owed without an end, one sent twice, one out of its order."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from delivery_office import ASSEMBLY, ENDED, Office, Town, until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from delivery.ports import ClaimLost
from delivery.rendering import Message
from liaison.casework.notices import Priority
from storage.outbox import BEGIN_SECONDS, CLAIM_SECONDS, State
from storage.undelivered import resend_uncertain

WORKER = Path(__file__).parent / "one_worker.py"


async def test_a_worker_killed_while_sending_leaves_the_message_uncertain_and_the_rest_unharmed(
    office: Office, town: Town
):
    chats = [await town.user() for _ in range(3)]
    people = [await office.person(chat) for chat in chats]
    await town.fault("slow", seconds=1, times=None, chat=chats[0])
    on_its_way = await office.owe(people[0], "on its way")
    behind = await office.owe(people[0], "behind it")
    worker = await asyncio.create_subprocess_exec(
        sys.executable, str(WORKER), office.url, town.url, cwd=WORKER.parents[2], env={"PYTHONPATH": "."}
    )

    async def begun() -> bool:
        return bool(await office.attempts(on_its_way))

    await until(begun)
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    other = await office.owe(people[1], "later")

    assert await office.queue.recover(office.clock(), everything=True) == 1
    assert await office.state(on_its_way) is State.UNCERTAIN
    assert await office.attempts(on_its_way) == [("uncertain", "interrupted")]
    assert [await office.state(row) for row in (behind, other)] == [State.WAITING, State.WAITING]

    await town.calm()
    async with town.sender() as sender, office.delivering(sender):
        assert await office.ended(behind) is State.SENT
        assert await office.ended(other) is State.SENT
        assert await office.state(on_its_way) is State.UNCERTAIN
        await office.database.write(lambda connection: resend_uncertain(connection, ASSEMBLY, office.clock()))
        office.queue.announce()
        assert await office.ended(on_its_way) is State.SENT
    mark = office.texts.plain("en", "notice-resend")
    assert (await town.read(chats[0]))[-2:] == ["behind it", f"{mark}\n\non its way"]
    assert await town.read(chats[1]) == ["later"]


async def test_claims_of_a_dead_worker_lapse(office: Office):
    person = await office.person(1)
    row = await office.owe(person)
    (claimed,) = await office.queue.claim(9, office.clock())
    await office.queue.begin(claimed, office.clock())
    assert await office.queue.recover(office.clock(), everything=False) == 0
    office.clock.ahead += timedelta(seconds=CLAIM_SECONDS)
    assert await office.queue.recover(office.clock(), everything=False) == 1
    assert await office.state(row) is State.UNCERTAIN


async def test_what_a_dead_worker_claimed_and_had_not_begun_is_given_back_soon(office: Office):
    row = await office.owe(await office.person(1))
    (claimed,) = await office.queue.claim(9, office.clock())
    await office.queue.recover(office.clock(), everything=False)
    assert await office.state(row) is State.CLAIMED
    office.clock.ahead += timedelta(seconds=BEGIN_SECONDS)
    assert await office.queue.recover(office.clock(), everything=False) == 0
    assert await office.state(row) is State.WAITING
    with pytest.raises(ClaimLost):  # it was only slow: it must not begin any more
        await office.queue.begin(claimed, office.clock())


async def test_one_person_never_has_two_messages_on_their_way(office: Office):
    person, other = await office.person(1), await office.person(2)
    reminder = await office.owe(person, priority=Priority.REMINDER)
    receipt = await office.owe(person, priority=Priority.REPLY)
    broadcast = await office.owe(other, priority=Priority.BROADCAST)
    first = await office.queue.claim(9, office.clock())
    assert [claimed.id for claimed in first] == [receipt, broadcast]
    urgent = await office.owe(person, priority=Priority.REPLY)
    assert await office.queue.claim(9, office.clock()) == []
    assert await office.state(reminder) is await office.state(urgent) is State.WAITING


NOT_ACCEPTED = (
    lambda: RetryAfter(3),
    lambda: NetworkError("Bad Gateway"),
    InvalidToken,
    lambda: ChatMigrated(-99),
    lambda: after(TimedOut(), httpx.PoolTimeout("")),
    lambda: after(TimedOut(), aiohttp.ConnectionTimeoutError()),
)
REFUSED = (lambda: Forbidden("Forbidden: bot was blocked"), lambda: BadRequest("message is too long"))
NOBODY_KNOWS = (
    lambda: after(TimedOut(), aiohttp.SocketTimeoutError()),
    lambda: after(NetworkError("x"), aiohttp.ServerDisconnectedError()),
    lambda: ValueError("a bug"),
)


def after(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class Fickle:
    """A channel that does to each message what its script says, and then accepts it. Each step is (error,
    whether the message was accepted all the same, whether the error came before its turn)."""

    def __init__(self, scripts: dict[str, list[tuple[Callable[[], Exception], bool, bool]]]) -> None:
        self._scripts = scripts
        self.accepted: list[str] = []

    async def held(self) -> float:
        return 0

    async def send(self, message: Message, just_before: Any) -> int:
        script = self._scripts[message.text]
        if script:
            error, accepts, early = script.pop(0)
            if not early:
                await just_before()
                await asyncio.sleep(0)
                if accepts:
                    self.accepted.append(message.text)
            raise error()
        await just_before()
        self.accepted.append(message.text)
        return len(self.accepted)


steps = st.one_of(
    st.tuples(st.sampled_from(NOT_ACCEPTED), st.just(False), st.booleans()),
    st.tuples(st.sampled_from(REFUSED), st.just(False), st.just(False)),
    st.tuples(st.sampled_from(NOBODY_KNOWS), st.booleans(), st.booleans()),
)
owings = st.lists(st.tuples(st.integers(0, 2), st.lists(steps, max_size=4)), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(owed=owings)
def test_every_message_owed_comes_to_an_end_and_none_is_sent_twice(
    new_office: Callable[[], Office], owed: list[tuple[int, list[Any]]]
):
    asyncio.run(all_end(new_office(), owed))


async def all_end(office: Office, owed: list[tuple[int, list[Any]]]) -> None:
    channel = Fickle({str(number): list(script) for number, (_, script) in enumerate(owed)})
    people = [await office.person(number) for number in range(3)]
    rows = [await office.owe(people[to], str(number)) for number, (to, _) in enumerate(owed)]
    async with office.delivering(channel, concurrency=2):
        ends = [await office.ended(row) for row in rows]
    assert set(ends) <= ENDED
    assert all(found["ended_at"] is not None for found in await office.rows())
    for row in rows:
        assert all(result is not None for result, _ in await office.attempts(row))

    assert len(channel.accepted) == len(set(channel.accepted))
    for number, end in enumerate(ends):
        accepted = str(number) in channel.accepted
        assert end is State.UNCERTAIN or accepted == (end is State.SENT)
    for to in range(3):
        theirs = [int(text) for text in channel.accepted if owed[int(text)][0] == to]
        assert theirs == sorted(theirs)
    await office.close()
