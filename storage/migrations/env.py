"""Run by Alembic. The connection, and the transaction it stands in, belong to :mod:`storage.schema`."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage import tables


def written(kind: str, item: object, autogenerate: AutogenContext) -> str | Literal[False]:
    """Our own type of moments as a migration writes it: in plain SQLAlchemy, so that it still means the
    same when ``storage.tables`` has moved on."""
    del autogenerate
    if kind == "type" and isinstance(item, tables.Moment):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_item=written,
    render_as_batch=True,  # SQLite changes a table by making a new one
    transactional_ddl=True,  # true of SQLite too, when BEGIN is said by us
)
with context.begin_transaction():
    context.run_migrations()
