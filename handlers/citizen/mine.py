"""What a citizen has sent: the list, one opinion's timeline, adding, asking after it, taking it back."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers import cards, hints, joint, keyboards, writing
from handlers.callbacks import Case, Go
from handlers.citizen import about
from handlers.filters import Command, Pressed
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading, sending
from liaison.casework.model import Purpose

router = Router(name="mine")


@router.message(Command("my"))
async def mine(_message: Message, turn: Turn) -> None:
    """The list."""
    await _list(turn, 0, None)


@router.callback_query(Pressed(Go, "my"))
async def mine_pressed(press: CallbackQuery, callback_data: Go, turn: Turn) -> None:
    """The list, or another page of it."""
    await _list(turn, callback_data.offset, press)


async def _list(turn: Turn, offset: int, press: CallbackQuery | None) -> None:
    page = await turn.look(reading.mine, offset=offset)
    if page.total == 0:
        await turn.show(press, turn.text("my-empty"), keyboards.home(turn))
        return
    rows = cards.rows(turn, page, "mine")
    await turn.show(
        press,
        turn.text("my-list", count=page.total),
        inline([*rows, keyboards.pager(turn, page, "my")]),
    )


@router.callback_query(Pressed(Case, "mine"))
async def timeline_pressed(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """One opinion."""
    await timeline(turn, callback_data.opinion_id, press)


async def timeline(turn: Turn, opinion_id: int, press: CallbackQuery | None = None) -> None:
    """What became of it so far, and what can be done now."""
    card = await turn.look(reading.card, opinion_id=opinion_id, as_author=True)
    asked = turn.text("about-ask", **hints.choices(card)) if card.hints.choices else ""
    after = asked or joint.below(turn, card)
    await turn.show(press, cards.render(turn, card, "timeline", after), _keyboard(turn, card))


def _keyboard(turn: Turn, card: reading.Card) -> InlineKeyboardMarkup:
    offers: list[tuple[type[c.Command], str, str]] = [
        (c.ReplyToQuestion, "button-reply", "reply"),
        (c.AddWords, "button-add", "add"),
        (c.Nudge, "button-nudge", "nudge"),
        (c.Withdraw, "button-withdraw", "withdraw"),
    ]
    buttons: list[InlineKeyboardButton] = [
        button(turn.label(label), Case(do=do, opinion_id=card.opinion_id))
        for command, label, do in offers
        if command in card.can
    ]
    if card.files_in_all:
        files = turn.label("button-files", count=card.files_in_all)
        buttons.append(button(files, Case(do="files", opinion_id=card.opinion_id)))
    buttons.append(button(turn.label("button-back"), Go(to="my")))
    return inline([*about.rows(turn, card), *keyboards.grid(buttons)])


@router.callback_query(Pressed(Case, "add"))
async def add(_press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """Add to it."""
    await writing.begin(turn, state, Purpose.ADDITION, opinion_id=callback_data.opinion_id)


@router.callback_query(Pressed(Case, "reply"))
async def reply(_press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """Answer the question; if the matter has moved on meanwhile, add to it."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_author=True)
    purpose = Purpose.REPLY if c.ReplyToQuestion in card.can else Purpose.ADDITION
    await writing.begin(turn, state, purpose, opinion_id=callback_data.opinion_id)


@router.callback_query(Pressed(Case, "nudge"))
async def nudge(press: CallbackQuery, callback_data: Case, turn: Turn) -> str:
    """Ask after it."""
    await turn.do(sending.perform, opinion_id=callback_data.opinion_id, command=c.Nudge())
    await timeline(turn, callback_data.opinion_id, press)
    return turn.label("nudged")


@router.callback_query(Pressed(Case, "withdraw"))
async def ask_withdraw(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """Really?"""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_author=True)
    await turn.show(
        press,
        turn.text("withdraw-sure", number=card.number),
        inline(
            [
                [
                    button(
                        turn.label("button-withdraw-yes"), Case(do="withdraw_yes", opinion_id=card.opinion_id)
                    )
                ],
                [button(turn.label("button-withdraw-no"), Case(do="mine", opinion_id=card.opinion_id))],
            ]
        ),
    )


@router.callback_query(Pressed(Case, "withdraw_yes"))
async def withdraw(press: CallbackQuery, callback_data: Case, turn: Turn) -> str:
    """Take it back."""
    await turn.do(sending.perform, opinion_id=callback_data.opinion_id, command=c.Withdraw())
    await timeline(turn, callback_data.opinion_id, press)
    return turn.label("withdrawn")
