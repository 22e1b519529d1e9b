"""A place and who stands for it, a station and who sits there, and the citizen's own community."""

from __future__ import annotations

from itertools import groupby

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from handlers import keyboards, maps
from handlers.callbacks import AtStation, Go, Place
from handlers.citizen.deputy import name_button
from handlers.citizen.results import look_up, shortened
from handlers.filters import Command, Pressed, Words, says
from handlers.keyboards import Row, button, inline, paged
from handlers.states import Finding
from handlers.turn import Turn
from liaison.casework import drafting, numbers, understood
from liaison.casework.errors import Refused
from liaison.casework.seats import Seat, seats_of
from liaison.directory.model import District, Station

router = Router(name="place")

PAGE = 6
"""Deputies with a button on one page."""

MOST_NAMES = 12
"""Names of one level in the text; more are counted."""

MOST_PLACES = 8
"""Places offered when a community's name was typed."""

LONG = 24
"""Characters from which what was typed is no place's name, but something somebody has to say."""

MOST_STATIONS = 2
"""Stations told of on a place's page."""


def place_of(turn: Turn, district_id: int) -> District:
    """A place that is still there. Raises Refused when an import has taken it away."""
    place = turn.office.directory.roster.districts.get(district_id)
    if place is None:
        raise Refused("refused-no-such-place")
    return place


def may_be_home(turn: Turn, place: District) -> bool:
    """Whether somebody lives just there: nothing smaller is known inside it, and it is not everything."""
    return place.parent_id is not None and not seats_of(turn.office.directory.roster).children(place.id)


@router.callback_query(Pressed(Place, "open"))
async def opened(_press: CallbackQuery, callback_data: Place, turn: Turn) -> None:
    """A place's page, as a new message."""
    await show(turn, place_of(turn, callback_data.district_id))


@router.callback_query(Pressed(Place, "page"))
async def page(press: CallbackQuery, callback_data: Place, turn: Turn) -> None:
    """The same in place of the message; another page of its deputies."""
    await show(turn, place_of(turn, callback_data.district_id), press, offset=callback_data.offset)


async def show(turn: Turn, place: District, press: CallbackQuery | None = None, *, offset: int = 0) -> None:
    """Who stands for a place, by levels, and what can be done there."""
    roster = turn.office.directory.roster
    seats = seats_of(roster).of_place(place.id)
    mine = turn.me.home_district_id == place.id
    offset = min(offset, max(0, len(seats) - 1) // PAGE * PAGE)
    body = turn.text(
        "place-page",
        name=place.name,
        around=path_above(turn, place),
        mine="yes" if mine else "no",
        stations="\n".join(
            turn.label("card-station", name=s.name, hours=s.hours, address=s.address)
            for s in _stations_of(turn, place)[:MOST_STATIONS]
        ),
        count=len(seats),
        linked="yes" if any(seat.linked for seat in seats) else "no",
        levels=_levels(turn, seats),
    )
    rows: list[Row] = [
        [name_button(turn, seat.deputy, linked=seat.linked, level=seat.level)]
        for seat in seats[offset : offset + PAGE]
    ]
    rows.append(
        paged(turn, offset, PAGE, len(seats), lambda at: Place(do="page", district_id=place.id, offset=at))
    )
    rows += _below(turn, place, mine=mine)
    await turn.show(press, body, inline(rows))


def path_above(turn: Turn, place: District) -> str:
    """What a place lies in, outermost first; empty for the outermost."""
    above = turn.office.directory.roster.path(place.id)[:-1]
    return turn.label("listing-path").join(one.name for one in above)


def _stations_of(turn: Turn, place: District) -> list[Station]:
    """The stations in a community or, when it has none, in the town it lies in; of a larger place, its own."""
    roster = turn.office.directory.roster
    for where in (place.id, place.parent_id if place.kind == "village" else None):
        found = [station for station in roster.stations.values() if station.district_id == where]
        if found:
            return found
    return []


def _levels(turn: Turn, seats: tuple[Seat, ...]) -> str:
    """A line for each level: the names, marked who keeps in touch."""
    lines = []
    for level, group in groupby(seats, lambda seat: seat.level):
        of_level = list(group)
        names = [
            turn.label("seat-name", name=seat.deputy.name, linked="yes" if seat.linked else "no")
            for seat in of_level[:MOST_NAMES]
        ]
        lines.append(
            turn.label(
                "place-level",
                level=turn.label("level-many", level=level),
                names=turn.label("listing-comma").join(names),
                more=len(of_level) - len(names),
            )
        )
    return "\n".join(lines)


def _below(turn: Turn, place: District, *, mine: bool) -> list[Row]:
    rows: list[Row] = []
    if mine:
        rows.append(
            [
                button(turn.label("button-other-home"), Go(to="home")),
                button(turn.label("button-forget-home"), Place(do="forget", district_id=place.id)),
            ]
        )
    elif may_be_home(turn, place):
        rows.append([button(turn.label("button-is-home"), Place(do="home", district_id=place.id))])
    else:
        rows.append([button(turn.label("button-inside"), Place(do="browse", district_id=place.id))])
    if place.parent_id is not None and not mine:
        above = turn.office.directory.roster.districts[place.parent_id].name
        rows.append(
            [button(turn.label("button-up", name=above), Place(do="browse", district_id=place.parent_id))]
        )
    return rows


# --- the citizen's own community ------------------------------------------------------------------


@router.message(Command("deputies"))
async def mine(_message: Message, turn: Turn, state: FSMContext) -> None:
    """Who stands for the citizen's community, at all levels."""
    await _mine(turn, state)


@router.callback_query(Pressed(Go, "deputies"))
async def mine_pressed(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """The same, by button."""
    await _mine(turn, state)


async def _mine(turn: Turn, state: FSMContext) -> None:
    place = turn.office.directory.roster.districts.get(turn.me.home_district_id or 0)
    if place is None:
        await ask_home(turn, state)
        return
    await show(turn, place)


@router.callback_query(Pressed(Go, "home"))
async def home_pressed(_press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Another community."""
    await ask_home(turn, state)


async def ask_home(turn: Turn, state: FSMContext) -> None:
    """Which community is yours: by name, by a place sent, or by looking for it. Whoever is writing goes on to
    write; they tap."""
    if await state.get_state() in (None, *(one.state for one in Finding.__all_states__)):
        await state.set_state(Finding.home)
    await turn.say(turn.text("home-prompt"), inline([keyboards.ways(turn)[0]]))


@router.message(StateFilter(Finding.home), Words())
async def home_typed(message: Message, turn: Turn, state: FSMContext) -> None:
    """Part of its name was typed."""
    text = (message.text or "").strip()
    if says(turn, text, "button-cancel"):
        await state.clear()
        await turn.say(turn.text("home-left"), keyboards.gone())
        return
    found = turn.office.directory.find_districts(text, limit=MOST_PLACES)
    rows: list[Row] = [
        [
            button(
                shortened(turn.label("hit-place", place=turn.office.place(one.id) or one.name)),
                _choice(turn, one),
            )
        ]
        for one in found
        if one.parent_id is not None
    ]
    key = "home-found"
    if not rows and _something_else(turn, text):
        await state.clear()
        raise SkipHandler  # as if they had not been asked: the fallback sees what it is
    if not rows:
        near = [item for item in look_up(turn, text).items if isinstance(item, int)][:MOST_PLACES]
        rows = [[place_button(turn, place_of(turn, one))] for one in near]
        key = "home-nearest" if rows else "home-unknown"
    await turn.say(turn.text(key), inline([*rows, keyboards.ways(turn)[0]]))


def _something_else(turn: Turn, text: str) -> bool:
    """Whether what was typed is no place's name: something to say, a call for help, a number, a deputy's name."""
    return (
        len(text) > LONG
        or understood.emergency(turn.office, text) is not None
        or numbers.meant(text)
        or look_up(turn, text, places=False).certain
    )


def _choice(turn: Turn, place: District) -> Place:
    """A community is chosen at once; in a larger place there is still one to choose."""
    return Place(do="home" if may_be_home(turn, place) else "browse", district_id=place.id)


def place_button(turn: Turn, place: District) -> InlineKeyboardButton:
    """A place that opens."""
    name = turn.office.place(place.id) or place.name
    return button(shortened(turn.label("hit-place", place=name)), Place(do="open", district_id=place.id))


@router.callback_query(Pressed(Place, "home"))
async def chosen(press: CallbackQuery, callback_data: Place, turn: Turn, state: FSMContext) -> str:
    """This is my community: only now is it kept."""
    place = place_of(turn, callback_data.district_id)
    turn.me = await turn.desk.do(drafting.choose_home, person=turn.me, district_id=place.id)
    if await state.get_state() == Finding.home.state:
        await state.clear()
    await show(turn, place, press)
    return turn.label("home-chosen")


@router.callback_query(Pressed(Place, "forget"))
async def forgotten(press: CallbackQuery, callback_data: Place, turn: Turn) -> str:
    """It is mine no longer."""
    turn.me = await turn.desk.do(drafting.choose_home, person=turn.me, district_id=None)
    place = turn.office.directory.roster.districts.get(callback_data.district_id)
    if place is not None:
        await show(turn, place, press)
    return turn.label("home-forgotten")


def home_buttons(turn: Turn) -> list[Row]:
    """To change or forget the community, or to say which it is."""
    home = turn.office.directory.roster.districts.get(turn.me.home_district_id or 0)
    if home is None:
        return [[button(turn.label("button-say-home"), Go(to="home"))]]
    return [
        [
            button(turn.label("button-other-home"), Go(to="home")),
            button(turn.label("button-forget-home"), Place(do="forget", district_id=home.id)),
        ]
    ]


# --- stations -------------------------------------------------------------------------------------


@router.callback_query(Pressed(AtStation, "open"))
async def station_opened(_press: CallbackQuery, callback_data: AtStation, turn: Turn) -> None:
    """A station's page, as a new message."""
    await show_station(turn, _station(turn, callback_data.station_id))


@router.callback_query(Pressed(AtStation, "page"))
async def station_page(press: CallbackQuery, callback_data: AtStation, turn: Turn) -> None:
    """Another page of who sits there."""
    await show_station(turn, _station(turn, callback_data.station_id), press, offset=callback_data.offset)


def _station(turn: Turn, station_id: int) -> Station:
    station = turn.office.directory.roster.stations.get(station_id)
    if station is None:
        raise Refused("refused-no-such-place")
    return station


async def show_station(
    turn: Turn, station: Station, press: CallbackQuery | None = None, *, offset: int = 0
) -> None:
    """Where it is, when it is open, who sits there."""
    roster = turn.office.directory.roster
    there = seats_of(roster).at_station(station.id)
    offset = min(offset, max(0, len(there) - 1) // PAGE * PAGE)
    names = [one.name for one in there[:MOST_NAMES]]
    body = turn.text(
        "station-page",
        name=station.name,
        address=station.address,
        hours=station.hours,
        count=len(there),
        names=turn.label("listing-comma").join(names),
        more=len(there) - len(names),
    )
    rows: list[Row] = []
    if (way := maps.way_to(station)) is not None:
        rows.append([InlineKeyboardButton(text=turn.label("button-way-to"), url=way)])
    rows += [[name_button(turn, one)] for one in there[offset : offset + PAGE]]
    rows.append(
        paged(
            turn, offset, PAGE, len(there), lambda at: AtStation(do="page", station_id=station.id, offset=at)
        )
    )
    if (place := roster.districts.get(station.district_id)) is not None:
        rows.append(
            [button(turn.label("button-place", name=place.name), Place(do="open", district_id=place.id))]
        )
    await turn.show(press, body, inline(rows))
