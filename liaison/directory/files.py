"""The rows of a congress as its files hold them: by code, before any database has given ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from liaison.directory.model import (
    Committee,
    Deputy,
    District,
    DistrictKind,
    Group,
    Level,
    Mandate,
    Roster,
    Station,
)
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
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    code: str
    name: str
    remit: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`committee` is a code, `subjects` are codes of the tree of subjects."""

    code: str
    name: str
    committee: str | None
    subjects: tuple[str, ...]


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
class MandateRow:
    """`district` is a code; `term_end` is the last day of office."""

    level: Level
    district: str
    delegation: str
    term_end: date | None

    def lasts(self, today: date | None) -> bool:
        """Whether the term has not ended before `today`; without a day, always."""
        return today is None or self.term_end is None or self.term_end >= today


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A deputy's picture, JPEG or PNG: the name of its file, and what it is known by (SHA-256 in hexadecimal).
    The picture itself is read when it is wanted."""

    name: str
    sha256: str
    read: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """A person with at least one mandate. `committee`, `districts` and `stations` are codes, `groups` names;
    `succeeds` is the code of whose seat it was."""

    code: str
    name: str
    unit: str
    mandates: tuple[MandateRow, ...]
    committee: str | None = None
    groups: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    profession: str = ""
    pledge: str = ""
    phone: str = ""
    photo: PhotoFile | None = None
    succeeds: str | None = None


@dataclass(frozen=True, slots=True)
class CongressFiles:
    """A whole congress, or the tables of it that are to be replaced, checked: every code named anywhere exists, in
    the files or in the roster they are for; districts stand after their parents.

    `given` says which columns the files have, by table; what they do not have stays in the roster as it is. None:
    they have everything. `links` are the codes of communities by that of the deputy, as a table of their own has
    them; deputies that are given have them already.
    """

    assembly: AssemblyRow
    districts: tuple[DistrictRow, ...]
    committees: tuple[CommitteeRow, ...]
    stations: tuple[StationRow, ...]
    deputies: tuple[DeputyRow, ...]
    terms: tuple[Row, ...]
    subjects: tuple[SubjectRow, ...]
    groups: tuple[GroupRow, ...] = ()
    given: Mapping[str, frozenset[str]] | None = field(default=None, compare=False)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def has(self, table: str, column: str = "") -> bool:
        """Whether the files have a table, or a column of it."""
        if self.given is None:
            return True
        return column in self.given[table] if column and table in self.given else table in self.given

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
        deputy_ids = {row.code: number for number, row in enumerate(self.deputies, start=1)}
        return Roster.of(
            self.assembly.code,
            self.assembly.name,
            districts=(
                District(
                    district_ids[r.code],
                    r.code,
                    r.name,
                    r.kind,
                    district_ids[r.parent] if r.parent else None,
                    r.former,
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
                    unit=r.unit,
                    mandates=tuple(
                        Mandate(m.level, district_ids[m.district], m.delegation, m.term_end, m.lasts(today))
                        for m in r.mandates
                    ),
                    committee_id=committee_ids[r.committee] if r.committee else None,
                    district_ids=tuple(district_ids[code] for code in r.districts),
                    station_ids=tuple(station_ids[code] for code in r.stations),
                    groups=r.groups,
                    profession=r.profession,
                    pledge=r.pledge,
                    active=any(m.lasts(today) for m in r.mandates),
                    phone=r.phone,
                    photo=r.photo.sha256 if r.photo else "",
                    succeeds_id=deputy_ids.get(r.succeeds) if r.succeeds else None,
                )
                for number, r in enumerate(self.deputies, start=1)
            ),
            groups=(
                Group(number, r.code, r.name, committee_ids[r.committee] if r.committee else None, r.subjects)
                for number, r in enumerate(self.groups, start=1)
            ),
        )
