"""Where everything is put together; nothing else builds engines, bots or desks."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions, User

from handlers import menus
from handlers.routers import register_all
from storage import schema
from storage.engine import LaneDatabase
from storage.outbox import StoredOutbox

from .alone import alone
from .clock import now
from .conversations import ConversationStorage
from .desk import StoredDesk
from .dispatch import Dispatch
from .loading import load
from .offices import choose_assembly, read_office
from .receive import Poller, TokenRefused
from .runtime import Runtime
from .session import LeanSession
from .settings import SettingProblem, Settings
from .texts import Texts
from .upkeep import Upkeep, end_terms

log = structlog.get_logger()

_MENUS_AGAIN = 30.0


def build_bot(settings: Settings) -> Bot:
    """The aiogram side of the bot: conversations."""
    return Bot(
        settings.token,
        session=LeanSession(api=TelegramAPIServer.from_base(settings.api_url)),
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
        ),
    )


async def _who_am_i(bot: Bot) -> User:
    """The bot's own account; waits while Telegram is away. Raises SettingProblem for a wrong token."""
    pause = 0.5
    while True:
        try:
            return await bot.get_me()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused") from None
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter, ClientDecodeError) as error:
            log.warning("start.telegram_away", error=type(error).__name__, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)


async def run_all(settings: Settings, *, started: Callable[[User], Awaitable[None]] | None = None) -> None:
    """Receive, dispatch and deliver in one process until asked to stop.

    ``started`` is awaited in the background once updates are being received. Raises SettingProblem.
    """
    await asyncio.to_thread(schema.ensure, settings.database)
    async with AsyncExitStack() as stack:
        database = LaneDatabase(settings.database)
        stack.push_async_callback(database.close)
        await database.read(lambda connection: choose_assembly(connection, settings))
        bot = build_bot(settings)
        stack.push_async_callback(bot.session.close)
        me = await _who_am_i(bot)
        stack.enter_context(alone(settings.database))
        await database.write(lambda connection: end_terms(connection, settings, now()))
        office = await database.read(lambda connection: read_office(connection, settings))
        texts = Texts.shipped()
        outbox = StoredOutbox(database)
        await outbox.recover(now(), everything=True)
        desk = StoredDesk(database, office, now, outbox.announce)
        conversations = ConversationStorage()
        dispatcher = Dispatcher(storage=conversations)
        register_all(dispatcher)
        dispatch = Dispatch(
            bot=bot,
            username=me.username or "",
            dispatcher=dispatcher,
            conversations=conversations,
            database=database,
            desk=desk,
            texts=texts,
            clock=now,
            most_at_once=settings.concurrent_chats,
        )
        poller = Poller(
            api_url=settings.api_url,
            token=settings.token,
            bot_id=bot.id,
            database=database,
            clock=now,
            news=dispatch.wake,
        )

        async def deliver(stop: asyncio.Event) -> None:
            await _deliver(settings, outbox, texts, stop)

        async def settle_in() -> None:
            if started is not None:
                await started(me)
            # What is here now stays for good: the collector need not look through it (some 400,000 objects,
            # most of them aiogram's types) each time.
            gc.collect()
            gc.freeze()
            await _menus(bot, texts)
            await asyncio.Event().wait()

        runtime = Runtime()
        runtime.stop_on_signals()
        runtime.cut("receive", poller.run)
        runtime.drains("dispatch", dispatch.run)
        runtime.drains("deliver", deliver)
        upkeep = Upkeep(settings=settings, database=database, desk=desk, clock=now, announce=outbox.announce)
        runtime.cut("upkeep", upkeep.run)
        runtime.cut("settle in", settle_in)
        log.info("started", bot=me.username, assembly=office.assembly)
        try:
            await runtime.run()
        except TokenRefused:
            raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-refused") from None
        log.info("stopped")


async def _menus(bot: Bot, texts: Texts) -> None:
    """Set the command menus; Telegram being away only puts it off."""
    while True:
        try:
            await menus.for_all(bot, texts)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("start.no_menus", error=type(error).__name__)
            await asyncio.sleep(_MENUS_AGAIN)
        else:
            return


async def _deliver(settings: Settings, outbox: StoredOutbox, texts: Texts, stop: asyncio.Event) -> None:
    """The way out. Imported here and in a thread, so that the first updates are answered meanwhile:
    python-telegram-bot takes a while."""
    await asyncio.to_thread(load, "delivery.worker")
    await asyncio.to_thread(load, "delivery.sender")
    from delivery.budget import UNLIMITED, Pace  # noqa: PLC0415
    from delivery.sender import TelegramSender  # noqa: PLC0415
    from delivery.worker import Worker  # noqa: PLC0415

    pace = Pace(overall_per_second=settings.sends_per_second) if settings.sends_per_second else UNLIMITED
    async with TelegramSender(settings.token, api_url=settings.api_url, pace=pace) as sender:
        await Worker(outbox, sender, texts, now).run(stop)
