"""A public code as a picture and as a poster, sent to whoever may have it."""

from __future__ import annotations

from aiogram.enums import ChatAction
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from liaison.casework import codes
from liaison.casework.errors import Refused
from liaison.casework.ports import CodeKind
from liaison.directory.model import Deputy, District, Station

from .turn import Turn


def name_of(turn: Turn, kind: CodeKind, target_id: int) -> str:
    """Of what the code opens. Refused for what is not in the roster."""
    roster = turn.office.directory.roster
    found: Deputy | Station | District | None
    match kind:
        case "deputy":
            found = roster.deputies.get(target_id)
        case "station":
            found = roster.stations.get(target_id)
        case "district":
            found = roster.districts.get(target_id)
    if found is None:
        raise Refused("refused-no-such-code")
    return found.name


async def address_of(turn: Turn, kind: CodeKind, target_id: int) -> str:
    """The link as it is now, without its scheme. Refused for those who may not have it, and when the code
    was withdrawn."""
    token = await turn.look(codes.current, kind=kind, target_id=target_id)
    if token is None:
        raise Refused("refused-no-code")
    return codes.address(kind, token, turn.bot_username)


async def send_picture(
    turn: Turn, kind: CodeKind, target_id: int, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """The QR code, to show or to forward."""
    address = await address_of(turn, kind, target_id)
    await turn.busy(ChatAction.UPLOAD_PHOTO)
    await turn.bot.send_photo(
        turn.chat_id,
        BufferedInputFile(await turn.desk.press.code(address), filename="code.png"),
        caption=turn.text(
            "code-caption", kind=kind, name=name_of(turn, kind, target_id), link=f"https://{address}"
        ),
        reply_markup=keyboard,
    )


async def send_poster(turn: Turn, kind: CodeKind, target_id: int) -> None:
    """A page to be printed."""
    address = await address_of(turn, kind, target_id)
    name = name_of(turn, kind, target_id)
    await turn.busy(ChatAction.UPLOAD_DOCUMENT)
    paper = await turn.desk.press.poster(kind, target_id, address, turn.me.language)
    file_name = turn.label("poster-file", name=name.replace("/", "_"))
    await turn.bot.send_document(
        turn.chat_id,
        BufferedInputFile(paper.data, filename=file_name),
        caption=turn.text(
            "code-poster",
            name=name,
            missing="、".join(paper.missing),
            photo="unreadable" if paper.without_photo else "well",
        ),
    )
