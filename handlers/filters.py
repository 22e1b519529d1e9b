"""Filters of our own."""

from __future__ import annotations

import re

from aiogram.filters import Filter
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
