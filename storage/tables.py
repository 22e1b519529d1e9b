"""Every table. Facts live here; conversation state holds only ids into it.

Rows of different assemblies stand side by side: nothing assumes that a code, a number or an address is
unique across assemblies.
"""

from __future__ import annotations

import sqlalchemy as sa

from .column_types import Cell, Id, Moment, key, metadata, of_assembly
from .roster_tables import (
    assembly,
    committee,
    deputy,
    deputy_district,
    deputy_station,
    district,
    mandate,
    photo,
    public_code,
    roster_group,
    station,
)

__all__ = [
    "Cell",
    "Id",
    "Moment",
    "assembly",
    "attempt",
    "committee",
    "conversation",
    "deputy",
    "deputy_district",
    "deputy_station",
    "district",
    "draft",
    "entry",
    "inbox",
    "invitation",
    "mandate",
    "metadata",
    "opinion",
    "outbox",
    "part",
    "person",
    "photo",
    "post",
    "public_code",
    "roster_group",
    "routing_example",
    "station",
]

# --- people -----------------------------------------------------------------------------------

person = sa.Table(
    "person",
    metadata,
    key(),
    of_assembly(),
    sa.Column("address", sa.String(60), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("language", sa.String(10), nullable=False),
    sa.Column("language_chosen", sa.Boolean, nullable=False, default=False),
    sa.Column("home_district_id", Id, sa.ForeignKey("district.id")),
    sa.Column("unreachable_since", Moment),
    sa.Column("since", Moment, nullable=False),
    sa.UniqueConstraint("assembly", "address"),
)

post = sa.Table(
    "post",
    metadata,
    key(),
    of_assembly(),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id")),  # null: a clerk
    sa.Column("since", Moment, nullable=False),
    sa.Index("ix_post_person_id", "person_id"),
    sa.Index("ix_post_assembly_deputy_id", "assembly", "deputy_id"),
)

invitation = sa.Table(
    "invitation",
    metadata,
    key(),
    of_assembly(),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id")),
    sa.Column("made_by", Id, sa.ForeignKey("person.id")),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_by", Id, sa.ForeignKey("person.id")),
    sa.Column("used_at", Moment),
)

# --- opinions ---------------------------------------------------------------------------------

opinion = sa.Table(
    "opinion",
    metadata,
    key(),
    of_assembly(),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("author_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked_from", sa.String(16)),
    sa.Column("submitted_at", Moment, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id")),
    sa.Column("committee_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("district_id", Id, sa.ForeignKey("district.id")),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("aside_until", sa.Date),
    sa.Column("suggestions", sa.JSON, nullable=False),
    sa.Column("read_as", sa.JSON, nullable=False, server_default="{}"),  # liaison.casework.model.ReadAs
    sa.Column("assisting_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("grade", sa.String(12)),  # as a clerk set it; null: only suggested
    sa.Column("joined_to", Id, sa.ForeignKey("opinion.id")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rank", sa.SmallInteger, nullable=False, server_default="1"),  # 0: pressing, 1: all others
    sa.UniqueConstraint("assembly", "number"),
    sa.Index("ix_opinion_author_id_id", "author_id", "id"),
    sa.Index("ix_opinion_joined_to", "joined_to", sqlite_where=sa.text("joined_to IS NOT NULL")),
    sa.Index("ix_opinion_deputy_id_state_due_on", "deputy_id", "state", "due_on"),
    sa.Index("ix_opinion_assembly_state_rank_due_on", "assembly", "state", "rank", "due_on"),
)

draft = sa.Table(
    "draft",
    metadata,
    key(),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("purpose", sa.String(12), nullable=False),
    sa.Column("opinion_id", Id, sa.ForeignKey("opinion.id")),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id")),
    sa.Column("committee_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Index(
        "ix_draft_open",
        "person_id",
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
    ),
)

part = sa.Table(
    "part",
    metadata,
    key(),
    sa.Column("draft_id", Id, sa.ForeignKey("draft.id"), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("file", sa.String(255), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("album", sa.String(40), nullable=False),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.UniqueConstraint("draft_id", "source"),
    sa.Index("ix_part_source", "source"),
)

entry = sa.Table(
    "entry",
    metadata,
    key(),
    sa.Column("opinion_id", Id, sa.ForeignKey("opinion.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("party", sa.String(10), nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id")),
    sa.Column("at", Moment, nullable=False),
    sa.Column("draft_id", Id, sa.ForeignKey("draft.id"), unique=True),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id")),
    sa.Column("committee_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("until", sa.Date),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("assisting_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("other_id", Id, sa.ForeignKey("opinion.id")),  # the opinion it was joined to
    sa.UniqueConstraint("opinion_id", "seq"),
)

# --- what the matcher was taught ----------------------------------------------------------------

routing_example = sa.Table(
    "routing_example",
    metadata,
    key(),
    of_assembly(),
    sa.Column("opinion_id", Id, sa.ForeignKey("opinion.id")),  # whose opening words are the text
    sa.Column("text", sa.Text),  # of one that came from a file
    sa.Column("target", sa.String(60), nullable=False),  # liaison.routing.learning.Target, as it is written
    sa.Column("person_id", Id, sa.ForeignKey("person.id")),  # who said so; null: the command line
    sa.Column("at", Moment, nullable=False),
    sa.Column("taken_back_at", Moment),
    sa.Index("ix_routing_example_assembly_id", "assembly", "id"),
    sa.Index("ix_routing_example_opinion_id", "opinion_id"),
    sa.Index("ix_routing_example_taken_back", "assembly", sqlite_where=sa.text("taken_back_at IS NOT NULL")),
)

# --- the way in and the way out ---------------------------------------------------------------

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("seq", Id, primary_key=True, autoincrement=True),  # order of arrival
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("update_id", sa.BigInteger, nullable=False),
    sa.Column("chat", sa.String(60), nullable=False),  # what must be handled in order
    sa.Column("share", sa.SmallInteger, nullable=False),  # storage.inbox.share_of(chat)
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),  # storage.inbox.State
    sa.Column("tries", sa.SmallInteger, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("received_at", Moment, nullable=False),
    sa.UniqueConstraint("bot_id", "update_id"),
    sa.Index(
        "ix_inbox_unfinished",
        "bot_id",
        "seq",
        sqlite_where=sa.text("state <> 1"),
    ),
    # A number is never given twice, even when the newest rows were removed: whoever reads on from the
    # last number seen would pass a row by.
    sqlite_autoincrement=True,
)

conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat", sa.String(60), primary_key=True),
    sa.Column("state", sa.String(60)),
    sa.Column("data", sa.Text, nullable=False),  # JSON: ids only
)

outbox = sa.Table(
    "outbox",
    metadata,
    key(),
    of_assembly(),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("opinion_id", Id, sa.ForeignKey("opinion.id")),
    sa.Column("dedupe", sa.String(120), nullable=False),
    sa.Column("key", sa.String(60), nullable=False),
    sa.Column("args", sa.JSON, nullable=False),
    sa.Column("actions", sa.JSON, nullable=False),
    sa.Column("file_kind", sa.String(10), nullable=False),
    sa.Column("file", sa.String(255), nullable=False),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),  # storage.outbox.State
    sa.Column("tries", sa.SmallInteger, nullable=False),
    sa.Column("not_before", Moment, nullable=False),  # while it is being sent: when the claim lapses
    sa.Column("owed_since", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.UniqueConstraint("assembly", "dedupe"),
    sa.Index(
        "ix_outbox_due",
        "priority",
        "id",
        sqlite_where=sa.text("state = 0"),
    ),
    sa.Index(
        "ix_outbox_unsent",
        "person_id",
        "state",
        sqlite_where=sa.text("state <> 2"),
    ),
)

attempt = sa.Table(
    "attempt",
    metadata,
    key(),
    sa.Column("outbox_id", Id, sa.ForeignKey("outbox.id"), nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("result", sa.String(12)),  # null: begun and not known to have ended
    sa.Column("error", sa.String(300)),
    sa.Column("message_id", Id),
    sa.Index("ix_attempt_outbox_id", "outbox_id"),
)
