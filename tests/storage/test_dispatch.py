"""Dispatch on a real inbox, with handlers that misbehave."""

from __future__ import annotations

import asyncio
import json

from aiogram import Bot, Dispatcher, Router
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiohttp import web

from bot.clock import now
from bot.conversations import ConversationStorage
from bot.desk import StoredDesk
from bot.dispatch import Dispatch
from bot.offices import read_office
from bot.session import LeanSession
from bot.settings import Settings
from bot.texts import Texts
from storage import inbox
from storage.engine import LaneDatabase


def said(update_id: int, chat: int, text: str) -> inbox.Update:
    person = {"id": chat, "is_bot": False, "first_name": "某"}
    message = {
        "message_id": update_id, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person, "text": text,
    }  # fmt: skip
    return inbox.Update(update_id, str(chat), json.dumps({"update_id": update_id, "message": message}))


async def test_a_handler_that_hangs_is_cut_off_and_parked_and_the_chat_goes_on(
    congress_url: str,
) -> None:
    database = LaneDatabase(congress_url)
    settings = Settings(_env_file=None, database_url=congress_url)  # type: ignore[call-arg]
    office = await database.read(lambda c: read_office(c, settings))
    answered: list[str] = []
    hung: list[str] = []
    router = Router()

    @router.message()
    async def handler(message: Message) -> None:
        if message.text == "hang":
            hung.append(str(message.chat.id))
            await asyncio.Event().wait()
        answered.append(f"{message.chat.id} {message.text}")

    apologies: list[int] = []

    async def send(request: web.Request) -> web.Response:
        chat = (await request.json())["chat_id"]
        apologies.append(chat)
        sent = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
        return web.json_response({"ok": True, "result": sent})

    app = web.Application()
    app.router.add_post("/bot1:x/sendMessage", send)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = TelegramAPIServer.from_base(f"http://127.0.0.1:{runner.addresses[0][1]}")

    conversations = ConversationStorage()
    dispatcher = Dispatcher(storage=conversations)
    dispatcher.include_router(router)
    bot = Bot("1:x", session=LeanSession(api=api))
    dispatch = Dispatch(
        bot=bot, username="b", dispatcher=dispatcher, conversations=conversations, database=database,
        desk=StoredDesk(database, office, now), texts=Texts.shipped(), clock=now, most_at_once=2, longest=0.2,
    )  # fmt: skip
    updates = [said(1, 5, "hang"), said(2, 5, "after"), said(3, 6, "meanwhile")]
    await database.write(lambda c: inbox.accept(c, 1, updates, now()))
    stop = asyncio.Event()
    running = asyncio.create_task(dispatch.run(stop))
    async with asyncio.timeout(20):
        while "5 after" not in answered:
            await asyncio.sleep(0.02)
        stop.set()
        await running
    assert answered == ["6 meanwhile", "5 after"]  # others did not wait; the same chat went on, in order
    assert hung == ["5", "5"]
    assert apologies == [5]
    parked = await database.read(inbox.parked)
    assert [(u.update_id, u.error.split()[0]) for u in parked] == [(1, "TimeoutError")]
    await bot.session.close()
    await database.close()
    await runner.cleanup()
