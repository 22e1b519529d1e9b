"""What stands on a poster: a deputy's, a station's, a community's. Words only; posters.press sets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.texts import Texts
from liaison.casework.errors import Refused
from liaison.casework.ports import CodeKind
from liaison.casework.seats import Seats, seats_of
from liaison.directory.model import LEVELS, Deputy, District, Level, Mandate, Roster, Station

MOST_NAMES = 48
"""Deputies named on a poster; more cannot be read from where one stands. The others are counted."""

MOST_STATIONS = 4
"""Stations on a deputy's poster."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about a station: address, opening hours."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """A station where the deputy can be met."""

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three things to do."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class People:
    """Deputies of one congress."""

    seat: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One poster. ``address`` is the link without its scheme; ``photo`` the bytes of a picture, or None;
    ``more`` says how many deputies are not named, or nothing."""

    congress: str
    headline: str
    name: str
    lines: tuple[str, ...]
    purpose: str
    steps: tuple[Step, ...]
    address: str
    photo: bytes | None = None
    stations: tuple[Place, ...] = ()
    people: tuple[People, ...] = ()
    list_title: str = ""
    more: str = ""


class Sheets:
    """Makes the posters of one assembly, in one language; ``days`` are the working days within which an answer
    is promised."""

    def __init__(self, roster: Roster, days: int, texts: Texts, language: str) -> None:
        self._roster = roster
        self._days = days
        self._texts = texts
        self._language = language

    def of(self, kind: CodeKind, target_id: int, address: str, photo: bytes | None = None) -> Sheet:
        """The poster of what a public code opens. Refused for what is not in the roster."""
        if kind == "deputy" and (deputy := self._roster.deputies.get(target_id)):
            return self.deputy(deputy, address, photo)
        if kind == "station" and (station := self._roster.stations.get(target_id)):
            return self.station(station, address)
        if kind == "district" and (community := self._roster.districts.get(target_id)):
            return self.community(community, address)
        raise Refused("refused-no-such-code")

    def _text(self, key: str, /, **args: str | int) -> str:
        return self._texts.plain(self._language, key, **args).strip()

    def deputy(self, deputy: Deputy, address: str, photo: bytes | None = None) -> Sheet:
        """Whoever scans it writes to this deputy."""
        lines = [self._line(self._seat(mandate), mandate.delegation) for mandate in deputy.in_force]
        stations = [
            self._roster.stations[each] for each in deputy.station_ids if each in self._roster.stations
        ]
        return Sheet(
            congress=self._roster.name,
            headline=self._text("poster-headline", kind="deputy"),
            name=deputy.name,
            lines=tuple(filter(None, (*lines, deputy.unit))),
            purpose=self._text("poster-purpose", kind="deputy", name=deputy.name),
            steps=self._steps("deputy"),
            address=address,
            photo=photo,
            stations=tuple(Place(each.name, self._facts(each)) for each in stations[:MOST_STATIONS]),
            list_title=self._text("poster-meet"),
        )

    def station(self, station: Station, address: str) -> Sheet:
        """Whoever scans it sees who sits there."""
        people, more = self._people((each, each.level) for each in self._seats.at_station(station.id))
        return Sheet(
            congress=self._roster.name,
            headline=self._text("poster-headline", kind="station"),
            name=station.name,
            lines=tuple(fact.value for fact in self._facts(station)),
            purpose=self._text("poster-purpose", kind="station", name=station.name),
            steps=self._steps("station"),
            address=address,
            people=people,
            list_title=self._text("poster-here"),
            more=more,
        )

    def community(self, community: District, address: str) -> Sheet:
        """Whoever scans it sees who represents the community: first those who keep in touch with it."""
        path = self._roster.path(community.id)
        standing = sorted(self._seats.of_place(community.id), key=lambda seat: not seat.linked)
        people, more = self._people((seat.deputy, seat.level) for seat in standing)
        within = "".join(place.name for place in path[:-1])
        near = [station for place in reversed(path[-2:]) for station in self._stations_in.get(place.id, ())]
        return Sheet(
            congress=self._roster.name,
            headline=self._text("poster-headline", kind="district"),
            name=community.name,
            lines=tuple(filter(None, (within, *(self._line(each.name, each.address) for each in near[:1])))),
            purpose=self._text("poster-purpose", kind="district", name=community.name),
            steps=self._steps("district"),
            address=address,
            people=people,
            list_title=self._text("poster-represent"),
            more=more,
        )

    @cached_property
    def _seats(self) -> Seats:
        return seats_of(self._roster)

    @cached_property
    def _stations_in(self) -> dict[int, list[Station]]:
        groups: dict[int, list[Station]] = {}
        for station in self._roster.stations.values():
            groups.setdefault(station.district_id, []).append(station)
        return groups

    def _people(self, deputies: Iterable[tuple[Deputy, Level]]) -> tuple[tuple[People, ...], str]:
        """By congress, the highest first; and what to say of those who are left out, the last."""
        chosen = list(deputies)
        named = sorted(chosen[:MOST_NAMES], key=lambda pair: LEVELS.index(pair[1]))
        by_seat: dict[str, list[str]] = {}
        for deputy, level in named:
            mandate = next(each for each in deputy.in_force if each.level == level)
            by_seat.setdefault(self._seat(mandate), []).append(deputy.name)
        left = len(chosen) - len(named)
        more = self._text("poster-more", count=left) if left else ""
        return tuple(People(seat, tuple(names)) for seat, names in by_seat.items()), more

    def _seat(self, mandate: Mandate) -> str:
        """The congress a deputy sits in, by the name of its place."""
        path = self._roster.path(mandate.district_id)
        place = next((each.name for each in path if each.kind == mandate.level), "")
        return self._text("poster-seat", level=mandate.level, place=place)

    def _line(self, *parts: str) -> str:
        return self._texts.plain(self._language, "poster-between").join(filter(None, parts))

    def _facts(self, station: Station) -> tuple[Fact, ...]:
        facts = (
            Fact(self._text("poster-address"), station.address),
            Fact(self._text("poster-hours"), station.hours),
        )
        return tuple(fact for fact in facts if fact.value)

    def _steps(self, kind: str) -> tuple[Step, ...]:
        return (
            Step(self._text("poster-scan"), self._text("poster-scan-how")),
            Step(self._text("poster-say"), self._text("poster-say-how", kind=kind)),
            Step(self._text("poster-hear"), self._text("poster-hear-how", days=self._days)),
        )
