"""The congress in the database: what an import and the end of a term change in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.directory.files import CongressFiles
from liaison.directory.model import DISTRICT_KINDS

from . import codes
from . import tables as t
from .by_code import Saved, Values, link, retire, rows_of, upsert
from .versions import note_change

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
    groups: Count = Count()

    @property
    def nothing(self) -> bool:
        """Whether the files said what was known already."""
        return self == Changes()


def save(
    connection: Connection,
    assembly_code: str,
    files: CongressFiles,
    *,
    today: date,
    token: Callable[[], str] = codes.new_token,
) -> Changes:
    """Make the database say what the files say, matched by code; all within the caller's unit of work.

    A deputy missing from the files, or whose terms ended before ``today``, becomes inactive and keeps id,
    code and opinions. Anything else missing is removed, unless something still refers to it. The same
    files again change nothing.
    """
    _alone(connection, assembly_code)
    renamed = _name(connection, assembly_code, files.assembly.name)
    resorted = _save_subjects(connection, assembly_code, files)
    were_active = _active(connection, assembly_code)
    districts = _save_districts(connection, assembly_code, files)
    committees = upsert(connection, t.committee, assembly_code, _committee_rows(files))
    groups = upsert(connection, t.roster_group, assembly_code, _group_rows(files, committees.ids))
    stations = upsert(connection, t.station, assembly_code, _station_rows(files, districts.ids))
    deputies = upsert(connection, t.deputy, assembly_code, _deputy_rows(files, committees.ids, today))
    touched = (
        _save_successors(connection, assembly_code, files, deputies.ids)
        | _save_mandates(connection, assembly_code, files, deputies.ids, districts.ids, today)
        | _save_photos(connection, assembly_code, files, deputies.ids)
        | link(
            connection,
            assembly_code,
            t.deputy_district,
            {
                deputies.ids[row.code]: {districts.ids[code] for code in row.districts}
                for row in files.deputies
            },
        )
        | link(
            connection,
            assembly_code,
            t.deputy_station,
            {deputies.ids[row.code]: {stations.ids[code] for code in row.stations} for row in files.deputies},
        )
    )
    _leave_office(connection, were_active - set(deputies.ids.values()))
    gone = were_active - _active(connection, assembly_code)
    changed = (deputies.changed | touched) - deputies.added - gone
    changes = Changes(
        stations=_count(
            stations, _retire_with_code(connection, assembly_code, "station", stations.ids, today)
        ),
        groups=_count(groups, len(retire(connection, t.roster_group, assembly_code, groups.ids))),
        districts=_count(
            districts, _retire_with_code(connection, assembly_code, "district", districts.ids, today)
        ),
        committees=_count(committees, _retire_committees(connection, assembly_code, committees.ids)),
        deputies=Count(len(deputies.added), len(changed), len(gone)),
        deputies_gone=tuple(sorted(gone)),
    )
    communities = [districts.ids[row.code] for row in files.districts if row.kind == "village"]
    codes.make_missing(connection, assembly_code, "deputy", deputies.ids.values(), today, token)
    placed = codes.make_missing(
        connection, assembly_code, "station", stations.ids.values(), today, token
    ) | codes.make_missing(connection, assembly_code, "district", communities, today, token)
    if renamed or resorted or placed or replace(changes, deputies=Count(), deputies_gone=()) != Changes():
        note_change(connection, assembly_code, deputies=None)
    elif not changes.nothing:
        note_change(connection, assembly_code, deputies=changed | deputies.added | gone)
    return changes


def end_terms(connection: Connection, assembly_code: str, today: date) -> tuple[int, ...]:
    """End the mandates whose term ended before ``today``. Returns who has none left by that, as
    ``deputies_gone`` does: they are inactive now."""
    m, d = t.mandate.c, t.deputy.c
    ended = (
        sa.select(m.deputy_id)
        .join(t.deputy)
        .where(d.assembly == assembly_code, m.active, m.term_ends < today)
    )
    touched = set(connection.execute(ended).scalars())
    if not touched:
        return ()
    connection.execute(
        t.mandate.update().where(m.deputy_id.in_(touched), m.term_ends < today).values(active=False)
    )
    still = set(
        connection.execute(sa.select(m.deputy_id).where(m.deputy_id.in_(touched), m.active)).scalars()
    )
    gone = touched - still
    _leave_office(connection, gone)
    note_change(connection, assembly_code, deputies=touched)
    return tuple(sorted(gone))


def _alone(connection: Connection, assembly_code: str) -> None:
    """Two imports at once: the second waits. On SQLite everybody who writes does."""
    if connection.dialect.name == "postgresql":
        key = sa.func.hashtextextended(f"roster {assembly_code}", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _name(connection: Connection, assembly_code: str, name: str) -> bool:
    """Whether the congress is called otherwise now."""
    one = t.assembly.c.code == assembly_code
    known = connection.execute(sa.select(t.assembly.c.name).where(one)).scalar()
    if known is None:
        connection.execute(t.assembly.insert(), {"code": assembly_code, "name": name, "serials": {}})
    elif known != name:
        connection.execute(t.assembly.update().where(one).values(name=name))
    return known != name


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
        connection.execute(
            t.mandate.update().where(t.mandate.c.deputy_id == _b("the_id")).values(active=False), rows
        )


def _retire_with_code(
    connection: Connection, assembly_code: str, kind: codes.Kind, named: Mapping[str, int], today: date
) -> int:
    """Remove places or stations the files do not name; returns how many. Their codes open nothing any more."""
    removed = retire(connection, t.metadata.tables[kind], assembly_code, named)
    codes.forget(connection, assembly_code, kind, removed, today)
    return len(removed)


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
    return len(removed) + len(silenced)


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


def _group_rows(files: CongressFiles, committees: Mapping[str, int]) -> list[Values]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "committee_id": committees[row.committee] if row.committee else None,
            "subjects": list(row.subjects),
        }
        for row in files.groups
    ]


def _save_successors(
    connection: Connection, assembly_code: str, files: CongressFiles, deputies: Mapping[str, int]
) -> set[int]:
    """Who took whose seat; returns for whom that is new. Whoever the files no longer name keeps theirs."""
    d = t.deputy.c
    before = dict(connection.execute(sa.select(d.id, d.succeeds_id).where(d.assembly == assembly_code)).all())
    wanted = {
        deputies[row.code]: deputies.get(row.succeeds) if row.succeeds else None for row in files.deputies
    }
    changed = {deputy_id for deputy_id, other in wanted.items() if before[deputy_id] != other}
    if changed:
        connection.execute(
            t.deputy.update().where(d.id == _b("the_id")).values(succeeds_id=_b("the_other")),
            [{"the_id": deputy_id, "the_other": wanted[deputy_id]} for deputy_id in sorted(changed)],
        )
    return changed


def _save_mandates(
    connection: Connection,
    assembly_code: str,
    files: CongressFiles,
    deputies: Mapping[str, int],
    districts: Mapping[str, int],
    today: date,
) -> set[int]:
    """The mandates as the files have them; returns whose are other ones now."""
    query = t.mandate.select().join(t.deputy).where(t.deputy.c.assembly == assembly_code)
    before: dict[int, dict[int, tuple[object, ...]]] = {}
    for row in connection.execute(query):
        before.setdefault(row.deputy_id, {})[row.place] = tuple(row)
    rows: list[tuple[object, ...]] = []
    changed: set[int] = set()
    for deputy in files.deputies:
        deputy_id = deputies[deputy.code]
        wanted = {
            place: (
                deputy_id,
                place,
                m.level,
                districts[m.district],
                m.delegation,
                m.term_end,
                m.lasts(today),
            )
            for place, m in enumerate(deputy.mandates)
        }
        if before.get(deputy_id) != wanted:
            changed.add(deputy_id)
            rows.extend(wanted.values())
    if old := [{"the_id": deputy_id} for deputy_id in sorted(changed & before.keys())]:
        connection.execute(t.mandate.delete().where(t.mandate.c.deputy_id == _b("the_id")), old)
    if rows:
        names = t.mandate.c.keys()
        connection.execute(t.mandate.insert(), [dict(zip(names, row, strict=True)) for row in rows])
    return changed


def _save_photos(
    connection: Connection, assembly_code: str, files: CongressFiles, deputies: Mapping[str, int]
) -> set[int]:
    """The pictures as the files have them; returns whose is another now."""
    p = t.photo.c
    query = sa.select(p.deputy_id, p.sha256).join(t.deputy).where(t.deputy.c.assembly == assembly_code)
    before = dict(connection.execute(query).all())
    changed: set[int] = set()
    for row in files.deputies:
        deputy_id = deputies[row.code]
        if before.get(deputy_id) == (row.photo.sha256 if row.photo else None):
            continue
        changed.add(deputy_id)
        connection.execute(t.photo.delete().where(p.deputy_id == deputy_id))
        if row.photo:
            values = {
                "deputy_id": deputy_id,
                "sha256": row.photo.sha256,
                "name": row.photo.name,
                "base64": b64encode(row.photo.data).decode(),
            }
            connection.execute(t.photo.insert(), values)
    return changed


def _deputy_rows(files: CongressFiles, committees: Mapping[str, int], today: date) -> list[Values]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "unit": row.unit,
            "profession": row.profession,
            "committee_id": committees[row.committee] if row.committee else None,
            "groups": list(row.groups),
            "pledge": row.pledge,
            "phone": row.phone,
            "active": any(mandate.lasts(today) for mandate in row.mandates),
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
                "former": list(row.former),
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
