"""A congress as one immutable picture: places, committees, stations, deputies.

Ids are the database's and mean nothing outside one assembly; codes come from the imported
files and stay the same over the years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

DistrictKind = Literal["city", "county", "town", "village"]
Level = Literal["national", "provincial", "city", "county", "town"]

DISTRICT_KINDS: tuple[DistrictKind, ...] = ("city", "county", "town", "village")
"""From the root of the tree to its leaves; a parent is always of an earlier kind."""

LEVELS: tuple[Level, ...] = ("national", "provincial", "city", "county", "town")
"""The five levels of people's congresses, highest first."""


@dataclass(frozen=True, slots=True)
class District:
    """A place in the tree city → county or urban district → town or street → village or community."""

    id: int
    code: str
    name: str
    kind: DistrictKind
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Committee:
    """A special or working committee; `remit` is one sentence for people to read."""

    id: int
    code: str
    name: str
    remit: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """A place where deputies receive citizens. Coordinates are WGS 84 degrees, both or neither."""

    id: int
    code: str
    name: str
    address: str
    district_id: int
    hours: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Deputy:
    """An elected member. `token` is what a t.me link carries; `phone` is a released number or empty.

    `district_id` is where the deputy was elected; `district_ids` are the communities the deputy
    keeps in touch with. An inactive deputy (term ended, resigned) is never offered to citizens.
    """

    id: int
    code: str
    name: str
    level: Level
    unit: str
    delegation: str
    district_id: int
    committee_id: int | None = None
    district_ids: tuple[int, ...] = ()
    station_ids: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    pledge: str = ""
    token: str = ""
    active: bool = True
    phone: str = ""


class _Identified(Protocol):
    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=_Identified)


def by_id(items: Iterable[T]) -> Mapping[int, T]:
    """A read-only mapping from id to item, in the order given."""
    return MappingProxyType({item.id: item for item in items})


@dataclass(frozen=True)
class Roster:
    """One assembly's snapshot. All mappings are by id; the lookups by code and token are made once."""

    assembly: str
    name: str
    districts: Mapping[int, District]
    committees: Mapping[int, Committee]
    stations: Mapping[int, Station]
    deputies: Mapping[int, Deputy]

    @classmethod
    def of(
        cls,
        assembly: str,
        name: str,
        *,
        districts: Iterable[District] = (),
        committees: Iterable[Committee] = (),
        stations: Iterable[Station] = (),
        deputies: Iterable[Deputy] = (),
    ) -> Roster:
        """A roster from plain sequences."""
        return cls(assembly, name, by_id(districts), by_id(committees), by_id(stations), by_id(deputies))

    @cached_property
    def district_by_code(self) -> Mapping[str, District]:
        return {district.code: district for district in self.districts.values()}

    @cached_property
    def committee_by_code(self) -> Mapping[str, Committee]:
        return {committee.code: committee for committee in self.committees.values()}

    @cached_property
    def station_by_code(self) -> Mapping[str, Station]:
        return {station.code: station for station in self.stations.values()}

    @cached_property
    def deputy_by_code(self) -> Mapping[str, Deputy]:
        return {deputy.code: deputy for deputy in self.deputies.values()}

    @cached_property
    def deputy_by_token(self) -> Mapping[str, Deputy]:
        """By the token of the public link; a deputy without one is not in it."""
        return {deputy.token: deputy for deputy in self.deputies.values() if deputy.token}

    def path(self, district_id: int) -> tuple[District, ...]:
        """The district and what it lies in, root first. KeyError when the id is unknown."""
        steps = [self.districts[district_id]]
        while (parent_id := steps[-1].parent_id) is not None:
            if len(steps) > len(self.districts):
                raise ValueError(f"district {district_id} lies in itself")
            steps.append(self.districts[parent_id])
        return tuple(reversed(steps))
