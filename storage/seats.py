"""What belongs to a deputy beside the row of their own: mandates, whose seat it was, the picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.directory.files import CongressFiles, MandateRow

from . import tables as t
from .by_code import AT_ONCE, Told, Values, ids_of, in_parts

_b = sa.bindparam

Held = Mapping[int, tuple[tuple[object, ...], ...]]
"""By deputy: the rows of their mandates, in order, each from the level on."""


def mandates(connection: Connection, assembly_code: str) -> Held:
    """Those in the database."""
    query = t.mandate.select().join(t.deputy).where(t.deputy.c.assembly == assembly_code)
    found: dict[int, tuple[tuple[object, ...], ...]] = {}
    for deputy_id, _place, *rest in connection.execute(
        query.order_by(t.mandate.c.deputy_id, t.mandate.c.place)
    ):
        found[deputy_id] = (*found.get(deputy_id, ()), tuple(rest))
    return found


def completed(
    files: CongressFiles, ids: Mapping[str, int], before: Held
) -> dict[str, tuple[MandateRow, ...]]:
    """The mandates by code of the deputy, where columns are missing in the files and the database has the value,
    at the same level."""
    missing = [name for name in ("delegation", "term_end") if not files.has("deputies", name)]
    if not missing:
        return {}
    found = {}
    for row in files.deputies:
        known = {str(old[0]): old for old in before.get(ids.get(row.code, 0), ())}
        found[row.code] = tuple(_filled(one, known.get(one.level), missing) for one in row.mandates)
    return found


def _filled(row: MandateRow, old: tuple[object, ...] | None, missing: list[str]) -> MandateRow:
    if old is None:
        return row
    delegation, ends = old[2], old[3]
    return MandateRow(
        row.level,
        row.district,
        str(delegation) if "delegation" in missing else row.delegation,
        ends if "term_end" in missing and isinstance(ends, date) else row.term_end,
    )


def _differing(old: tuple[tuple[object, ...], ...], new: tuple[tuple[object, ...], ...]) -> set[str]:
    """The files' columns in which mandates differ."""
    if len(old) != len(new):
        return {"level"}
    names = ("level", "district", "delegation", "term_end", "term_end")
    return {
        name
        for one, other in zip(old, new, strict=True)
        for name, was, now in zip(names, one, other, strict=True)
        if was != now
    }


def save_mandates(
    connection: Connection,
    files: CongressFiles,
    deputies: Mapping[str, int],
    districts: Mapping[str, int],
    before: Held,
    held: Mapping[str, tuple[MandateRow, ...]],
    today: date,
    told: Told,
) -> dict[int, set[str]]:
    """The mandates as the files have them; returns whose are other ones now, and in what. ``held``: of those of
    whom the files do not say all."""
    changed: dict[int, set[str]] = {}
    wanted: dict[int, tuple[tuple[object, ...], ...]] = {}
    for deputy in files.deputies:
        deputy_id = deputies[deputy.code]
        now = tuple(
            (one.level, districts[one.district], one.delegation, one.term_end, one.lasts(today))
            for one in held.get(deputy.code, deputy.mandates)
        )
        old = before.get(deputy_id, ())
        if old != now:
            changed[deputy_id] = _differing(old, now)
            wanted[deputy_id] = now
    in_parts(
        connection,
        t.mandate.delete().where(t.mandate.c.deputy_id == _b("the_id")),
        ({"the_id": deputy_id} for deputy_id in sorted(changed.keys() & before.keys())),
    )
    names = t.mandate.c.keys()

    def rows() -> Iterator[Values]:
        for number, (deputy_id, now) in enumerate(wanted.items(), start=1):
            if number % AT_ONCE == 0:
                told(AT_ONCE)
            for place, values in enumerate(now):
                yield dict(zip(names, (deputy_id, place, *values), strict=True))

    in_parts(connection, t.mandate.insert(), rows())
    told(len(files.deputies) - len(wanted) // AT_ONCE * AT_ONCE)
    return changed


def save_successors(
    connection: Connection, assembly_code: str, files: CongressFiles, deputies: Mapping[str, int]
) -> set[int]:
    """Who took whose seat; returns for whom that is new. Whoever the files no longer name keeps theirs."""
    d = t.deputy.c
    query = sa.select(d.id, d.succeeds_id).where(d.assembly == assembly_code, d.succeeds_id.is_not(None))
    before = dict(connection.execute(query).all())
    everybody = ids_of(connection, t.deputy, assembly_code)
    wanted = {
        deputies[row.code]: everybody[row.succeeds] if row.succeeds else None
        for row in files.deputies
        if row.succeeds or deputies[row.code] in before
    }
    changed = {deputy_id for deputy_id, other in wanted.items() if before.get(deputy_id) != other}
    in_parts(
        connection,
        t.deputy.update().where(d.id == _b("the_id")).values(succeeds_id=_b("the_other")),
        ({"the_id": deputy_id, "the_other": wanted[deputy_id]} for deputy_id in sorted(changed)),
    )
    return changed


def save_photos(
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
        if deputy_id in before:
            connection.execute(t.photo.delete().where(p.deputy_id == deputy_id))
        if row.photo:
            values = {
                "deputy_id": deputy_id,
                "sha256": row.photo.sha256,
                "name": row.photo.name,
                "base64": b64encode(row.photo.read()).decode(),
            }
            connection.execute(t.photo.insert(), values)
    return changed
