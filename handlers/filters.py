"""Filters of our own."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Bot
from aiogram import filters as aiogram_filters
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.texts import LANGUAGES

from .turn import Turn

_COMMAND = re.compile(r"/[A-Za-z0-9_]+(@\w+)?(\s|$)")
"""A command, known or not; a line that merely begins with a stroke is none."""


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def says(turn: Turn, text: str, *keys: str) -> bool:
    """Whether a text is one of ours, in whichever language it was shown; typed by hand, without the picture
    before it, it counts as well."""
    typed = _letters(text)
    return bool(typed) and any(
        typed == _letters(turn.texts.plain(language, key)) for language in LANGUAGES for key in keys
    )


class Command(aiogram_filters.Command):
    """aiogram's, which takes every text apart to see whether it is one; this looks at its first sign before."""

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        """What aiogram's says."""
        if not (message.text or "").startswith("/"):
            return False
        return await super().__call__(message, bot)


class Pressed(Filter):
    """A button that carries this kind of data, with one of these as its first field (any, if none is named).

    As ``CallbackData.filter``, but only the data of the one button that it is are taken apart and checked, not
    anew for every handler that is asked.
    """

    def __init__(self, kind: type[CallbackData], *firsts: str) -> None:
        self._kind = kind
        self._beginnings = tuple(f"{kind.__prefix__}:{first}:" for first in firsts) or (
            f"{kind.__prefix__}:",
        )

    async def __call__(self, press: CallbackQuery) -> bool | dict[str, Any]:
        """Its data for the handler's ``callback_data``; False when it is another button's, or broken."""
        data = press.data or ""
        if not f"{data}:".startswith(self._beginnings):
            return False
        try:
            return {"callback_data": self._kind.unpack(data)}
        except (TypeError, ValueError):
            return False


class Says(Filter):
    """The message is one of our own buttons, pressed or typed."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def __call__(self, message: Message, turn: Turn) -> bool:
        """True when it is."""
        return message.text is not None and says(turn, message.text, self._key)


class IsDeputy(Filter):
    """Whoever speaks acts for a deputy."""

    async def __call__(self, _event: object, turn: Turn) -> bool:
        """True when they do."""
        return turn.me.deputy_id is not None


class IsClerk(Filter):
    """Whoever speaks is a clerk."""

    async def __call__(self, _event: object, turn: Turn) -> bool:
        """True when they are."""
        return turn.me.clerk


class Words(Filter):
    """The message is text, and no command. (aiogram hands every F filter to a thread; this one is not.)"""

    async def __call__(self, message: Message) -> bool:
        """True when it is."""
        return bool(message.text) and not _COMMAND.match(message.text or "")


class NoText(Filter):
    """The message is something else than text."""

    async def __call__(self, message: Message) -> bool:
        """True when it is."""
        return not message.text


class UnknownCommand(Filter):
    """A command, where all known ones have been asked for already."""

    async def __call__(self, message: Message) -> bool:
        """True when it is."""
        return bool(_COMMAND.match(message.text or ""))


class NoCommand(Filter):
    """Anything but a command: words, a picture, a sticker."""

    async def __call__(self, message: Message) -> bool:
        """True when it is none."""
        return not _COMMAND.match(message.text or "")


class InGroup(Filter):
    """The message was not written in private."""

    async def __call__(self, message: Message) -> bool:
        """True when it was not."""
        return message.chat.type != "private"


class PressedInGroup(Filter):
    """A button of a message that does not stand in a private chat."""

    async def __call__(self, press: CallbackQuery) -> bool:
        """True when it does not."""
        return press.message is not None and press.message.chat.type != "private"


class RepliesToUs(Filter):
    """A reply to a message of our own."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        """True when it is."""
        quoted = message.reply_to_message
        return quoted is not None and quoted.from_user is not None and quoted.from_user.id == turn.bot.id
