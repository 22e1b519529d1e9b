"""Finding a deputy by part of a name, a place, or a code."""

from __future__ import annotations

from urllib.parse import quote

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import writing
from handlers.callbacks import DraftDo, Go, PickDeputy
from handlers.filters import Command, Pressed, Words
from handlers.keyboards import button, inline
from handlers.preview import preview
from handlers.states import Writing
from handlers.turn import Turn
from liaison.casework import drafting, joining
from liaison.casework.errors import Refused
from liaison.casework.model import Draft, Purpose
from liaison.directory.model import Deputy
from liaison.directory.search import Hit

router = Router(name="find")

SHORT = 24
"""Characters up to which a message out of the blue is taken for a search; what is longer is something
somebody has to say."""

MOST_HITS = 6


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
    if draft is None or draft.id != draft_id:
        await turn.say(turn.text("find-prompt"))
    elif draft.purpose is Purpose.OPINION:
        await _ask_whom(turn, state, draft)
    else:
        await writing.offer_unfinished(turn, draft)


def hits_for(turn: Turn, query: str) -> tuple[Hit, ...]:
    """Who matches, best first."""
    return turn.office.directory.find(query, limit=MOST_HITS)


def why(hit: Hit) -> str:
    """The reason a deputy matches, short; empty when it is the name."""
    return "、".join(reason.matched for reason in hit.reasons if reason.kind != "name")[:20]


def hit_buttons(
    turn: Turn, hits: tuple[Hit, ...], do: str, about: int = 0
) -> list[list[InlineKeyboardButton]]:
    """One button a deputy: name, level, and why they match."""
    rows = []
    for hit in hits:
        level = turn.label("level", level=hit.deputy.level)
        label = turn.label("hit", name=hit.deputy.name, level=level, why=why(hit))
        rows.append([button(label, PickDeputy(do=do, deputy_id=hit.deputy.id, about=about))])
    return rows


async def search(query: str, turn: Turn) -> bool:
    """Show who matches; False (and nothing shown) when nobody does."""
    hits = hits_for(turn, query)
    if not hits:
        return False
    rows = hit_buttons(turn, hits, "card")
    await turn.say(turn.text("find-found", count=len(hits), query=query[:SHORT]), inline(rows))
    return True


@router.callback_query(Pressed(PickDeputy, "card"))
async def card(_press: CallbackQuery, callback_data: PickDeputy, turn: Turn) -> None:
    """One deputy's card."""
    await show_deputy(turn, _deputy(turn, callback_data.deputy_id))


def _deputy(turn: Turn, deputy_id: int) -> Deputy:
    deputy = turn.office.directory.roster.deputies.get(deputy_id)
    if deputy is None or not deputy.active:
        raise Refused("refused-no-such-deputy")
    return deputy


async def show_deputy(turn: Turn, deputy: Deputy) -> None:
    """Who the deputy is, where they can be met, how to write to them."""
    roster = turn.office.directory.roster
    stations = [roster.stations[key] for key in deputy.station_ids if key in roster.stations]
    committee = roster.committees.get(deputy.committee_id or 0)
    body = turn.text(
        "deputy-card",
        name=deputy.name,
        level=deputy.level,
        unit=deputy.unit,
        delegation=deputy.delegation,
        committee=committee.name if committee else "",
        groups="、".join(deputy.groups),
        communities="、".join(
            roster.districts[key].name for key in deputy.district_ids if key in roster.districts
        ),
        stations="\n".join(f"{s.name}({s.hours})\n{s.address}" for s in stations),
        pledge=deputy.pledge,
        phone=deputy.phone,
    )
    link = f"https://t.me/{turn.bot_username}?start={joining.DEPUTY_PREFIX}{deputy.token}"
    share = f"https://t.me/share/url?url={quote(link, safe='')}"
    await turn.say(
        body,
        inline(
            [
                [
                    button(
                        turn.label("button-write-to", name=deputy.name),
                        PickDeputy(do="write", deputy_id=deputy.id),
                    )
                ],
                [
                    InlineKeyboardButton(
                        text=turn.label("button-share"),
                        url=share,
                    ),
                    button(turn.label("button-find-again"), Go(to="find")),
                ],
            ]
        ),
    )


@router.callback_query(Pressed(PickDeputy, "write"))
async def write_to(_press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> None:
    """Write to this deputy."""
    deputy = _deputy(turn, callback_data.deputy_id)
    await writing.begin(turn, state, Purpose.OPINION, deputy_id=deputy.id)


@router.message(Command("write"))
async def write(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Write without knowing to whom: staff will see to it."""
    await writing.begin(turn, state, Purpose.OPINION)


@router.callback_query(Pressed(Go, "write"))
async def write_pressed(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The same, by button."""
    await writing.begin(turn, state, Purpose.OPINION)


@router.callback_query(Pressed(DraftDo, "whom"))
async def ask_whom(_press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext) -> None:
    """Choose another deputy for what is written."""
    await _ask_whom(turn, state, await turn.look(drafting.draft, draft_id=callback_data.draft_id))


async def _ask_whom(turn: Turn, state: FSMContext, draft: Draft) -> None:
    await state.set_state(Writing.addressee)
    await state.update_data(draft=draft.id)
    await turn.say(turn.text("whom-prompt"), inline(_other_ways(turn, draft.id)))


def _other_ways(turn: Turn, draft_id: int) -> list[list[InlineKeyboardButton]]:
    return [
        [button(turn.label("button-let-staff-choose"), DraftDo(do="staff", draft_id=draft_id))],
        [button(turn.label("button-go-on"), DraftDo(do="more", draft_id=draft_id))],
    ]


@router.message(StateFilter(Writing.addressee), Words())
async def whom(message: Message, turn: Turn, state: FSMContext) -> None:
    """A name or place was typed."""
    draft_id = await writing.draft_id(state)
    hits = hits_for(turn, message.text or "")
    if not hits and len(message.text or "") > SHORT:
        await writing.more_words(message, turn, state)
        return
    rows = [*hit_buttons(turn, hits, "choose", draft_id), *_other_ways(turn, draft_id)]
    await turn.say(turn.text("whom-found" if hits else "whom-nobody-found"), inline(rows))


@router.callback_query(Pressed(PickDeputy, "choose"))
async def chosen(press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> None:
    """This deputy it is."""
    deputy = _deputy(turn, callback_data.deputy_id)
    draft = await turn.do(drafting.address_to, draft_id=callback_data.about, deputy_id=deputy.id)
    await _addressed(press, turn, state, draft)


@router.callback_query(Pressed(DraftDo, "staff"))
async def let_staff_choose(
    press: CallbackQuery, callback_data: DraftDo, turn: Turn, state: FSMContext
) -> None:
    """Nobody in particular: staff see to it."""
    draft = await turn.do(drafting.address_to, draft_id=callback_data.draft_id, deputy_id=None)
    await _addressed(press, turn, state, draft)


async def _addressed(press: CallbackQuery, turn: Turn, state: FSMContext, draft: Draft) -> None:
    """On with it: to the preview, or, while nothing is written yet, to the writing."""
    if draft.parts:
        await preview(turn, state, draft, press)
    else:
        await writing.resume(turn, state, draft, press)
