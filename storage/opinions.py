"""Opinions and their histories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.errors import Conflict
from liaison.casework.model import Entry, File, Kind, Opinion, Part, Party, ReadAs, Routing, Shelf, State
from liaison.casework.ports import NewOpinion

from . import tables as t
from .drafts import parts_of
from .joined import carried_over, hold

_b = sa.bindparam

_OWED = (State.WITH_DEPUTY.value,)

_WITH_DEPUTY = t.opinion.outerjoin(t.deputy, t.deputy.c.id == t.opinion.c.deputy_id)
_SELECT = sa.select(t.opinion, t.deputy.c.active.label("deputy_active"))
_OPINION = _SELECT.select_from(_WITH_DEPUTY)
_GET = _OPINION.where(t.opinion.c.id == _b("id"), t.opinion.c.assembly == _b("assembly"))
_BY_NUMBER = _OPINION.where(t.opinion.c.number == _b("number"), t.opinion.c.assembly == _b("assembly"))
_BY_DRAFT = _SELECT.select_from(_WITH_DEPUTY.join(t.entry, t.entry.c.opinion_id == t.opinion.c.id)).where(
    t.entry.c.draft_id == _b("draft_id"), t.opinion.c.assembly == _b("assembly")
)
_FOLLOWERS = _OPINION.where(
    t.opinion.c.joined_to == _b("head_id"),
    t.opinion.c.assembly == _b("assembly"),
    t.opinion.c.state.in_((State.JOINED.value, State.ANSWERED.value)),
).order_by(t.opinion.c.id)
_HISTORY = sa.select(t.entry).where(t.entry.c.opinion_id == _b("opinion_id")).order_by(t.entry.c.seq)
_OF_AUTHOR = (
    _OPINION.where(t.opinion.c.author_id == _b("person_id"), t.opinion.c.assembly == _b("assembly"))
    .order_by(t.opinion.c.id.desc())
    .limit(_b("limit"))
    .offset(_b("offset"))
)
_NOT_ASIDE = sa.or_(t.opinion.c.aside_until.is_(None), t.opinion.c.aside_until <= _b("today"))
_OF_DEPUTY = (
    _OPINION.where(t.opinion.c.deputy_id == _b("deputy_id"), t.opinion.c.state.in_(_OWED), _NOT_ASIDE)
    .order_by(t.opinion.c.due_on, t.opinion.c.id)
    .limit(_b("limit"))
    .offset(_b("offset"))
)
_ENDED = (State.ANSWERED.value, State.WITHDRAWN.value)
_OPEN_OF_DEPUTY = _OPINION.where(
    t.opinion.c.deputy_id == _b("deputy_id"),
    t.opinion.c.assembly == _b("assembly"),
    t.opinion.c.state.not_in(_ENDED),
).order_by(t.opinion.c.id)
_OF = t.opinion.c.deputy_id == _b("deputy_id")
_SHELF = {
    Shelf.OWED: _OF_DEPUTY,
    Shelf.ASIDE: _OPINION.where(_OF, t.opinion.c.state.in_(_OWED), t.opinion.c.aside_until > _b("today"))
    .order_by(t.opinion.c.aside_until, t.opinion.c.id)
    .limit(_b("limit"))
    .offset(_b("offset")),
    Shelf.WAITING: _OPINION.where(
        _OF, t.opinion.c.state == State.WAITING.value, t.opinion.c.asked_from != State.TRIAGE.value
    )
    .order_by(t.opinion.c.due_on, t.opinion.c.id)
    .limit(_b("limit"))
    .offset(_b("offset")),
    Shelf.ANSWERED: _OPINION.where(_OF, t.opinion.c.state == State.ANSWERED.value)
    .order_by(t.opinion.c.id.desc())
    .limit(_b("limit"))
    .offset(_b("offset")),
}
_OWED_AFTER = (
    _OPINION.where(
        _OF,
        t.opinion.c.state.in_(_OWED),
        _NOT_ASIDE,
        sa.or_(
            t.opinion.c.due_on > _b("due_on"),
            sa.and_(t.opinion.c.due_on == _b("due_on"), t.opinion.c.id > _b("after_id")),
        ),
    )
    .order_by(t.opinion.c.due_on, t.opinion.c.id)
    .limit(1)
)
_OF_STAFF = (
    _OPINION.where(
        t.opinion.c.assembly == _b("assembly"), t.opinion.c.state.in_(_b("states", expanding=True))
    )
    .limit(_b("limit"))
    .offset(_b("offset"))
)
_STAFF_QUEUE = _OF_STAFF.order_by(t.opinion.c.rank, t.opinion.c.due_on, t.opinion.c.id)
_ENDED_QUEUE = _OF_STAFF.order_by(t.opinion.c.id.desc())
_SAVE = (
    t.opinion.update()
    .where(t.opinion.c.id == _b("the_id"), t.opinion.c.version == _b("version_before"))
    .values(
        state=_b("new_state"),
        asked_from=_b("new_asked_from"),
        deputy_id=_b("new_deputy_id"),
        committee_id=_b("new_committee_id"),
        aside_until=_b("new_aside_until"),
        assisting_id=_b("new_assisting_id"),
        grade=_b("new_grade"),
        joined_to=_b("new_joined_to"),
        version=_b("new_version"),
        rank=_b("new_rank"),
        read_as=_b("new_read_as"),
    )
)
_ADD = t.opinion.insert()
_APPEND = t.entry.insert()
_COUNT_OF_AUTHOR = sa.select(sa.func.count()).where(
    t.opinion.c.author_id == _b("person_id"), t.opinion.c.assembly == _b("assembly")
)
_OPENING_WORDS = (
    sa.select(t.entry.c.opinion_id, t.part.c.text)
    .join(t.part, t.part.c.draft_id == t.entry.c.draft_id)
    .where(t.entry.c.opinion_id.in_(_b("ids", expanding=True)), t.entry.c.seq == 1, t.part.c.text != "")
    .order_by(t.part.c.id)
)
_SERIALS = sa.select(t.assembly.c.serials).where(t.assembly.c.code == _b("assembly")).with_for_update()
_SET_SERIALS = (
    t.assembly.update().where(t.assembly.c.code == _b("the_assembly")).values(serials=_b("new_serials"))
)


class OpinionRows:
    """The shelf of opinions of one assembly."""

    def __init__(self, connection: Connection, assembly: str) -> None:
        self._c = connection
        self._assembly = assembly

    def next_serial(self, year: int) -> int:
        """The next serial of the year; the row is locked until the commit."""
        serials = dict(self._c.execute(_SERIALS, {"assembly": self._assembly}).scalar_one())
        serial = int(serials.get(str(year), 0)) + 1
        serials[str(year)] = serial
        self._c.execute(_SET_SERIALS, {"the_assembly": self._assembly, "new_serials": serials})
        return serial

    def add(self, facts: NewOpinion) -> Opinion:
        """A new row in state TRIAGE, version 0."""
        result = self._c.execute(
            _ADD,
            {
                "assembly": self._assembly,
                "number": facts.number,
                "author_id": facts.author_id,
                "state": State.TRIAGE.value,
                "submitted_at": facts.submitted_at,
                "due_on": facts.due_on,
                "district_id": facts.district_id,
                "named": facts.named,
                "suggestions": [
                    [r.committee_id, r.confidence, list(r.evidence), r.subject] for r in facts.suggestions
                ],
                "read_as": _kept(facts.read_as),
                "version": 0,
            },
        )
        key = result.inserted_primary_key
        assert key is not None
        return Opinion(
            id=key[0],
            assembly=self._assembly,
            number=facts.number,
            author_id=facts.author_id,
            state=State.TRIAGE,
            submitted_at=facts.submitted_at,
            due_on=facts.due_on,
            district_id=facts.district_id,
            named=facts.named,
            suggestions=facts.suggestions,
            read_as=facts.read_as,
        )

    def append(self, opinion: Opinion, entry: Entry) -> None:
        """Store the opinion as it stands after the entry, and the entry. Raises Conflict."""
        saved = self._c.execute(
            _SAVE,
            {
                "the_id": opinion.id,
                "version_before": opinion.version - 1,
                "new_state": opinion.state.value,
                "new_asked_from": opinion.asked_from.value if opinion.asked_from else None,
                "new_deputy_id": opinion.deputy_id,
                "new_committee_id": opinion.committee_id,
                "new_aside_until": opinion.aside_until,
                "new_assisting_id": opinion.assisting_id,
                "new_grade": opinion.grade,
                "new_joined_to": opinion.joined_to,
                "new_version": opinion.version,
                "new_rank": 0 if opinion.pressing else 1,
                "new_read_as": _kept(opinion.read_as),
            },
        )
        if saved.rowcount != 1:
            raise Conflict
        values = {
            "opinion_id": opinion.id,
            "seq": entry.seq,
            "kind": entry.kind.value,
            "party": entry.by.value,
            "person_id": entry.person_id,
            "at": entry.at,
            "draft_id": entry.draft_id,
            "deputy_id": entry.deputy_id,
            "committee_id": entry.committee_id,
            "until": entry.until,
            "note": entry.note,
            "assisting_id": entry.assisting_id,
            "other_id": entry.other_id,
        }
        try:
            self._c.execute(_APPEND, values)
        except sa.exc.IntegrityError as error:  # sent twice at the same moment: the other came first
            raise Conflict from error

    def _one(self, query: sa.Select[Any], **values: object) -> Opinion | None:
        row = self._c.execute(query, {"assembly": self._assembly, **values}).mappings().first()
        return _opinion(row) if row else None

    def get(self, opinion_id: int) -> Opinion | None:
        """The opinion as it stands; None when this assembly has none of this id."""
        return self._one(_GET, id=opinion_id)

    def by_number(self, number: str) -> Opinion | None:
        """By its digits."""
        return self._one(_BY_NUMBER, number=number)

    def by_draft(self, draft_id: int) -> Opinion | None:
        """The opinion whose history holds this draft."""
        return self._one(_BY_DRAFT, draft_id=draft_id)

    def opening_words(self, opinion_ids: Sequence[int]) -> dict[int, str]:
        """What each began with, a line for each message; an opinion of nothing but files is missing."""
        found: dict[int, list[str]] = {}
        if opinion_ids:
            for opinion_id, text in self._c.execute(_OPENING_WORDS, {"ids": list(opinion_ids)}):
                found.setdefault(opinion_id, []).append(text)
        return {opinion_id: "\n".join(texts) for opinion_id, texts in found.items()}

    def file(self, opinion_id: int) -> File | None:
        """With its history and all words."""
        opinion = self.get(opinion_id)
        if opinion is None:
            return None
        rows = self._c.execute(_HISTORY, {"opinion_id": opinion_id}).mappings().all()
        drafts = {row["seq"]: row["draft_id"] for row in rows} | carried_over(self._c, rows)
        parts = parts_of(self._c, [draft_id for draft_id in drafts.values() if draft_id is not None])
        return File(opinion, tuple(_entry(row, parts.get(drafts[row["seq"]], ())) for row in rows))

    def followers(self, opinion_id: int) -> Sequence[Opinion]:
        """Those joined to it that were not taken out or withdrawn, oldest first."""
        return self._many(_FOLLOWERS, head_id=opinion_id)

    def hold(self, opinion_id: int) -> None:
        """Nobody else changes the opinion until this unit of work has ended."""
        hold(self._c, opinion_id)

    def of_author(self, person_id: int, *, limit: int, offset: int = 0) -> Sequence[Opinion]:
        """Newest first."""
        return self._many(_OF_AUTHOR, person_id=person_id, limit=limit, offset=offset)

    def queue_of_deputy(
        self, deputy_id: int, *, today: date, limit: int, offset: int = 0
    ) -> Sequence[Opinion]:
        """What the deputy owes, earliest promise first."""
        return self._many(_OF_DEPUTY, deputy_id=deputy_id, today=today, limit=limit, offset=offset)

    def open_of_deputy(self, deputy_id: int) -> Sequence[Opinion]:
        """Everything without an end that names this deputy, oldest first."""
        return self._many(_OPEN_OF_DEPUTY, deputy_id=deputy_id)

    def shelf_of_deputy(
        self, deputy_id: int, shelf: Shelf, *, today: date, limit: int, offset: int = 0
    ) -> Sequence[Opinion]:
        """One of the deputy's lists."""
        values = {"today": today} if shelf in (Shelf.OWED, Shelf.ASIDE) else {}
        return self._many(_SHELF[shelf], deputy_id=deputy_id, limit=limit, offset=offset, **values)

    def owed_after(self, opinion: Opinion, *, today: date) -> Opinion | None:
        """What follows it in the queue."""
        found = self._many(
            _OWED_AFTER,
            deputy_id=opinion.deputy_id,
            today=today,
            due_on=opinion.due_on,
            after_id=opinion.id,
        )
        return found[0] if found else None

    def _many(self, query: sa.Select[Any], **values: object) -> Sequence[Opinion]:
        rows = self._c.execute(query, {"assembly": self._assembly, **values}).mappings()
        return [_opinion(row) for row in rows]

    def count_of_deputy(self, deputy_id: int, *, today: date) -> dict[str, int]:
        """Keys: owed, aside, waiting, answered, overdue."""
        c = t.opinion.c
        owed = c.state.in_(_OWED)
        aside = sa.and_(owed, c.aside_until.is_not(None), c.aside_until > today)
        query = sa.select(
            _count(sa.and_(owed, sa.not_(sa.and_(c.aside_until.is_not(None), c.aside_until > today)))),
            _count(aside),
            _count(sa.and_(c.state == State.WAITING.value, sa.or_(c.asked_from != State.TRIAGE.value))),
            _count(c.state == State.ANSWERED.value),
            _count(sa.and_(owed, c.due_on < today)),
        ).where(c.deputy_id == deputy_id)
        row = self._c.execute(query).one()
        return dict(
            zip(("owed", "aside", "waiting", "answered", "overdue"), (n or 0 for n in row), strict=True)
        )

    def staff_queue(self, *, states: Iterable[State], limit: int, offset: int = 0) -> Sequence[Opinion]:
        """What is pressing first, then earliest promise first; of what has ended, newest first."""
        wanted = {state.value for state in states}
        query = _ENDED_QUEUE if wanted.issubset(_ENDED) else _STAFF_QUEUE
        return self._many(query, states=sorted(wanted), limit=limit, offset=offset)

    def count_by_state(self) -> dict[State, int]:
        """How many opinions stand where."""
        query = (
            sa.select(t.opinion.c.state, sa.func.count())
            .where(t.opinion.c.assembly == self._assembly)
            .group_by(t.opinion.c.state)
        )
        return {State(state): count for state, count in self._c.execute(query)}

    def count_of_author(self, person_id: int) -> int:
        """How many this citizen has sent."""
        values = {"person_id": person_id, "assembly": self._assembly}
        return int(self._c.execute(_COUNT_OF_AUTHOR, values).scalar_one())


def _count(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _opinion(row: Any) -> Opinion:
    return Opinion(
        id=row["id"],
        assembly=row["assembly"],
        number=row["number"],
        author_id=row["author_id"],
        state=State(row["state"]),
        submitted_at=row["submitted_at"],
        due_on=row["due_on"],
        deputy_id=row["deputy_id"],
        committee_id=row["committee_id"],
        district_id=row["district_id"],
        named=row["named"],
        aside_until=row["aside_until"],
        asked_from=State(row["asked_from"]) if row["asked_from"] else None,
        suggestions=tuple(
            Routing(c, confidence, tuple(e), *subject) for c, confidence, e, *subject in row["suggestions"]
        ),
        version=row["version"],
        deputy_left=row["deputy_active"] is False,
        assisting_id=row["assisting_id"],
        grade=row["grade"],
        joined_to=row["joined_to"],
        read_as=_read_as(row["read_as"]),
    )


def _kept(read: ReadAs) -> dict[str, Any]:
    """As JSON, without what is empty."""
    return {name: value for name, value in asdict(read).items() if value}


def _read_as(kept: dict[str, Any]) -> ReadAs:
    choices = tuple((subject, committee_id) for subject, committee_id in kept.get("choices", ()))
    return ReadAs(**kept | {"choices": choices, "grade_evidence": tuple(kept.get("grade_evidence", ()))})


def _entry(row: Any, parts: tuple[Part, ...]) -> Entry:
    return Entry(
        kind=Kind(row["kind"]),
        by=Party(row["party"]),
        at=row["at"],
        person_id=row["person_id"],
        draft_id=row["draft_id"],
        deputy_id=row["deputy_id"],
        committee_id=row["committee_id"],
        until=row["until"],
        note=row["note"],
        seq=row["seq"],
        parts=parts,
        assisting_id=row["assisting_id"],
        other_id=row["other_id"],
    )
