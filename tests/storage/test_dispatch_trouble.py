"""The dispatcher when the database is away for a while: nothing parked, nothing forgotten, order kept."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from sqlalchemy.exc import OperationalError

from bot.clock import now
from bot.conversations import ConversationStorage
from bot.desk import StoredDesk
from bot.dispatch import Dispatch
from bot.texts import Texts
from storage import inbox
from storage.engine import LaneDatabase
from tests.storage.world import connected, office_of

BOT = 10001
CHAT = "77"


class Faltering(LaneDatabase):
    """Fails the next ``failures`` writes, as a locked or full disk does."""

    failures = 0

    async def write(self, work: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise OperationalError("x", {}, sqlite3.OperationalError("database is locked"))
        return await super().write(work)


@pytest.fixture
async def database(congress_url: str) -> AsyncIterator[Faltering]:
    made = Faltering(congress_url)
    yield made
    await made.close()


def update(number: int) -> inbox.Update:
    person = {"id": int(CHAT), "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
    message = {"message_id": number, "date": 1, "chat": {"id": int(CHAT), "type": "private"}, "from": person}
    payload = {"update_id": number, "message": {**message, "text": str(number)}}
    return inbox.Update(number, CHAT, json.dumps(payload))


async def handled_with(
    database: Faltering,
    url: str,
    seen: list[str],
    fail_at: dict[str, int],
    fail_after: dict[str, int] | None = None,
) -> list[tuple[int, int]]:
    """Dispatch three messages; so many writes fail from the beginning of a handler (``fail_at``) or from its end
    on. Returns state and tries of every update."""
    with connected(url) as connection:
        office = office_of(connection)
    storage = ConversationStorage()
    dispatcher = Dispatcher(storage=storage)

    @dispatcher.message()
    async def handle(message: Message) -> None:
        text = message.text or ""
        database.failures = fail_at.pop(text, 0)
        await database.write(lambda _connection: None)  # a use case
        seen.append(text)
        database.failures = (fail_after or {}).pop(text, 0)

    await database.write(lambda c: inbox.accept(c, BOT, [update(1), update(2), update(3)], now()))
    bot = Bot(f"{BOT}:nobody-is-asked-anything-here")
    dispatch = Dispatch(
        bot=bot, username="b", dispatcher=dispatcher, conversations=storage, database=database,
        desk=StoredDesk(database, office, now), texts=Texts.shipped(), clock=now, most_at_once=5,
    )  # fmt: skip
    stop = asyncio.Event()
    running = asyncio.create_task(dispatch.run(stop))
    while await database.read(lambda c: inbox.waiting(c, BOT)):
        await asyncio.sleep(0.02)
    await dispatch.idle()
    stop.set()
    await running
    await bot.session.close()
    with connected(url) as connection:
        rows = connection.exec_driver_sql("SELECT state, tries FROM inbox ORDER BY seq")
        return [(state, tries) for state, tries in rows]


async def test_a_use_case_that_meets_an_absent_database_is_tried_until_it_is_back(
    database: Faltering, congress_url: str
) -> None:
    seen: list[str] = []
    rows = await handled_with(
        database, congress_url, seen, {"2": 2}
    )  # the use case, and the look whether it is away
    assert seen == ["1", "2", "3"]
    assert rows == [(1, 0), (1, 0), (1, 0)]


async def test_a_handled_update_is_marked_even_when_the_database_was_away(
    database: Faltering, congress_url: str
) -> None:
    seen: list[str] = []
    rows = await handled_with(database, congress_url, seen, {}, fail_after={"1": 3})
    assert seen == ["1", "2", "3"]  # its effects are there: it is not handled again
    assert rows == [(1, 0), (1, 0), (1, 0)]
