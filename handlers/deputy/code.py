"""The deputy's own code: a link and its QR picture, to show to citizens or to put up."""

from __future__ import annotations

import io

import segno
from aiogram import Router
from aiogram.types import BufferedInputFile, Message

from handlers.filters import Command
from handlers.turn import Turn
from liaison.casework import joining
from liaison.casework.errors import Refused

router = Router(name="deputy-code")

SCALE = 10
"""Pixels a module: some 400 in all, sharp on a phone and on a printed page."""


def link(turn: Turn, token: str) -> str:
    """The public address of a deputy."""
    return f"https://t.me/{turn.bot_username}?start={joining.DEPUTY_PREFIX}{token}"


@router.message(Command("code"))
async def code(_message: Message, turn: Turn) -> None:
    """Whoever scans it writes to me. Refused for anybody but deputies."""
    deputy = turn.office.directory.roster.deputies.get(turn.me.deputy_id or 0)
    if deputy is None:
        raise Refused("refused-deputies-only")
    address = link(turn, deputy.token)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=SCALE, border=4)
    await turn.bot.send_photo(
        turn.chat_id,
        BufferedInputFile(picture.getvalue(), filename="code.png"),
        caption=turn.text("code-caption", name=deputy.name, link=address),
    )
