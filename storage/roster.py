"""The congress in the database: what an import changes, and the picture the program works with."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.directory.files import CongressFiles
from liaison.directory.model import (
    DISTRICT_KINDS,
    Committee,
    Deputy,
    District,
    DistrictKind,
    Level,
    Roster,
    Station,
)
from liaison.routing.lexicon import Lexicon, Row
from liaison.routing.table import SubjectRow, SubjectTable

from . import tables as t
from .by_code import Saved, Values, link, links, retire, rows_of, upsert

_b = sa.bindparam


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind an import touched. ``retired``: a deputy who left office; a place or station
    that was removed; a committee that was removed or, when something refers to it, is routed to no more."""

    added: int = 0
    changed: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import changed. ``deputies_gone``: who left office by it; their open opinions are to be
    returned to staff (:func:`liaison.casework.leaving.return_open_opinions`) in the same unit of work."""

    districts: Count = Count()
    committees: Count = Count()
    stations: Count = Count()
    deputies: Count = Count()
    deputies_gone: tuple[int, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the files said what was known already."""
        return self == Changes()


def new_token() -> str:
    """A deputy's public token: 72 random bits, twelve characters, fit for a ``start`` link."""
    return secrets.token_urlsafe(9)


def save(
    connection: Connection,
    assembly_code: str,
    files: CongressFiles,
    *,
    today: date,
    token: Callable[[], str] = new_token,
) -> Changes:
    """Make the database say what the files say, matched by code; all within the caller's unit of work.

    A deputy missing from the files, or whose term ended before ``today``, becomes inactive and keeps id,
    token and opinions. Anything else missing is removed, unless something still refers to it. The same
    files again change nothing.
    """
    _alone(connection, assembly_code)
    _name(connection, assembly_code, files.assembly.name)
    resorted = _save_subjects(connection, assembly_code, files)
    were_active = _active(connection, assembly_code)
    districts = _save_districts(connection, assembly_code, files)
    committees = upsert(connection, t.committee, assembly_code, _committee_rows(files))
    stations = upsert(connection, t.station, assembly_code, _station_rows(files, districts.ids))
    rows = _deputy_rows(files, districts.ids, committees.ids, today)
    deputies = upsert(connection, t.deputy, assembly_code, rows, lambda: {"token": token()})
    linked = {deputies.ids[row.code]: row for row in files.deputies}
    relinked = link(
        connection,
        assembly_code,
        t.deputy_district,
        {deputy_id: {districts.ids[code] for code in row.districts} for deputy_id, row in linked.items()},
    ) | link(
        connection,
        assembly_code,
        t.deputy_station,
        {deputy_id: {stations.ids[code] for code in row.stations} for deputy_id, row in linked.items()},
    )
    _leave_office(connection, were_active - linked.keys())
    gone = were_active - _active(connection, assembly_code)
    changed = (deputies.changed | relinked) - deputies.added - gone
    changes = Changes(
        stations=_count(stations, retire(connection, t.station, assembly_code, stations.ids)),
        districts=_count(districts, retire(connection, t.district, assembly_code, districts.ids)),
        committees=_count(committees, _retire_committees(connection, assembly_code, committees.ids)),
        deputies=Count(len(deputies.added), len(changed), len(gone)),
        deputies_gone=tuple(sorted(gone)),
    )
    if resorted or not changes.nothing:
        _another_version(connection, assembly_code)
    return changes


def end_terms(connection: Connection, assembly_code: str, today: date) -> tuple[int, ...]:
    """Make inactive whose term ended before ``today``; returns who they are, as ``deputies_gone`` does."""
    d = t.deputy.c
    query = sa.select(d.id).where(d.assembly == assembly_code, d.active, d.term_ends < today).order_by(d.id)
    gone = tuple(connection.execute(query).scalars())
    if gone:
        _leave_office(connection, gone)
        _another_version(connection, assembly_code)
    return gone


def version(connection: Connection, assembly_code: str) -> int:
    """Another number after every change of the roster; whoever works with a picture of it sees that it is
    old. 0 when there is no such assembly."""
    query = sa.select(t.assembly.c.version).where(t.assembly.c.code == assembly_code)
    return int(connection.execute(query).scalar() or 0)


def _another_version(connection: Connection, assembly_code: str) -> None:
    one = t.assembly.update().where(t.assembly.c.code == assembly_code)
    connection.execute(one.values(version=t.assembly.c.version + 1))


def assemblies(connection: Connection) -> dict[str, str]:
    """Every assembly of this installation: its name by its code."""
    query = sa.select(t.assembly.c.code, t.assembly.c.name).order_by(t.assembly.c.code)
    return dict(connection.execute(query).all())


def load(connection: Connection, assembly_code: str) -> Roster | None:
    """The congress as it stands, those no longer in office included (inactive); None when there is none."""
    name = assemblies(connection).get(assembly_code)
    if name is None:
        return None
    districts = links(connection, assembly_code, t.deputy_district)
    stations = links(connection, assembly_code, t.deputy_station)
    return Roster.of(
        assembly_code,
        name,
        districts=(
            District(r.id, r.code, r.name, cast("DistrictKind", r.kind), r.parent_id)
            for r in rows_of(connection, t.district, assembly_code)
        ),
        committees=(
            Committee(r.id, r.code, r.name, r.remit) for r in rows_of(connection, t.committee, assembly_code)
        ),
        stations=(
            Station(r.id, r.code, r.name, r.address, r.district_id, r.hours, r.latitude, r.longitude)
            for r in rows_of(connection, t.station, assembly_code)
        ),
        deputies=(
            Deputy(
                id=r.id,
                code=r.code,
                name=r.name,
                level=cast("Level", r.level),
                unit=r.unit,
                delegation=r.delegation,
                district_id=r.district_id,
                committee_id=r.committee_id,
                district_ids=tuple(sorted(districts.get(r.id, ()))),
                station_ids=tuple(sorted(stations.get(r.id, ()))),
                groups=tuple(r.groups),
                pledge=r.pledge,
                token=r.token,
                active=r.active,
                phone=r.phone,
            )
            for r in rows_of(connection, t.deputy, assembly_code)
        ),
    )


def load_lexicon(connection: Connection, assembly_code: str) -> Lexicon:
    """The words that speak for each subject; empty when there is no such assembly. Rows of before there were
    subjects have none, and speak for their committee."""
    global _last_lexicon  # noqa: PLW0603 - one value, replaced whole
    terms = [(row.code, row.terms) for row in rows_of(connection, t.committee, assembly_code)]
    last = _last_lexicon
    if last is None or last[0] != terms:
        rows = (
            Row(code, term, weight, rest[0] if len(rest) > 1 else "", rest[-1])
            for code, found in terms
            for term, weight, *rest in found
        )
        last = _last_lexicon = (terms, Lexicon.from_rows(rows))
    return last[1]


_last_lexicon: tuple[list[tuple[str, object]], Lexicon] | None = None
"""What was made of which terms: a congress is read often, and its words change seldom."""


def load_subjects(connection: Connection, assembly_code: str) -> SubjectTable:
    """Which committee has which subject; empty when there is no such assembly."""
    query = sa.select(t.assembly.c.subjects).where(t.assembly.c.code == assembly_code)
    return SubjectTable(SubjectRow(*row) for row in connection.execute(query).scalar() or ())


def _alone(connection: Connection, assembly_code: str) -> None:
    """Two imports at once: the second waits. On SQLite everybody who writes does."""
    if connection.dialect.name == "postgresql":
        key = sa.func.hashtextextended(f"roster {assembly_code}", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _name(connection: Connection, assembly_code: str, name: str) -> None:
    known = assemblies(connection)
    if assembly_code not in known:
        connection.execute(t.assembly.insert(), {"code": assembly_code, "name": name, "serials": {}})
    elif known[assembly_code] != name:
        connection.execute(t.assembly.update().where(t.assembly.c.code == assembly_code).values(name=name))
        _another_version(connection, assembly_code)


def _save_subjects(connection: Connection, assembly_code: str, files: CongressFiles) -> bool:
    """Whether the table of subjects is another one now."""
    rows = [[row.subject, row.committee, row.assisting] for row in files.subjects]
    one = t.assembly.c.code == assembly_code
    if connection.execute(sa.select(t.assembly.c.subjects).where(one)).scalar() == rows:
        return False
    connection.execute(t.assembly.update().where(one).values(subjects=rows))
    return True


def _active(connection: Connection, assembly_code: str) -> set[int]:
    query = sa.select(t.deputy.c.id).where(t.deputy.c.assembly == assembly_code, t.deputy.c.active)
    return set(connection.execute(query).scalars())


def _leave_office(connection: Connection, deputy_ids: Iterable[int]) -> None:
    if rows := [{"the_id": deputy_id} for deputy_id in deputy_ids]:
        connection.execute(t.deputy.update().where(t.deputy.c.id == _b("the_id")).values(active=False), rows)


def _count(saved: Saved, retired: int) -> Count:
    return Count(len(saved.added), len(saved.changed), retired)


def _retire_committees(connection: Connection, assembly_code: str, named: Mapping[str, int]) -> int:
    """Remove what the files do not name; one that is referred to loses its terms, so that nothing new is
    routed to it."""
    removed = retire(connection, t.committee, assembly_code, named)
    silenced = [
        {"the_id": row.id}
        for row in rows_of(connection, t.committee, assembly_code)
        if row.code not in named and row.terms
    ]
    if silenced:
        connection.execute(
            t.committee.update().where(t.committee.c.id == _b("the_id")).values(terms=[]), silenced
        )
    return removed + len(silenced)


# --- what the files say, as rows -------------------------------------------------------------------


def _committee_rows(files: CongressFiles) -> list[Values]:
    terms: dict[str, list[list[str | float]]] = {}
    for row in files.terms:
        terms.setdefault(row.committee, []).append([row.term, row.weight, row.subject, row.note])
    return [
        {"code": row.code, "name": row.name, "remit": row.remit, "terms": terms.get(row.code, [])}
        for row in files.committees
    ]


def _station_rows(files: CongressFiles, districts: Mapping[str, int]) -> list[Values]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "address": row.address,
            "district_id": districts[row.district],
            "hours": row.hours,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in files.stations
    ]


def _deputy_rows(
    files: CongressFiles, districts: Mapping[str, int], committees: Mapping[str, int], today: date
) -> list[Values]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "unit": row.unit,
            "delegation": row.delegation,
            "district_id": districts[row.district],
            "committee_id": committees[row.committee] if row.committee else None,
            "groups": list(row.groups),
            "pledge": row.pledge,
            "phone": row.phone,
            "term_ends": row.term_end,
            "active": row.term_end is None or row.term_end >= today,
        }
        for row in files.deputies
    ]


def _save_districts(connection: Connection, assembly_code: str, files: CongressFiles) -> Saved:
    """Level by level, so that every parent has its id."""
    saved = Saved()
    for kind in DISTRICT_KINDS:
        rows = [
            {
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "parent_id": saved.ids[row.parent] if row.parent else None,
            }
            for row in files.districts
            if row.kind == kind
        ]
        level = upsert(connection, t.district, assembly_code, rows)
        saved.ids |= level.ids
        saved.added |= level.added
        saved.changed |= level.changed
    return saved
