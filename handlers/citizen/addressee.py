"""Whom an opinion is for: chosen before or after it is written, proposed by what it says, or left to staff."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import writing
from handlers.callbacks import DraftDo, Go, More, PickDeputy
from handlers.citizen.results import Results, hit_label, look_up, shortened, too_long
from handlers.filters import Command, Pressed, Words
from handlers.keyboards import Row, button, inline, paged
from handlers.levels import levels
from handlers.preview import preview
from handlers.states import Writing
from handlers.turn import Turn
from liaison.casework import drafting, proposing
from liaison.casework.errors import Refused
from liaison.casework.model import Draft, Purpose
from liaison.directory.model import Deputy
from liaison.directory.search import Hit

router = Router(name="addressee")

PAGE = 6
"""Deputies on one page; the ways on stand below."""

SHORT = 24
"""Characters up to which what is typed here is taken for a name or a place."""


def deputy_of(turn: Turn, deputy_id: int) -> Deputy:
    """A deputy in office. Raises Refused when the button is older than that."""
    deputy = turn.office.directory.roster.deputies.get(deputy_id)
    if deputy is None or not deputy.active:
        raise Refused("refused-no-such-deputy")
    return deputy


@router.callback_query(Pressed(PickDeputy, "write"))
async def write_to(_press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> None:
    """Write to this deputy."""
    deputy = deputy_of(turn, callback_data.deputy_id)
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
    await ask(turn, state, await turn.look(drafting.draft, draft_id=callback_data.draft_id))


async def ask(turn: Turn, state: FSMContext, draft: Draft) -> None:
    """A name or a place is expected now; before it comes, those whom the words and the citizen's community speak
    for are proposed."""
    await state.set_state(Writing.addressee)
    await state.update_data(draft=draft.id)
    proposed = proposing.propose(turn.office, draft.words, turn.me.home_district_id)
    rows: list[Row] = [
        [proposal_button(turn, one, draft.id)] for one in proposed if one.deputy.id != draft.deputy_id
    ]
    key = "whom-proposed" if rows else "whom-prompt"
    await turn.say(turn.text(key), inline([*rows, *other_ways(turn, draft.id)]))


def proposal_button(turn: Turn, proposal: proposing.Proposal, draft_id: int) -> InlineKeyboardButton:
    """A deputy who is proposed, and why."""
    grounds = proposal.grounds
    # The committee is why this one and not another of the community; both, where both hold.
    shown = [grounds[0], *[one for one in grounds[1:] if one.why is not grounds[0].why][:1]]
    reasons = turn.label("listing-comma").join(
        turn.label("ground", why=one.why.value, name=one.name) for one in shown
    )
    label = turn.label(
        "hit",
        name=proposal.deputy.name,
        level=levels(turn, proposal.deputy),
        why=reasons,
    )
    return button(shortened(label), PickDeputy(do="choose", deputy_id=proposal.deputy.id, about=draft_id))


def other_ways(turn: Turn, draft_id: int) -> list[Row]:
    """Let staff choose, or go on writing."""
    return [
        [button(turn.label("button-let-staff-choose"), DraftDo(do="staff", draft_id=draft_id))],
        [button(turn.label("button-go-on"), DraftDo(do="more", draft_id=draft_id))],
    ]


@router.message(StateFilter(Writing.addressee), Words())
async def whom(message: Message, turn: Turn, state: FSMContext) -> None:
    """A name or place was typed; what is too long for one, and finds nobody, is said like the rest."""
    draft_id = await writing.draft_id(state)
    typed = (message.text or "").strip()
    results = look_up(turn, typed, places=False)
    if len(typed) > SHORT and not results.certain:
        await writing.more_words(message, turn, state)
        return
    hits = [item for item in results.items if isinstance(item, Hit)]
    rows: list[Row] = [
        [button(hit_label(turn, hit), PickDeputy(do="choose", deputy_id=hit.deputy.id, about=draft_id))]
        for hit in hits[:PAGE]
    ]
    if len(typed) <= SHORT:
        rows.append(paged(turn, 0, PAGE, len(hits), lambda at: More(do="choose", offset=at, about=draft_id)))
    body = turn.text(heading(results), query=typed[:SHORT]) + too_long(turn, hits[:PAGE])
    await turn.say(body, inline([*rows, *other_ways(turn, draft_id)]))


def heading(results: Results) -> str:
    """What stands above deputies to choose from: the key of a text."""
    if not results.items:
        return "whom-nobody-found"
    return "whom-found" if results.certain else "whom-nearest"


@router.callback_query(Pressed(PickDeputy, "choose"))
async def chosen(press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> None:
    """This deputy it is."""
    deputy = deputy_of(turn, callback_data.deputy_id)
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
