"""What a deputy owes: the counts, and the oldest promise first."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import cards, keyboards, whom
from handlers.callbacks import Case, Go
from handlers.filters import Command, Pressed
from handlers.keyboards import button, inline
from handlers.turn import Turn
from liaison.casework import reading
from liaison.casework.model import Shelf

router = Router(name="inbox")

_SHELVES = {
    "inbox": Shelf.OWED,
    "inbox-waiting": Shelf.WAITING,
    "inbox-aside": Shelf.ASIDE,
    "inbox-answered": Shelf.ANSWERED,
}
"""The lists by the name their buttons carry."""


@router.message(Command("inbox"))
async def inbox(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The queue."""
    await whom.leave(state)
    await show(turn)


@router.callback_query(Pressed(Case, "inbox"))
async def from_notice(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """From a notice: as a new message, so that the notice stays."""
    await whom.leave(state)
    await show(turn)


@router.callback_query(Pressed(Go, *_SHELVES))
async def pressed(press: CallbackQuery, callback_data: Go, turn: Turn, state: FSMContext) -> None:
    """The queue, another list, or another page."""
    await whom.leave(state)
    await show(turn, press, callback_data.to, callback_data.offset)


async def show(turn: Turn, press: CallbackQuery | None = None, to: str = "inbox", offset: int = 0) -> None:
    """One list with the counts of all."""
    shelf = _SHELVES[to]
    page = await turn.look(reading.inbox, shelf=shelf, offset=offset)
    if not page.rows and offset:  # the list became shorter than this page's beginning
        await show(turn, press, to)
        return
    first = page.rows[0] if page.rows and not offset else None
    body = turn.text(
        "inbox",
        shelf=shelf.value,
        oldest=first.number if first else "",
        due=first.due_on if first else "",
        **page.counts,
    )
    others = [
        button(turn.label("inbox-tab", shelf=other.value, count=page.counts[other]), Go(to=name))
        for name, other in _SHELVES.items()
        if other is not shelf and (page.counts[other] or other is Shelf.OWED)
    ]
    start = (
        [button(turn.label("button-first"), Case(do="next", opinion_id=0))]
        if shelf is Shelf.OWED and page.total
        else []
    )
    await turn.show(
        press,
        body,
        inline(
            [start, *cards.rows(turn, page, "card"), keyboards.pager(turn, page, to), *keyboards.grid(others)]
        ),
    )
