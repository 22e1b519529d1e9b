"""Rows that have a code within their assembly, made to say what an import says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t

_b = sa.bindparam
Values = dict[str, Any]

AT_ONCE = 5000
"""Rows that are handed to the driver together: more take memory and no less time."""

Told = Callable[[int], None]
"""Told how many more rows are done."""


def silent(_more: int) -> None:
    """Nobody is told."""


def rows_of(connection: Connection, table: sa.Table, assembly_code: str) -> Iterable[Any]:
    """Every row of the assembly, oldest first."""
    return connection.execute(table.select().where(table.c.assembly == assembly_code).order_by(table.c.id))


def ids_of(connection: Connection, table: sa.Table, assembly_code: str) -> dict[str, int]:
    """The id of every row of the assembly, by its code."""
    query = sa.select(table.c.code, table.c.id).where(table.c.assembly == assembly_code)
    return dict(connection.execute(query).all())


def in_parts(connection: Connection, statement: sa.Executable, rows: Iterable[Values]) -> None:
    """Execute once for each row."""
    source: Iterator[Values] = iter(rows)
    while part := list(islice(source, AT_ONCE)):
        connection.execute(statement, part)


@dataclass(slots=True)
class Saved:
    """What became of the rows of one kind. ``ids``: all that the files name, by code. ``changed``: which columns
    are other ones now."""

    ids: dict[str, int] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    changed: dict[int, set[str]] = field(default_factory=dict)

    def also(self, other: Saved) -> None:
        """Take in another part of the same kind."""
        self.ids |= other.ids
        self.added |= other.added
        self.changed |= other.changed


def upsert(
    connection: Connection,
    table: sa.Table,
    assembly_code: str,
    rows: Iterable[Values],
    *,
    keep: Collection[str] = (),
    told: Told = silent,
) -> Saved:
    """Insert or change rows by code. ``keep``: columns that stay as they are in rows that exist."""
    saved = Saved()
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return saved
    names = list(first)
    compared = [name for name in names if name not in keep and name != "code"]
    query = sa.select(table.c.code, table.c.id, *(table.c[name] for name in compared))
    before: dict[str, Any] = {
        code: (row_id, values)
        for code, row_id, *values in connection.execute(query.where(table.c.assembly == assembly_code))
    }
    changing = table.update().where(table.c.id == _b("the_id"))
    changing = changing.values({name: _b(f"new_{name}") for name in compared})
    added: list[str] = []

    def new() -> Iterator[Values]:
        """The rows to insert; on the way those to change are changed."""
        changed: list[Values] = []
        for number, row in enumerate(_chained(first, source), start=1):
            if number % AT_ONCE == 0:
                told(AT_ONCE)
            old = before.pop(row["code"], None)
            if old is None:
                added.append(row["code"])
                yield {"assembly": assembly_code, **row}
                continue
            row_id, values = old
            saved.ids[row["code"]] = row_id
            if other := {name for name, value in zip(compared, values, strict=True) if row[name] != value}:
                saved.changed[row_id] = other
                changed.append({"the_id": row_id, **{f"new_{name}": row[name] for name in compared}})
        if changed:
            in_parts(connection, changing, changed)
        told(number % AT_ONCE)

    in_parts(connection, table.insert(), new())
    if added:
        ids = ids_of(connection, table, assembly_code)
        for code in added:
            saved.ids[code] = ids[code]
            saved.added.add(ids[code])
    return saved


def _chained(first: Values, rest: Iterator[Values]) -> Iterator[Values]:
    yield first
    yield from rest


def links(connection: Connection, table: sa.Table, these: sa.ColumnElement[bool]) -> dict[int, set[int]]:
    """By deputy: the districts or stations in a link table. ``these``: which deputies."""
    query = table.select().join(t.deputy).where(these)
    found: dict[int, set[int]] = {}
    for deputy_id, other_id in connection.execute(query):
        found.setdefault(deputy_id, set()).add(other_id)
    return found


def link(
    connection: Connection, assembly_code: str, table: sa.Table, wanted: Mapping[int, Collection[int]]
) -> set[int]:
    """Make a link table say what is wanted, and nothing of anybody not named; returns whose links changed."""
    other = next(column.name for column in table.columns if column.name != "deputy_id")
    before = _pairs(links(connection, table, t.deputy.c.assembly == assembly_code))
    after = _pairs(wanted)
    if dropped := before - after:
        same = sa.and_(table.c.deputy_id == _b("the_deputy"), table.c[other] == _b("the_other"))
        rows = ({"the_deputy": deputy_id, "the_other": other_id} for deputy_id, other_id in dropped)
        in_parts(connection, table.delete().where(same), rows)
    new = after - before
    in_parts(connection, table.insert(), ({"deputy_id": one, other: to} for one, to in sorted(new)))
    return {deputy_id for deputy_id, _ in dropped} | {deputy_id for deputy_id, _ in new}


def retire(
    connection: Connection, table: sa.Table, assembly_code: str, named: Mapping[str, int]
) -> dict[int, str]:
    """Remove rows that are not named and that nothing refers to; returns their names by id."""
    removed: dict[int, str] = {}
    query = sa.select(table.c.id, table.c.code, table.c.name).where(table.c.assembly == assembly_code)
    missing = {
        row_id: name
        for row_id, code, name in connection.execute(query.order_by(table.c.id))
        if code not in named
    }
    while missing:
        free = missing.keys() - _referred_to(connection, table)
        if not free:
            break
        in_parts(
            connection,
            table.delete().where(table.c.id == _b("the_id")),
            ({"the_id": one} for one in sorted(free)),
        )
        removed |= {row_id: missing.pop(row_id) for row_id in sorted(free)}
        # a place may have been kept only by the places in it: look again
    return removed


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


def _pairs(linked: Mapping[int, Collection[int]]) -> set[tuple[int, int]]:
    return {(one, other) for one, others in linked.items() for other in others}
