"""What the router was taught: by clerks, opinion by opinion, and from files."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t

_b = sa.bindparam
_e = t.routing_example.c

_IN_ORDER = sa.select(t.assembly.c.code).where(t.assembly.c.code == _b("assembly")).with_for_update()
"""Held until the commit: so numbers are committed in their order, and who reads on from the last passes none by."""

_ADD = t.routing_example.insert()
_FORGET = (
    t.routing_example.update()
    .where(_e.opinion_id == _b("the_opinion"), _e.assembly == _b("the_assembly"), _e.taken_back_at.is_(None))
    .values(taken_back_at=_b("now", type_=t.Moment()))
)
_TAKE_BACK = (
    t.routing_example.update()
    .where(_e.id == _b("the_id"), _e.assembly == _b("the_assembly"), _e.taken_back_at.is_(None))
    .values(taken_back_at=_b("now", type_=t.Moment()))
)
_EXAMPLES = (
    sa.select(_e.id, _e.text, _e.target, t.part.c.text.label("words"))
    .select_from(
        t.routing_example.outerjoin(
            t.entry, sa.and_(t.entry.c.opinion_id == _e.opinion_id, t.entry.c.seq == 1)
        ).outerjoin(t.part, sa.and_(t.part.c.draft_id == t.entry.c.draft_id, t.part.c.text != ""))
    )
    .where(_e.assembly == _b("assembly"), _e.id > _b("after_id"), _e.taken_back_at.is_(None))
    .order_by(_e.id, t.part.c.id)
)
_LATEST = sa.select(sa.func.coalesce(sa.func.max(_e.id), 0)).where(_e.assembly == _b("assembly"))
_TAKEN_BACK = sa.select(sa.func.count()).where(_e.assembly == _b("assembly"), _e.taken_back_at.is_not(None))


class TeachingRows:
    """The shelf of examples of one assembly."""

    def __init__(self, connection: Connection, assembly: str) -> None:
        self._c = connection
        self._assembly = assembly

    def learn(self, opinion_id: int, target: str, person_id: int, now: datetime) -> None:
        """The opinion's opening words belong to ``target``; what was learnt of it before is taken back."""
        self._c.execute(_FORGET, {"the_opinion": opinion_id, "the_assembly": self._assembly, "now": now})
        self._add(target, now, opinion_id=opinion_id, person_id=person_id)

    def add_text(self, text: str, target: str, now: datetime) -> None:
        """A text from a file belongs to ``target``."""
        self._add(target, now, text=text)

    def _add(self, target: str, now: datetime, **facts: object) -> None:
        self._c.execute(_IN_ORDER, {"assembly": self._assembly})
        values = {"opinion_id": None, "text": None, "person_id": None, **facts}
        self._c.execute(_ADD, {"assembly": self._assembly, "target": target, "at": now, **values})

    def take_back(self, example_id: int, now: datetime) -> bool:
        """Learn no more from it; False when there is none such, or it was taken back already."""
        values = {"the_id": example_id, "the_assembly": self._assembly, "now": now}
        return self._c.execute(_TAKE_BACK, values).rowcount == 1

    def examples(self, after_id: int = 0) -> list[tuple[int, str, str]]:
        """(id, text, target) of all that count, in order of their ids, from the one after ``after_id`` on. The
        text is the example's own, or what the opinion began with."""
        found: dict[int, tuple[list[str], str]] = {}
        rows = self._c.execute(_EXAMPLES, {"assembly": self._assembly, "after_id": after_id})
        for example_id, text, target, words in rows:
            pieces, _ = found.setdefault(example_id, ([], target))
            pieces.append(text if text is not None else words or "")
        return [(example_id, "\n".join(pieces), target) for example_id, (pieces, target) in found.items()]

    def version(self) -> tuple[int, int]:
        """The highest id, and how many were taken back: changes whenever ``examples`` does."""
        values = {"assembly": self._assembly}
        latest = int(self._c.execute(_LATEST, values).scalar_one())
        return latest, int(self._c.execute(_TAKEN_BACK, values).scalar_one())
