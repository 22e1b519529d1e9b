"""The beginning: a greeting, a public code, an invitation."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from handlers import keyboards, menus, writing
from handlers.citizen import deputy as deputy_page
from handlers.citizen import place as place_page
from handlers.keyboards import Row, inline
from handlers.turn import Turn
from liaison.casework import drafting, joining, profile

router = Router(name="start")


@router.message(CommandStart())
async def start(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Greet, or follow the link that was opened."""
    payload = (command.args or "").strip()
    if payload.startswith(joining.INVITATION_PREFIX):
        await _join(payload, turn)
        return
    if payload.startswith((joining.DEPUTY_PREFIX, joining.STATION_PREFIX, joining.COMMUNITY_PREFIX)):
        if not await _follow(turn, payload):
            await _out_of_use(turn, payload[len(joining.DEPUTY_PREFIX) :])
        return
    await greet(turn)


async def _follow(turn: Turn, payload: str) -> bool:
    """What a public code opens; False when it opens nothing any more. A deputy's code goes on to open who they
    were, and who came after, when they have left office."""
    roster = turn.office.directory.roster
    token = payload[len(joining.DEPUTY_PREFIX) :]
    if payload.startswith(joining.STATION_PREFIX):
        if (station := roster.station_by_token.get(token)) is not None:
            await place_page.show_station(turn, station)
        return station is not None
    if payload.startswith(joining.COMMUNITY_PREFIX):
        if (place := roster.district_by_token.get(token)) is not None:
            await place_page.show(turn, place)
        return place is not None
    if (deputy := roster.deputy_by_token.get(token)) is not None:
        await deputy_page.show(turn, deputy)
    return deputy is not None


async def _out_of_use(turn: Turn, token: str) -> None:
    """A code that was withdrawn still says what it stood for; any other leads to the ways of searching."""
    roster = turn.office.directory.roster
    once = await turn.look(profile.opened_once, token=token)
    rows: list[Row] = []
    match once:
        case ("deputy", target) if target in roster.deputies:
            rows.append([deputy_page.name_button(turn, roster.deputies[target])])
        case ("station", target) if target in roster.stations:
            rows.append([deputy_page.station_button(turn, roster.stations[target])])
        case ("district", target) if target in roster.districts:
            rows.append([place_page.place_button(turn, roster.districts[target])])
    key = "code-withdrawn" if rows else "code-unknown"
    await turn.say(turn.text(key), inline([*rows, *keyboards.ways(turn)]))


async def greet(turn: Turn) -> None:
    """What this is and how to begin; and what is unfinished, if anything."""
    unfinished = await turn.look(drafting.open_draft)
    writes = unfinished is not None and bool(unfinished.parts)
    await turn.say(
        turn.text(
            "greeting", congress=turn.office.directory.roster.name, unfinished="yes" if writes else "no"
        ),
        None if writes else keyboards.home(turn),
    )
    if unfinished is not None and writes:
        await writing.offer_unfinished(turn, unfinished)


async def _join(payload: str, turn: Turn) -> None:
    joined = await turn.desk.do(joining.join, person=turn.me, payload=payload)
    turn.me = joined.person
    await menus.for_person(turn)
    if joined.deputy_id is None:
        await turn.say(turn.text("joined-clerk"), keyboards.home(turn))
        return
    deputy = turn.office.directory.roster.deputies[joined.deputy_id]
    body = turn.text("joined-deputy", deputy=deputy.name, others=joined.others)
    await turn.say(body, keyboards.home(turn))
