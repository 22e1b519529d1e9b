"""One opinion on a clerk's screen: which committee, which deputy, and where nobody else has it, an answer."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers import cards, hints, joint, keyboards, whom, writing
from handlers.callbacks import Case, Go, PickCommittee, PickDeputy
from handlers.deputy.card import WORDS, WRITES
from handlers.filters import NoText, Pressed, Says, Words
from handlers.keyboards import Row, button, inline
from handlers.staff import triage
from handlers.states import Handing
from handlers.turn import Turn
from liaison.casework import alike, candidates, reading, sending
from liaison.casework import commands as c
from liaison.casework.errors import Refused

router = Router(name="staff-card")

KEY = "card-clerk"
"""The card's text."""


@router.callback_query(Pressed(Case, "case"))
async def pressed(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """From a list, or back from a choice."""
    await whom.leave(state)
    await show(turn, callback_data.opinion_id, press)


async def show(turn: Turn, opinion_id: int, press: CallbackQuery | None = None) -> None:
    """The card, in place of the pressed message. Refused for anybody but clerks."""
    card = await turn.look(reading.card, opinion_id=opinion_id, as_staff=True)
    alike_ones = await near(turn, card)
    joined = (joint.below(turn, card), _near(turn, alike_ones))
    read = "\n".join(filter(None, (hints.below(turn, card), _guesses(turn, card), *joined)))
    body = cards.render(turn, card, KEY, read)
    whole = cards.abridged(turn, card, KEY, read)
    can_merge = any(one.open for one in alike_ones)
    await turn.show(press, body, _keyboard(turn, card, whole=whole, can_merge=can_merge))


async def near(turn: Turn, card: reading.Card) -> tuple[alike.Near, ...]:
    """What else was said about it, while it may be joined to that."""
    if c.Join not in card.can:
        return ()
    found = await turn.desk.alike(card.words, alike.FOUND)
    return await turn.look(alike.near, opinion_id=card.opinion_id, found=found) if found else ()


def _near(turn: Turn, found: tuple[alike.Near, ...]) -> str:
    if not found:
        return ""
    shown = (turn.label("near-one", number=one.number, state=one.state.value) for one in found)
    return turn.text("near", found=turn.label("listing-comma").join(shown))


def _to_route(card: reading.Card) -> bool:
    """No committee has it, and a clerk may say which."""
    return c.ConfirmCommittee in card.can and not card.committee


def _guesses(turn: Turn, card: reading.Card) -> str:
    """What the router thinks, while nobody has decided."""
    if not _to_route(card):
        return ""
    lines = [hints.guess(turn, guess, best=at == 0) for at, guess in enumerate(card.guesses)]
    return "\n".join(lines or [turn.text("guess-none")])


def _keyboard(turn: Turn, card: reading.Card, *, whole: bool, can_merge: bool) -> InlineKeyboardMarkup:
    def case(label: str, do: str) -> InlineKeyboardButton:
        return button(turn.label(label), Case(do=do, opinion_id=card.opinion_id))

    rows: list[Row] = []
    if _to_route(card):
        for at, guess in enumerate(card.guesses):
            label = turn.label("button-route", committee=guess.committee, best="yes" if at == 0 else "no")
            data = PickCommittee(do="route", opinion_id=card.opinion_id, committee_id=guess.committee_id)
            rows.append([button(label, data)])
    buttons = []
    if c.ConfirmCommittee in card.can and card.committee and card.to_confirm is not None:
        data = PickCommittee(do="confirm", opinion_id=card.opinion_id, committee_id=card.to_confirm)
        buttons.append(button(turn.label("button-confirm"), data))
    if c.ConfirmCommittee in card.can:
        label = "button-reroute" if card.committee else "button-committees"
        buttons.append(
            case(label if card.guesses or card.committee else "button-all-committees", "committees")
        )
    if c.Assign in card.can:
        buttons.append(case("button-assign", "assign"))
    if c.SetAssisting in card.can and card.committee:
        buttons.append(case("button-assisting", "assisting"))
    if c.SetGrade in card.can:
        buttons.append(case("button-grade", "grade"))
    buttons += [case(f"button-{do}", do) for command, do in WRITES if command in card.can]
    if can_merge:
        buttons.append(case("button-merge", "merge"))
    if c.Separate in card.can:
        buttons.append(case("button-separate", "separate"))
    buttons += joint.buttons(turn, card)
    buttons += cards.more_buttons(turn, card, whole=whole)
    last = [case("button-next", "next_case"), button(turn.label("button-triage"), Go(to="triage"))]
    return inline([*rows, *keyboards.grid(buttons), last])


async def act(turn: Turn, opinion_id: int, press: CallbackQuery, command: c.Command) -> sending.Receipt:
    """Do it and show the card as it stands now, also when it was refused: then the card was old."""
    try:
        receipt = await turn.do(sending.perform, opinion_id=opinion_id, command=command)
    except Refused:
        await show(turn, opinion_id, press)
        raise
    await show(turn, opinion_id, press)
    return receipt


@router.callback_query(Pressed(PickCommittee, "route"))
async def route(press: CallbackQuery, callback_data: PickCommittee, turn: Turn) -> str:
    """This committee's remit it is."""
    command = c.ConfirmCommittee(callback_data.committee_id)
    receipt = await act(turn, callback_data.opinion_id, press, command)
    committee = turn.office.directory.roster.committees[callback_data.committee_id]
    return turn.label("routed", committee=committee.name, learnt="yes" if receipt.learnt else "no")


@router.callback_query(Pressed(PickCommittee, "confirm"))
async def confirm(press: CallbackQuery, callback_data: PickCommittee, turn: Turn) -> str:
    """The committee that has it is the right one."""
    command = c.ConfirmCommittee(callback_data.committee_id, as_is=True)
    receipt = await act(turn, callback_data.opinion_id, press, command)
    return turn.label("confirmed", learnt="yes" if receipt.learnt else "no")


@router.callback_query(Pressed(Case, "committees"))
async def committees(press: CallbackQuery, callback_data: Case, turn: Turn) -> None:
    """All committees, the present one marked."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_staff=True)
    if c.ConfirmCommittee not in card.can:
        await show(turn, card.opinion_id, press)
        raise Refused("refused-now", state=card.state.value)
    rows: list[Row] = []
    for committee in turn.office.directory.roster.committees.values():
        best = "yes" if committee.name == card.committee else "no"
        data = PickCommittee(do="route", opinion_id=card.opinion_id, committee_id=committee.id)
        rows.append([button(turn.label("button-route", committee=committee.name, best=best), data)])
    rows.append(_back(turn, card.opinion_id))
    await turn.show(press, turn.text("choose-committee", number=card.number), inline(rows))


def _back(turn: Turn, opinion_id: int) -> Row:
    return [button(turn.label("button-back"), Case(do="case", opinion_id=opinion_id))]


@router.callback_query(Pressed(Case, "assign"))
async def ask_deputy(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """To which deputy? Those who suit are offered, and a name or place may be typed."""
    card = await turn.look(reading.card, opinion_id=callback_data.opinion_id, as_staff=True)
    if c.Assign not in card.can:
        await show(turn, card.opinion_id, press)
        raise Refused("refused-now", state=card.state.value)
    found = await turn.look(candidates.shortlist, opinion_id=card.opinion_id)
    if not await whom.ask(turn, state, Handing.assign_to, card.opinion_id):
        return
    rows: list[Row] = [
        whom.row(
            turn,
            turn.office.directory.roster.deputies[one.deputy_id],
            PickDeputy(do="assign", deputy_id=one.deputy_id, about=card.opinion_id),
            turn.label("assign-why", why=one.why[0].value),
            joined=one.joined,
        )
        for one in found
    ]
    body = turn.text(
        "assign-whom", number=card.number, found=len(rows), deputy=card.deputy, state=card.state.value
    )
    await turn.show(press, body, inline([*rows, _back(turn, card.opinion_id)]))


@router.message(StateFilter(Handing.assign_to), Says("button-cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The big button from before."""
    await writing.stop(turn, state)


@router.message(StateFilter(Handing.assign_to), Words())
async def typed(message: Message, turn: Turn, state: FSMContext) -> None:
    """A name or place was typed."""
    opinion_id = await whom.opinion_of(state)
    rows = await whom.typed(message, turn, "assign", opinion_id)
    key = "whom-choose" if rows else "whom-nobody"
    await turn.say(turn.text(key), inline([*rows, _back(turn, opinion_id)]))


@router.message(StateFilter(Handing.assign_to), NoText())
async def no_name(_message: Message, turn: Turn, state: FSMContext) -> None:
    """A picture or a voice message is no name."""
    await turn.say(turn.text("whom-type"), inline([_back(turn, await whom.opinion_of(state))]))


@router.callback_query(Pressed(PickDeputy, "assign"))
async def assign(press: CallbackQuery, callback_data: PickDeputy, turn: Turn, state: FSMContext) -> str:
    """This deputy answers it."""
    deputy = whom.deputy_of(turn, callback_data.deputy_id)
    await whom.leave(state)
    await act(turn, callback_data.about, press, c.Assign(deputy.id))
    return turn.label("assigned", name=deputy.name)


@router.callback_query(Pressed(Case, *WORDS))
async def write(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> None:
    """Staff answer, ask or correct what no deputy has. A card that is out of date is shown anew."""
    await whom.leave(state)
    opinion_id = callback_data.opinion_id
    try:
        await writing.begin(turn, state, WORDS[callback_data.do], opinion_id=opinion_id)
    except Refused:
        await show(turn, opinion_id, press)
        raise


@router.callback_query(Pressed(Case, "next_case"))
async def next_case(press: CallbackQuery, callback_data: Case, turn: Turn, state: FSMContext) -> str | None:
    """The next to route; when there is none, the list."""
    await whom.leave(state)
    page = await turn.look(reading.staff_queue)
    waiting = [row.opinion_id for row in page.rows]
    current = callback_data.opinion_id
    if current in waiting:
        later = waiting[waiting.index(current) + 1 :]
        waiting = later or [first for first in waiting[:1] if first != current]
    if not waiting:
        await triage.show(turn, press)
        return turn.label("next-none-triage")
    await show(turn, waiting[0], press)
    return None
