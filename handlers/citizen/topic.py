"""By what it is about: the citizen says it, and is told who suits it. What they say is an opinion begun; nothing
goes out before they have seen it and tapped on send."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import keyboards, writing
from handlers.callbacks import Go
from handlers.citizen import addressee
from handlers.filters import NoCommand, Pressed, says
from handlers.parts import is_service, own_contact, part_of
from handlers.states import Finding
from handlers.turn import Turn
from liaison.casework import drafting
from liaison.casework.model import Purpose

router = Router(name="topic")


@router.callback_query(Pressed(Go, "topic"))
async def ask(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """What is it about? Whoever has begun to say it is shown who suits that."""
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is not None and unfinished.parts:
        if unfinished.purpose is Purpose.OPINION:
            await addressee.ask(turn, state, unfinished)
        else:
            await writing.offer_unfinished(turn, unfinished)
        return
    await state.set_state(Finding.topic)
    await state.set_data({})
    await turn.say(turn.text("topic-prompt"))


@router.message(StateFilter(Finding.topic), NoCommand())
async def said(message: Message, turn: Turn, state: FSMContext) -> None:
    """This is what it is about. A place belongs to it as well."""
    text = (message.text or "").strip()
    if says(turn, text, "button-cancel"):
        await writing.stop(turn, state)
        return
    part = part_of(message)
    if part is None:
        if not is_service(message):
            await turn.say(turn.text("cannot-use"))
        return
    if own_contact(message):
        await turn.say(turn.text("writing-own-contact"))
        return
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is not None and unfinished.parts:  # begun from an old button meanwhile: nothing is lost
        await writing.begin(turn, state, Purpose.OPINION, message=message)
        return
    draft = await turn.do(drafting.start, purpose=Purpose.OPINION, part=part)
    await writing.warn(turn, draft)
    await turn.say(turn.text("topic-noted"), keyboards.writing(turn))
    await addressee.ask(turn, state, draft)
