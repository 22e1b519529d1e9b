"""A place sent from the phone: the nearest stations, and who stands for where one is. Nothing of it is kept."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReplyParameters

from handlers import keyboards, maps, writing
from handlers.callbacks import DraftDo, Go, Place
from handlers.citizen.deputy import name_button, station_button
from handlers.citizen.place import may_be_home
from handlers.citizen.results import shortened
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.states import Finding
from handlers.turn import Turn
from liaison.casework import drafting
from liaison.casework.model import Purpose
from liaison.casework.seats import seats_of
from liaison.directory.model import Station

router = Router(name="near")

STATIONS = 3
"""The nearest ones that are shown."""

FAR = 100_000
"""Metres from which on somebody is not in this city."""

MOST_NAMES = 6
"""Deputies named at each station."""

MOST_SEATS = 5
"""Deputies of the nearest place with a button of their own."""

STEP = 10
"""Metres to which a short distance is rounded: a phone knows no better."""


@router.callback_query(Pressed(Go, "near"))
async def ask(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Please send where you are. While something is being written a place belongs to it, and that comes first."""
    unfinished = await turn.look(drafting.open_draft)
    if unfinished is not None and unfinished.parts:
        await turn.say(
            turn.text("near-while-writing"),
            inline([[button(turn.label("button-go-on"), DraftDo(do="more", draft_id=unfinished.id))]]),
        )
        return
    if unfinished is not None:  # begun, and nothing written: the place is to be looked at, not sent
        await turn.do(drafting.discard)
        await state.clear()
    await turn.say(turn.text("near-prompt"), keyboards.ask_location(turn))


async def show(message: Message, turn: Turn, state: FSMContext) -> None:
    """The nearest stations, and those who stand for the place of the nearest."""
    where = message.location
    assert where is not None
    if await state.get_state() in {one.state for one in Finding.__all_states__}:
        await state.clear()
    found = turn.office.directory.nearest_stations(where.latitude, where.longitude, limit=STATIONS)
    if not found:
        await turn.say(turn.text("near-none"), keyboards.gone())
        await _reply(message, turn, turn.text("other-ways"), [*keyboards.ways(turn)[1:], _browse(turn)])
        return
    far = found[0][1] > FAR
    shown = found[:1] if far else found
    body = turn.text("near-far", kilometres=round(found[0][1] / 1000)) if far else turn.text("near-found")
    blocks = [_station(turn, station, metres, on_foot=not far) for station, metres in shown]
    await turn.say("\n\n".join([body, *blocks]), keyboards.gone())
    if far:
        await _reply(message, turn, turn.text("other-ways"), [_browse(turn), keyboards.ways(turn)[1]])
        return
    await _who(message, turn, [station for station, _ in shown])


def _browse(turn: Turn) -> Row:
    return [button(turn.label("button-browse"), Place(do="browse", district_id=0))]


def _station(turn: Turn, station: Station, metres: float, *, on_foot: bool) -> str:
    there = seats_of(turn.office.directory.roster).at_station(station.id)
    return turn.text(
        "near-station",
        name=station.name,
        distance=_distance(turn, metres) if on_foot else "",
        address=station.address,
        hours=station.hours,
        names=turn.label("listing-comma").join(one.name for one in there[:MOST_NAMES]),
        more=max(0, len(there) - MOST_NAMES),
        way=(maps.way_to(station) or "") if on_foot else "",
    )


def _distance(turn: Turn, metres: float) -> str:
    rounded = max(STEP, round(metres / STEP) * STEP)
    if rounded < 1000:
        return turn.label("metres", count=rounded)
    return turn.label("kilometres", count=f"{metres / 1000:.1f}")


async def _who(message: Message, turn: Turn, stations: list[Station]) -> None:
    """The place of the nearest station and who stands for it; the others' places to choose; the communities in
    it, of which one may be the citizen's."""
    roster = turn.office.directory.roster
    seats = seats_of(roster)
    places = list(dict.fromkeys(station.district_id for station in stations))
    nearest = roster.districts[places[0]]
    rows: list[Row] = [
        [name_button(turn, seat.deputy, linked=seat.linked, level=seat.level)]
        for seat in seats.of_place(nearest.id)[:MOST_SEATS]
    ]
    rows.append(
        [
            button(
                turn.label("button-deputies-of", name=nearest.name), Place(do="open", district_id=nearest.id)
            )
        ]
    )
    if may_be_home(turn, nearest):
        rows.append([button(turn.label("button-is-home"), Place(do="home", district_id=nearest.id))])
    else:
        rows.append([button(turn.label("button-inside"), Place(do="browse", district_id=nearest.id))])
    rows += [
        [
            button(
                shortened(turn.label("button-place", name=roster.districts[one].name)),
                Place(do="open", district_id=one),
            )
        ]
        for one in places[1:]
    ]
    rows.append([station_button(turn, stations[0])])
    await _reply(
        message, turn, turn.text("near-who", name=turn.office.place(nearest.id) or nearest.name), rows
    )


async def _reply(message: Message, turn: Turn, html: str, rows: list[Row]) -> None:
    """An answer to the place that was sent, with a button for those who have something to say about it. The place
    is found again in the message answered, so that it need not be kept for that."""
    say = [button(turn.label("button-say-here"), Go(to="here"))]
    await turn.bot.send_message(
        turn.chat_id,
        html,
        reply_markup=inline([*rows, say]),
        reply_parameters=ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True),
    )


@router.callback_query(Pressed(Go, "here"))
async def say_here(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """There is something to say about this place: it becomes the first part of an opinion. Where the message with
    the place was deleted, the opinion begins without."""
    shown = press.message if isinstance(press.message, Message) else None
    place = shown.reply_to_message if shown is not None else None
    sent = place if place is not None and place.location is not None else None
    await writing.begin(turn, state, Purpose.OPINION, message=sent)
