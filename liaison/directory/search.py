"""Finding deputies by anything somebody types; finding a community and the nearest stations.

Nearly all of what was typed must be explained by a name, places and labels; so a sentence in which a place happens to
occur is no search.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path

from liaison.directory import answers
from liaison.directory.answers import Answer, Found, Hit, Reason, ReasonKind
from liaison.directory.gathering import gather
from liaison.directory.index import Index
from liaison.directory.keeping import kept
from liaison.directory.model import Deputy, District, Roster, Station

__all__ = ["Directory", "Found", "Hit", "Reason", "ReasonKind"]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

MOST_CHANGED = 500
"""Deputies that may differ from the index before it is built anew: their own small index is made at every change."""


class Directory:
    """Search over one assembly's snapshot. Immutable; a changed roster needs a new directory."""

    def __init__(self, roster: Roster, cache: Path | None = None) -> None:
        """`cache` is a folder in which the index of a large roster is kept from one start to the next."""
        self.roster = roster
        self._children: dict[int, list[int]] = {}
        for district in roster.districts.values():
            if district.parent_id is not None:
                self._children.setdefault(district.parent_id, []).append(district.id)
        self._cache = cache
        self._base = kept(roster, cache)
        self._changed: frozenset[int] = frozenset()
        self._over: Index | None = None

    def updated(self, roster: Roster, *, deputies: Collection[int], everything_else: bool) -> Directory:
        """The directory of a roster that differs in these deputies, and in other things if so said. A few changed
        deputies get a small index of their own, above the one there is."""
        changed = self._changed | frozenset(deputies)
        if everything_else or len(changed) > MOST_CHANGED:
            return Directory(roster, self._cache)
        new = Directory.__new__(Directory)
        new.roster = roster
        new._children, new._cache, new._base, new._changed = self._children, self._cache, self._base, changed
        present = [
            d for d in (roster.deputies.get(one) for one in sorted(changed)) if d is not None and d.active
        ]
        around = {place for deputy in present for place in answers.places_of(deputy)}
        new._over = Index.of(gather(roster, present, around)) if present else None
        return new

    def by_token(self, token: str) -> Deputy | None:
        """The active deputy behind a link's token, or None."""
        deputy = self.roster.deputy_by_token.get(token)
        return deputy if deputy is not None and deputy.active else None

    def search(self, typed: str, *, home: int | None = None, limit: int = 8) -> Found:
        """Whom somebody may mean who typed this, best first. `home` is the community the citizen lives in: places
        near it are preferred where several share a name."""
        return Answer(self.roster, self._base, self._over, self._changed, typed).found(home, limit)

    def find(self, query: str, limit: int = 8) -> tuple[Hit, ...]:
        """Active deputies that answer the query, best first; empty when nothing honestly matches."""
        found = self.search(query, limit=limit)
        return found.hits if found.certain else ()

    def find_districts(self, query: str, limit: int = 8) -> tuple[District, ...]:
        """Places whose name answers the query, best first, smaller places before larger ones.

        A query that names a place and one it lies in ("云岫区 望星社区") finds the inner one.
        """
        return Answer(self.roster, self._base, self._over, self._changed, query).districts()[:limit]

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


def _metres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance by the haversine formula."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
