"""Looking from place to place, and through the delegations: always in the same message, and back where one came
from."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.callbacks import Go, Place, Team
from handlers.citizen.deputy import name_button
from handlers.citizen.place import path_above, place_of
from handlers.citizen.place import show as show_place
from handlers.citizen.results import shortened
from handlers.filters import Pressed
from handlers.keyboards import Row, button, grid, inline, paged
from handlers.turn import Turn
from liaison.casework.errors import Refused
from liaison.casework.seats import seats_of

router = Router(name="browse")

PLACES = 12
"""Places on one page, two in a row."""

TEAMS = 8
"""Delegations, or their members, on one page."""


@router.callback_query(Pressed(Place, "browse"))
async def browse(press: CallbackQuery, callback_data: Place, turn: Turn) -> None:
    """What lies in a place; of one in which nothing lies, its deputies."""
    seats = seats_of(turn.office.directory.roster)
    here = callback_data.district_id
    roots = seats.children(0)
    if here == 0 and len(roots) == 1:
        here = roots[0]
    place = place_of(turn, here) if here else None
    inside = seats.children(here)
    if place is not None and not inside:
        await show_place(turn, place, press)
        return
    districts = turn.office.directory.roster.districts
    offset = min(callback_data.offset, max(0, len(inside) - 1) // PLACES * PLACES)
    rows = grid(
        [
            button(shortened(districts[one].name), Place(do="browse", district_id=one))
            for one in inside[offset : offset + PLACES]
        ]
    )
    rows.append(
        paged(turn, offset, PLACES, len(inside), lambda at: Place(do="browse", district_id=here, offset=at))
    )
    if place is not None:
        rows.append(
            [
                button(turn.label("button-deputies-of", name=place.name), Place(do="page", district_id=here)),
                *(
                    [button(turn.label("button-teams"), Place(do="teams", district_id=here))]
                    if seats.delegations(here)
                    else []
                ),
            ]
        )
        if place.parent_id is not None:
            above = districts[place.parent_id].name
            up = Place(do="browse", district_id=place.parent_id)
            rows.append([button(turn.label("button-up", name=above), up)])
    body = turn.text(
        "browse",
        name=place.name if place is not None else turn.office.directory.roster.name,
        around=path_above(turn, place) if place is not None else "",
        count=len(inside),
    )
    await turn.show(press, body, inline(rows))


@router.callback_query(Pressed(Place, "teams"))
async def teams(press: CallbackQuery, callback_data: Place, turn: Turn) -> None:
    """The delegations to the congress that sits at a place."""
    place = place_of(turn, callback_data.district_id)
    found = seats_of(turn.office.directory.roster).delegations(place.id)
    offset = min(callback_data.offset, max(0, len(found) - 1) // TEAMS * TEAMS)
    rows: list[Row] = [
        [
            button(
                shortened(
                    turn.label(
                        "team",
                        name=one.name,
                        level=turn.label("level-many", level=one.level),
                        count=len(one.deputies),
                    )
                ),
                Team(district_id=place.id, key=one.key),
            )
        ]
        for one in found[offset : offset + TEAMS]
    ]
    rows.append(
        paged(turn, offset, TEAMS, len(found), lambda at: Place(do="teams", district_id=place.id, offset=at))
    )
    rows.append([button(turn.label("button-up", name=place.name), Place(do="browse", district_id=place.id))])
    await turn.show(press, turn.text("teams", name=place.name, count=len(found)), inline(rows))


@router.callback_query(Pressed(Team))
async def members(press: CallbackQuery, callback_data: Team, turn: Turn) -> None:
    """Who belongs to a delegation."""
    place = place_of(turn, callback_data.district_id)
    roster = turn.office.directory.roster
    teams_here = seats_of(roster).delegations(place.id)
    team = next((one for one in teams_here if one.key == callback_data.key), None)
    if team is None:
        raise Refused("refused-no-such-place")
    offset = min(callback_data.offset, max(0, len(team.deputies) - 1) // TEAMS * TEAMS)
    rows: list[Row] = [
        [name_button(turn, roster.deputies[one], level=team.level)]
        for one in team.deputies[offset : offset + TEAMS]
    ]
    rows.append(
        paged(
            turn, offset, TEAMS, len(team.deputies),
            lambda at: Team(district_id=place.id, key=team.key, offset=at),
        )
    )  # fmt: skip
    rows.append([button(turn.label("button-up-teams"), Place(do="teams", district_id=place.id))])
    rows.append([button(turn.label("button-find-again"), Go(to="find"))])
    level = turn.label("level-many", level=team.level)
    await turn.show(
        press, turn.text("team-page", name=team.name, level=level, count=len(team.deputies)), inline(rows)
    )
