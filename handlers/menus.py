"""The command menu: what each party finds behind the menu button."""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeChat, BotCommandScopeDefault

from bot.texts import LANGUAGES, Texts

from .turn import Turn

EVERYBODY = ("start", "find", "deputies", "write", "my", "cancel", "language", "privacy", "help")
DEPUTY = ("inbox", "code")
CLERK = ("triage", "invite", "codes")

_CODES = {"zh_CN": "zh", "en": "en"}
"""Telegram's two-letter codes; the menu without a code is the first language's."""


def _commands(texts: Texts, language: str, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=texts.plain(language, f"command-{name}")) for name in names]


async def for_all(bot: Bot, texts: Texts) -> None:
    """The menus of everybody, and what the bot says about itself."""
    for language in LANGUAGES:
        codes = [_CODES[language]] + ([None] if language == LANGUAGES[0] else [])
        for code in codes:
            await bot.set_my_commands(
                _commands(texts, language, EVERYBODY), scope=BotCommandScopeDefault(), language_code=code
            )
            await bot.set_my_description(texts.plain(language, "bot-description"), language_code=code)
            await bot.set_my_short_description(
                texts.plain(language, "bot-short-description"), language_code=code
            )


async def for_person(turn: Turn) -> None:
    """The menu of somebody with a post or with a language of their own choice, in their language."""
    names = (DEPUTY if turn.me.deputy_id is not None else ()) + (CLERK if turn.me.clerk else ())
    commands = _commands(turn.texts, turn.me.language, (*names, *EVERYBODY))
    await turn.bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=turn.chat_id))
