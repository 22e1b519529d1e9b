"""The beginning: a greeting, a deputy's code, an invitation."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from handlers import keyboards, menus, writing
from handlers.citizen.find import show_deputy
from handlers.turn import Turn
from liaison.casework import drafting, joining

router = Router(name="start")


@router.message(CommandStart())
async def start(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Greet, or follow the link that was opened."""
    payload = (command.args or "").strip()
    if payload.startswith(joining.INVITATION_PREFIX):
        await _join(payload, turn)
        return
    if payload.startswith(joining.DEPUTY_PREFIX):
        deputy = turn.office.directory.by_token(payload.removeprefix(joining.DEPUTY_PREFIX))
        if deputy is not None:
            await show_deputy(turn, deputy)
            return
        await turn.say(turn.text("code-unknown"), keyboards.home(turn))
        return
    await greet(turn)


async def greet(turn: Turn) -> None:
    """What this is and how to begin; and what is unfinished, if anything."""
    unfinished = await turn.look(drafting.open_draft)
    writes = unfinished is not None and bool(unfinished.parts)
    await turn.say(
        turn.text(
            "greeting", congress=turn.office.directory.roster.name, unfinished="yes" if writes else "no"
        ),
        None if writes else keyboards.home(turn),
    )
    if unfinished is not None and writes:
        await writing.offer_unfinished(turn, unfinished)


async def _join(payload: str, turn: Turn) -> None:
    joined = await turn.desk.do(joining.join, person=turn.me, payload=payload)
    turn.me = joined.person
    await menus.for_person(turn)
    if joined.deputy_id is None:
        await turn.say(turn.text("joined-clerk"), keyboards.home(turn))
        return
    deputy = turn.office.directory.roster.deputies[joined.deputy_id]
    body = turn.text("joined-deputy", deputy=deputy.name, others=joined.others)
    await turn.say(body, keyboards.home(turn))
