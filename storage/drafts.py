"""Words being written, and the words that were sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.errors import Conflict
from liaison.casework.model import Draft, Part, PartKind, Purpose

from . import tables as t

_b = sa.bindparam

_PART = (*(column for column in t.part.c if column.name != "id"), t.part.c.id.label("part_id"))
_DRAFT = sa.select(t.draft, *_PART).outerjoin(t.part, t.part.c.draft_id == t.draft.c.id).order_by(t.part.c.id)
_OPEN = _DRAFT.where(t.draft.c.person_id == _b("person_id"), t.draft.c.closed_at.is_(None))
_GET = _DRAFT.where(t.draft.c.id == _b("id"))
_PARTS = sa.select(*_PART).where(t.part.c.draft_id.in_(_b("ids", expanding=True))).order_by(t.part.c.id)
_CLOSE = (
    t.draft.update()
    .where(t.draft.c.id == _b("the_id"), t.draft.c.closed_at.is_(None))
    .values(closed_at=_b("now"))
)
_CLOSE_OPEN = (
    t.draft.update()
    .where(t.draft.c.person_id == _b("the_person"), t.draft.c.closed_at.is_(None))
    .values(closed_at=_b("now"))
)
_BY_SOURCE = (
    sa.select(*_PART, t.draft.c.closed_at)
    .join(t.draft, t.draft.c.id == t.part.c.draft_id)
    .where(t.part.c.source == _b("source"), t.draft.c.person_id == _b("person_id"))
    .order_by(t.part.c.id.desc())
)
_NEW = t.draft.insert()
_ADD = t.part.insert()
_CHANGE = (
    t.part.update()
    .where(t.part.c.draft_id == _b("the_draft"), t.part.c.source == _b("the_source"))
    .values(text=_b("new_text"))
)


def parts_of(connection: Connection, draft_ids: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    """The parts of several drafts, in the order they were written."""
    ids = list(draft_ids)
    if not ids:
        return {}
    found: dict[int, list[Part]] = {}
    for row in connection.execute(_PARTS, {"ids": ids}).mappings():
        found.setdefault(row["draft_id"], []).append(_part(row))
    return {draft_id: tuple(parts) for draft_id, parts in found.items()}


def _part(row: Any) -> Part:
    return Part(
        kind=PartKind(row["kind"]),
        source=row["source"],
        text=row["text"],
        file=row["file"],
        name=row["name"],
        group=row["album"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        id=row["part_id"],
    )


class DraftRows:
    """The shelf of drafts."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def _one(self, query: sa.Select[Any], **values: object) -> Draft | None:
        rows = self._c.execute(query, values).mappings().all()
        if not rows:
            return None
        row = rows[0]
        return Draft(
            id=row["id"],
            person_id=row["person_id"],
            purpose=Purpose(row["purpose"]),
            opinion_id=row["opinion_id"],
            deputy_id=row["deputy_id"],
            committee_id=row["committee_id"],
            named=row["named"],
            parts=tuple(_part(one) for one in rows if one["part_id"] is not None),
            closed=row["closed_at"] is not None,
        )

    def open_of(self, person_id: int) -> Draft | None:
        """The draft this person has open."""
        return self._one(_OPEN, person_id=person_id)

    def get(self, draft_id: int) -> Draft | None:
        """Open or closed."""
        return self._one(_GET, id=draft_id)

    def start(
        self,
        person_id: int,
        purpose: Purpose,
        now: datetime,
        *,
        opinion_id: int | None = None,
        deputy_id: int | None = None,
        committee_id: int | None = None,
    ) -> Draft:
        """A new open draft; one that was open is closed. Raises Conflict when one was begun at the same moment."""
        self._c.execute(_CLOSE_OPEN, {"the_person": person_id, "now": now})
        result = self._insert(
            _NEW,
            {
                "person_id": person_id,
                "purpose": purpose.value,
                "opinion_id": opinion_id,
                "deputy_id": deputy_id,
                "committee_id": committee_id,
                "named": False,
                "begun_at": now,
            },
        )
        key = result.inserted_primary_key
        assert key is not None
        return Draft(key[0], person_id, purpose, opinion_id, deputy_id, committee_id)

    def change(self, draft: Draft) -> None:
        """Store what it is to become, whom it is for and whether it is named."""
        self._c.execute(
            t.draft.update()
            .where(t.draft.c.id == draft.id)
            .values(
                purpose=draft.purpose.value,
                opinion_id=draft.opinion_id,
                deputy_id=draft.deputy_id,
                committee_id=draft.committee_id,
                named=draft.named,
            )
        )

    def add_part(self, draft_id: int, part: Part) -> None:
        """Keep one more message. Raises Conflict when the same was kept at the same moment."""
        self._insert(
            _ADD,
            {
                "draft_id": draft_id,
                "kind": part.kind.value,
                "source": part.source,
                "text": part.text,
                "file": part.file,
                "name": part.name,
                "album": part.group,
                "latitude": part.latitude,
                "longitude": part.longitude,
            },
        )

    def change_part(self, draft_id: int, part: Part) -> None:
        """A message that is kept already came once more: its text now."""
        self._c.execute(_CHANGE, {"the_draft": draft_id, "the_source": part.source, "new_text": part.text})

    def edit_part(
        self, person_id: int, source: str, text: str, part: Part | None = None
    ) -> tuple[Draft, str] | None:
        """A person's message was edited. In an open draft its text (and file) is replaced; in a closed one it stays,
        since history does not change. Returns the draft (as it is now) and the text before."""
        found = self._c.execute(_BY_SOURCE, {"source": source, "person_id": person_id})
        row = found.mappings().first()
        if row is None:
            return None
        if row["closed_at"] is None:
            file = {"kind": part.kind.value, "file": part.file, "name": part.name} if part else {}
            self._c.execute(t.part.update().where(t.part.c.id == row["part_id"]).values(text=text, **file))
        draft = self.get(row["draft_id"])
        assert draft is not None
        return draft, row["text"]

    def close(self, draft_id: int, now: datetime) -> None:
        """An open one was sent or discarded. Raises Conflict when it was closed at the same moment."""
        if self._c.execute(_CLOSE, {"the_id": draft_id, "now": now}).rowcount != 1:
            raise Conflict

    def _insert(self, statement: sa.Insert, values: dict[str, object]) -> sa.CursorResult[Any]:
        try:
            return self._c.execute(statement, values)
        except sa.exc.IntegrityError as error:
            raise Conflict from error
