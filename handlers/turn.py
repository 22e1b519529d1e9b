"""One update's turn: who speaks, how to reach the use cases, how to answer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.texts import Text, Texts, Value
from liaison.casework.office import Office
from liaison.casework.people import Person
from liaison.casework.ports import CodeKind
from liaison.routing.likeness import Alike

T = TypeVar("T")
Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None


class Paper(Protocol):
    """A poster as a PDF. ``missing``: characters that no font has; a mark stands in their place.
    ``without_photo``: there is a photograph, but it cannot be read."""

    @property
    def data(self) -> bytes: ...
    @property
    def missing(self) -> tuple[str, ...]: ...
    @property
    def without_photo(self) -> bool: ...


class Press(Protocol):
    """Makes pictures and posters of public codes, without keeping anybody else waiting."""

    async def code(self, address: str) -> bytes:
        """A link (without its scheme) as a QR code, PNG."""
        ...

    async def poster(self, kind: CodeKind, target_id: int, address: str, language: str) -> Paper:
        """What hangs on the wall. Refused for what is not in the roster."""
        ...


class Desk(Protocol):
    """Runs use cases, each in one unit of work."""

    @property
    def office(self) -> Office: ...
    @property
    def press(self) -> Press: ...
    async def do(self, use_case: Callable[..., T], **facts: Any) -> T:
        """Run and commit. ``now`` is added when the use case takes it."""
        ...

    async def look(self, query: Callable[..., T], **facts: Any) -> T:
        """Run without writing."""
        ...

    def expect_alike(self) -> None:
        """Somebody will ask for alike opinions soon."""
        ...

    async def alike(self, text: str, limit: int) -> tuple[Alike, ...]:
        """Opinions that speak of the same as a text, the likeliest first; none while that is not known."""
        ...


@dataclass(slots=True)
class Turn:
    """What a handler is given. ``me`` may be replaced by a newer picture of the same person."""

    me: Person
    desk: Desk
    texts: Texts
    bot: Bot
    chat_id: int
    bot_username: str

    @property
    def office(self) -> Office:
        """The assembly at work."""
        return self.desk.office

    async def do(self, use_case: Callable[..., T], **facts: Any) -> T:
        """One use case, as me."""
        return await self.desk.do(use_case, actor=self.me.actor, **facts)

    async def look(self, query: Callable[..., T], **facts: Any) -> T:
        """One question, as me."""
        return await self.desk.look(query, actor=self.me.actor, **facts)

    def text(self, key: str | Text, /, **args: Value) -> str:
        """HTML in my language."""
        return self.texts.html(self.me.language, key, **args)

    def label(self, key: str | Text, /, **args: Value) -> str:
        """Plain, for buttons and alerts."""
        return self.texts.plain(self.me.language, key, **args)

    async def say(self, html: str, keyboard: Keyboard = None) -> Message:
        """Send a message to this chat."""
        return await self.bot.send_message(self.chat_id, html, reply_markup=keyboard)

    async def busy(self, action: ChatAction = ChatAction.TYPING) -> None:
        """Let the person see that something is on its way; a courtesy, so it never stops what it announces."""
        with contextlib.suppress(TelegramAPIError):
            await self.bot.send_chat_action(self.chat_id, action)

    async def show(
        self, press: CallbackQuery | None, html: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> int:
        """In place of the message whose button was pressed, or as a new message where that cannot be.
        Returns the id of the message that shows it."""
        if press is not None and isinstance(press.message, Message) and press.message.text is not None:
            return await self.change(press.message.message_id, html, keyboard)
        return (await self.say(html, keyboard)).message_id

    async def buttons(self, message_id: int, keyboard: InlineKeyboardMarkup | None) -> None:
        """Other buttons under one of our own messages, or none; nothing is done where that cannot be."""
        try:
            await self.bot.edit_message_reply_markup(
                chat_id=self.chat_id, message_id=message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            said = error.message
            if "not modified" not in said and "not found" not in said and "can't be edited" not in said:
                raise

    async def change(self, message_id: int, html: str, keyboard: InlineKeyboardMarkup | None = None) -> int:
        """In place of one of our own texts, or as a new message where that cannot be. Returns the id of the
        message that shows it."""
        try:
            await self.bot.edit_message_text(
                html, chat_id=self.chat_id, message_id=message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return message_id
            if "can't be edited" not in error.message and "not found" not in error.message:
                raise
            return (await self.say(html, keyboard)).message_id
        return message_id
