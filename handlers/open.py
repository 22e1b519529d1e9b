"""Opening an opinion from a notice or by its number: each party gets its own view of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from liaison.casework import reading
from liaison.casework.model import Party

from . import cards
from .callbacks import Case
from .citizen import mine
from .deputy import card as deputy_card
from .filters import Pressed
from .staff import card as staff_card
from .turn import Turn

router = Router(name="open")


@router.callback_query(Pressed(Case, "open"))
async def open_pressed(_press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """From a notice: as a new message, so that the notice stays."""
    await show(turn, callback_data.opinion_id)


async def show(turn: Turn, opinion_id: int) -> None:
    """The strongest view this person has."""
    card = await turn.look(reading.card, opinion_id=opinion_id)
    match card.viewer:
        case Party.CITIZEN:
            await mine.timeline(turn, opinion_id)
        case Party.DEPUTY:
            # The pictures come with it: what the matter is must be seen at a glance, on the way.
            await cards.send_files(turn, tuple(part for part in card.files if part.kind in cards.PICTURES))
            await deputy_card.show(turn, opinion_id)
        case Party.CLERK:
            await staff_card.show(turn, opinion_id)


@router.callback_query(Pressed(Case, "files"))
async def files(_press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """Every file of it that this person may see."""
    await cards.send_files(turn, await turn.look(reading.files, opinion_id=callback_data.opinion_id))
