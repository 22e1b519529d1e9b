"""Inviting deputies and colleagues: a link that works once."""

from __future__ import annotations

import secrets

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import whom, writing
from handlers.callbacks import Go, PickDeputy
from handlers.filters import Command, IsClerk, NoText, Pressed, Says, Words
from handlers.keyboards import Row, button, inline
from handlers.states import Inviting
from handlers.turn import Turn
from liaison.casework import joining
from liaison.casework.errors import Refused

router = Router(name="invite")

_PAGES = frozenset({"invite", "invite-deputy", "invite-clerk"})

_TOKEN_BYTES = 16
"""Of an invitation: 128 random bits."""


@router.message(Command("invite"), IsClerk())
async def invite(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Whom?"""
    await whom.leave(state)
    await _ask(turn)


@router.callback_query(Pressed(Go, "invite"), IsClerk())
async def invite_pressed(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The same, by button."""
    await whom.leave(state)
    await _ask(turn, press)


async def _ask(turn: Turn, press: CallbackQuery | None = None) -> None:
    rows = [
        [button(turn.label("button-invite-deputy"), Go(to="invite-deputy"))],
        [button(turn.label("button-invite-clerk"), Go(to="invite-clerk"))],
    ]
    await turn.show(press, turn.text("invite-whom"), inline(rows))


@router.callback_query(Pressed(Go, "invite-deputy"), IsClerk())
async def ask_deputy(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Which deputy? A name or place is expected."""
    if await whom.ask(turn, state, Inviting.deputy):
        await turn.show(press, turn.text("invite-which-deputy"), inline([_back(turn)]))


def _back(turn: Turn) -> Row:
    return [button(turn.label("button-back"), Go(to="invite"))]


@router.message(StateFilter(Inviting.deputy), Says("button-cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The big button from before."""
    await writing.stop(turn, state)


@router.message(StateFilter(Inviting.deputy), Words())
async def typed(message: Message, turn: Turn) -> None:
    """A name or place was typed."""
    rows = await whom.typed(message, turn, "invite", 0)
    await turn.say(turn.text("invite-choose" if rows else "whom-nobody"), inline([*rows, _back(turn)]))


@router.message(StateFilter(Inviting.deputy), NoText())
async def no_name(_message: Message, turn: Turn) -> None:
    """A picture or a voice message is no name."""
    await turn.say(turn.text("whom-type"), inline([_back(turn)]))


@router.callback_query(Pressed(PickDeputy, "invite"))
async def deputy_chosen(
    press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext
) -> None:
    """An invitation for this deputy."""
    deputy = whom.deputy_of(turn, callback_data.deputy_id)
    invited = await _make(turn, deputy.id)
    await whom.leave(state)
    await turn.show(press, turn.text("invited-deputy", name=deputy.name))
    await _hand_over(turn, invited, "invitation-deputy", deputy.name)


@router.callback_query(Pressed(Go, "invite-clerk"), IsClerk())
async def clerk(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """An invitation for a colleague."""
    invited = await _make(turn, None)
    await whom.leave(state)
    await turn.show(press, turn.text("invited-clerk"))
    await _hand_over(turn, invited, "invitation-clerk", "")


async def _make(turn: Turn, deputy_id: int | None) -> joining.Invited:
    return await turn.do(
        joining.invite_as_clerk, token=secrets.token_urlsafe(_TOKEN_BYTES), deputy_id=deputy_id
    )


async def _hand_over(turn: Turn, invited: joining.Invited, key: str, name: str) -> None:
    """As a message of its own, that can be forwarded as it is."""
    await turn.say(
        turn.text(
            key,
            name=name,
            congress=turn.office.directory.roster.name,
            link=f"https://t.me/{turn.bot_username}?start={invited.payload}",
            until=invited.until,
        )
    )


@router.message(Command("invite"))
async def not_staff(_message: Message) -> None:
    """For clerks only."""
    raise Refused("refused-staff-only")


@router.callback_query(Pressed(Go, *_PAGES))
async def not_staff_pressed(_press: CallbackQuery) -> None:
    """The same, by button."""
    raise Refused("refused-staff-only")
