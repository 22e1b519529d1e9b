"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only in INTEGER columns."""


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "assembly",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("serials", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_assembly"),
    )
    op.create_table(
        "committee",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("remit", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_committee"),
        sa.UniqueConstraint("assembly", "code", name="uq_committee_assembly_code"),
    )
    op.create_table(
        "conversation",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat", name="pk_conversation"),
    )
    op.create_table(
        "district",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["district.id"], name="fk_district_parent_id_district"),
        sa.PrimaryKeyConstraint("id", name="pk_district"),
        sa.UniqueConstraint("assembly", "code", name="uq_district_assembly_code"),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", ID, autoincrement=True, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_inbox"),
        sa.UniqueConstraint("bot_id", "update_id", name="uq_inbox_bot_id_update_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_unfinished",
        "inbox",
        ["bot_id", "seq"],
        unique=False,
        sqlite_where=sa.text("state <> 1"),
        postgresql_where=sa.text("state <> 1"),
    )
    op.create_table(
        "deputy",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("delegation", sa.String(length=100), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("committee_id", ID, nullable=True),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=24), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name="fk_deputy_committee_id_committee"),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_deputy_district_id_district"),
        sa.PrimaryKeyConstraint("id", name="pk_deputy"),
        sa.UniqueConstraint("assembly", "code", name="uq_deputy_assembly_code"),
        sa.UniqueConstraint("token", name="uq_deputy_token"),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("language_chosen", sa.Boolean(), nullable=False),
        sa.Column("home_district_id", ID, nullable=True),
        sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["home_district_id"], ["district.id"], name="fk_person_home_district_id_district"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("assembly", "address", name="uq_person_assembly_address"),
    )
    op.create_table(
        "station",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_station_district_id_district"),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("assembly", "code", name="uq_station_assembly_code"),
    )
    op.create_table(
        "deputy_district",
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_deputy_district_deputy_id_deputy"),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name="fk_deputy_district_district_id_district"
        ),
        sa.PrimaryKeyConstraint("deputy_id", "district_id", name="pk_deputy_district"),
    )
    op.create_table(
        "deputy_station",
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("station_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_deputy_station_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_deputy_station_station_id_station"),
        sa.PrimaryKeyConstraint("deputy_id", "station_id", name="pk_deputy_station"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", ID, nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_invitation_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_invitation_made_by_person"),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name="fk_invitation_used_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_table(
        "opinion",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_from", sa.String(length=16), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("committee_id", ID, nullable=True),
        sa.Column("district_id", ID, nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("aside_until", sa.Date(), nullable=True),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_opinion_author_id_person"),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name="fk_opinion_committee_id_committee"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_opinion_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_opinion_district_id_district"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.UniqueConstraint("assembly", "number", name="uq_opinion_assembly_number"),
    )
    op.create_index(
        "ix_opinion_assembly_state_due_on", "opinion", ["assembly", "state", "due_on"], unique=False
    )
    op.create_index("ix_opinion_author_id_id", "opinion", ["author_id", "id"], unique=False)
    op.create_index(
        "ix_opinion_deputy_id_state_due_on", "opinion", ["deputy_id", "state", "due_on"], unique=False
    )
    op.create_table(
        "post",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_post_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_post_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
    )
    op.create_index("ix_post_assembly_deputy_id", "post", ["assembly", "deputy_id"], unique=False)
    op.create_index("ix_post_person_id", "post", ["person_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("opinion_id", ID, nullable=True),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("committee_id", ID, nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name="fk_draft_committee_id_committee"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_draft_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="fk_draft_opinion_id_opinion"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_draft_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index(
        "ix_draft_open",
        "draft",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("assembly", sa.String(length=40), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("opinion_id", ID, nullable=True),
        sa.Column("dedupe", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("file_kind", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="fk_outbox_opinion_id_opinion"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_outbox_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("assembly", "dedupe", name="uq_outbox_assembly_dedupe"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["priority", "id"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["person_id", "state"],
        unique=False,
        sqlite_where=sa.text("state <> 2"),
        postgresql_where=sa.text("state <> 2"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("outbox_id", ID, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_attempt_outbox_id_outbox"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_outbox_id", "attempt", ["outbox_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("opinion_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_id", ID, nullable=True),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("committee_id", ID, nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name="fk_entry_committee_id_committee"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], name="fk_entry_deputy_id_deputy"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_entry_draft_id_draft"),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="fk_entry_opinion_id_opinion"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_entry_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("draft_id", name="uq_entry_draft_id"),
        sa.UniqueConstraint("opinion_id", "seq", name="uq_entry_opinion_id_seq"),
    )
    op.create_table(
        "part",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("draft_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("album", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_part_draft_id_draft"),
        sa.PrimaryKeyConstraint("id", name="pk_part"),
        sa.UniqueConstraint("draft_id", "source", name="uq_part_draft_id_source"),
    )
    op.create_index("ix_part_source", "part", ["source"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("part")
    op.drop_table("entry")
    op.drop_table("attempt")
    op.drop_table("outbox")
    op.drop_table("draft")
    op.drop_table("post")
    op.drop_table("opinion")
    op.drop_table("invitation")
    op.drop_table("deputy_station")
    op.drop_table("deputy_district")
    op.drop_table("station")
    op.drop_table("person")
    op.drop_table("deputy")
    op.drop_table("inbox")
    op.drop_table("district")
    op.drop_table("conversation")
    op.drop_table("committee")
    op.drop_table("assembly")
