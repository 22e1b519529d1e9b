"""Sends through python-telegram-bot."""

from __future__ import annotations

import os

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from liaison.casework.model import PartKind

from .budget import Budget, LocalBudget, Pace
from .http import AiohttpRequest
from .limiter import JustBefore, Limiter
from .rendering import Message

TELEGRAM = "https://api.telegram.org"
"""Telegram's own Bot API server."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """One bot's way out (:class:`delivery.worker.Sender`). ``api_url`` is another Bot API server's address,
    without a slash at the end. Nothing is asked of Telegram before the first message: a wrong token shows
    as InvalidToken then."""

    def __init__(
        self,
        token: str,
        *,
        api_url: str = TELEGRAM,
        pace: Pace | None = None,
        budget: Budget | None = None,
        connections: int = 32,
        proxy: str | None = None,
    ) -> None:
        # The library's opt-in to say time spans as timedelta; without it each 429 warns of the change.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self._request = AiohttpRequest(connections, proxy)
        self._limiter = Limiter(budget or LocalBudget(pace or Pace()))
        self._bot: ExtBot[JustBefore] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,  # never used: another part of the product receives
            rate_limiter=self._limiter,
        )

    async def __aenter__(self) -> TelegramSender:
        """Open the connections' pool."""
        await self._request.initialize()  # not the bot's own: that would call getMe, and Telegram may be away
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close it."""
        await self._request.shutdown()

    async def held(self) -> float:
        """Seconds during which nothing may go out to anybody."""
        return await self._limiter.held()

    async def send(self, message: Message, just_before: JustBefore) -> int:
        """Send one message and return its id there. ``just_before`` is awaited when its turn has come; what
        it raises stops the sending. Raises telegram.error.TelegramError."""
        buttons = _keyboard(message)
        bot = self._bot
        chat = message.address
        sent: telegram.Message
        match message.kind:
            case PartKind.TEXT:
                sent = await bot.send_message(
                    chat,
                    message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    link_preview_options=_NO_PREVIEW,
                    rate_limit_args=just_before,
                )
            case PartKind.LOCATION:
                sent = await bot.send_location(
                    chat,
                    message.latitude,
                    message.longitude,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.PHOTO:
                sent = await bot.send_photo(
                    chat,
                    message.file,
                    message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.VIDEO:
                sent = await bot.send_video(
                    chat,
                    message.file,
                    caption=message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.ANIMATION:
                sent = await bot.send_animation(
                    chat,
                    message.file,
                    caption=message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.VIDEO_NOTE:
                sent = await bot.send_video_note(
                    chat, message.file, reply_markup=buttons, rate_limit_args=just_before
                )
            case PartKind.VOICE:
                sent = await bot.send_voice(
                    chat,
                    message.file,
                    caption=message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.AUDIO:
                sent = await bot.send_audio(
                    chat,
                    message.file,
                    caption=message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
            case PartKind.DOCUMENT:
                sent = await bot.send_document(
                    chat,
                    message.file,
                    caption=message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    rate_limit_args=just_before,
                )
        return sent.message_id


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data)] for label, data in message.buttons]
    )
