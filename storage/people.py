"""Persons, their posts, invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.people import Person
from liaison.casework.ports import Invitation

from . import tables as t
from .outbox import insert_or_ignore

_b = sa.bindparam

_PERSON = sa.select(
    t.person,
    t.post.c.id.label("post_id"),
    t.post.c.deputy_id.label("post_deputy_id"),
    t.deputy.c.active.label("in_office"),
).select_from(
    t.person.outerjoin(t.post, t.post.c.person_id == t.person.c.id).outerjoin(
        t.deputy, t.deputy.c.id == t.post.c.deputy_id
    )
)
_GET = _PERSON.where(t.person.c.id == _b("id"))
_BY_ADDRESS = _PERSON.where(
    t.person.c.assembly == _b("assembly"), t.person.c.address.in_(_b("addresses", expanding=True))
)
_DEPUTIES = _PERSON.where(
    t.person.c.id.in_(sa.select(t.post.c.person_id).where(t.post.c.deputy_id == _b("deputy_id")))
).order_by(t.person.c.id)
_CLERKS = _PERSON.where(
    t.person.c.id.in_(
        sa.select(t.post.c.person_id).where(t.post.c.assembly == _b("assembly"), t.post.c.deputy_id.is_(None))
    )
).order_by(t.person.c.id)
_HOLD_STILL = sa.select(t.person.c.id).where(t.person.c.id == _b("id")).with_for_update(key_share=True)


def _people(rows: Any) -> list[Person]:
    """One person for each group of rows that differ only by post. A deputy's post gives nothing once the
    deputy has left office; it stays, so that a deputy who comes back need not join again."""
    found: dict[int, Person] = {}
    for row in rows:
        known = found.get(row["id"])
        deputy_id = (row["in_office"] and row["post_deputy_id"]) or (known.deputy_id if known else None)
        clerk = (row["post_id"] is not None and row["post_deputy_id"] is None) or bool(known and known.clerk)
        found[row["id"]] = Person(
            id=row["id"],
            assembly=row["assembly"],
            address=row["address"],
            name=row["name"],
            language=row["language"],
            language_chosen=row["language_chosen"],
            home_district_id=row["home_district_id"],
            deputy_id=deputy_id,
            clerk=clerk,
            unreachable_since=row["unreachable_since"],
        )
    return list(found.values())


class PersonRows:
    """The shelf of people of one assembly."""

    def __init__(self, connection: Connection, assembly: str) -> None:
        self._c = connection
        self._assembly = assembly

    def get(self, person_id: int) -> Person | None:
        """By id."""
        found = _people(self._c.execute(_GET, {"id": person_id}).mappings())
        return found[0] if found else None

    def by_address(self, addresses: Sequence[str]) -> dict[str, Person]:
        """Those known, by address."""
        if not addresses:
            return {}
        rows = self._c.execute(_BY_ADDRESS, {"assembly": self._assembly, "addresses": list(addresses)})
        return {person.address: person for person in _people(rows.mappings())}

    def meet(self, address: str, name: str, language: str, now: datetime) -> Person:
        """Whoever has this address; made when new. A name that changed, a language that the account
        changed (and the person did not choose), and a return after blocking are stored."""
        known = self.by_address([address]).get(address)
        if known is None:
            self._c.execute(  # another process may meet them at the same moment, in another chat
                insert_or_ignore(self._c, t.person),
                {
                    "assembly": self._assembly,
                    "address": address,
                    "name": name,
                    "language": language,
                    "language_chosen": False,
                    "since": now,
                },
            )
            return self.by_address([address])[address]
        wanted = known.language if known.language_chosen else language
        if (known.name, known.language, known.unreachable_since) != (name, wanted, None):
            self._c.execute(
                t.person.update()
                .where(t.person.c.id == known.id)
                .values(name=name, language=wanted, unreachable_since=None)
            )
            return self.by_address([address])[address]
        return known

    def change(self, person: Person) -> None:
        """Store language, home district, reachability."""
        self._c.execute(
            t.person.update()
            .where(t.person.c.id == person.id)
            .values(
                language=person.language,
                language_chosen=person.language_chosen,
                home_district_id=person.home_district_id,
                unreachable_since=person.unreachable_since,
            )
        )

    def deputies(self, deputy_id: int) -> Sequence[Person]:
        """The accounts that act for this deputy."""
        return _people(self._c.execute(_DEPUTIES, {"deputy_id": deputy_id}).mappings())

    def clerks(self) -> Sequence[Person]:
        """Every clerk of the assembly."""
        return _people(self._c.execute(_CLERKS, {"assembly": self._assembly}).mappings())

    def joined_deputies(self) -> frozenset[int]:
        """Deputies somebody acts for."""
        query = sa.select(t.post.c.deputy_id).where(
            t.post.c.assembly == self._assembly, t.post.c.deputy_id.is_not(None)
        )
        return frozenset(self._c.execute(query).scalars())

    def hold_post(self, person_id: int, now: datetime, *, deputy_id: int | None) -> None:
        """Give a post. Again: unchanged."""
        # One after the other: nothing in the table keeps two posts of a person apart.
        self._c.execute(_HOLD_STILL, {"id": person_id})
        same = t.post.c.deputy_id.is_(None) if deputy_id is None else t.post.c.deputy_id == deputy_id
        if self._c.execute(sa.select(t.post.c.id).where(t.post.c.person_id == person_id, same)).first():
            return
        if deputy_id is not None:  # one account acts for one deputy
            self._c.execute(
                t.post.delete().where(t.post.c.person_id == person_id, t.post.c.deputy_id.is_not(None))
            )
        self._c.execute(
            t.post.insert(),
            {"assembly": self._assembly, "person_id": person_id, "deputy_id": deputy_id, "since": now},
        )

    def invite(
        self, token_hash: str, *, deputy_id: int | None, made_by: int | None, now: datetime, expires: datetime
    ) -> None:
        """Keep an invitation."""
        self._c.execute(
            t.invitation.insert(),
            {
                "assembly": self._assembly,
                "token_hash": token_hash,
                "deputy_id": deputy_id,
                "made_by": made_by,
                "made_at": now,
                "expires_at": expires,
            },
        )

    def use_invitation(self, token_hash: str, person_id: int, now: datetime) -> Invitation | None:
        """Mark it used and return it; None: unknown, expired, or used by another."""
        i = t.invitation.c
        used = self._c.execute(
            t.invitation.update()
            .where(
                i.assembly == self._assembly,
                i.token_hash == token_hash,
                sa.or_(i.used_by == person_id, sa.and_(i.used_by.is_(None), i.expires_at > now)),
            )
            .values(used_by=person_id, used_at=sa.func.coalesce(i.used_at, sa.literal(now, t.Moment())))
        )
        if used.rowcount != 1:
            return None
        row = self._c.execute(sa.select(i.deputy_id).where(i.token_hash == token_hash)).one()
        return Invitation(row.deputy_id)
