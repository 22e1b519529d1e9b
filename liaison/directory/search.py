"""Finding a deputy by part of a name or a place; finding a community and the nearest stations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from liaison.directory.model import Deputy, District, Roster, Station

ReasonKind = Literal["name", "district", "linked", "station", "delegation", "unit", "group"]

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


class Directory:
    """Search over one assembly's snapshot. Immutable; a changed roster needs a new directory."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._deputies = tuple(deputy for deputy in roster.deputies.values() if deputy.active)

    def by_token(self, token: str) -> Deputy | None:
        """The active deputy behind a link's token, or None."""
        deputy = self.roster.deputy_by_token.get(token)
        return deputy if deputy is not None and deputy.active else None

    def find(self, query: str, limit: int = 8) -> tuple[Hit, ...]:
        """Active deputies that answer the query, best first; empty when nothing honestly matches."""
        wanted = query.strip()
        hits = [
            Hit(deputy, 100.0 if deputy.name == wanted else 80.0, (Reason("name", deputy.name),))
            for deputy in self._deputies
            if wanted and wanted in deputy.name
        ]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.deputy.id))[:limit])

    def find_districts(self, query: str, limit: int = 8) -> tuple[District, ...]:
        """Places whose name answers the query, best first."""
        wanted = query.strip()
        return tuple(d for d in self.roster.districts.values() if wanted and wanted in d.name)[:limit]

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
