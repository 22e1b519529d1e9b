"""From one database to another: committed a batch at a time, taken up again where it ended, verified at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from . import copying, schema
from .copying import Different, OtherData, Progress, Sum, Unstorable
from .layouts import Layout, Row, layouts_at

READINGS = 3
"""How often every row is gone through: the old database read, the new one written, the new one read."""


@dataclass(frozen=True)
class Moved:
    """What came of it."""

    rows: int
    before: int  # rows that were there already, from a move that was cut off


@dataclass(frozen=True)
class _Standing:
    """How far a table has come: rows there, and the key of the last."""

    rows: int = 0
    last: Row | None = None


def move(from_url: str, to_url: str, progress: Progress) -> Moved:
    """Write every row of one database into another. Both are brought to this program's revision, as at any start;
    otherwise nothing in the first is changed. The second is made if need be; it must be empty, or hold what a move
    from the first left.

    Raises NothingThere, NewerDatabase, InUse, OtherData, Unstorable, Different.
    """
    with copying.opened(from_url) as source:
        copying.refuse_if_in_use(source)
        with copying.snapshot(source):
            pass  # raises NothingThere
        schema.ensure(from_url)
        _prepare(to_url)
        with copying.opened(to_url) as target, copying.snapshot(source) as revision:
            copying.hold(target)
            copying.refuse_if_in_use(target)
            layouts = layouts_at(revision)
            total = sum(copying.count(source, layout) for layout in layouts)

            def tick(more: int) -> None:
                progress(more, total * READINGS)

            wanted = [_sum(source, layout, target.dialect.name != "sqlite", tick) for layout in layouts]
            standing = _compare(source, target, layouts, tick)
            for layout, stands in zip(layouts, standing, strict=True):
                _fill(source, target, layout, stands, tick)
            with copying.snapshot(target):
                found = [copying.sum_of(target, layout, tick) for layout in layouts]
            for layout, here, there in zip(layouts, wanted, found, strict=True):
                if here != there:
                    raise Different(layout.name)
            copying.get_ready(target)
    return Moved(total, sum(stands.rows for stands in standing))


def _prepare(url: str) -> None:
    """Bring the tables there to this program's revision; of a database that is older, only while it is empty."""
    with copying.opened(url) as connection:
        found = schema.current(connection)
        connection.rollback()
        if found is not None and found != schema.head():
            filled = copying.first_filled(connection, layouts_at(found))
            connection.rollback()
            if filled is not None:
                raise OtherData(filled)
    schema.ensure(url)


def _sum(source: Connection, layout: Layout, on_postgres: bool, tick: Callable[[int], None]) -> Sum:
    """What is to be written. Raises Unstorable before anything was, where PostgreSQL would refuse U+0000."""

    def lines() -> Iterator[str]:
        with copying.reading(source, layout) as rows:
            for row in rows:
                written = copying.line(row)
                if on_postgres and "\\u0000" in written:
                    _refuse_nul(layout, row)
                yield written

    return copying.summed(lines(), tick)


def _refuse_nul(layout: Layout, row: Row) -> None:
    if any(isinstance(value, str) and "\0" in value for value in row):
        raise Unstorable(layout.name, ", ".join(map(str, layout.key_of(row))))


def _compare(
    source: Connection, target: Connection, layouts: tuple[Layout, ...], tick: Callable[[int], None]
) -> list[_Standing]:
    """What the target has already of each table. Raises OtherData, unless that is what a move from this source would
    have written so far: all of the first tables, the beginning of one, nothing of those behind it."""
    standing = []
    with copying.snapshot(target):
        complete = True
        for layout in layouts:
            stands = _beginning(source, target, layout)
            if stands.rows and not complete:
                raise OtherData(layout.name)
            complete = complete and stands.rows == copying.count(source, layout)
            standing.append(stands)
            tick(stands.rows)
    return standing


def _beginning(source: Connection, target: Connection, layout: Layout) -> _Standing:
    """Raises OtherData where the target's rows are not the first ones of the source. Of references to the same
    table nothing is said; they are written last, and verified at the end."""
    number, last = 0, None
    with copying.reading(source, layout) as wanted, copying.reading(target, layout) as found:
        for row in found:
            here = next(wanted, None)
            if here is None or copying.line(layout.outer(here)) != copying.line(layout.outer(row)):
                raise OtherData(layout.name)
            number, last = number + 1, row
    return _Standing(number, None if last is None else layout.key_of(last))


def _fill(
    source: Connection, target: Connection, layout: Layout, stands: _Standing, tick: Callable[[int], None]
) -> None:
    """Write what is missing."""
    with copying.reading(source, layout, stands.last) as rows:
        for batch in copying.batches(rows):
            with copying.writing(target):
                copying.insert(target, layout, batch)
            tick(len(batch))
    if layout.inner:
        with copying.reading(source, layout) as rows:
            for batch in copying.batches(rows):
                with copying.writing(target):
                    copying.refer(target, layout, batch)
    with copying.writing(target):
        copying.set_counter(target, layout, copying.counter(source, layout))
