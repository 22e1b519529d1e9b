"""Filters of our own."""

from __future__ import annotations

from aiogram.filters import Filter
from aiogram.types import Message

from bot.texts import LANGUAGES

from .turn import Turn


class Says(Filter):
    """The message is one of our own bottom buttons, in whichever language it was shown."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def __call__(self, message: Message, turn: Turn) -> bool:
        """True when it is."""
        return message.text is not None and any(
            message.text.strip() == turn.texts.plain(language, self._key) for language in LANGUAGES
        )


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
