"""What is answered to something typed: deputies with the reasons, and the places that may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from liaison.directory.bearing import How
from liaison.directory.columns import Columns
from liaison.directory.comparing import Match
from liaison.directory.gathering import LABEL_KINDS, LINKED
from liaison.directory.index import Index
from liaison.directory.model import DISTRICT_KINDS, LEVELS, Deputy, District, Roster
from liaison.directory.naming import Meant, meant
from liaison.directory.query import MAX_TYPED, fold, parse, words
from liaison.directory.spotting import SLIP_WORTH, Seen
from liaison.directory.tokens import tokens

ReasonKind = Literal[
    "name", "district", "former", "linked", "station", "delegation", "unit", "group", "profession"
]

UNEXPLAINED = 0.3
"""The largest part of a query that may mean nothing to us."""

NAME_NEAR = 0.66
"""Share of a name that is right in a query that is nothing but a name with a slip: two of three characters."""

LONGEST_SLIP = 6
"""Characters of such a query; a longer one is rather something to say."""

BESIDE = 0.15
"""How much less of the query than the best a deputy may explain to be shown beside it."""

LINK, ELECTED = 80.0, 74.0
LABELLED = {"station": 76.0, "delegation": 70.0, "unit": 66.0, "group": 64.0, "profession": 62.0}
"""What a full match is worth by what it matches (a name: 100): the community kept in touch with, the station, the
place of election, the delegation, the unit, the group, the profession."""

WITHIN, AROUND = 60.0, 50.0
"""The deputy's place lies in the one asked for; or the one asked for lies in the deputy's."""

STEP = 4.0
"""Less for every level of the tree between the two."""

AGREE, MOST_AGREEING = 4.0, 2
"""More for every further reason that speaks for the same deputy, and how many are counted."""

BY = {"exact": 1.0, "part": 1.0, "sound": 0.95, "initials": 0.9, "slip": 0.49}
"""Factor by how something was matched: a slip stays below all that is certain."""

MOST_PLACES = 40
"""Places of one name that are looked into."""

MOST_MARKED = 160
"""Rows of places that become hits; a deputy may have several."""

MOST_ROWS = 20_000
"""Rows of a place that are looked at: more than any county has."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deputy was found: the kind of match, the name that matched as written in the roster, and how it did."""

    kind: ReasonKind
    matched: str
    how: How = "exact"


@dataclass(frozen=True, slots=True)
class Hit:
    """A deputy found, with a score from 0 to 100 (100: the full name) and the reasons, strongest first."""

    deputy: Deputy
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: deputies, best first; whether they honestly match, or are only the nearest there are; the places
    that share the name typed (those near home first), where it is one; where nothing matches, the nearest places."""

    hits: tuple[Hit, ...]
    certain: bool
    which: tuple[District, ...] = ()
    nearest: tuple[District, ...] = ()


Marks = dict[int, dict[Reason, float]]
"""By deputy's id: what speaks for the deputy and how strongly (0..100)."""


def places_of(deputy: Deputy) -> Iterator[int]:
    """Where somebody was elected, and the communities they keep in touch with."""
    yield from (mandate.district_id for mandate in deputy.in_force)
    yield from deputy.district_ids


class Answer:
    """One query asked of a roster's index, and of the small index of deputies that changed since."""

    def __init__(
        self, roster: Roster, base: Index, over: Index | None, changed: frozenset[int], typed: str
    ) -> None:
        self._roster, self._base, self._over, self._changed = roster, base, over, changed
        parts = parse(typed)
        self._asks_home = (
            len(typed) <= MAX_TYPED
            and any(map(str.isalpha, typed))
            and all(part in words().generic for part in parts)
        )
        self._ways = () if self._asks_home else tuple(tokens(parts))
        self._seen = tuple(Seen(base.columns, way) for way in self._ways)
        self._typed = "".join(parts)
        self._meant: list[Meant] = []

    def found(self, home: int | None, limit: int) -> Found:
        """The answer for a citizen of this community."""
        if self._asks_home:
            if home is None or home not in self._roster.districts:
                return Found((), certain=False, nearest=self._about(None)[:limit])
            return Found(self._hits(self._of_places([(home, 1.0, "exact")]), home, limit), certain=True)
        matches = self._matches(limit)
        self._meant = self._places(slips=not (matches and self._plain(matches[0])))
        share = self._meant[0].share if self._meant else 0.0
        top = matches[0] if matches else None
        which = self._districts(home)
        by_place = self._place_certain() and (
            top is None or share >= top[1].score - 0.005 or not self._honest(top)
        )
        named = top is not None and top[1].name_how == "exact" and top[1].score > 0.99
        if by_place and not named:
            targets = [
                (one.id, 1 - 0.002 * number, self._how()) for number, one in enumerate(which[:MOST_PLACES])
            ]
            hits = self._hits(self._of_places(targets), home, limit)
            return Found(hits, bool(hits) or bool(which), which if len(which) > 1 else (), ())
        certain = top is not None and self._honest(top)
        if certain and top is not None:
            matches = [one for one in matches if one[1].score >= top[1].score - BESIDE and self._honest(one)]
        hits = self._hits(self._of_matches(matches), home, limit)
        if certain:
            return Found(hits, True, which if self._place_certain() else (), ())
        return Found(hits, False, (), which[:limit] or self._about(home)[:limit])

    def districts(self) -> tuple[District, ...]:
        """The places that are meant, smaller ones before larger ones; none if it is rather something else."""
        self._meant = self._places(slips=True)
        if not self._place_certain():
            return ()
        return tuple(sorted(self._districts(None), key=lambda one: (-DISTRICT_KINDS.index(one.kind), one.id)))

    # what is meant

    def _plain(self, one: tuple[Index, Match]) -> bool:
        """Whether somebody is meant by name so plainly that no place with a slip can be."""
        return one[1].name_how is not None and one[1].score > SLIP_WORTH and self._honest(one)

    def _places(self, *, slips: bool) -> list[Meant]:
        found: list[Meant] = []
        for seen in self._seen:
            one = meant(seen, slips=slips)
            if one and (not found or one[0].share > found[0].share):
                found = one
        return found

    def _how(self) -> How:
        return self._meant[0].how

    def _place_certain(self) -> bool:
        if not self._meant or self._meant[0].lost:
            return False
        return self._meant[0].share >= (1 - UNEXPLAINED if self._how() != "slip" else 0.5)

    def _districts(self, home: int | None) -> tuple[District, ...]:
        columns, districts = self._base.columns, self._roster.districts
        ids = dict.fromkeys(int(columns.place_ids[one.place]) for one in self._meant)
        listed = [districts[one] for one in ids if one in districts]
        near = self._near(home)
        return tuple(sorted(listed, key=lambda one: (-near(one.id), -DISTRICT_KINDS.index(one.kind), one.id)))

    def _near(self, home: int | None) -> Callable[[int], int]:
        """How near a place is to home: by how many of the places around it are around home too."""
        if home is None or home not in self._roster.districts:
            return lambda _: 0
        around = {district.id for district in self._roster.path(home)}
        return lambda place: (
            sum(step.id in around for step in self._roster.path(place))
            if place in self._roster.districts
            else 0
        )

    def _about(self, home: int | None) -> tuple[District, ...]:
        """Where to begin when nothing is like what was typed: what lies around home, or the largest places."""
        districts = self._roster.districts
        if home is not None and home in districts:
            return tuple(reversed(self._roster.path(home)))
        roots = {one.id for one in districts.values() if one.parent_id is None}
        return tuple(one for one in districts.values() if one.parent_id is None or one.parent_id in roots)

    # by what is explained

    def _matches(self, limit: int) -> list[tuple[Index, Match]]:
        found = [
            (self._base, one)
            for one in self._base.matches(self._ways, 2 * limit + len(self._changed), self._seen)
        ]
        found = [one for one in found if self._id(one) not in self._changed]
        if self._over is not None:
            found += [(self._over, one) for one in self._over.matches(self._ways, 2 * limit)]
        found = [(index, _slip_if_poor(one)) for index, one in found]
        return sorted(found, key=lambda one: -one[1].score)[: 2 * limit]

    def _id(self, one: tuple[Index, Match]) -> int:
        return int(one[0].columns.ids[one[1].row])

    def _honest(self, one: tuple[Index, Match]) -> bool:
        """Whether a match is what somebody may have meant: it explains nearly all; and a name is not only of the
        same sound, for of one sound are too many words."""
        index, match = one
        spelt = any(not way.chars[0] or match.name_how == "initials" for way in self._ways)
        if match.name_how is None:
            label = "" if match.label is None else index.columns.labels.text(match.label)
            written = sum(character in label for character in self._typed)
            return match.score >= 1 - UNEXPLAINED and (not label or spelt or 2 * written >= len(self._typed))
        name = index.columns.names.text(match.row)
        least = 1 if match.name_how in ("exact", "sound", "initials") else (len(name) + 1) // 2
        if match.name_how == "part":
            least = 1
        if not spelt and sum(character in self._typed for character in name) < least:
            return False
        if match.score >= 1 - UNEXPLAINED:
            return True
        alike = Indel.normalized_similarity(self._typed, name)
        return match.name_how == "slip" and len(self._typed) <= LONGEST_SLIP and alike >= NAME_NEAR

    def _of_matches(self, matches: Iterable[tuple[Index, Match]]) -> Marks:
        marks: Marks = {}
        for index, match in matches:
            deputy = self._roster.deputies[self._id((index, match))]
            reasons = marks.setdefault(deputy.id, {})
            for reason, worth in self._reasons(index.columns, match, deputy):
                reasons[reason] = max(reasons.get(reason, 0.0), worth)
        return marks

    def _reasons(self, c: Columns, match: Match, deputy: Deputy) -> Iterator[tuple[Reason, float]]:
        score = max(1.0, 100 * match.score)
        if match.name_how is not None:
            yield Reason("name", deputy.name, match.name_how), score * BY[match.name_how]
        if match.label is not None and match.label_how is not None:
            kind = LABEL_KINDS[int(c.label_kind[match.label])]
            text = self._as_written(kind, c.labels.text(match.label), deputy)
            worth = LABELLED[kind] * BY[match.label_how] * match.score
            yield Reason(kind, text, match.label_how), max(1.0, worth)
        own = int(c.place_ids[c.at[match.row]]) if c.at[match.row] >= 0 else None
        district = self._roster.districts.get(own) if own is not None else None
        if district is None or (not match.places and (match.name_how or match.label is not None)):
            if match.name_how is None and match.label is None:
                yield Reason("name", deputy.name, "slip"), 1.0
            return
        kind_of: ReasonKind = "linked" if int(c.relation[match.row]) & LINKED else "district"
        sure = max((place.worth for place in match.places), default=0.0)
        how: How = "exact" if sure > 0.999 else "sound" if sure > 0.8 else "slip"
        yield Reason(kind_of, district.name, how), max(1.0, min(score, WITHIN) * BY[how] * match.score)

    def _as_written(self, kind: str, text: str, deputy: Deputy) -> str:
        names: Sequence[str]
        match kind:
            case "unit":
                names = (deputy.unit,)
            case "profession":
                names = (deputy.profession,)
            case "delegation":
                names = tuple(mandate.delegation for mandate in deputy.in_force)
            case "group":
                names = deputy.groups
            case _:
                stations = self._roster.stations
                names = tuple(stations[one].name for one in deputy.station_ids if one in stations)
        return next((name for name in names if fold(name) == text), text)

    # by place

    def _of_places(self, targets: Sequence[tuple[int, float, How]]) -> Marks:
        """Deputies of the places, of those in them, and of those they lie in; the whole city would be everybody, so
        it stands only for those elected by it."""
        marks: Marks = {}
        for index in (self._base, self._over):
            if index is None:
                continue
            few = MOST_MARKED // len(targets) + 8 if targets else 0
            for place, factor, how in targets:
                self._of_place(index, place, factor, how, few, marks)
        return marks

    def _of_place(self, index: Index, place: int, factor: float, how: How, few: int, marks: Marks) -> None:
        c = index.columns
        district = self._roster.districts[place]
        former = next(
            (m.name for m in self._meant if int(self._base.columns.place_ids[m.place]) == place), None
        )
        former_name = self._former(district, former)
        factor *= BY[how]
        number = index.place(place)
        if number is not None:
            begin = int(c.begin[number])
            end = int(c.own[number] if district.kind == "city" else c.end[number])
            rows = np.arange(begin, min(end, begin + MOST_ROWS))
            depth = self._depth(c, rows, number)
            linked = (c.relation[rows] & LINKED) > 0
            worth = np.where(
                linked,
                np.where(depth > 0, WITHIN - STEP * (depth - 1), LINK),
                np.where(depth > 0, WITHIN - STEP * depth, ELECTED),
            )
            order = np.argsort(-(worth * 16 + (c.relation[rows] >> 1)), kind="stable")[:few]
            for at in order.tolist():
                self._mark(c, int(rows[at]), float(worth[at]) * factor, how, former_name, marks)
        path = self._roster.path(place)[:-1]
        for steps, around in enumerate(reversed(path)):
            outer = index.place(around.id)
            if around.kind != "city" and outer is not None:
                for row in range(int(c.begin[outer]), min(int(c.own[outer]), int(c.begin[outer]) + few)):
                    if not int(c.relation[row]) & LINKED:
                        self._mark(c, row, (AROUND - STEP * steps) * factor, how, None, marks)

    def _mark(self, c: Columns, row: int, worth: float, how: How, former: str | None, marks: Marks) -> None:
        deputy_id = int(c.ids[row])
        if c is self._base.columns and deputy_id in self._changed:
            return
        name = self._roster.districts[int(c.place_ids[c.at[row]])].name
        kind: ReasonKind = "linked" if int(c.relation[row]) & LINKED else "district"
        reasons = marks.setdefault(deputy_id, {})
        reason = Reason(kind, name, how)
        reasons[reason] = max(reasons.get(reason, 0.0), worth)
        if former is not None:
            reasons.setdefault(Reason("former", former), worth - 1e-3)

    def _former(self, district: District, name: int | None) -> str | None:
        if name is None:
            return None
        text = self._base.columns.places.text(name)
        if fold(district.name).startswith(text):
            return None
        return next((one for one in district.former if fold(one).startswith(text)), None)

    @staticmethod
    def _depth(c: Columns, rows: NDArray[np.int64], place: int) -> NDArray[np.int64]:
        """How many levels each row's place lies below a place around it."""
        at = c.at[rows].copy()
        depth = np.zeros(len(rows), np.int64)
        while (below := at != place).any():
            depth += below
            at = np.where(below, c.parent[at], at)
        return depth

    # best first

    def _hits(self, marks: Marks, home: int | None, limit: int) -> tuple[Hit, ...]:
        near = self._near(home)
        deputies = self._roster.deputies
        scored = []
        for deputy_id, reasons in marks.items():
            deputy = deputies[deputy_id]
            close = max((near(place) for place in places_of(deputy)), default=0) if home is not None else 0
            scored.append((-round(_score(reasons), 1), -close, -LEVELS.index(deputy.level), deputy_id))
        scored.sort()
        return tuple(
            Hit(deputies[one], _score(marks[one]), tuple(sorted(marks[one], key=lambda r: -marks[one][r])))
            for *_, one in scored[:limit]
        )


def _slip_if_poor(match: Match) -> Match:
    """A part of a name that leaves too much of what was typed is rather the name with a slip."""
    poor = match.name_how == "part" and match.score < 1 - UNEXPLAINED
    return replace(match, name_how="slip") if poor else match


def _score(reasons: dict[Reason, float]) -> float:
    best = max(reasons.values())
    if best >= 100.0:
        return 100.0
    return min(99.0, best + AGREE * min(len(reasons) - 1, MOST_AGREEING) * min(1.0, best / WITHIN))
