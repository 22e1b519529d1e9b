"""Rows that have a code within their assembly, made to say what an import says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t

_b = sa.bindparam
Values = dict[str, Any]


def rows_of(connection: Connection, table: sa.Table, assembly_code: str) -> Iterable[Any]:
    """Every row of the assembly, oldest first."""
    return connection.execute(table.select().where(table.c.assembly == assembly_code).order_by(table.c.id))


@dataclass(slots=True)
class Saved:
    """What became of the rows of one kind."""

    ids: dict[str, int] = field(default_factory=dict)  # by code: all that the files name
    added: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)


def upsert(
    connection: Connection,
    table: sa.Table,
    assembly_code: str,
    rows: list[Values],
) -> Saved:
    """Insert or change rows by code."""
    before = {row["code"]: row for row in map(_mapping, rows_of(connection, table, assembly_code))}
    saved = Saved()
    changed: list[Values] = []
    if new := [{"assembly": assembly_code, **row} for row in rows if row["code"] not in before]:
        connection.execute(table.insert(), new)
    ids = {row.code: row.id for row in rows_of(connection, table, assembly_code)} if new else {}
    for row in rows:
        old = before.get(row["code"])
        if old is None:
            saved.ids[row["code"]] = ids[row["code"]]
            saved.added.add(ids[row["code"]])
            continue
        saved.ids[row["code"]] = old["id"]
        if any(old[column] != value for column, value in row.items()):
            changed.append({"the_id": old["id"], **{f"new_{column}": value for column, value in row.items()}})
            saved.changed.add(old["id"])
    if changed:
        new_values: Values = {column: _b(f"new_{column}") for column in rows[0]}
        connection.execute(table.update().where(table.c.id == _b("the_id")).values(new_values), changed)
    return saved


def _mapping(row: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", row._mapping)


def links(connection: Connection, table: sa.Table, these: sa.ColumnElement[bool]) -> dict[int, set[int]]:
    """By deputy: the districts or stations in a link table. ``these``: which deputies."""
    query = table.select().join(t.deputy).where(these)
    found: dict[int, set[int]] = {}
    for deputy_id, other_id in connection.execute(query):
        found.setdefault(deputy_id, set()).add(other_id)
    return found


def link(
    connection: Connection, assembly_code: str, table: sa.Table, wanted: Mapping[int, set[int]]
) -> set[int]:
    """Make a link table say what is wanted, and nothing of anybody not named; returns whose links changed."""
    other = next(column.name for column in table.columns if column.name != "deputy_id")
    before = _pairs(links(connection, table, t.deputy.c.assembly == assembly_code))
    after = _pairs(wanted)
    if dropped := [
        {"the_deputy": deputy_id, "the_other": other_id} for deputy_id, other_id in before - after
    ]:
        same = sa.and_(table.c.deputy_id == _b("the_deputy"), table.c[other] == _b("the_other"))
        connection.execute(table.delete().where(same), dropped)
    if new := [{"deputy_id": deputy_id, other: other_id} for deputy_id, other_id in sorted(after - before)]:
        connection.execute(table.insert(), new)
    return {deputy_id for deputy_id, _ in before ^ after}


def retire(connection: Connection, table: sa.Table, assembly_code: str, named: Mapping[str, int]) -> set[int]:
    """Remove rows that are not named and that nothing refers to; returns which."""
    removed: set[int] = set()
    while True:
        missing = {row.id for row in rows_of(connection, table, assembly_code) if row.code not in named}
        free = missing - _referred_to(connection, table) if missing else set()
        if not free:
            return removed
        connection.execute(
            table.delete().where(table.c.id == _b("the_id")), [{"the_id": row_id} for row_id in sorted(free)]
        )
        removed |= free  # a place may have been kept only by the places in it: look again


def _referred_to(connection: Connection, table: sa.Table) -> set[int]:
    """Ids that any foreign key of any table holds."""
    keys = [
        key for other in t.metadata.tables.values() for key in other.foreign_keys if key.column.table is table
    ]
    found: set[int] = set()
    for key in keys:
        column = key.parent
        found.update(connection.execute(sa.select(column).distinct().where(column.is_not(None))).scalars())
    return found


def _pairs(linked: Mapping[int, set[int]]) -> set[tuple[int, int]]:
    return {(one, other) for one, others in linked.items() for other in others}
