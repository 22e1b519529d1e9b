"""Version of the roster: a running bot sees that somebody imported"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("assembly", sa.Column("version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("assembly") as table:
        table.drop_column("version")
