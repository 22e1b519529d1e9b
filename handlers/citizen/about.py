"""The citizen says what an opinion is about, when its words left room for doubt."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.callbacks import Case, SaysAbout
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading, sending
from liaison.casework.errors import Refused

router = Router(name="about")


def rows(turn: Turn, card: reading.Card) -> list[Row]:
    """A button for each subject the citizen may choose, and one for not knowing; none once that is settled."""
    if not card.hints.choices:
        return []
    chosen: list[InlineKeyboardButton] = [
        button(turn.label("do-say", subject=subject), SaysAbout(opinion_id=card.opinion_id, subject=subject))
        for subject in card.hints.choices
    ]
    return [
        [one] for one in (*chosen, button(turn.label("do-cannot_say"), SaysAbout(opinion_id=card.opinion_id)))
    ]


@router.callback_query(Pressed(SaysAbout))
async def say(press: CallbackQuery, callback_data: SaysAbout, turn: Turn) -> str:
    """It is about this, or the citizen cannot say. When somebody was faster, or it was said already: where it
    stands. The question's buttons go either way."""
    opinion_id, subject = callback_data.opinion_id, callback_data.subject
    try:
        await turn.do(sending.perform, opinion_id=opinion_id, command=c.SayAbout(subject))
    except Refused:
        card = await turn.look(reading.card, opinion_id=opinion_id, as_author=True)
        await _settle(press, turn, _usual(turn, opinion_id))
        raise Refused(
            "refused-about", state=card.state.value, committee=card.committee, deputy=card.deputy
        ) from None
    # What comes of a choice is told in a message that has the usual buttons.
    await _settle(press, turn, None if subject else _usual(turn, opinion_id))
    return turn.label("about-said" if subject else "about-unsure")


async def _settle(press: CallbackQuery, turn: Turn, keyboard: InlineKeyboardMarkup | None) -> None:
    if press.message is not None:
        await turn.buttons(press.message.message_id, keyboard)


def _usual(turn: Turn, opinion_id: int) -> InlineKeyboardMarkup:
    """As under any receipt."""
    return inline(
        [[button(turn.label(f"do-{do}"), Case(do=do, opinion_id=opinion_id))] for do in ("open", "add")]
    )
