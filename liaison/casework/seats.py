"""Who stands for which place: elected by it or by a place around it, at any level, or keeping in touch with it;
who sits at a station; who belongs to a delegation, a committee, a group."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from liaison.directory.model import LEVELS, Deputy, DistrictKind, Level, Roster

NEAREST_FIRST: tuple[Level, ...] = tuple(reversed(LEVELS))
"""Those whom people meet in the street before those who travel to the capital."""

_OWN_LEVEL: dict[DistrictKind, Level] = {"city": "city", "county": "county", "town": "town"}
"""The congress that a place has itself; its members are elected inside it."""

_SEAT_KIND: dict[Level, DistrictKind] = {"county": "county", "town": "town"}
"""Where a congress sits, as seen from whoever elected a member; of all others: at the root of the tree."""

_LINKS_COUNT: frozenset[DistrictKind] = frozenset({"town", "village"})
"""Places for which keeping in touch with a community in them says something."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A deputy who stands for a place: by which level of congress, and whether in touch with it (三联)."""

    deputy: Deputy
    level: Level
    linked: bool


@dataclass(frozen=True, slots=True)
class Delegation:
    """A delegation to the congress of a place. ``key`` (32 bits) is the same as long as level, place and name
    are, so that a button may carry it."""

    key: int
    level: Level
    name: str
    deputies: tuple[int, ...]


class Seats:
    """Looked up by place, made once of a roster. Only deputies in office."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._elected: dict[int, list[tuple[int, Level]]] = {}
        self._linked: dict[int, list[int]] = {}
        self._at_station: dict[int, list[int]] = {}
        self._in_committee: dict[int, list[int]] = {}
        self._in_group: dict[str, list[int]] = {}
        self._children: dict[int, list[int]] = {}
        self._teams: dict[int, dict[tuple[Level, str], list[int]]] = {}
        for district in roster.districts.values():
            self._children.setdefault(district.parent_id or 0, []).append(district.id)
        for deputy in roster.deputies.values():
            if deputy.active:
                self._enter(deputy)

    def _enter(self, deputy: Deputy) -> None:
        for mandate in deputy.in_force:
            self._elected.setdefault(mandate.district_id, []).append((deputy.id, mandate.level))
            if mandate.delegation:
                teams = self._teams.setdefault(self._seat_of(mandate.level, mandate.district_id), {})
                teams.setdefault((mandate.level, mandate.delegation), []).append(deputy.id)
        for district_id in deputy.district_ids:
            self._linked.setdefault(district_id, []).append(deputy.id)
        for station_id in deputy.station_ids:
            self._at_station.setdefault(station_id, []).append(deputy.id)
        if deputy.committee_id is not None:
            self._in_committee.setdefault(deputy.committee_id, []).append(deputy.id)
        for group in deputy.groups:
            self._in_group.setdefault(group, []).append(deputy.id)

    def _seat_of(self, level: Level, district_id: int) -> int:
        path = self.roster.path(district_id)
        kind = _SEAT_KIND.get(level)
        return next((place.id for place in path if place.kind == kind), path[0].id)

    def children(self, district_id: int) -> tuple[int, ...]:
        """The places directly inside a place (0: those that lie in none), in roster order."""
        return tuple(self._children.get(district_id, ()))

    def at_station(self, station_id: int) -> tuple[Deputy, ...]:
        """Who receives citizens there, nearest level first."""
        return self._in_order(self._at_station.get(station_id, ()))

    def in_committee(self, committee_id: int) -> tuple[int, ...]:
        """The members of a committee."""
        return tuple(self._in_committee.get(committee_id, ()))

    def in_group(self, name: str) -> tuple[int, ...]:
        """The members of a deputies' group."""
        return tuple(self._in_group.get(name, ()))

    def linked(self, district_id: int) -> tuple[int, ...]:
        """Who keeps in touch with a community."""
        return tuple(self._linked.get(district_id, ()))

    def elected_by(self, district_id: int) -> tuple[int, ...]:
        """Whom just this place elected."""
        return tuple(deputy_id for deputy_id, _ in self._elected.get(district_id, ()))

    def of_place(self, district_id: int) -> tuple[Seat, ...]:
        """Everybody who stands for a place, by levels, nearest first, and in each those in touch with it first:
        whom it or a place around it elected; the members of its own congress; and, of a town or community, who
        keeps in touch with it. KeyError when there is no such place."""
        place = self.roster.districts[district_id]
        inside = self._inside(district_id) if place.kind != "village" else [district_id]
        own = _OWN_LEVEL.get(place.kind)
        found: dict[tuple[int, Level], None] = {}
        for around in self.roster.path(district_id):
            found.update(dict.fromkeys(self._elected.get(around.id, ())))
        if own is not None:
            for inner in inside:
                found.update(dict.fromkeys(pair for pair in self._elected.get(inner, ()) if pair[1] == own))
        in_touch: dict[int, None] = {}
        if place.kind in _LINKS_COUNT:
            in_touch = {deputy: None for inner in inside for deputy in self._linked.get(inner, ())}
        there = {deputy_id for deputy_id, _ in found}
        for deputy_id in in_touch:
            if deputy_id not in there:
                found[deputy_id, nearest_level(self.roster.deputies[deputy_id])] = None
        seats = [
            Seat(self.roster.deputies[deputy_id], level, deputy_id in in_touch) for deputy_id, level in found
        ]
        seats.sort(key=lambda seat: (NEAREST_FIRST.index(seat.level), not seat.linked, seat.deputy.id))
        return tuple(seats)

    def _inside(self, district_id: int) -> list[int]:
        """The place and all places in it."""
        found = [district_id]
        for one in found:
            found.extend(self._children.get(one, ()))
        return found

    def delegations(self, district_id: int) -> tuple[Delegation, ...]:
        """The delegations to the congress that sits at a place, highest level first."""
        found = [
            Delegation(zlib.crc32(f"{district_id}/{level}/{name}".encode()), level, name, tuple(members))
            for (level, name), members in self._teams.get(district_id, {}).items()
        ]
        return tuple(sorted(found, key=lambda team: LEVELS.index(team.level)))

    def _in_order(self, ids: Iterable[int]) -> tuple[Deputy, ...]:
        deputies = (self.roster.deputies[deputy_id] for deputy_id in ids)
        return tuple(sorted(deputies, key=lambda one: (NEAREST_FIRST.index(nearest_level(one)), one.id)))


def nearest_level(deputy: Deputy) -> Level:
    """Of the mandates in force, the level that people meet first."""
    return max((mandate.level for mandate in deputy.in_force), key=LEVELS.index)


def seats_of(roster: Roster) -> Seats:
    """The look-up for a roster; made once for each picture of it, and kept with that picture. Of 100,000 deputies it
    takes half a second, so whoever takes up a new picture calls this before, in a thread."""
    kept: Seats | None = roster.__dict__.get("seats")
    if kept is None:
        kept = roster.__dict__["seats"] = Seats(roster)
    return kept
