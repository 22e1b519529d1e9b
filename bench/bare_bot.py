"""The baseline: aiogram alone. Answers every update with one message and stores nothing.

``python -m bench.bare_bot API TOKEN`` polls; with a port, Telegram calls it there (aiogram's own webhook on aiohttp). Several
may share a port; the system parts the connections among them.
"""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

AT_ONCE = 100
"""Updates handled at once, as the product does."""

SECRET = "the-bare-bot-asks-for-one-too"


async def main(api_url: str, token: str, port: int | None = None) -> None:
    """Serve until killed."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer("Hello, this is an answer of some length, as people get it.")

    @dispatcher.callback_query()
    async def press(query: CallbackQuery) -> None:
        assert query.message is not None
        await query.message.answer("Hello, this is an answer of some length, as people get it.")

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    if port is None:
        await dispatcher.start_polling(bot, handle_signals=False, tasks_concurrency_limit=AT_ONCE)
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/telegram")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_port=True).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token=SECRET)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if sys.argv[3:] else None))
