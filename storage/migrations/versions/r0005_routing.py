"""Routing by subject: what a message was read as, joint opinions, and what the matcher was taught"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = {
    "opinion": ("read_as", "assisting_id", "grade", "joined_to"),
    "entry": ("assisting_id", "other_id"),
    "assembly": ("subjects",),
}


def upgrade() -> None:
    """Forward."""
    op.add_column("assembly", sa.Column("subjects", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("opinion") as table:
        table.add_column(sa.Column("read_as", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("assisting_id", Id, nullable=True))
        table.add_column(sa.Column("grade", sa.String(12), nullable=True))
        table.add_column(sa.Column("joined_to", Id, nullable=True))
        table.create_foreign_key("fk_opinion_assisting_id_committee", "committee", ["assisting_id"], ["id"])
        table.create_foreign_key("fk_opinion_joined_to_opinion", "opinion", ["joined_to"], ["id"])
    op.create_index(
        "ix_opinion_joined_to",
        "opinion",
        ["joined_to"],
        sqlite_where=sa.text("joined_to IS NOT NULL"),
        postgresql_where=sa.text("joined_to IS NOT NULL"),
    )
    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("assisting_id", Id, nullable=True))
        table.add_column(sa.Column("other_id", Id, nullable=True))
        table.create_foreign_key("fk_entry_assisting_id_committee", "committee", ["assisting_id"], ["id"])
        table.create_foreign_key("fk_entry_other_id_opinion", "opinion", ["other_id"], ["id"])
    op.create_table(
        "routing_example",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(40), nullable=False),
        sa.Column("opinion_id", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("target", sa.String(60), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="fk_routing_example_opinion_id_opinion"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_routing_example_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_routing_example"),
    )
    op.create_index("ix_routing_example_assembly_id", "routing_example", ["assembly", "id"])
    op.create_index("ix_routing_example_opinion_id", "routing_example", ["opinion_id"])


def downgrade() -> None:
    """Back. What was taught, and which opinions were joined, is forgotten."""
    op.drop_table("routing_example")
    op.drop_index("ix_opinion_joined_to", "opinion")
    for name, columns in ADDED.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
