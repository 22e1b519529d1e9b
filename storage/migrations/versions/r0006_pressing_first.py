"""What is pressing stands before everything else; how much of what was taught was taken back is quickly counted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ["assembly", "state", "due_on"]
RANKED = ["assembly", "state", "rank", "due_on"]


def upgrade() -> None:
    """Forward. Nothing that is there is pressing: nobody has graded it."""
    op.add_column("opinion", sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False))
    op.drop_index("ix_opinion_assembly_state_due_on", "opinion")
    op.create_index("ix_opinion_assembly_state_rank_due_on", "opinion", RANKED)
    taken_back = sa.text("taken_back_at IS NOT NULL")
    op.create_index(
        "ix_routing_example_taken_back",
        "routing_example",
        ["assembly"],
        sqlite_where=taken_back,
        postgresql_where=taken_back,
    )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_routing_example_taken_back", "routing_example")
    op.drop_index("ix_opinion_assembly_state_rank_due_on", "opinion")
    with op.batch_alter_table("opinion") as table:
        table.drop_column("rank")
    op.create_index("ix_opinion_assembly_state_due_on", "opinion", COLUMNS)
