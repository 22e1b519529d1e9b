"""Finding a deputy by part of a name or a place; finding a community and the nearest stations.

A query is cut into pieces that each name something: a person, a place, a station, a delegation, a
unit, a group. Nearly all of it must be explained that way; so a sentence in which a place happens
to occur is no search.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from liaison.directory.labels import Answer, LabelKind, Labels
from liaison.directory.model import DISTRICT_KINDS, LEVELS, Deputy, District, Roster, Station
from liaison.directory.query import parse, without_between

ReasonKind = Literal["name", "district", "linked", "station", "delegation", "unit", "group"]

NAME, LINKED, STATION, ELECTED = 100.0, 80.0, 76.0, 74.0
MEMBERSHIP = {"delegation": 70.0, "unit": 66.0, "group": 64.0}
"""What a full match is worth by what it matches: the deputy's own name most; then the community kept in
touch with, the station, the place of election, the delegation, the unit, the group."""

WITHIN, AROUND = 60.0, 50.0
"""The deputy's place lies in the one asked for; or the one asked for lies in the deputy's."""

STEP = 4.0
"""Less for every level of the tree between the two."""

AGREE = 4.0
"""More for every further piece of the query, or further reason, that speaks for the same deputy."""

MOST_AGREEING = 2
"""Further reasons that are counted: many communities in one town are not many reasons."""

APART = 0.7
"""Factor when the pieces of a query point to different deputies."""

UNEXPLAINED = 0.3
"""The largest part of a query that may mean nothing to us."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deputy was found: the kind of match and the name that matched, as written in the roster."""

    kind: ReasonKind
    matched: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A deputy found, with a score from 0 to 100 (100: the full name) and the reasons, strongest first."""

    deputy: Deputy
    score: float
    reasons: tuple[Reason, ...]


Marks = dict[int, dict[Reason, float]]
"""By deputy's id: what speaks for the deputy and how strongly (0..100)."""


class Directory:
    """Search over one assembly's snapshot. Immutable; a changed roster needs a new directory."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._deputies = {deputy.id: deputy for deputy in roster.deputies.values() if deputy.active}
        self._children: dict[int, list[int]] = {}
        for district in roster.districts.values():
            if district.parent_id is not None:
                self._children.setdefault(district.parent_id, []).append(district.id)
        self._elected: dict[int, list[int]] = {}
        self._linked: dict[int, list[int]] = {}
        self._at_station: dict[int, list[int]] = {}
        members: dict[LabelKind, dict[str, list[int]]] = {"delegation": {}, "unit": {}, "group": {}}
        for deputy in self._deputies.values():
            self._elected.setdefault(deputy.district_id, []).append(deputy.id)
            for district_id in deputy.district_ids:
                self._linked.setdefault(district_id, []).append(deputy.id)
            for station_id in deputy.station_ids:
                self._at_station.setdefault(station_id, []).append(deputy.id)
            members["delegation"].setdefault(deputy.delegation, []).append(deputy.id)
            members["unit"].setdefault(deputy.unit, []).append(deputy.id)
            for group in deputy.groups:
                members["group"].setdefault(group, []).append(deputy.id)
        self._members = {kind: list(by_name.items()) for kind, by_name in members.items()}
        self._labels = Labels(
            roster, self._deputies.values(), {kind: list(by_name) for kind, by_name in members.items()}
        )

    def updated(
        self,
        roster: Roster,
        *,
        deputies: Collection[int],  # noqa: ARG002
        everything_else: bool,  # noqa: ARG002
    ) -> Directory:
        """The next picture after a change of these deputies, or of other things too."""
        return Directory(roster)

    def by_token(self, token: str) -> Deputy | None:
        """The active deputy behind a link's token, or None."""
        deputy = self.roster.deputy_by_token.get(token)
        return deputy if deputy is not None and deputy.active else None

    def find(self, query: str, limit: int = 8) -> tuple[Hit, ...]:
        """Active deputies that answer the query, best first; empty when nothing honestly matches."""
        marks = _together([self._marks(answers) for answers in self._pieces(query)])
        hits = [
            Hit(self._deputies[deputy_id], _score(reasons), tuple(sorted(reasons, key=lambda r: -reasons[r])))
            for deputy_id, reasons in marks.items()
        ]
        hits.sort(key=lambda hit: (-hit.score, -LEVELS.index(hit.deputy.level), hit.deputy.id))
        return tuple(hits[:limit])

    def find_districts(self, query: str, limit: int = 8) -> tuple[District, ...]:
        """Places whose name answers the query, best first, smaller places before larger ones.

        A query that names a place and one it lies in ("云岫区 望星社区") finds the inner one.
        """
        ranks: dict[int, float] = {}
        for answers in self._pieces(query):
            places_named = {a.label.id: a.quality for a in answers if a.label.kind == "place"}
            if not places_named or ranks:  # a person, or a second place apart from the first
                return ()
            ranks = places_named
        places = [self.roster.districts[district_id] for district_id in ranks]
        places.sort(key=lambda place: (-ranks[place.id], -DISTRICT_KINDS.index(place.kind), place.id))
        return tuple(places[:limit])

    def children(self, district_id: int) -> tuple[District, ...]:
        """The places directly inside a place, in roster order."""
        return tuple(self.roster.districts[child] for child in self._children.get(district_id, ()))

    def nearest_stations(
        self, latitude: float, longitude: float, limit: int = 3
    ) -> tuple[tuple[Station, float], ...]:
        """Stations with coordinates, nearest first, each with its distance in metres."""
        measured = [
            (station, _metres(latitude, longitude, station.latitude, station.longitude))
            for station in self.roster.stations.values()
            if station.latitude is not None and station.longitude is not None
        ]
        return tuple(sorted(measured, key=lambda pair: (pair[1], pair[0].id))[:limit])

    def _pieces(self, query: str) -> list[list[Answer]]:
        """What each piece of the query names; empty when too much of it names nothing."""
        parts = parse(query)
        whole = "".join(parts)
        if not whole:
            return []
        if answers := self._labels.answers(whole):
            return [answers]
        pieces: list[list[Answer]] = []
        lost = 0
        for part in parts:
            for text in self._cut(part):
                if answers := self._labels.answers(text) or self._labels.near(text):
                    pieces.append(answers)
                else:
                    lost += len(text)
        if lost <= UNEXPLAINED * len(whole):
            return self._innermost(pieces)
        near = self._labels.near(whole)
        return [near] if near else []

    def _innermost(self, pieces: list[list[Answer]]) -> list[list[Answer]]:
        """Where one piece names a place and another one it lies in, only the inner place is meant."""
        kept = pieces
        for outer in pieces:
            around = {a.label.id for a in outer if a.label.kind == "place"}
            for inner in kept:
                inside = [
                    a
                    for a in inner
                    if a.label.kind == "place" and around & self._path_ids(a.label.id) - {a.label.id}
                ]
                if inner is not outer and inside:
                    kept = [inside if piece is inner else piece for piece in kept if piece is not outer]
                    break
        return kept

    def _cut(self, part: str) -> Iterator[str]:
        """The part cut at every stretch that names something in full, the longest first."""
        rest, at = 0, 0
        while at < len(part) - 1:
            for stop in range(min(len(part), at + self._labels.longest), at + 1, -1):
                if self._labels.whole(part[at:stop]):
                    if between := without_between(part[rest:at]):
                        yield between
                    yield part[at:stop]
                    rest = at = stop
                    break
            else:
                at += 1
        if left := without_between(part[rest:]):
            yield left

    def _marks(self, answers: Sequence[Answer]) -> Marks:
        marks: Marks = {}
        for answer in answers:
            for deputy_id, reason, worth in self._spoken_for(answer):
                reasons = marks.setdefault(deputy_id, {})
                reasons[reason] = max(reasons.get(reason, 0.0), worth * answer.quality)
        return marks

    def _spoken_for(self, answer: Answer) -> Iterator[tuple[int, Reason, float]]:
        label = answer.label
        match label.kind:
            case "name":
                yield label.id, Reason("name", self._deputies[label.id].name), NAME
            case "place":
                yield from self._of_place(self.roster.districts[label.id])
            case "station":
                name = self.roster.stations[label.id].name
                for deputy_id in self._at_station.get(label.id, ()):
                    yield deputy_id, Reason("station", name), STATION
            case "delegation" | "unit" | "group":
                name, members = self._members[label.kind][label.id]
                for deputy_id in members:
                    yield deputy_id, Reason(label.kind, name), MEMBERSHIP[label.kind]

    def _of_place(self, place: District) -> Iterator[tuple[int, Reason, float]]:
        """Deputies of the place, of the places in it, and of those it lies in; the whole city would be
        everybody, so it stands only for those elected by it."""
        here = [(place.id, 0)]
        for inner_id, depth in here:
            if place.kind != "city":
                here.extend((child, depth + 1) for child in self._children.get(inner_id, ()))
            name = self.roster.districts[inner_id].name
            for deputy_id in self._linked.get(inner_id, ()):
                yield deputy_id, Reason("linked", name), WITHIN - STEP * (depth - 1) if depth else LINKED
            for deputy_id in self._elected.get(inner_id, ()):
                yield deputy_id, Reason("district", name), WITHIN - STEP * depth if depth else ELECTED
        for steps, around in enumerate(reversed(self.roster.path(place.id)[:-1])):
            if around.kind != "city":
                for deputy_id in self._elected.get(around.id, ()):
                    yield deputy_id, Reason("district", around.name), AROUND - STEP * steps

    def _path_ids(self, district_id: int) -> set[int]:
        return {district.id for district in self.roster.path(district_id)}


def _together(pieces: Sequence[Marks]) -> Marks:
    """Deputies that every piece speaks for; if there are none, those of any piece, at less."""
    if not pieces:
        return {}
    agreed = set.intersection(*(set(marks) for marks in pieces))
    merged: Marks = {}
    for marks in pieces:
        for deputy_id, reasons in marks.items():
            if not agreed or deputy_id in agreed:
                into = merged.setdefault(deputy_id, {})
                for reason, worth in reasons.items():
                    into[reason] = max(into.get(reason, 0.0), worth if agreed else worth * APART)
    return merged


def _score(reasons: dict[Reason, float]) -> float:
    best = max(reasons.values())
    return best if best >= NAME else min(NAME - 1, best + AGREE * min(len(reasons) - 1, MOST_AGREEING))


def _metres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance by the haversine formula."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
