"""Public codes of deputies, stations and communities: pictures and posters of them; a code that was misused is
withdrawn, or another takes its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import codes as public_codes
from handlers import whom, writing
from handlers.callbacks import Go, PickCode
from handlers.citizen.results import hit_label, look_up, shortened
from handlers.filters import Command, IsClerk, NoText, Pressed, Says, Words
from handlers.keyboards import Row, button, inline
from handlers.levels import levels
from handlers.states import Coding
from handlers.turn import Turn
from liaison.casework import codes
from liaison.casework.errors import Refused
from liaison.casework.ports import CodeKind
from liaison.directory.search import Hit

router = Router(name="codes")

MOST = 4
"""Stations, communities, and deputies, of each, that are offered for what was typed."""


@router.message(Command("codes"), IsClerk())
async def ask(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Whose? A name is expected."""
    await whom.leave(state)
    if await whom.ask(turn, state, Coding.what):
        await turn.say(turn.text("codes-which"))


@router.callback_query(Pressed(Go, "codes"), IsClerk())
async def ask_again(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The same, by button."""
    if await whom.ask(turn, state, Coding.what):
        await turn.show(press, turn.text("codes-which"))


@router.message(StateFilter(Coding.what), Says("button-cancel"))
async def cancel(_message: Message, turn: Turn, state: FSMContext) -> None:
    """The big button from before."""
    await writing.stop(turn, state)


@router.message(StateFilter(Coding.what), Words(), IsClerk())
async def typed(message: Message, turn: Turn) -> None:
    """Deputies, stations and communities that answer."""
    text = (message.text or "").strip()
    results = look_up(turn, text, places=False)
    hits = [item for item in results.items if isinstance(item, Hit)]
    named = list(_named(turn, text, hits if results.certain else []))
    people = list(_deputies(turn, hits[:MOST]))
    key = "codes-choose" if named or results.certain else "codes-nearest"
    rows = [*named, *(people if results.certain or not named else [])]
    await turn.say(turn.text(key if rows else "codes-nothing"), inline(rows))


@router.message(StateFilter(Coding.what), NoText())
async def no_name(_message: Message, turn: Turn) -> None:
    """A picture or a voice message is no name."""
    await turn.say(turn.text("whom-type"))


def _named(turn: Turn, text: str, hits: Iterable[Hit]) -> Iterator[Row]:
    directory = turn.office.directory
    roster = directory.roster
    matched = {reason.matched: None for hit in hits for reason in hit.reasons if reason.kind == "station"} | {
        station.name: None for station in roster.stations.values() if text and text in station.name
    }
    stations = [station for station in roster.stations.values() if station.name in matched]
    communities = [place for place in directory.find_districts(text, MOST) if place.kind == "village"]
    for station in stations[:MOST]:
        yield [_pick(turn.label("codes-station", name=station.name), "card", "station", station.id)]
    for place in communities:
        path = turn.office.place(place.id)
        yield [_pick(turn.label("codes-community", name=path), "card", "district", place.id)]


def _deputies(turn: Turn, hits: Iterable[Hit]) -> Iterator[Row]:
    labels = [(hit.deputy, hit_label(turn, hit)) for hit in hits]
    often = Counter(label for _, label in labels)
    for deputy, own in labels:
        apart = deputy.delegation or deputy.unit
        told = turn.label("hit", name=deputy.name, level=levels(turn, deputy), why=apart)
        label = own if often[own] == 1 else shortened(told)
        yield [_pick(turn.label("codes-deputy", label=label), "card", "deputy", deputy.id)]


def _pick(label: str, do: str, kind: CodeKind, target_id: int, token: str = "") -> InlineKeyboardButton:
    return button(label, PickCode(do=do, kind=kind, target_id=target_id, token=token))


@router.callback_query(Pressed(PickCode, "card"), IsClerk())
async def card(press: CallbackQuery, callback_data: PickCode, turn: Turn, state: FSMContext) -> None:
    """One code: how it stands, and what can be done."""
    await whom.leave(state)
    await _card(press, turn, callback_data.kind, callback_data.target_id)


async def _card(press: CallbackQuery, turn: Turn, kind: CodeKind, target_id: int) -> None:
    token = await turn.look(codes.current, kind=kind, target_id=target_id)
    link = "" if token is None else f"https://{codes.address(kind, token, turn.bot_username)}"
    name = public_codes.name_of(turn, kind, target_id)

    def pick(key: str, do: str) -> InlineKeyboardButton:
        return _pick(turn.label(key), do, kind, target_id, token or "")

    others = [button(turn.label("button-codes-others"), Go(to="codes"))]
    rows = [[pick("button-code-new", "renew-yes")], others]
    if token is not None:
        rows = [
            [pick("button-code-picture", "picture"), pick("button-code-poster", "poster")],
            [pick("button-code-renew", "renew"), pick("button-code-withdraw", "withdraw")],
            others,
        ]
    await turn.show(press, turn.text("codes-card", kind=kind, name=name, link=link), inline(rows))


@router.callback_query(Pressed(PickCode, "picture"))
async def picture(_press: CallbackQuery, callback_data: PickCode, turn: Turn) -> None:
    """The QR picture. Whose it is may have it, and clerks; the use case sees to that."""
    await public_codes.send_picture(turn, callback_data.kind, callback_data.target_id)


@router.callback_query(Pressed(PickCode, "poster"))
async def poster(_press: CallbackQuery, callback_data: PickCode, turn: Turn) -> None:
    """The poster, under the same right."""
    await public_codes.send_poster(turn, callback_data.kind, callback_data.target_id)


@router.callback_query(Pressed(PickCode, "renew", "withdraw"), IsClerk())
async def sure(press: CallbackQuery, callback_data: PickCode, turn: Turn) -> None:
    """Asked once more: what hangs on walls will open nothing."""
    kind, target_id, do = callback_data.kind, callback_data.target_id, callback_data.do
    name = public_codes.name_of(turn, kind, target_id)
    yes = turn.label("button-codes-sure", do=do)
    rows = [
        [_pick(yes, f"{do}-yes", kind, target_id, callback_data.token)],
        [_pick(turn.label("button-back"), "card", kind, target_id)],
    ]
    await turn.show(press, turn.text("codes-sure", do=do, kind=kind, name=name), inline(rows))


@router.callback_query(Pressed(PickCode, "renew-yes"), IsClerk())
async def renew(press: CallbackQuery, callback_data: PickCode, turn: Turn) -> None:
    """Another code takes its place."""
    kind, target_id = callback_data.kind, callback_data.target_id
    await turn.do(codes.renew, kind=kind, target_id=target_id, instead_of=callback_data.token)
    await _card(press, turn, kind, target_id)
    await public_codes.send_picture(turn, kind, target_id)


@router.callback_query(Pressed(PickCode, "withdraw-yes"), IsClerk())
async def withdraw(press: CallbackQuery, callback_data: PickCode, turn: Turn) -> None:
    """It opens nothing from now on."""
    kind, target_id = callback_data.kind, callback_data.target_id
    await turn.do(codes.withdraw, kind=kind, target_id=target_id, token=callback_data.token)
    await _card(press, turn, kind, target_id)


@router.message(Command("codes"))
async def not_staff(_message: Message) -> None:
    """For clerks only."""
    raise Refused("refused-staff-only")


@router.callback_query(Pressed(PickCode))
@router.callback_query(Pressed(Go, "codes"))
async def not_staff_pressed(_press: CallbackQuery) -> None:
    """The same, by button."""
    raise Refused("refused-staff-only")
