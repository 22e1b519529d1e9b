"""What the tables are made of: kinds of columns, and the collection they all stand in."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC; comes back aware on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in, UTC stored."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Partial indexes say so for SQLite only: naming PostgreSQL here would load its whole dialect into a bot that
# runs on SQLite. The migrations, which make the tables everywhere, say it for both.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite numbers rows by itself only in INTEGER columns."""

Cell = sa.String(500)
"""A cell of an imported file (liaison.directory.tables.MAX_CELL)."""


def key() -> sa.Column[int]:
    """A number the database gives."""
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def of_assembly() -> sa.Column[str]:
    """Which assembly the row belongs to."""
    return sa.Column("assembly", sa.String(40), nullable=False)
