"""The conversing part of the house: aiogram, the handlers, and what feeds them. Only the role that converses pays
for importing this."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import LinkPreviewOptions

from handlers import menus
from handlers.routers import register_all
from storage.engine import Database

from .conversations import ConversationStorage, TalkStore
from .desk import StoredDesk
from .dispatch import Dispatch
from .metrics import Metrics
from .session import LeanSession
from .settings import Settings
from .sharing import Shares
from .texts import Texts
from .tracing import Tracing

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


def build_dispatch(
    settings: Settings,
    *,
    bot: Bot,
    username: str,
    database: Database,
    desk: StoredDesk,
    texts: Texts,
    clock: Callable[[], datetime],
    shares: Shares,
    kept_talks: TalkStore | None,
    metrics: Metrics,
    tracing: Tracing,
) -> Dispatch:
    """Every handler, and the way to them from the inbox."""
    conversations = ConversationStorage()
    dispatcher = Dispatcher(storage=conversations)
    register_all(dispatcher)
    return Dispatch(
        bot=bot,
        username=username,
        dispatcher=dispatcher,
        conversations=conversations,
        database=database,
        desk=desk,
        texts=texts,
        clock=clock,
        most_at_once=settings.concurrent_chats,
        shares=shares,
        kept_talks=kept_talks,
        metrics=metrics,
        tracing=tracing,
    )


async def set_menus(bot: Bot, texts: Texts) -> None:
    """Set the command menus; Telegram being away only puts it off."""
    while True:
        try:
            await menus.for_all(bot, texts)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("start.no_menus", error=type(error).__name__)
            await asyncio.sleep(_MENUS_AGAIN)
        else:
            return
