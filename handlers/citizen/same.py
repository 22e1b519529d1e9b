"""The citizen has been told that somebody said the same: join it, add to one's own, or send it alone."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers import writing
from handlers.callbacks import SameDo
from handlers.filters import Pressed
from handlers.offer import was_offered
from handlers.turn import Turn
from liaison.casework import alike, sending

router = Router(name="same")


@router.callback_query(Pressed(SameDo, "join"))
async def join(press: CallbackQuery, callback_data: SameDo, turn: Turn, state: FSMContext) -> str | None:
    """Sent, and joined to the other. What was not offered is looked for once more: a button's data can be made up.
    When the other has come to its end meanwhile the draft is still there."""
    about = {"draft_id": callback_data.draft_id, "opinion_id": callback_data.opinion_id}
    offered = await was_offered(state, **about)
    draft = await turn.look(sending.own_draft, draft_id=callback_data.draft_id)
    found = () if offered or draft.closed else await turn.desk.alike(draft.words, alike.FOUND)
    receipt = await turn.do(alike.join, **about, offered=offered, found=found)
    return await _done(press, turn, state, receipt)


@router.callback_query(Pressed(SameDo, "add"))
async def add(press: CallbackQuery, callback_data: SameDo, turn: Turn, state: FSMContext) -> str | None:
    """Added to the opinion that the same citizen has sent before."""
    receipt = await turn.do(
        alike.add_instead, draft_id=callback_data.draft_id, opinion_id=callback_data.opinion_id
    )
    return await _done(press, turn, state, receipt)


@router.callback_query(Pressed(SameDo, "alone"))
async def alone(press: CallbackQuery, callback_data: SameDo, turn: Turn, state: FSMContext) -> str | None:
    """Sent as an opinion of its own."""
    receipt = await turn.do(sending.send, draft_id=callback_data.draft_id)
    return await _done(press, turn, state, receipt)


async def _done(press: CallbackQuery, turn: Turn, state: FSMContext, receipt: sending.Receipt) -> str | None:
    if press.message is not None:
        await turn.buttons(press.message.message_id, None)
    return await writing.was_sent(turn, state, receipt)
