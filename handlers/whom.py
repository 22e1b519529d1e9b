"""Asking whom: a deputy's name or place is expected, because an opinion is passed on or assigned, or
somebody is invited."""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardButton, Message

from liaison.casework import candidates, drafting
from liaison.casework.errors import Refused
from liaison.casework.model import Purpose
from liaison.directory.model import Deputy

from . import writing
from .callbacks import PickDeputy
from .citizen.results import hits_for, why
from .keyboards import button
from .levels import levels
from .states import Coding, Handing, Inviting
from .turn import Turn

MOST = 6
"""Deputies offered for a name: as many buttons as fit a phone."""

_ASKING = {
    state.state for state in (*Handing.__all_states__, *Inviting.__all_states__, *Coding.__all_states__)
}


async def ask(turn: Turn, state: FSMContext, at: State, opinion_id: int = 0) -> bool:
    """From now on a typed name is meant; False when something unfinished would be lost by that, and the
    person was asked what to do with it. A reason already begun for passing the same opinion on is kept."""
    unfinished = await turn.look(drafting.open_draft)
    if (
        unfinished is not None
        and unfinished.parts
        and (unfinished.purpose, unfinished.opinion_id) != (Purpose.PASS, opinion_id)
    ):
        await writing.offer_unfinished(turn, unfinished)
        return False
    await state.set_state(at)
    await state.set_data({"opinion": opinion_id})
    return True


async def leave(state: FSMContext) -> None:
    """No name is expected any more; anything else that goes on stays as it is."""
    if await state.get_state() in _ASKING:
        await state.clear()


async def opinion_of(state: FSMContext) -> int:
    """The opinion the name is for; 0 for none."""
    return int((await state.get_data()).get("opinion", 0))


def deputy_of(turn: Turn, deputy_id: int) -> Deputy:
    """A deputy in office. Raises Refused when the button is older than that."""
    deputy = turn.office.directory.roster.deputies.get(deputy_id)
    if deputy is None or not deputy.active:
        raise Refused("refused-no-such-deputy")
    return deputy


def row(
    turn: Turn, deputy: Deputy, data: PickDeputy, reason: str, *, joined: bool
) -> list[InlineKeyboardButton]:
    """One deputy to choose: whether they have joined, name, level, and what speaks for them."""
    label = turn.label(
        "whom-row",
        name=deputy.name,
        level=levels(turn, deputy),
        why=reason,
        joined="yes" if joined else "no",
    )
    return [button(label, data)]


async def typed(
    message: Message, turn: Turn, do: str, about: int, *, without: Iterable[int] = ()
) -> list[list[InlineKeyboardButton]]:
    """A button for each deputy who answers what was typed; none when nobody does."""
    here = await turn.look(candidates.joined)
    left_out = set(without)
    return [
        row(
            turn,
            hit.deputy,
            PickDeputy(do=do, deputy_id=hit.deputy.id, about=about),
            why(turn, hit),
            joined=hit.deputy.id in here,
        )
        for hit in hits_for(turn, message.text or "")[:MOST]
        if hit.deputy.id not in left_out
    ]
