"""Which committee assists the one in charge: a clerk says so."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.callbacks import Case, PickCommittee
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.staff import card as staff_card
from handlers.turn import Turn
from liaison.casework import commands as c
from liaison.casework import reading
from liaison.casework.errors import Refused

router = Router(name="assisting")

NOBODY = 0
"""In a button: no committee."""


@router.callback_query(Pressed(Case, "assisting"))
async def choose(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """All committees but the one in charge, the present one marked; and none."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_staff=True)
    if c.SetAssisting not in card.can or not card.committee:
        await staff_card.show(turn, card.opinion_id, press)
        raise Refused("refused-now", state=card.state.value)

    def pick(label: str, committee_id: int) -> Row:
        data = PickCommittee(do="assist", opinion_id=card.opinion_id, committee_id=committee_id)
        return [button(label, data)]

    rows: list[Row] = []
    for committee in turn.office.directory.roster.committees.values():
        if committee.name != card.committee:
            best = "yes" if committee.name == card.assisting else "no"
            rows.append(pick(turn.label("button-route", committee=committee.name, best=best), committee.id))
    if card.assisting:
        rows.append(pick(turn.label("button-nobody-assists"), NOBODY))
    rows.append([button(turn.label("button-back"), Case(do="case", opinion_id=card.opinion_id))])
    body = turn.text("choose-assisting", number=card.number, committee=card.committee)
    await turn.show(press, body, inline(rows))


@router.callback_query(Pressed(PickCommittee, "assist"))
async def assist(press: CallbackQuery, callback_data: PickCommittee, turn: Turn) -> str:
    """This one assists, or none."""
    committee_id = None if callback_data.committee_id == NOBODY else callback_data.committee_id
    await staff_card.act(turn, callback_data.opinion_id, press, c.SetAssisting(committee_id))
    committee = turn.office.directory.roster.committees.get(callback_data.committee_id)
    return turn.label("assisting-set", committee=committee.name if committee else "")
