"""How pressing an opinion is: a clerk says so; what the words suggest is only marked."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.callbacks import Case, PickGrade
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.staff import card as staff_card
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading
from liaison.casework.errors import Refused
from liaison.routing.verdict import Grade

router = Router(name="grading")


@router.callback_query(Pressed(Case, "grade"))
async def choose(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """All grades; the present one, or the one that is suggested, marked."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_staff=True)
    if c.SetGrade not in card.can:
        await staff_card.show(turn, card.opinion_id, press)
        raise Refused("refused-now", state=card.state.value)
    rows: list[Row] = []
    for grade in Grade:
        label = turn.label(
            "button-grade-is",
            grade=grade.value,
            now="yes" if card.hints.grade == grade else "no",
            suggested="yes" if card.hints.advised_grade == grade else "no",
        )
        rows.append([button(label, PickGrade(opinion_id=card.opinion_id, grade=grade))])
    rows.append([button(turn.label("button-back"), Case(do="case", opinion_id=card.opinion_id))])
    await turn.show(press, turn.text("choose-grade", number=card.number), inline(rows))


@router.callback_query(Pressed(PickGrade))
async def grade(press: CallbackQuery, callback_data: PickGrade, turn: Turn) -> str:
    """So pressing it is."""
    await staff_card.act(turn, callback_data.opinion_id, press, c.SetGrade(callback_data.grade))
    return turn.label("graded", grade=callback_data.grade.value)
