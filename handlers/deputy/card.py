"""One opinion on a deputy's screen, and what the deputy can do with it."""

from __future__ import annotations

import contextlib

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from handlers import cards, hints, joint, keyboards, whom, writing
from handlers.callbacks import Case, Go
from handlers.deputy import inbox
from handlers.filters import IsDeputy, Pressed
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading, sending
from liaison.casework.errors import Refused
from liaison.casework.model import Party, Purpose

router = Router(name="deputy-card")

WORDS: dict[str, Purpose] = {
    "answer": Purpose.ANSWER,
    "ask": Purpose.QUESTION,
    "correct": Purpose.CORRECTION,
}
"""What the buttons that begin to write carry."""

KEY = "card-deputy"
"""The card's text."""

WRITES: tuple[tuple[type[c.Command], str], ...] = (
    (c.Answer, "answer"),
    (c.Ask, "ask"),
    (c.Correct, "correct"),
)
"""In the order in which they stand on the card."""


@router.callback_query(Pressed(Case, "card"))
async def pressed(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """From a list, or back from a choice."""
    await whom.leave(state)
    await show(turn, callback_data.opinion_id, press)


async def show(turn: Turn, opinion_id: int, press: CallbackQuery | None = None) -> None:
    """The card, in place of the pressed message. Refused for whoever does not hold the opinion."""
    card = await turn.look(reading.card, opinion_id=opinion_id)
    if card.viewer is not Party.DEPUTY:
        raise Refused("refused-not-yours")
    await turn.show(press, cards.render(turn, card, KEY, _below(turn, card)), _keyboard(turn, card))


def _below(turn: Turn, card: reading.Card) -> str:
    return "\n".join(filter(None, (hints.below(turn, card), joint.below(turn, card))))


def _keyboard(turn: Turn, card: reading.Card) -> InlineKeyboardMarkup:
    def case(label: str, do: str) -> InlineKeyboardButton:
        return button(turn.label(label), Case(do=do, opinion_id=card.opinion_id))

    buttons = [case(f"button-{do}", do) for command, do in WRITES if command in card.can]
    if c.PassOn in card.can:
        buttons.append(case("button-pass", "pass"))
    if c.PutAside in card.can:
        buttons.append(
            case("button-take-up", "take_up") if card.aside_until else case("button-put-aside", "aside")
        )
    buttons += joint.buttons(turn, card)
    buttons += cards.more_buttons(turn, card, whole=cards.abridged(turn, card, KEY, _below(turn, card)))
    last = [case("button-next", "next"), button(turn.label("button-inbox"), Go(to="inbox"))]
    return inline([*keyboards.grid(buttons), last])


@router.callback_query(Pressed(Case, *WORDS), IsDeputy())
async def write(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """Answer, ask the citizen, or correct an answer. A card that is out of date is shown anew."""
    await whom.leave(state)
    opinion_id = callback_data.opinion_id
    try:
        await writing.begin(turn, state, WORDS[callback_data.do], opinion_id=opinion_id)
    except Refused:
        with contextlib.suppress(Refused):  # nothing to show to whoever does not hold it any more
            await show(turn, opinion_id, press)
        raise


@router.callback_query(Pressed(Case, "aside"))
async def put_aside(press: CallbackQuery, callback_data: Case, turn: Turn) -> str:
    """Out of the queue for some days. The deadline stays."""
    await turn.do(sending.put_aside, opinion_id=callback_data.opinion_id)
    await show(turn, callback_data.opinion_id, press)
    return turn.label("aside-done", days=turn.office.policy.aside_days)


@router.callback_query(Pressed(Case, "take_up"))
async def take_up(press: CallbackQuery, callback_data: Case, turn: Turn) -> str:
    """Back into the queue."""
    await turn.do(sending.take_up, opinion_id=callback_data.opinion_id)
    await show(turn, callback_data.opinion_id, press)
    return turn.label("take-up-done")


@router.callback_query(Pressed(Case, "next"))
async def next_(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> str | None:
    """The next one owed; at the end of the queue its list."""
    await whom.leave(state)
    following = await turn.look(reading.next_owed, after=callback_data.opinion_id)
    if following is None:
        await inbox.show(turn, press)
        return turn.label("next-none")
    await show(turn, following, press)
    return None
