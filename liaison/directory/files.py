"""The rows of a congress as its files hold them: by code, before any database has given ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison.directory.model import Committee, Deputy, District, DistrictKind, Level, Roster, Station
from liaison.routing.lexicon import Lexicon, Row
from liaison.routing.table import SubjectRow, SubjectTable


@dataclass(frozen=True, slots=True)
class AssemblyRow:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DistrictRow:
    code: str
    name: str
    kind: DistrictKind
    parent: str | None


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    code: str
    name: str
    remit: str


@dataclass(frozen=True, slots=True)
class StationRow:
    code: str
    name: str
    address: str
    district: str
    hours: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """`district`, `committee`, `districts` and `stations` are codes; `term_end` is the last day of office."""

    code: str
    name: str
    level: Level
    unit: str
    delegation: str
    district: str
    committee: str | None
    groups: tuple[str, ...]
    districts: tuple[str, ...]
    stations: tuple[str, ...]
    pledge: str
    phone: str
    term_end: date | None


@dataclass(frozen=True, slots=True)
class CongressFiles:
    """A whole congress, checked: every code named anywhere exists; districts stand after their parents."""

    assembly: AssemblyRow
    districts: tuple[DistrictRow, ...]
    committees: tuple[CommitteeRow, ...]
    stations: tuple[StationRow, ...]
    deputies: tuple[DeputyRow, ...]
    terms: tuple[Row, ...]
    subjects: tuple[SubjectRow, ...]

    def table(self) -> SubjectTable:
        """Which committee has which subject."""
        return SubjectTable(self.subjects)

    def lexicon(self) -> Lexicon:
        """The routing lexicon of this congress's remit files."""
        return Lexicon.from_rows(self.terms)

    def roster(self, *, today: date | None = None) -> Roster:
        """A snapshot with ids counted from 1 in file order and no tokens, for use without a database.

        Deputies whose term ended before `today` are inactive; without `today` all are active.
        """
        district_ids = {row.code: number for number, row in enumerate(self.districts, start=1)}
        committee_ids = {row.code: number for number, row in enumerate(self.committees, start=1)}
        station_ids = {row.code: number for number, row in enumerate(self.stations, start=1)}
        return Roster.of(
            self.assembly.code,
            self.assembly.name,
            districts=(
                District(
                    district_ids[r.code], r.code, r.name, r.kind, district_ids[r.parent] if r.parent else None
                )
                for r in self.districts
            ),
            committees=(Committee(committee_ids[r.code], r.code, r.name, r.remit) for r in self.committees),
            stations=(
                Station(
                    station_ids[r.code],
                    r.code,
                    r.name,
                    r.address,
                    district_ids[r.district],
                    r.hours,
                    r.latitude,
                    r.longitude,
                )
                for r in self.stations
            ),
            deputies=(
                Deputy(
                    id=number,
                    code=r.code,
                    name=r.name,
                    level=r.level,
                    unit=r.unit,
                    delegation=r.delegation,
                    district_id=district_ids[r.district],
                    committee_id=committee_ids[r.committee] if r.committee else None,
                    district_ids=tuple(district_ids[code] for code in r.districts),
                    station_ids=tuple(station_ids[code] for code in r.stations),
                    groups=r.groups,
                    pledge=r.pledge,
                    active=today is None or r.term_end is None or r.term_end >= today,
                    phone=r.phone,
                )
                for number, r in enumerate(self.deputies, start=1)
            ),
        )
