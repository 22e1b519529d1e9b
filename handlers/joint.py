"""Joined opinions on the screen: how many share one, and what they say."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from liaison.casework import alike
from liaison.casework.reading import Card
from liaison.casework.telling import beginning

from .callbacks import Case
from .cards import ROOM, units
from .filters import Pressed
from .keyboards import button
from .turn import Turn

router = Router(name="joint")

WORDS = 400
"""UTF-16 units of one citizen's words among those of others."""


def below(turn: Turn, card: Card) -> str:
    """How many have joined it, or that it is joined itself; empty when neither."""
    if not card.followers and not card.joined:
        return ""
    return turn.text("joint", count=card.followers, head=card.head, joined="yes" if card.joined else "no")


def buttons(turn: Turn, card: Card) -> list[InlineKeyboardButton]:
    """What those who joined say."""
    if not card.followers:
        return []
    label = turn.label("button-followers", count=card.followers)
    return [button(label, Case(do="followers", opinion_id=card.opinion_id))]


@router.callback_query(Pressed(Case, "followers"))
async def followers(_press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """Their words, in messages of their own."""
    found = await turn.look(alike.followers, opinion_id=callback_data.opinion_id)
    if not found:
        await turn.say(turn.text("followers-none"))
        return
    page = ""
    for one in found:
        shown = turn.text(
            "follower", number=one.number, words=beginning(one.words, WORDS), place=one.place, name=one.name,
            on=one.on,
        )  # fmt: skip
        if page and units(page) + units(shown) > ROOM:
            await turn.say(page)
            page = ""
        page = f"{page}\n\n{shown}" if page else shown
    await turn.say(page)
