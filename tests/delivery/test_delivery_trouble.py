"""The worker when it is stopped, when the database is away, and when the code has a bug."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from delivery_office import Office, Town, until

from storage.outbox import State


async def test_stopping_lets_what_is_on_its_way_end(office: Office, town: Town):
    chat = await town.user()
    await town.fault("slow", seconds=0.3)
    async with town.sender() as sender:
        async with office.delivering(sender):
            row = await office.owe(await office.person(chat))

            async def begun() -> bool:
                return bool(await office.attempts(row))

            await until(begun)
            waiting = await office.owe(await office.person(chat), "later")
        assert await office.state(row) is State.SENT
        assert await office.state(waiting) is State.WAITING
    assert await town.read(chat) == ["hello"]


async def test_what_was_claimed_but_not_begun_is_simply_sent_after_a_crash(office: Office, town: Town):
    chat = await town.user()
    row = await office.owe(await office.person(chat))
    assert len(await office.queue.claim(5, office.clock())) == 1  # and then the process is gone
    assert await office.queue.recover(office.clock(), everything=True) == 0
    async with town.sender() as sender, office.delivering(sender):
        assert await office.ended(row) is State.SENT
    assert await town.read(chat) == ["hello"]


class Flaky:
    """The stored outbox behind a database that fails now and then."""

    def __init__(self, office: Office) -> None:
        self._queue = office.queue
        self.failures = {"claim": 1, "begin": 1, "finish": 1, "wait": 1}

    def _maybe_fail(self, during: str) -> None:
        if self.failures[during]:
            self.failures[during] -= 1
            raise OSError("the disk is away")

    async def claim(self, *args: Any) -> Any:
        self._maybe_fail("claim")
        return await self._queue.claim(*args)

    async def begin(self, *args: Any) -> None:
        self._maybe_fail("begin")
        await self._queue.begin(*args)

    async def finish(self, *args: Any) -> None:
        self._maybe_fail("finish")
        await self._queue.finish(*args)

    async def recover(self, *args: Any, **kwargs: Any) -> int:
        return await self._queue.recover(*args, **kwargs)

    async def release(self, *args: Any) -> None:
        await self._queue.release(*args)

    async def wait(self, seconds: float) -> None:
        self._maybe_fail("wait")
        await self._queue.wait(seconds)

    def announce(self) -> None:
        self._queue.announce()


async def test_a_database_in_trouble_is_waited_out(office: Office, town: Town):
    chat = await town.user()
    row = await office.owe(await office.person(chat))
    flaky = Flaky(office)
    office.queue = flaky  # type: ignore[assignment]
    async with town.sender() as sender, office.delivering(sender):
        assert await office.ended(row) is State.SENT
    assert not any(flaky.failures.values())
    assert await town.read(chat) == ["hello"]


class Broken:
    """A sender with a bug, before or after the message went out."""

    def __init__(self, begins: bool) -> None:
        self._begins = begins
        self.sent = asyncio.Event()

    async def held(self) -> float:
        return 0

    async def send(self, _message: Any, just_before: Any) -> int:
        if self._begins:
            await just_before()
        raise KeyError("my secret words")


@pytest.mark.parametrize(("begins", "end"), [(True, State.UNCERTAIN), (False, State.FAILED)])
async def test_a_bug_while_sending_ends_the_message_and_not_the_worker(
    office: Office, begins: bool, end: State
):
    person, other = await office.person(1), await office.person(2)
    async with office.delivering(Broken(begins)):
        rows = [await office.owe(person), await office.owe(other)]
        assert [await office.ended(row) for row in rows] == [end, end]
    assert {error for row in rows for _, error in await office.attempts(row)} <= {"KeyError"}
