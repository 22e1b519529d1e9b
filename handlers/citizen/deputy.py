"""A deputy's card (亮身份、亮承诺、亮联系方式), and what is shown of one who has left office."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from handlers import keyboards, portraits
from handlers.callbacks import AtStation, Go, PickDeputy
from handlers.citizen.results import shortened
from handlers.filters import Pressed
from handlers.keyboards import Row, button, inline
from handlers.levels import levels
from handlers.turn import Turn
from liaison.casework import joining, profile
from liaison.casework.errors import Refused
from liaison.casework.seats import seats_of
from liaison.directory.model import Deputy, Level, Mandate, Station

router = Router(name="deputy-page")

MOST_INSTEAD = 6
"""Deputies named in place of one who left."""

MOST_NAMED = 12
"""Communities that a card names; of more, how many they are."""

MOST_LISTED = 6
"""Groups, and stations, that a card names."""

MOST_STATIONS = 3
"""Stations that get a button under a card."""


@router.callback_query(Pressed(PickDeputy, "card"))
async def card(_press: CallbackQuery, callback_data: PickDeputy, turn: Turn) -> None:
    """One deputy's card."""
    deputy = turn.office.directory.roster.deputies.get(callback_data.deputy_id)
    if deputy is None:
        raise Refused("refused-no-such-deputy")
    await show(turn, deputy)


async def show(turn: Turn, deputy: Deputy) -> None:
    """Who the deputy is, where they can be met, how to write to them; of one who left, who came after."""
    if not deputy.active:
        await _show_left(turn, deputy)
        return
    roster = turn.office.directory.roster
    stations = [roster.stations[key] for key in deputy.station_ids if key in roster.stations]
    committee = roster.committees.get(deputy.committee_id or 0)
    work = await turn.look(profile.profile, deputy_id=deputy.id)
    body = turn.text(
        "deputy-card",
        name=deputy.name,
        mandates="\n".join(_mandate(turn, mandate) for mandate in deputy.in_force),
        unit=deputy.unit,
        profession=deputy.profession if deputy.profession not in deputy.unit else "",
        committee=committee.name if committee else "",
        groups=_some(turn, deputy.groups, MOST_LISTED),
        communities=_some(
            turn,
            [roster.districts[key].name for key in deputy.district_ids if key in roster.districts],
            MOST_NAMED,
        ),
        stations="\n".join(
            turn.label("card-station", name=s.name, hours=s.hours, address=s.address)
            for s in stations[:MOST_LISTED]
        ),
        pledge=deputy.pledge,
        phone=deputy.phone,
        answered=work.answered,
        days=work.days or 0,
    )
    link = f"https://t.me/{turn.bot_username}?start={joining.DEPUTY_PREFIX}{deputy.token}"
    words = turn.label("share-words", name=deputy.name)
    share = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(words, safe='')}"
    rows: list[Row] = [
        [
            button(
                turn.label("button-write-to", name=deputy.name), PickDeputy(do="write", deputy_id=deputy.id)
            )
        ],
        *([station_button(turn, s)] for s in stations[:MOST_STATIONS]),
    ]
    last = [button(turn.label("button-find-again"), Go(to="find"))]
    if deputy.token:
        last.insert(0, InlineKeyboardButton(text=turn.label("button-share"), url=share))
    await portraits.show(turn, deputy, body, inline([*rows, last]))


def station_button(turn: Turn, station: Station) -> InlineKeyboardButton:
    """A station that opens."""
    label = turn.label("button-station", name=station.name)
    return button(shortened(label), AtStation(do="open", station_id=station.id))


def _some(turn: Turn, names: Sequence[str], most: int) -> str:
    """The first of these, and how many more there are."""
    shown = turn.label("listing-comma").join(names[:most])
    return turn.label("listing-more", shown=shown, more=len(names) - most) if len(names) > most else shown


def _mandate(turn: Turn, mandate: Mandate) -> str:
    return turn.label("mandate", level=mandate.level, delegation=mandate.delegation)


def name_button(
    turn: Turn, deputy: Deputy, *, linked: bool = False, level: Level | None = None
) -> InlineKeyboardButton:
    """A deputy in a list that says why by itself: name and level, marked who keeps in touch with the place."""
    label = turn.label(
        "seat",
        name=deputy.name,
        level=levels(turn, deputy, (level,) if level else ()),
        linked="yes" if linked else "no",
    )
    return button(shortened(label), PickDeputy(do="card", deputy_id=deputy.id))


async def _show_left(turn: Turn, deputy: Deputy) -> None:
    roster = turn.office.directory.roster
    successor = roster.successor_of(deputy.id)
    instead: list[Deputy] = [successor] if successor is not None else []
    if not instead:
        held = [mandate for mandate in deputy.in_force if mandate.district_id in roster.districts]
        there = [(one, seat) for one in held for seat in seats_of(roster).of_place(one.district_id)]
        same = [seat for mandate, seat in there if seat.level == mandate.level]
        by_id = {seat.deputy.id: seat.deputy for seat in same or [seat for _, seat in there]}
        instead = list(by_id.values())[:MOST_INSTEAD]
    rows: list[Row] = [[name_button(turn, one)] for one in instead]
    body = turn.text(
        "deputy-left",
        name=deputy.name,
        successor=successor.name if successor is not None else "",
        others=len(instead),
    )
    await turn.say(body, inline([*rows, *keyboards.ways(turn)]))
