"""The deputy's own code: a link, its QR picture and a poster, to show to citizens or to put up."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from handlers import codes
from handlers.callbacks import PickCode
from handlers.filters import Command
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework.errors import Refused

router = Router(name="deputy-code")


@router.message(Command("code"))
async def code(_message: Message, turn: Turn) -> None:
    """Whoever scans it writes to me. Refused for anybody but deputies."""
    deputy_id = turn.me.deputy_id
    if deputy_id is None:
        raise Refused("refused-deputies-only")
    poster = PickCode(do="poster", kind="deputy", target_id=deputy_id)
    await codes.send_picture(
        turn, "deputy", deputy_id, inline([[button(turn.label("button-code-poster"), poster)]])
    )
