"""The clerks' queue: what must be routed, what committees have, what deputies have."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import cards, keyboards, whom
from handlers.callbacks import Go
from handlers.filters import Command, Pressed
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework import reading
from liaison.casework.model import State

router = Router(name="triage")

_TABS = {
    "triage": State.TRIAGE,
    "triage-committee": State.WITH_COMMITTEE,
    "triage-deputy": State.WITH_DEPUTY,
    "triage-waiting": State.WAITING,
    "triage-answered": State.ANSWERED,
    "triage-joined": State.JOINED,
}
"""The lists by the name their buttons carry."""

_ALWAYS = frozenset({State.TRIAGE, State.WITH_COMMITTEE, State.WITH_DEPUTY})
"""Lists that are offered even when empty."""


@router.message(Command("triage"))
async def triage(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The queue."""
    await whom.leave(state)
    await show(turn)


@router.callback_query(Pressed(Go, *_TABS))
async def pressed(press: CallbackQuery, callback_data: Go, turn: Turn, state: FSMContext) -> None:
    """The queue, another list, or another page."""
    await whom.leave(state)
    await show(turn, press, callback_data.to, callback_data.offset)


async def show(turn: Turn, press: CallbackQuery | None = None, to: str = "triage", offset: int = 0) -> None:
    """One list with the counts of all."""
    shown = _TABS[to]
    page = await turn.look(reading.staff_queue, states=(shown,), offset=offset)
    if not page.rows and offset:  # the list became shorter than this page's beginning
        await show(turn, press, to)
        return
    counts = {state: page.counts.get(state.value, 0) for state in State}
    body = turn.text(
        "triage",
        tab=shown.value,
        count=page.total,
        **{state.value: count for state, count in counts.items()},
    )
    if shown is State.TRIAGE and not offset and (trouble := await _trouble(turn)):
        body = f"{body}\n\n{trouble}"
    tabs = [
        button(turn.label("triage-tab", tab=state.value, count=counts[state]), Go(to=name))
        for name, state in _TABS.items()
        if state is not shown and (counts[state] or state in _ALWAYS)
    ]
    await turn.show(
        press,
        body,
        inline([*cards.rows(turn, page, "case"), keyboards.pager(turn, page, to), *keyboards.grid(tabs)]),
    )


async def _trouble(turn: Turn) -> str:
    """On the first page: what did not reach people, or us; empty when everything did."""
    found = await turn.look(reading.trouble)
    if not (found.failed or found.uncertain or found.parked):
        return ""
    listed = turn.label("listing-comma").join(found.numbers)
    return turn.text(
        "triage-trouble",
        failed=found.failed,
        uncertain=found.uncertain,
        parked=found.parked,
        numbers=listed,
    )
