"""A deputy's picture with words below it. Telegram gets each picture once a process, and is named it from then on."""

from __future__ import annotations

from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from liaison.casework import profile
from liaison.directory.model import Deputy

from .cards import units
from .turn import Turn

CAPTION = 1024
"""UTF-16 units of a caption (Bot API, sendPhoto)."""

MOST_KNOWN = 5000
"""Pictures remembered; one of a few hundred bytes each."""

_uploaded: dict[tuple[int, str], str] = {}
"""Telegram's name of a picture, by bot and SHA-256. Lost with the process: then it is uploaded again."""


async def show(turn: Turn, deputy: Deputy, html: str, keyboard: InlineKeyboardMarkup) -> None:
    """The picture with the text as its caption; the text alone where there is no picture, where the text is too
    long for a caption, and where Telegram does not take the picture."""
    if not deputy.photo or units(html) > CAPTION or not await _with_picture(turn, deputy, html, keyboard):
        await turn.say(html, keyboard)


async def _with_picture(turn: Turn, deputy: Deputy, html: str, keyboard: InlineKeyboardMarkup) -> bool:
    name = (turn.bot.id, deputy.photo)
    if (known := _uploaded.get(name)) is not None:
        try:
            await turn.bot.send_photo(turn.chat_id, known, caption=html, reply_markup=keyboard)
        except TelegramBadRequest:  # Telegram does not know it any more
            del _uploaded[name]
        else:
            return True
    content = await turn.look(profile.portrait, deputy_id=deputy.id)
    if content is None:
        return False
    await turn.busy(ChatAction.UPLOAD_PHOTO)
    picture = BufferedInputFile(content, "deputy.jpg")
    try:
        sent = await turn.bot.send_photo(turn.chat_id, picture, caption=html, reply_markup=keyboard)
    except TelegramBadRequest:  # not a picture it can use
        return False
    if sent.photo:
        if len(_uploaded) >= MOST_KNOWN:
            _uploaded.clear()
        _uploaded[name] = sent.photo[-1].file_id
    return True
