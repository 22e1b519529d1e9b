"""A chat that goes to another process while one of its updates is being handled: where it stands is not forgotten."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping

import pytest
from aiogram import Bot, Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.clock import now
from bot.conversations import ConversationStorage
from bot.desk import StoredDesk
from bot.dispatch import Dispatch
from bot.texts import Texts
from storage import inbox
from storage.engine import LaneDatabase
from storage.inbox import Conversation
from tests.storage.world import connected, office_of

BOT = 10001
CHAT = "77"


class Part:
    """Every chat is ours until ``going``, or ``lost``."""

    mask = inbox.EVERY_SHARE
    going = False
    lost = False

    def mine(self, chat: str) -> bool:
        return self.still_mine(chat) and not self.going

    def still_mine(self, chat: str) -> bool:  # noqa: ARG002
        return not self.lost


class Talks(dict[str, Conversation]):
    async def load(self, chats: Iterable[str]) -> dict[str, Conversation]:
        return {chat: self[chat] for chat in chats if chat in self}

    async def save(self, talks: Mapping[str, Conversation]) -> None:
        self.update(talks)


class House:
    """One dispatching process, and messages for it."""

    def __init__(self, database: LaneDatabase, url: str) -> None:
        self.database, self.part, self.talks = database, Part(), Talks()
        self.handled: list[tuple[str, str | None]] = []
        self.meanwhile = ""  # what becomes of the chat while its next update is handled
        with connected(url) as connection:
            office = office_of(connection)
        storage = ConversationStorage()
        dispatcher = Dispatcher(storage=storage)

        @dispatcher.message()
        async def handle(message: Message, state: FSMContext) -> None:
            self.handled.append((message.text or "", await state.get_state()))
            await state.set_state(f"after {message.text}")
            if self.meanwhile:
                setattr(self.part, self.meanwhile, True)

        self.bot = Bot(f"{BOT}:nobody-is-asked-anything-here")
        self.dispatch = Dispatch(
            bot=self.bot, username="b", dispatcher=dispatcher, conversations=storage, database=database,
            desk=StoredDesk(database, office, now), texts=Texts.shipped(), clock=now, most_at_once=5,
            shares=self.part, kept_talks=self.talks,
        )  # fmt: skip
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.dispatch.run(self.stop))

    async def says(self, number: int) -> None:
        person = {"id": int(CHAT), "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
        message = {
            "message_id": number,
            "date": 1,
            "chat": {"id": int(CHAT), "type": "private"},
            "from": person,
        }
        payload = {"update_id": number, "message": {**message, "text": str(number)}}
        update = inbox.Update(number, CHAT, json.dumps(payload))
        await self.database.write(lambda c: inbox.accept(c, BOT, [update], now()))
        self.dispatch.wake()

    async def waiting(self) -> int:
        return await self.database.read(lambda c: inbox.waiting(c, BOT))

    async def rests(self) -> None:
        while self.dispatch.busy_shares():
            await asyncio.sleep(0.005)

    async def has_handled(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.handled) < count:
                await asyncio.sleep(0.005)
            await self.rests()


@pytest.fixture
async def house(congress_url: str) -> AsyncIterator[House]:
    database = LaneDatabase(congress_url)
    made = House(database, congress_url)
    yield made
    made.stop.set()
    await made.task
    await made.bot.session.close()
    await database.close()


async def test_what_was_begun_before_a_chat_goes_is_brought_to_its_end(house: House) -> None:
    house.meanwhile = "going"
    await house.says(1)
    await house.has_handled(1)
    assert await house.waiting() == 0
    assert house.talks[CHAT].state == "after 1"
    await house.says(2)  # the next is another's
    await asyncio.sleep(0.1)
    assert await house.waiting() == 1
    assert len(house.handled) == 1


async def test_of_a_chat_that_may_be_anothers_nothing_is_marked_and_it_goes_on_from_where_it_stood(
    house: House,
) -> None:
    await house.says(1)
    await house.has_handled(1)
    house.meanwhile = "lost"
    await house.says(2)
    await house.has_handled(2)
    assert await house.waiting() == 1
    assert house.talks[CHAT].state == "after 1"
    house.meanwhile, house.part.lost = "", False
    house.dispatch.look_from_the_beginning()
    await house.has_handled(3)
    assert house.handled == [("1", None), ("2", "after 1"), ("2", "after 1")]
    assert await house.waiting() == 0
    assert house.talks[CHAT].state == "after 2"
