"""Passing an opinion on: to a committee or another deputy, always with a reason."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import whom, writing
from handlers.callbacks import Case, PickCommittee, PickDeputy
from handlers.filters import NoText, Pressed, Says, Words
from handlers.keyboards import button, inline
from handlers.states import Handing
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading
from liaison.casework.errors import Refused
from liaison.casework.model import Party, Purpose

router = Router(name="pass-on")


def _back(turn: Turn, opinion_id: int) -> list[InlineKeyboardButton]:
    return [button(turn.label("button-back"), Case(do="card", opinion_id=opinion_id))]


async def _passable(turn: Turn, opinion_id: int) -> reading.Card:
    """The card of what may be passed on now. Raises Refused."""
    card = await turn.look(reading.card, opinion_id=opinion_id)
    if card.viewer is not Party.DEPUTY:
        raise Refused("refused-not-yours")
    if c.PassOn not in card.can:
        raise Refused("refused-now", state=card.state.value)
    return card


@router.callback_query(Pressed(Case, "pass"))
async def choose(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """To whom?"""
    await whom.leave(state)
    card = await _passable(turn, callback_data.opinion_id)
    rows = [[button(turn.label("button-pass-deputy"), Case(do="pass_deputy", opinion_id=card.opinion_id))]]
    for committee in turn.office.directory.roster.committees.values():
        data = PickCommittee(do="pass", opinion_id=card.opinion_id, committee_id=committee.id)
        rows.append([button(committee.name, data)])
    rows.append(_back(turn, card.opinion_id))
    await turn.show(press, turn.text("pass-whom", number=card.number), inline(rows))


@router.callback_query(Pressed(Case, "pass_deputy"))
async def ask_deputy(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """To which deputy? A name or place is expected."""
    card = await _passable(turn, callback_data.opinion_id)
    if await whom.ask(turn, state, Handing.pass_to, card.opinion_id):
        body = turn.text("pass-whom-deputy", number=card.number)
        await turn.show(press, body, inline([_back(turn, card.opinion_id)]))


@router.message(StateFilter(Handing.pass_to), Says("button-cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The big button from before."""
    await writing.stop(turn, state)


@router.message(StateFilter(Handing.pass_to), Words())
async def typed(message: Message, turn: Turn, state: FSMContext) -> None:
    """A name or place was typed."""
    opinion_id = await whom.opinion_of(state)
    mine = [turn.me.deputy_id] if turn.me.deputy_id is not None else []
    rows = await whom.typed(message, turn, "pass", opinion_id, without=mine)
    key = "whom-choose" if rows else "whom-nobody"
    await turn.say(turn.text(key), inline([*rows, _back(turn, opinion_id)]))


@router.message(StateFilter(Handing.pass_to), NoText())
async def no_name(_message: Message, turn: Turn, state: FSMContext) -> None:
    """A picture or a voice message is no name."""
    await turn.say(turn.text("whom-type"), inline([_back(turn, await whom.opinion_of(state))]))


@router.callback_query(Pressed(PickCommittee, "pass"))
async def to_committee(
    press: CallbackQuery, callback_data: PickCommittee, turn: Turn, state: FSMContext
) -> None:
    """To this committee; now the reason."""
    committee = turn.office.directory.roster.committees.get(callback_data.committee_id)
    if committee is None:
        raise Refused("refused-no-such-committee")
    card = await _passable(turn, callback_data.opinion_id)
    await turn.show(press, turn.text("pass-chosen", number=card.number, name=committee.name))
    await whom.leave(state)
    await writing.begin(turn, state, Purpose.PASS, opinion_id=card.opinion_id, committee_id=committee.id)


@router.callback_query(Pressed(PickDeputy, "pass"))
async def to_deputy(press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> None:
    """To this deputy; now the reason."""
    deputy = whom.deputy_of(turn, callback_data.deputy_id)
    card = await _passable(turn, callback_data.about)
    await turn.show(press, turn.text("pass-chosen-deputy", number=card.number, name=deputy.name))
    await whom.leave(state)
    await writing.begin(turn, state, Purpose.PASS, opinion_id=card.opinion_id, deputy_id=deputy.id)
