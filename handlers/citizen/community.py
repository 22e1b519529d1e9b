"""The citizen's own community: said by them, or not at all."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import writing
from handlers.callbacks import DraftDo, PickDistrict
from handlers.citizen.find import SHORT
from handlers.filters import Pressed, Words
from handlers.keyboards import button, inline
from handlers.preview import preview
from handlers.states import Writing
from handlers.turn import Turn
from liaison.casework import drafting

router = Router(name="community")

MOST = 6


@router.callback_query(Pressed(DraftDo, "place"))
async def ask(_press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> None:
    """Which community is yours?"""
    draft = await turn.look(drafting.draft, draft_id=callback_data.draft_id)
    await state.set_state(Writing.community)
    await state.update_data(draft=draft.id)
    rows = [[button(turn.label("button-keep-place"), PickDistrict(district_id=-1, draft_id=draft.id))]]
    if turn.me.home_district_id is not None:
        rows.append([button(turn.label("button-no-place"), PickDistrict(district_id=0, draft_id=draft.id))])
    await turn.say(turn.text("community-prompt"), inline(rows))


@router.message(StateFilter(Writing.community), Words())
async def typed(message: Message, turn: Turn, state: FSMContext) -> None:
    """Part of its name was typed."""
    draft_id = await writing.draft_id(state)
    found = turn.office.directory.find_districts(message.text or "", limit=MOST)
    if not found and len(message.text or "") > SHORT:
        await writing.more_words(message, turn, state)
        return
    rows = [
        [button(turn.office.place(d.id), PickDistrict(district_id=d.id, draft_id=draft_id))]
        for d in found
        if d.parent_id is not None
    ]
    rows.append([button(turn.label("button-keep-place"), PickDistrict(district_id=-1, draft_id=draft_id))])
    await turn.say(turn.text("community-found" if len(rows) > 1 else "community-unknown"), inline(rows))


@router.callback_query(Pressed(PickDistrict))
async def picked(press: CallbackQuery, callback_data: PickDistrict, turn: Turn, state: FSMContext) -> None:
    """This one (0: none; -1: leave it as it is)."""
    if callback_data.district_id >= 0:
        known = callback_data.district_id in turn.office.directory.roster.districts
        turn.me = await turn.desk.do(
            drafting.choose_home,
            person=turn.me,
            district_id=callback_data.district_id if known else None,
        )
    draft = await turn.look(drafting.draft, draft_id=callback_data.draft_id)
    await preview(turn, state, draft, press)
