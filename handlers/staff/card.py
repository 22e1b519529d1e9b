"""The staff card."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import cards
from handlers.turn import Turn
from liaison.casework import reading

router = Router(name="staff-card")


async def show(turn: Turn, opinion_id: int, press: CallbackQuery | None = None) -> None:
    """The card."""
    card = await turn.look(reading.card, opinion_id=opinion_id)
    await turn.show(press, cards.render(turn, card, "card-clerk"))
