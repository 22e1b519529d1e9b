"""The tables of the roster: who represents whom, and where they are met."""

from __future__ import annotations

import sqlalchemy as sa

from .column_types import Cell, Id, key, metadata, of_assembly

assembly = sa.Table(
    "assembly",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("name", Cell, nullable=False),
    sa.Column("serials", sa.JSON, nullable=False),  # {year: last serial given to an opinion}
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),  # of the roster; every change adds
    sa.Column("subjects", sa.JSON, nullable=False, server_default="[]"),  # [[subject, lead, assisting], …]
    sa.Column(
        "laid_out", sa.Integer, nullable=False, server_default="0"
    ),  # the version since which only deputies changed
)

district = sa.Table(
    "district",
    metadata,
    key(),
    of_assembly(),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("name", Cell, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("parent_id", Id, sa.ForeignKey("district.id")),
    sa.Column("former", sa.JSON, nullable=False, server_default="[]"),  # names it had before
    sa.UniqueConstraint("assembly", "code"),
)

committee = sa.Table(
    "committee",
    metadata,
    key(),
    of_assembly(),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("name", Cell, nullable=False),
    sa.Column("remit", sa.Text, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),  # the lexicon: [[term, weight, subject, note], …]
    sa.UniqueConstraint("assembly", "code"),
)

station = sa.Table(
    "station",
    metadata,
    key(),
    of_assembly(),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("name", Cell, nullable=False),
    sa.Column("address", Cell, nullable=False),
    sa.Column("district_id", Id, sa.ForeignKey("district.id"), nullable=False),
    sa.Column("hours", Cell, nullable=False),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.UniqueConstraint("assembly", "code"),
)

deputy = sa.Table(
    "deputy",
    metadata,
    key(),
    of_assembly(),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("name", Cell, nullable=False),
    sa.Column("unit", Cell, nullable=False),
    sa.Column("committee_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("pledge", sa.Text, nullable=False),
    sa.Column("phone", sa.String(40), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),  # some mandate is in force
    sa.Column("profession", Cell, nullable=False, server_default=""),
    sa.Column("succeeds_id", Id, sa.ForeignKey("deputy.id")),
    sa.Column(
        "changed", sa.Integer, nullable=False, server_default="0"
    ),  # assembly.version at the last change
    sa.UniqueConstraint("assembly", "code"),
    sa.Index("ix_deputy_assembly_changed", "assembly", "changed"),
)

mandate = sa.Table(
    "mandate",
    metadata,
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id"), primary_key=True),
    sa.Column(
        "place", sa.SmallInteger, primary_key=True, autoincrement=False
    ),  # 0, 1, … as the files have them
    sa.Column("level", sa.String(12), nullable=False),
    sa.Column("district_id", Id, sa.ForeignKey("district.id"), nullable=False),
    sa.Column("delegation", Cell, nullable=False),
    sa.Column("term_ends", sa.Date),
    sa.Column("active", sa.Boolean, nullable=False),
)

photo = sa.Table(
    "photo",
    metadata,
    key(),
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id"), nullable=False, unique=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("name", Cell, nullable=False),  # of its file
    sa.Column("base64", sa.Text, nullable=False),
)

roster_group = sa.Table(
    "roster_group",
    metadata,
    key(),
    of_assembly(),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("name", Cell, nullable=False),
    sa.Column("committee_id", Id, sa.ForeignKey("committee.id")),
    sa.Column("subjects", sa.JSON, nullable=False),
    sa.UniqueConstraint("assembly", "code"),
)

public_code = sa.Table(
    "public_code",
    metadata,
    key(),
    of_assembly(),
    sa.Column("token", sa.String(24), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),  # storage.codes.KINDS
    sa.Column("target_id", Id),  # what it opens; null once that was removed
    sa.Column("made_on", sa.Date),  # null: before there were dates
    sa.Column("revoked_on", sa.Date),
    sa.UniqueConstraint("token"),
    sa.Index("ix_public_code_assembly_kind_target_id", "assembly", "kind", "target_id"),
)

deputy_district = sa.Table(
    "deputy_district",
    metadata,
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id"), primary_key=True),
    sa.Column("district_id", Id, sa.ForeignKey("district.id"), primary_key=True),
)

deputy_station = sa.Table(
    "deputy_station",
    metadata,
    sa.Column("deputy_id", Id, sa.ForeignKey("deputy.id"), primary_key=True),
    sa.Column("station_id", Id, sa.ForeignKey("station.id"), primary_key=True),
)
