"""Public codes: what a t.me link or a poster's QR code opens, until it is withdrawn.

A token says nothing of what it opens and stays the same over imports. One that was withdrawn is never given
again and stays known, so that whoever scans an old poster hears what became of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t
from .versions import note_change

Kind = Literal["deputy", "station", "district"]

KINDS: tuple[Kind, ...] = ("deputy", "station", "district")
"""What a code opens: a deputy, a station, a community."""

_c = t.public_code.c


@dataclass(frozen=True, slots=True)
class Found:
    """What a token stands for. ``target_id`` is None when that is no longer in the roster at all."""

    kind: Kind
    target_id: int | None
    revoked_on: date | None


def new_token() -> str:
    """A public token: 72 random bits, twelve characters, fit for a ``start`` link."""
    return secrets.token_urlsafe(9)


def find(connection: Connection, assembly_code: str, token: str) -> Found | None:
    """What a token stands or stood for; None when it was never ours."""
    query = sa.select(_c.kind, _c.target_id, _c.revoked_on).where(
        _c.assembly == assembly_code, _c.token == token
    )
    row = connection.execute(query).first()
    return None if row is None else Found(cast("Kind", row.kind), row.target_id, row.revoked_on)


def in_force(
    connection: Connection, assembly_code: str, kind: Kind, only: Collection[int] | None = None
) -> dict[int, str]:
    """The token by the id of what it opens; of all, or of those with the ids asked for."""
    query = sa.select(_c.target_id, _c.token).where(
        _c.assembly == assembly_code, _c.kind == kind, _c.revoked_on.is_(None)
    )
    if only is not None:
        query = query.where(_c.target_id.in_(only))
    return dict(connection.execute(query).all())


def make_missing(
    connection: Connection,
    assembly_code: str,
    kind: Kind,
    ids: Iterable[int],
    today: date,
    token: Callable[[], str] = new_token,
) -> set[int]:
    """A code for each that has none and never had one withdrawn; returns for whom one was made."""
    query = sa.select(_c.target_id).where(_c.assembly == assembly_code, _c.kind == kind)
    missing = set(ids) - set(connection.execute(query).scalars())
    if missing:
        connection.execute(
            t.public_code.insert(),
            [
                {
                    "assembly": assembly_code,
                    "token": token(),
                    "kind": kind,
                    "target_id": target_id,
                    "made_on": today,
                }
                for target_id in sorted(missing)
            ],
        )
    return missing


def revoke(connection: Connection, assembly_code: str, kind: Kind, target_id: int, today: date) -> bool:
    """Withdraw the code of something; False when it has none."""
    done = connection.execute(
        t.public_code.update()
        .where(
            _c.assembly == assembly_code,
            _c.kind == kind,
            _c.target_id == target_id,
            _c.revoked_on.is_(None),
        )
        .values(revoked_on=today)
    )
    if done.rowcount:
        note_change(connection, assembly_code, deputies=[target_id] if kind == "deputy" else None)
    return bool(done.rowcount)


def renew(
    connection: Connection,
    assembly_code: str,
    kind: Kind,
    target_id: int,
    today: date,
    token: Callable[[], str] = new_token,
) -> str:
    """Withdraw the code of something, if it has one, and give it another; returns the new token."""
    revoke(connection, assembly_code, kind, target_id, today)
    made = token()
    connection.execute(
        t.public_code.insert(),
        {
            "assembly": assembly_code,
            "token": made,
            "kind": kind,
            "target_id": target_id,
            "made_on": today,
        },
    )
    note_change(connection, assembly_code, deputies=[target_id] if kind == "deputy" else None)
    return made


def forget(connection: Connection, assembly_code: str, kind: Kind, ids: Iterable[int], today: date) -> None:
    """What is no longer in the roster at all: its codes are withdrawn and open nothing."""
    if gone := [{"the_id": target_id} for target_id in ids]:
        connection.execute(
            t.public_code.update()
            .where(_c.assembly == assembly_code, _c.kind == kind, _c.target_id == sa.bindparam("the_id"))
            .values(target_id=None, revoked_on=sa.func.coalesce(_c.revoked_on, today)),
            gone,
        )
