"""One box for everything: a name, a part of one, a unit, a place, as it is spelt or as it sounds."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import keyboards, writing
from handlers.callbacks import Go, More, PickDeputy
from handlers.citizen import addressee, place
from handlers.citizen.results import Results, asks_own_place, hit_label, look_up, too_long
from handlers.filters import Command, Pressed
from handlers.keyboards import Row, button, inline
from handlers.states import Finding
from handlers.turn import Turn
from liaison.casework import drafting
from liaison.casework.errors import Refused
from liaison.casework.model import Purpose
from liaison.directory.search import Hit
from liaison.routing.verdict import Way

router = Router(name="find")

SHORT = 24
"""Characters up to which a message out of the blue is taken for a search; what is longer is something
somebody has to say."""

PAGE = 6
"""Results on one page: as many buttons as fit a phone with their heading."""


@router.message(Command("find"))
async def find(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Ask for a name or a place."""
    await _ask_name(turn, state)


@router.callback_query(Pressed(Go, "find"))
async def find_pressed(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The same, by button."""
    await _ask_name(turn, state)


async def _ask_name(turn: Turn, state: FSMContext) -> None:
    """Whoever is writing looks for somebody to send it to: what they type next is a name, not words."""
    draft_id = await writing.draft_id(state)
    draft = await turn.look(drafting.open_draft) if draft_id else None
    if draft is not None and draft.id == draft_id:
        if draft.purpose is Purpose.OPINION:
            await addressee.ask(turn, state, draft)
        else:
            await writing.offer_unfinished(turn, draft)
        return
    await state.set_state(Finding.name)
    await turn.say(turn.text("find-prompt"), inline(keyboards.ways(turn)))


async def search(query: str, turn: Turn, state: FSMContext, *, uncertain: bool) -> bool:
    """Show who matches; False (and nothing shown) when nobody does for certain and ``uncertain`` ones are not
    wanted. Whoever asks for their own place is asked where that is."""
    if asks_own_place(turn, query):
        await place.ask_home(turn, state)
        return True
    results = look_up(turn, query)
    if not results.certain and (not uncertain or (not results.items and _speaks(turn, query))):
        return False
    body, rows = _page(turn, query, results, 0, "card", 0)
    await turn.say(body, inline([*rows, *([] if results.certain else _no_dead_end(turn))]))
    return True


def _speaks(turn: Turn, words: str) -> bool:
    """Whether so few words say already what somebody has to say ("路灯坏了")."""
    verdict = turn.office.router.read(words)
    return verdict.way is not Way.TRIAGE


def _no_dead_end(turn: Turn) -> list[Row]:
    return [*keyboards.ways(turn), [button(turn.label("button-just-write"), Go(to="write"))]]


def _page(
    turn: Turn, query: str, results: Results, offset: int, do: str, about: int
) -> tuple[str, list[Row]]:
    """One page of what was found. The query stands in the text, in bold: from there the next page takes it."""
    if not results.items:
        return turn.text("find-nobody", query=query[:SHORT]), []
    rows: list[Row] = [[_item(turn, item, do, about)] for item in results.items[offset : offset + PAGE]]
    if len(query) <= SHORT:
        rows.append(
            keyboards.paged(
                turn, offset, PAGE, len(results.items), lambda at: More(do=do, offset=at, about=about)
            )
        )
    key = "find-found" if results.certain else "find-nearest"
    if results.certain and results.ask_which and offset == 0:
        key = "find-which"
    if do != "card":  # the addressee of what is being written, whose words are still there
        key = addressee.heading(results)
    count = results.places if key == "find-which" else len(results.items)
    shown = [item for item in results.items[offset : offset + PAGE] if isinstance(item, Hit)]
    return turn.text(key, count=count, query=query[:SHORT]) + too_long(turn, shown), rows


def _item(turn: Turn, item: Hit | int, do: str, about: int) -> InlineKeyboardButton:
    if isinstance(item, int):
        return place.place_button(turn, turn.office.directory.roster.districts[item])
    return button(hit_label(turn, item), PickDeputy(do=do, deputy_id=item.deputy.id, about=about))


@router.callback_query(Pressed(More))
async def more(press: CallbackQuery, callback_data: More, turn: Turn) -> None:
    """Another page, in the same message. Refused where the words are no longer there."""
    message = press.message if isinstance(press.message, Message) else None
    text = (message.text or "") if message is not None else ""
    bold = [one for one in (message.entities or []) if one.type == "bold"] if message is not None else []
    query = bold[0].extract_from(text) if bold else ""
    if not query:
        raise Refused("refused-search-again")
    results = look_up(turn, query, places=callback_data.do == "card")
    offset = min(callback_data.offset, max(0, len(results.items) - 1) // PAGE * PAGE)
    body, rows = _page(turn, query, results, offset, callback_data.do, callback_data.about)
    if callback_data.about:
        rows += addressee.other_ways(turn, callback_data.about)
    elif not results.certain:
        rows += _no_dead_end(turn)
    await turn.show(press, body, inline(rows))
