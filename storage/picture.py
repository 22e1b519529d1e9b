"""The picture of a congress the program works with, read from the database: whole, or what changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

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
    by_id,
)
from liaison.routing.lexicon import Lexicon, Row
from liaison.routing.table import SubjectRow, SubjectTable

from . import codes
from . import tables as t
from .by_code import links, rows_of
from .versions import versions

MOST_CHANGED = 2000
"""Deputies that are read again one by one; when more have changed, reading all of them is faster."""


def assemblies(connection: Connection) -> dict[str, str]:
    """Every assembly of this installation: its name by its code."""
    query = sa.select(t.assembly.c.code, t.assembly.c.name).order_by(t.assembly.c.code)
    return dict(connection.execute(query).all())


def load(connection: Connection, assembly_code: str) -> Roster | None:
    """The congress as it stands, those no longer in office included (inactive); None when there is none."""
    name = assemblies(connection).get(assembly_code)
    if name is None:
        return None
    of_stations = codes.in_force(connection, assembly_code, "station")
    of_districts = codes.in_force(connection, assembly_code, "district")
    return Roster.of(
        assembly_code,
        name,
        districts=(
            District(
                r.id,
                r.code,
                r.name,
                cast("DistrictKind", r.kind),
                r.parent_id,
                tuple(r.former),
                of_districts.get(r.id, ""),
            )
            for r in rows_of(connection, t.district, assembly_code)
        ),
        committees=(
            Committee(r.id, r.code, r.name, r.remit) for r in rows_of(connection, t.committee, assembly_code)
        ),
        stations=(
            Station(
                r.id,
                r.code,
                r.name,
                r.address,
                r.district_id,
                r.hours,
                r.latitude,
                r.longitude,
                of_stations.get(r.id, ""),
            )
            for r in rows_of(connection, t.station, assembly_code)
        ),
        deputies=_deputies(connection, assembly_code),
        groups=(
            Group(r.id, r.code, r.name, r.committee_id, tuple(r.subjects))
            for r in rows_of(connection, t.roster_group, assembly_code)
        ),
    )


def catch_up(connection: Connection, before: Roster, known: int) -> tuple[Roster, frozenset[int]] | None:
    """The picture after the changes since version ``known``, and whose rows were read again. None when more
    than some deputies changed: then all of it is to be loaded."""
    if versions(connection, before.assembly).laid_out > known:
        return None
    d = t.deputy.c
    query = sa.select(d.id).where(d.assembly == before.assembly, d.changed > known).limit(MOST_CHANGED + 1)
    changed = frozenset(connection.execute(query).scalars())
    if len(changed) > MOST_CHANGED:
        return None
    found = {deputy.id: deputy for deputy in _deputies(connection, before.assembly, changed)}
    after = Roster(
        before.assembly,
        before.name,
        before.districts,
        before.committees,
        before.stations,
        by_id(({**before.deputies, **found}).values()),
        before.groups,
    )
    return after, changed


def _deputies(
    connection: Connection, assembly_code: str, only: Collection[int] | None = None
) -> list[Deputy]:
    """All of them, or those with the ids asked for; oldest first."""
    d = t.deputy.c
    these = d.assembly == assembly_code if only is None else d.id.in_(only)
    districts = links(connection, t.deputy_district, these)
    stations = links(connection, t.deputy_station, these)
    mandates = _mandates(connection, these)
    tokens = codes.in_force(connection, assembly_code, "deputy", only)
    pictures = dict(
        connection.execute(sa.select(t.photo.c.deputy_id, t.photo.c.sha256).join(t.deputy).where(these)).all()
    )
    return [
        Deputy(
            id=r.id,
            code=r.code,
            name=r.name,
            unit=r.unit,
            mandates=mandates[r.id],
            committee_id=r.committee_id,
            district_ids=tuple(sorted(districts.get(r.id, ()))),
            station_ids=tuple(sorted(stations.get(r.id, ()))),
            groups=tuple(r.groups),
            profession=r.profession,
            pledge=r.pledge,
            token=tokens.get(r.id, ""),
            active=r.active,
            phone=r.phone,
            photo=pictures.get(r.id, ""),
            succeeds_id=r.succeeds_id,
        )
        for r in connection.execute(t.deputy.select().where(these).order_by(d.id))
    ]


def _mandates(connection: Connection, these: Any) -> Mapping[int, tuple[Mandate, ...]]:
    m = t.mandate.c
    query = t.mandate.select().join(t.deputy).where(these).order_by(m.deputy_id, m.place)
    found: dict[int, tuple[Mandate, ...]] = {}
    for r in connection.execute(query):
        one = Mandate(cast("Level", r.level), r.district_id, r.delegation, r.term_ends, r.active)
        found[r.deputy_id] = (*found.get(r.deputy_id, ()), one)
    return found


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
