"""How often a roster changed, and what: whoever works with a picture of it sees what to read again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t


@dataclass(frozen=True, slots=True)
class Version:
    """The number of the last change, and of the last that was not of deputies alone."""

    last: int
    laid_out: int


def version(connection: Connection, assembly_code: str) -> int:
    """Another number after every change of the roster; whoever works with a picture of it sees that it is
    old. 0 when there is no such assembly."""
    return versions(connection, assembly_code).last


def versions(connection: Connection, assembly_code: str) -> Version:
    """Both numbers; 0 when there is no such assembly."""
    a = t.assembly.c
    row = connection.execute(sa.select(a.version, a.laid_out).where(a.code == assembly_code)).first()
    return Version(0, 0) if row is None else Version(row.version, row.laid_out)


def note_change(connection: Connection, assembly_code: str, *, deputies: Collection[int] | None) -> None:
    """These deputies changed; None: places, stations, committees or the congress did, so all is to be read."""
    a = t.assembly.c
    one = t.assembly.update().where(a.code == assembly_code)
    connection.execute(
        one.values(version=a.version + 1)
    )  # of two at once the second waits here for the first
    last = version(connection, assembly_code)
    if deputies is None:
        connection.execute(one.values(laid_out=last))
    if deputies:
        connection.execute(
            t.deputy.update().where(t.deputy.c.id == sa.bindparam("the_id")).values(changed=last),
            [{"the_id": deputy_id} for deputy_id in sorted(deputies)],
        )
