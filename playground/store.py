"""The SQLite file behind the playground: written through before every answer, read back at start.

Without a directory nothing is written. `synchronous=OFF` hands pages to the operating system at commit, so
what was answered survives a killed process, though not a loss of power; for a playground that is the bargain.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.errors import ControlError
from playground.wire import dumps, loads

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (room TEXT, id INTEGER, value TEXT, PRIMARY KEY (room, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (bot INTEGER, id INTEGER, date INTEGER, kind TEXT, lane TEXT, value TEXT,
                                    PRIMARY KEY (bot, id)) WITHOUT ROWID;
"""


class Store:
    """Buffers writes; `commit` makes them durable in one transaction."""

    def __init__(self, directory: Path | None) -> None:
        self._todo: list[tuple[str, tuple[Any, ...]]] = []
        self._db: sqlite3.Connection | None = None
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(directory / "playground.sqlite3", isolation_level=None, timeout=1)
            try:
                # One playground to a directory: what it holds in memory would not match the file otherwise.
                self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=OFF")
                self._db.executescript(_SCHEMA)
            except sqlite3.OperationalError as error:
                self._db.close()
                raise ControlError(f"{directory} is in use, or cannot be written: {error}.") from None

    def put(self, kind: str, key: str | int, value: Any) -> None:
        """Remembers a fact, replacing the one of the same kind and key."""
        if self._db is not None:
            self._todo.append(("REPLACE INTO facts VALUES (?,?,?)", (kind, str(key), dumps(value))))

    def drop(self, kind: str, key: str | int) -> None:
        """Forgets a fact."""
        if self._db is not None:
            self._todo.append(("DELETE FROM facts WHERE kind=? AND key=?", (kind, str(key))))

    def put_message(self, room: str, message_id: int, encoded: str) -> None:
        """Remembers a message, given as JSON text."""
        if self._db is not None:
            self._todo.append(("REPLACE INTO messages VALUES (?,?,?)", (room, message_id, encoded)))

    def drop_message(self, room: str, message_id: int) -> None:
        """Forgets one message."""
        if self._db is not None:
            self._todo.append(("DELETE FROM messages WHERE room=? AND id=?", (room, message_id)))

    def put_update(self, bot: int, update_id: int, date: int, kind: str, lane: str, encoded: str) -> None:
        """Remembers an update that a bot has not confirmed yet."""
        if self._db is not None:
            row = (bot, update_id, date, kind, lane, encoded)
            self._todo.append(("REPLACE INTO updates VALUES (?,?,?,?,?,?)", row))

    def drop_updates(self, bot: int, before: int) -> None:
        """Forgets the updates of a bot with an id below `before`."""
        if self._db is not None:
            self._todo.append(("DELETE FROM updates WHERE bot=? AND id<?", (bot, before)))

    def drop_update(self, bot: int, update_id: int) -> None:
        """Forgets one update."""
        if self._db is not None:
            self._todo.append(("DELETE FROM updates WHERE bot=? AND id=?", (bot, update_id)))

    def commit(self) -> None:
        """Writes what was buffered, all or nothing."""
        if not self._todo or self._db is None:
            return
        todo, self._todo = self._todo, []
        execute = self._db.execute
        execute("BEGIN IMMEDIATE")
        try:
            for sql, row in todo:
                execute(sql, row)
        except sqlite3.Error:
            execute("ROLLBACK")
            raise
        execute("COMMIT")

    def discard(self) -> None:
        """Throws the buffered writes away."""
        self._todo.clear()

    def facts(self, kind: str) -> Iterator[tuple[str, Any]]:
        """All facts of a kind, as (key, value)."""
        if self._db is not None:
            for key, value in self._db.execute("SELECT key, value FROM facts WHERE kind=?", (kind,)):
                yield key, loads(value)

    def last_messages(self) -> dict[str, int]:
        """The highest message id of every room."""
        if self._db is None:
            return {}
        return dict(self._db.execute("SELECT room, MAX(id) FROM messages GROUP BY room").fetchall())

    def messages(self, room: str) -> list[tuple[int, str]]:
        """The messages of a room, oldest first, as (id, JSON text)."""
        if self._db is None:
            return []
        rows = self._db.execute("SELECT id, value FROM messages WHERE room=? ORDER BY id", (room,))
        return rows.fetchall()

    def updates(self, bot: int) -> list[tuple[int, int, str, str, str]]:
        """The unconfirmed updates of a bot, oldest first, as (id, date, kind, lane, JSON text)."""
        if self._db is None:
            return []
        sql = "SELECT id, date, kind, lane, value FROM updates WHERE bot=? ORDER BY id"
        return self._db.execute(sql, (bot,)).fetchall()

    def close(self) -> None:
        """Commits and closes the file."""
        self.commit()
        if self._db is not None:
            self._db.close()
            self._db = None
