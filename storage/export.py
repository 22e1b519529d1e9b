"""The congress in the database as files hold it: by code, whole, with those who left office."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.directory.files import (
    AssemblyRow,
    CommitteeRow,
    CongressFiles,
    DeputyRow,
    DistrictRow,
    GroupRow,
    MandateRow,
    PhotoFile,
    StationRow,
)
from liaison.directory.importing import Known
from liaison.directory.model import DISTRICT_KINDS, Level
from liaison.routing.lexicon import Row
from liaison.routing.table import SubjectRow

from . import tables as t
from .by_code import ids_of, links, rows_of


def known(connection: Connection, assembly_code: str) -> Known | None:
    """What an import has to know of the roster it is for; None when there is none."""
    name = connection.execute(sa.select(t.assembly.c.name).where(t.assembly.c.code == assembly_code)).scalar()
    if name is None:
        return None
    tables = {
        "districts": t.district,
        "committees": t.committee,
        "groups": t.roster_group,
        "stations": t.station,
        "deputies": t.deputy,
    }
    codes = {kind: ids_of(connection, table, assembly_code).keys() for kind, table in tables.items()}
    return Known(AssemblyRow(assembly_code, name), codes)


def export(connection: Connection, assembly_code: str, today: date) -> CongressFiles | None:
    """Everything that an import can bring, so that importing it changes nothing; None when there is no such
    congress. The pictures are read from the connection when they are wanted."""
    one = t.assembly.c.code == assembly_code
    found = connection.execute(sa.select(t.assembly.c.name, t.assembly.c.subjects).where(one)).first()
    if found is None:
        return None
    districts = list(rows_of(connection, t.district, assembly_code))
    places = {row.id: row.code for row in districts}
    committees = list(rows_of(connection, t.committee, assembly_code))
    bodies = {row.id: row.code for row in committees}
    stations = list(rows_of(connection, t.station, assembly_code))
    return CongressFiles(
        AssemblyRow(assembly_code, found.name),
        tuple(
            DistrictRow(row.code, row.name, row.kind, places.get(row.parent_id), tuple(row.former))
            for kind in DISTRICT_KINDS
            for row in districts
            if row.kind == kind
        ),
        tuple(CommitteeRow(row.code, row.name, row.remit) for row in committees),
        tuple(
            StationRow(
                row.code,
                row.name,
                row.address,
                places[row.district_id],
                row.hours,
                row.latitude,
                row.longitude,
            )
            for row in stations
        ),
        _deputies(connection, assembly_code, today, places, bodies, {row.id: row.code for row in stations}),
        tuple(
            Row(row.code, term, weight, rest[0] if len(rest) > 1 else "", rest[-1])
            for row in committees
            for term, weight, *rest in row.terms
        ),
        tuple(SubjectRow(*row) for row in found.subjects),
        tuple(
            GroupRow(row.code, row.name, bodies.get(row.committee_id), tuple(row.subjects))
            for row in rows_of(connection, t.roster_group, assembly_code)
        ),
    )


def _deputies(
    connection: Connection,
    assembly_code: str,
    today: date,
    places: Mapping[int, str],
    bodies: Mapping[int, str],
    stations: Mapping[int, str],
) -> tuple[DeputyRow, ...]:
    these = t.deputy.c.assembly == assembly_code
    communities = links(connection, t.deputy_district, these)
    met = links(connection, t.deputy_station, these)
    pictures = {
        row.deputy_id: PhotoFile(row.name, row.sha256, partial(_picture, connection, row.deputy_id))
        for row in connection.execute(
            sa.select(t.photo.c.deputy_id, t.photo.c.name, t.photo.c.sha256).join(t.deputy).where(these)
        )
    }
    mandates: dict[int, tuple[MandateRow, ...]] = {}
    query = t.mandate.select().join(t.deputy).where(these).order_by(t.mandate.c.deputy_id, t.mandate.c.place)
    for row in connection.execute(query):
        one = MandateRow(
            cast("Level", row.level), places[row.district_id], row.delegation, _last_day(row, today)
        )
        mandates[row.deputy_id] = (*mandates.get(row.deputy_id, ()), one)
    codes = {row_id: code for code, row_id in ids_of(connection, t.deputy, assembly_code).items()}
    return tuple(
        DeputyRow(
            code=row.code,
            name=row.name,
            unit=row.unit,
            mandates=mandates[row.id],
            committee=bodies.get(row.committee_id),
            groups=tuple(row.groups),
            districts=tuple(sorted(places[one] for one in communities.get(row.id, ()))),
            stations=tuple(sorted(stations[one] for one in met.get(row.id, ()))),
            profession=row.profession,
            pledge=row.pledge,
            phone=row.phone,
            photo=pictures.get(row.id),
            succeeds=codes.get(row.succeeds_id),
        )
        for row in rows_of(connection, t.deputy, assembly_code)
    )


def _last_day(mandate: Any, today: date) -> date | None:
    """Of one that is over without a day having been noted: yesterday at the latest."""
    ends: date | None = mandate.term_ends
    if not mandate.active and (ends is None or ends >= today):
        return today - timedelta(days=1)
    return ends


def _picture(connection: Connection, deputy_id: int) -> bytes:
    query = sa.select(t.photo.c.base64).where(t.photo.c.deputy_id == deputy_id)
    return b64decode(connection.execute(query).scalar_one())
