"""The baseline: aiogram alone. Answers every update with one message and stores nothing."""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message

AT_ONCE = 100
"""Updates handled at once, as the product does."""


async def main(api_url: str, token: str) -> None:
    """Poll until killed."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer("Hello, this is an answer of some length, as people get it.")

    @dispatcher.callback_query()
    async def press(query: CallbackQuery) -> None:
        assert query.message is not None
        await query.message.answer("Hello, this is an answer of some length, as people get it.")

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    await dispatcher.start_polling(bot, handle_signals=False, tasks_concurrency_limit=AT_ONCE)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
