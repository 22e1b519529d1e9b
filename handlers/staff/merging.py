"""Opinions about one thing on a clerk's screen: alike ones, joining them, taking one out again."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.callbacks import Case, PickSame
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.staff import card as staff_card
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading
from liaison.casework.errors import Refused

router = Router(name="merging")


@router.callback_query(Pressed(Case, "merge"))
async def choose(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """Into which?"""
    card = await _card(turn, press, callback_data.opinion_id)
    near = [one for one in await staff_card.near(turn, card) if one.open]
    if not near:
        await staff_card.show(turn, card.opinion_id, press)
        raise Refused("refused-none-alike")
    lines = [
        turn.text("near-row", number=one.number, state=one.state.value, excerpt=one.excerpt) for one in near
    ]
    rows: list[Row] = [
        [
            button(
                turn.label("button-merge-into", number=one.number),
                PickSame(do="merge", opinion_id=card.opinion_id, other_id=one.opinion_id),
            )
        ]
        for one in near
    ]
    body = "\n\n".join((turn.text("merge-into", number=card.number), *lines))
    await turn.show(press, body, inline([*rows, _back(turn, card.opinion_id)]))


async def _card(turn: Turn, press: CallbackQuery, opinion_id: int) -> reading.Card:
    card = await turn.look(reading.card, opinion_id=opinion_id, as_staff=True)
    if c.Join not in card.can:
        await staff_card.show(turn, opinion_id, press)
        raise Refused("refused-now", state=card.state.value)
    return card


def _back(turn: Turn, opinion_id: int) -> Row:
    return [button(turn.label("button-back"), Case(do="case", opinion_id=opinion_id))]


@router.callback_query(Pressed(PickSame, "merge"))
async def confirm(press: CallbackQuery, callback_data: PickSame, turn: Turn) -> None:
    """Really? What it means is said."""
    card = await _card(turn, press, callback_data.opinion_id)
    other = await turn.look(reading.card, opinion_id=callback_data.other_id, as_staff=True)
    yes = PickSame(do="merge_yes", opinion_id=card.opinion_id, other_id=other.opinion_id)
    await turn.show(
        press,
        turn.text("merge-sure", number=card.number, other=other.number),
        inline([[button(turn.label("button-merge-yes"), yes)], _back(turn, card.opinion_id)]),
    )


@router.callback_query(Pressed(PickSame, "merge_yes"))
async def merge(press: CallbackQuery, callback_data: PickSame, turn: Turn) -> str:
    """One answer for both."""
    await staff_card.act(turn, callback_data.opinion_id, press, c.Join(callback_data.other_id))
    return turn.label("merged")


@router.callback_query(Pressed(Case, "separate"))
async def separate(press: CallbackQuery, callback_data: Case, turn: Turn) -> str:
    """Another matter after all."""
    await staff_card.act(turn, callback_data.opinion_id, press, c.Separate())
    return turn.label("separated")
