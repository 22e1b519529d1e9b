"""What the tables of a database look like at a revision, as far as their rows are to be carried elsewhere."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from . import schema, tables
from .engine import sqlite_engine

Row = tuple[Any, ...]

_KINDS: tuple[tuple[str, tuple[type[sa.types.TypeEngine[Any]], ...], sa.types.TypeEngine[Any]], ...] = (
    ("moment", (tables.Moment, sa.DateTime), tables.Moment()),
    ("date", (sa.Date,), sa.Date()),
    ("json", (sa.JSON,), sa.Text()),  # as it stands there, to the letter
    ("truth", (sa.Boolean,), sa.Boolean()),
    ("float", (sa.Float,), sa.Double()),
    ("whole", (sa.Integer,), sa.BigInteger()),
    ("text", (sa.String,), sa.Text()),
)
TYPES = {kind: sql for kind, _, sql in _KINDS}
"""How a value of each kind is read and written, on every database."""


@dataclass(frozen=True)
class Layout:
    """One table at one revision."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]  # of the columns, in their order
    key: tuple[str, ...]
    inner: frozenset[str]  # columns that refer to rows of the same table

    def key_of(self, row: Row) -> Row:
        """The primary key of a row."""
        return tuple(row[self.columns.index(name)] for name in self.key)

    def outer(self, row: Row) -> Row:
        """The row without its references to the same table, which are written last."""
        if not self.inner:
            return row
        return tuple(
            None if name in self.inner else value for name, value in zip(self.columns, row, strict=True)
        )

    @property
    def numbered(self) -> bool:
        """Whether the database may give the keys of new rows."""
        return len(self.key) == 1 and self.kinds[self.columns.index(self.key[0])] == "whole"


def layouts_at(revision: str) -> tuple[Layout, ...]:
    """Every table at a revision, those that are referred to first. Raises NewerDatabase."""
    if revision == schema.head():
        return laid_out(tables.metadata)
    if revision not in schema.REVISIONS:
        raise schema.NewerDatabase(revision)
    with tempfile.TemporaryDirectory() as folder:  # an older one: as its migrations make it
        url = f"sqlite:///{Path(folder) / 'layout.db'}"
        schema.upgrade(url, revision)
        found = sa.MetaData()
        engine = sqlite_engine(url)
        with engine.connect() as connection:
            found.reflect(connection)
        engine.dispose()
        return laid_out(found)


def laid_out(metadata: sa.MetaData) -> tuple[Layout, ...]:
    return tuple(
        Layout(
            table.name,
            tuple(column.name for column in table.columns),
            tuple(_kind(column.type) for column in table.columns),
            tuple(column.name for column in table.primary_key.columns),
            frozenset(
                key.parent.name
                for key in table.foreign_keys
                if key.target_fullname.rpartition(".")[0] == table.name
            ),
        )
        for table in metadata.sorted_tables
        if table.name != "alembic_version"
    )


def _kind(of: sa.types.TypeEngine[Any]) -> str:
    return next(kind for kind, classes, _ in _KINDS if isinstance(of, classes))
