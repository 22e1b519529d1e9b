"""A database whose rows are hard to carry: every kind of value at its edges, references forward, gaps, removed rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import copying, schema
from storage import tables as t
from storage.copying import Sum
from storage.layouts import layouts_at

WHEN = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
LARGE = 2**63 - 1
ODD = "甲\t乙\n\r丙 \\u0000 \\N '\";-- 👩‍👧‍👦🇨🇳 \u2028\ufeff\U0010ffff \x01\x7f %s %(x)s {} é e\u0301"
NESTED = {"b": [1, -0.5, 1e-7, None, True, "\0", "\ud83d"], "a": {"甲": ODD}, "": LARGE * 4}


@contextmanager
def working(url: str) -> Iterator[Connection]:
    """Committed at the end."""
    with copying.opened(url) as connection, copying.writing(connection):
        yield connection


def make_odd(url: str, *, persons: int = 40) -> None:
    """Fill a database of this program's revision; ``persons`` decides how large it is."""
    schema.ensure(url)
    with working(url) as connection:
        put = _putter(connection)
        put(t.assembly, {"code": "xinghe", "name": ODD, "serials": NESTED, "version": 7})
        put(t.assembly, {"code": "Ä", "name": "", "serials": {}, "version": 0})
        # the one above has a higher number than the one below, and one is its own
        districts = [(1, 1500), (1500, None), (1501, 1501), (2, 1), (900, 2)]
        for number, parent in sorted(districts, key=lambda one: one[0]):
            put(t.district, _district(number, None if parent != number else number))
        for number, parent in districts:
            connection.execute(t.district.update().where(t.district.c.id == number).values(parent_id=parent))
        put(
            t.station, *(_station(number, at) for number, at in enumerate((0.1, 5e-324, 1.7e308, -1.0, None)))
        )
        put(t.person, *(_person(number) for number in range(1, persons + 1)))
        put(t.conversation, *(_conversation(bot, chat) for bot in (7, LARGE) for chat in CHATS))
        put(t.inbox, *(_update(number) for number in range(1, persons + 1)))
        put(t.outbox, *(_owed(number) for number in range(1, 12)))
        connection.execute(
            t.inbox.delete().where(t.inbox.c.seq > persons - 3)
        )  # numbers not to be given again


CHATS = (
    "a",
    "B",
    "_",
    "-100",
    "-99",
    "ä",
    "Ä",
    "z",
    "甲",
    "👩",
    "a b",
    "a-b",
    "ab",
    "\uffff",
    "\U00010000",
    "",
)
"""Keys that every language sorts in a way of its own."""


def sums(url: str) -> dict[str, Sum]:
    """Count and checksum of every table."""
    with copying.opened(url) as connection, copying.snapshot(connection) as revision:
        return {
            layout.name: copying.sum_of(connection, layout, lambda _: None) for layout in layouts_at(revision)
        }


def values(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row as the program itself reads it, by the definitions of its tables."""
    with copying.opened(url) as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in t.metadata.tables.items()
        }


def _putter(connection: Connection) -> Any:
    def put(table: sa.Table, *rows: dict[str, Any]) -> None:
        connection.execute(table.insert(), list(rows))

    return put


def _district(number: int, parent: int | None) -> dict[str, Any]:
    return {
        "id": number,
        "assembly": "xinghe",
        "code": f"C{number}",
        "name": "区",
        "kind": "town",
        "parent_id": parent,
    }


def _station(number: int, at: float | None) -> dict[str, Any]:
    return {
        "id": LARGE - number,
        "assembly": "xinghe",
        "code": f"S{number}",
        "name": ODD[:9],
        "address": "",
        "district_id": 900,
        "hours": "",
        "latitude": at,
        "longitude": None if at is None else 1 / 3,
    }


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number * 3,
        "assembly": "xinghe",
        "address": str(-number),
        "name": ODD if number % 2 else "",
        "language": "zh_CN",
        "language_chosen": number % 3 == 0,
        "home_district_id": 2 if number % 5 else None,
        "unreachable_since": WHEN - timedelta(microseconds=number) if number % 7 == 0 else None,
        "since": datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC)
        + timedelta(days=number * 100 % 2_900_000, hours=number % 1000),
    }


def _conversation(bot: int, chat: str) -> dict[str, Any]:
    return {"bot_id": bot, "chat": chat, "state": None if chat == "a" else chat, "data": "{}"}


def _update(number: int) -> dict[str, Any]:
    return {
        "seq": number,
        "bot_id": LARGE,
        "update_id": LARGE - number,
        "chat": str(number),
        "payload": ODD,
        "share": number % 60,
        "state": 1,
        "tries": 0,
        "error": None if number % 2 else ODD,
        "received_at": WHEN,
    }


def _owed(number: int) -> dict[str, Any]:
    return {
        "assembly": "xinghe",
        "person_id": 3,
        "opinion_id": None,
        "dedupe": str(number),
        "key": "k",
        "args": NESTED,
        "actions": [],
        "file_kind": "",
        "file": "",
        "latitude": -0.0,
        "longitude": 180.0,
        "priority": -1,
        "state": 0,
        "tries": 2,
        "not_before": WHEN,
        "owed_since": WHEN,
        "ended_at": None,
    }
