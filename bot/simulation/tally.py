"""What came of it: the chats compared with the database. Words are defined at the head of the package."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.model import Kind
from liaison.casework.numbers import shown
from storage import inbox
from storage import tables as t

from .people import receipts
from .phones import Phone
from .plans import Plan


@dataclass(frozen=True, slots=True)
class Stored:
    """One opinion as the database has it."""

    author: int
    number: str  # as people read it
    parts: tuple[tuple[str, str], ...]  # kind and words of each message of it
    committee: str  # code of the committee it got when it came; empty for none
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the database says at the end."""

    opinions: Mapping[int, Sequence[Stored]]  # by author
    updates: int
    parked: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The table. Times are milliseconds; ``right`` is None where no message has a label."""

    sent: int
    received: int
    routed: int
    right: int | None
    answered: int
    notified: int
    lost: int
    duplicated: int
    median_ms: float
    p95_ms: float
    updates: int
    updates_per_second: float
    seconds: float
    parked: int
    troubles: Mapping[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Nothing lost, nothing twice, everybody answered and told."""
        return (
            not (self.lost or self.duplicated or self.parked) and self.sent == self.answered == self.notified
        )

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {key: value for key, value in asdict(self).items() if key != "troubles"}


_OPENINGS = (
    sa.select(t.opinion.c.id, t.opinion.c.number, t.person.c.address, t.entry.c.draft_id, t.committee.c.code)
    .join(t.person, t.person.c.id == t.opinion.c.author_id)
    .join(t.entry, sa.and_(t.entry.c.opinion_id == t.opinion.c.id, t.entry.c.kind == Kind.SUBMITTED.value))
    .outerjoin(t.committee, t.committee.c.id == t.entry.c.committee_id)
    .order_by(t.opinion.c.id)
)
_ANSWERS = sa.select(t.entry.c.opinion_id, t.entry.c.draft_id).where(t.entry.c.kind == Kind.ANSWERED.value)
_PARTS = sa.select(t.part.c.draft_id, t.part.c.kind, t.part.c.text).order_by(t.part.c.id)


def read_ledger(connection: Connection) -> Ledger:
    """Everything that is compared, in one picture."""
    parts: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for draft_id, kind, text in connection.execute(_PARTS):
        parts[draft_id].append((kind, text))
    answers: defaultdict[int, list[str]] = defaultdict(list)
    for opinion_id, draft_id in connection.execute(_ANSWERS):
        answers[opinion_id].append("\n".join(text for _kind, text in parts[draft_id]))
    opinions: defaultdict[int, list[Stored]] = defaultdict(list)
    for row in connection.execute(_OPENINGS):
        stored = Stored(
            int(row.address),
            shown(row.number),
            tuple(parts[row.draft_id]),
            row.code or "",
            tuple(answers[row.id]),
        )
        opinions[stored.author].append(stored)
    updates = connection.execute(sa.select(sa.func.count()).select_from(t.inbox)).scalar_one()
    return Ledger(opinions, updates, len(inbox.parked(connection)))


def count(
    citizens: Sequence[tuple[Plan, Phone | None]],
    ledger: Ledger,
    labels: Mapping[str, str],
    *,
    seconds: float,
    troubles: Mapping[str, int],
) -> Tally:
    """The figures. A citizen without a phone is one who never came to speak."""
    found: Counter[str] = Counter()
    latencies: list[float] = []
    labelled = False
    for plan, phone in citizens:
        found["sent"] += 1
        if phone is None:
            continue
        latencies += phone.latencies
        stored = ledger.opinions.get(phone.user, ())
        whole = tuple(piece.kept for piece in plan.pieces)
        mine = [opinion for opinion in stored if opinion.parts == whole]
        read = receipts(phone)
        answers = phone.read("notice-answered")
        found["received"] += len(mine[:1])
        found["safe"] += bool(mine and mine[0].number in read)
        found["twice"] += max(0, len(stored) - 1) + max(0, len(read) - 1) + max(0, len(answers) - 1)
        labelled = labelled or bool(plan.label)
        for opinion in stored[:1]:
            found["routed"] += bool(opinion.committee)
            found["right"] += bool(opinion.committee) and opinion.committee == labels.get(
                plan.label, plan.label
            )
            found["answered"] += len(opinion.answers[:1])
            found["twice"] += max(0, len(opinion.answers) - 1)
            told = [text for number, text in answers if number == opinion.number]
            found["notified"] += bool(opinion.answers and told and opinion.answers[0] in told[0])
    latencies.sort()
    return Tally(
        sent=found["sent"],
        received=found["received"],
        routed=found["routed"],
        right=found["right"] if labelled else None,
        answered=found["answered"],
        notified=found["notified"],
        lost=found["sent"] - found["safe"],
        duplicated=found["twice"],
        median_ms=_ms(latencies, 0.5),
        p95_ms=_ms(latencies, 0.95),
        updates=ledger.updates,
        updates_per_second=round(ledger.updates / seconds, 1) if seconds else 0.0,
        seconds=round(seconds, 1),
        parked=ledger.parked,
        troubles=dict(troubles),
    )


def _ms(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1) if ordered else 0.0
