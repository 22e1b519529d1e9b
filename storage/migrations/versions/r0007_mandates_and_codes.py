"""A deputy's mandates, groups described, former names of places, pictures, and public codes that can be withdrawn"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from storage.tables import Id

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CELL = 500
OF_A_MANDATE = ("level", "delegation", "district_id", "term_ends")


def upgrade() -> None:
    """Forward. Every deputy's one mandate and code become rows of their own; stations and communities get a code."""
    op.create_table(
        "mandate",
        sa.Column("deputy_id", Id, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("delegation", sa.String(CELL), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_mandate_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_mandate_district_id_district"),
        sa.PrimaryKeyConstraint("deputy_id", "place", name="pk_mandate"),
    )
    op.create_table(
        "roster_group",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(CELL), nullable=False),
        sa.Column("committee_id", Id, nullable=True),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name="fk_roster_group_committee_id_committee"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roster_group"),
        sa.UniqueConstraint("assembly", "code", name="uq_roster_group_assembly_code"),
    )
    op.create_table(
        "photo",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("deputy_id", Id, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(CELL), nullable=False),
        sa.Column("base64", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_photo_deputy_id_deputy"),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sa.UniqueConstraint("deputy_id", name="uq_photo_deputy_id"),
    )
    op.create_table(
        "public_code",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(40), nullable=False),
        sa.Column("token", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target_id", Id, nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_public_code"),
        sa.UniqueConstraint("token", name="uq_public_code_token"),
    )
    op.create_index(
        "ix_public_code_assembly_kind_target_id", "public_code", ["assembly", "kind", "target_id"]
    )
    op.execute(
        "INSERT INTO mandate (deputy_id, place, level, district_id, delegation, term_ends, active)"
        " SELECT id, 0, level, district_id, delegation, term_ends, active FROM deputy"
    )
    op.execute(
        "INSERT INTO public_code (assembly, token, kind, target_id)"
        " SELECT assembly, token, 'deputy', id FROM deputy ORDER BY id"
    )
    for kind, which in (("station", ""), ("district", " WHERE kind = 'village'")):
        rows = op.get_bind().execute(
            sa.text(f"SELECT id, assembly FROM {kind}{which} ORDER BY id")  # noqa: S608 - names of our own
        )
        found = [
            {"a": row.assembly, "t": secrets.token_urlsafe(9), "k": kind, "i": row.id} for row in rows.all()
        ]
        if found:
            op.get_bind().execute(
                sa.text("INSERT INTO public_code (assembly, token, kind, target_id) VALUES (:a, :t, :k, :i)"),
                found,
            )
    op.add_column("district", sa.Column("former", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("assembly", sa.Column("laid_out", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("deputy") as table:
        table.drop_constraint("uq_deputy_token", type_="unique")
        table.drop_constraint("fk_deputy_district_id_district", type_="foreignkey")
        for name in (*OF_A_MANDATE, "token"):
            table.drop_column(name)
        table.add_column(sa.Column("profession", sa.String(CELL), server_default="", nullable=False))
        table.add_column(sa.Column("succeeds_id", Id, nullable=True))
        table.add_column(sa.Column("changed", sa.Integer(), server_default="0", nullable=False))
        table.create_foreign_key("fk_deputy_succeeds_id_deputy", "deputy", ["succeeds_id"], ["id"])
    op.create_index("ix_deputy_assembly_changed", "deputy", ["assembly", "changed"])


def downgrade() -> None:
    """Back. Further mandates, pictures, and codes of stations and communities are forgotten."""
    op.drop_index("ix_deputy_assembly_changed", "deputy")
    with op.batch_alter_table("deputy") as table:
        table.drop_constraint("fk_deputy_succeeds_id_deputy", type_="foreignkey")
        for name in ("profession", "succeeds_id", "changed"):
            table.drop_column(name)
        table.add_column(sa.Column("level", sa.String(12), nullable=True))
        table.add_column(sa.Column("delegation", sa.String(CELL), nullable=True))
        table.add_column(sa.Column("district_id", Id, nullable=True))
        table.add_column(sa.Column("term_ends", sa.Date(), nullable=True))
        table.add_column(sa.Column("token", sa.String(24), nullable=True))
    for name in OF_A_MANDATE:
        op.execute(
            f"UPDATE deputy SET {name} = (SELECT m.{name} FROM mandate m"  # noqa: S608 - names of our own
            " WHERE m.deputy_id = deputy.id ORDER BY m.active DESC, m.place LIMIT 1)"
        )
    op.execute(
        "UPDATE deputy SET token = coalesce((SELECT c.token FROM public_code c WHERE c.kind = 'deputy'"
        " AND c.target_id = deputy.id AND c.revoked_on IS NULL ORDER BY c.id DESC LIMIT 1), 'none-' || id)"
    )
    with op.batch_alter_table("deputy") as table:
        for name, type_ in (
            ("level", sa.String(12)),
            ("delegation", sa.String(CELL)),
            ("district_id", Id),
            ("token", sa.String(24)),
        ):
            table.alter_column(name, existing_type=type_, nullable=False)
        table.create_unique_constraint("uq_deputy_token", ["token"])
        table.create_foreign_key("fk_deputy_district_id_district", "district", ["district_id"], ["id"])
    op.drop_column("assembly", "laid_out")
    op.drop_column("district", "former")
    for name in ("public_code", "photo", "roster_group", "mandate"):
        op.drop_table(name)
