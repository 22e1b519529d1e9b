"""Room for names: whatever an import lets through fits, on PostgreSQL too (SQLite never looked at lengths)"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CELL = 500
BEFORE = {
    "assembly": {"name": 200},
    "district": {"name": 100},
    "committee": {"name": 100},
    "station": {"name": 100, "address": 300, "hours": 200},
    "deputy": {"name": 100, "unit": 200, "delegation": 100},
}


def upgrade() -> None:
    """Forward."""
    for name, columns in BEFORE.items():
        with op.batch_alter_table(name) as table:
            for column, before in columns.items():
                table.alter_column(
                    column,
                    existing_type=sa.String(before),
                    type_=sa.String(CELL),
                    existing_nullable=False,
                )


def downgrade() -> None:
    """Back; on PostgreSQL refused while something is longer than there was room for."""
    for name, columns in BEFORE.items():
        with op.batch_alter_table(name) as table:
            for column, before in columns.items():
                table.alter_column(
                    column,
                    existing_type=sa.String(CELL),
                    type_=sa.String(before),
                    existing_nullable=False,
                )
