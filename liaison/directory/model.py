"""A congress as one immutable picture: places, committees, stations, deputies.

Ids are the database's and mean nothing outside one assembly; codes come from the imported
files and stay the same over the years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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
    """A place in the tree city → county or urban district → town or street → village or community.

    `former` are names it had before, by which people still look for it; `token` is what a t.me link to a
    community carries (places above have none).
    """

    id: int
    code: str
    name: str
    kind: DistrictKind
    parent_id: int | None = None
    former: tuple[str, ...] = ()
    token: str = ""


@dataclass(frozen=True, slots=True)
class Committee:
    """A special or working committee; `remit` is one sentence for people to read."""

    id: int
    code: str
    name: str
    remit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A deputies' group (代表小组), as a rule a professional one (专业代表小组), and what it deals with: a
    committee's matters, or subjects of `liaison/routing/subjects.csv`."""

    id: int
    code: str
    name: str
    committee_id: int | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """A place where deputies receive citizens. Coordinates are WGS 84 degrees, both or neither. `token` is
    what a t.me link carries."""

    id: int
    code: str
    name: str
    address: str
    district_id: int
    hours: str = ""
    latitude: float | None = None
    longitude: float | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Mandate:
    """A seat in a people's congress: its level, the place that elected, the delegation sat with, and the last
    day of the term (None: not known). Whoever is elected to two congresses holds two."""

    level: Level
    district_id: int
    delegation: str = ""
    ends: date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Deputy:
    """An elected member: one human being, whatever mandates they hold (at least one, in the files' order).

    `district_ids` are the communities the deputy keeps in touch with. `token` is what a t.me link carries;
    `phone` is a released number or empty; `photo` is the picture's SHA-256 in hexadecimal, or empty.
    `succeeds_id` is whose seat the deputy has taken. Without a mandate in force (term ended, resigned) a
    deputy is never offered to citizens.
    """

    id: int
    code: str
    name: str
    unit: str
    mandates: tuple[Mandate, ...]
    committee_id: int | None = None
    district_ids: tuple[int, ...] = ()
    station_ids: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    profession: str = ""
    pledge: str = ""
    token: str = ""
    active: bool = True
    phone: str = ""
    photo: str = ""
    succeeds_id: int | None = None

    @property
    def in_force(self) -> tuple[Mandate, ...]:
        """The mandates held now; of somebody who left office, those held before."""
        return tuple(mandate for mandate in self.mandates if mandate.active) or self.mandates

    @property
    def level(self) -> Level:
        """Of the first mandate in force."""
        return self.in_force[0].level

    @property
    def delegation(self) -> str:
        """Of the first mandate in force."""
        return self.in_force[0].delegation

    @property
    def district_id(self) -> int:
        """Which place elected the deputy, by the first mandate in force."""
        return self.in_force[0].district_id


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
    groups: Mapping[int, Group]

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
        groups: Iterable[Group] = (),
    ) -> Roster:
        """A roster from plain sequences."""
        return cls(
            assembly,
            name,
            by_id(districts),
            by_id(committees),
            by_id(stations),
            by_id(deputies),
            by_id(groups),
        )

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

    @cached_property
    def station_by_token(self) -> Mapping[str, Station]:
        """By the token of the public link."""
        return {station.token: station for station in self.stations.values() if station.token}

    @cached_property
    def district_by_token(self) -> Mapping[str, District]:
        """Communities by the token of the public link."""
        return {district.token: district for district in self.districts.values() if district.token}

    @cached_property
    def group_by_name(self) -> Mapping[str, Group]:
        return {group.name: group for group in self.groups.values()}

    @cached_property
    def _following(self) -> Mapping[int, int]:
        return {deputy.succeeds_id: deputy.id for deputy in self.deputies.values() if deputy.succeeds_id}

    def successor_of(self, deputy_id: int) -> Deputy | None:
        """Who took the seat of a deputy and holds it now, or None. Successors who left as well are passed by."""
        seen = {deputy_id}
        while (next_id := self._following.get(deputy_id)) is not None and next_id not in seen:
            if self.deputies[next_id].active:
                return self.deputies[next_id]
            seen.add(next_id)
            deputy_id = next_id
        return None

    def path(self, district_id: int) -> tuple[District, ...]:
        """The district and what it lies in, root first. KeyError when the id is unknown."""
        steps = [self.districts[district_id]]
        while (parent_id := steps[-1].parent_id) is not None:
            if len(steps) > len(self.districts):
                raise ValueError(f"district {district_id} lies in itself")
            steps.append(self.districts[parent_id])
        return tuple(reversed(steps))
