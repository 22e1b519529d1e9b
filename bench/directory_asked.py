"""What bench.directory asks: the kinds of questions people type, made from a roster, and what answers each.

A question is made from one deputy. Right is that deputy, and every other one that answers the words as well: who has the
typed name, sound or initials in a place of the typed name; for a slip, whoever is no farther from what was typed; where
only a place or a unit is named, anybody there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.directory_kinds import BUCKETS, KINDS, Draft
from bench.directory_made import Row, table

TRIES = 60
"""Deputies that are looked at for every question wanted, before a kind has fewer questions."""


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is typed, any of ``right`` is an answer."""

    kind: str
    text: str
    right: frozenset[int]


Bucket = tuple[str, str]
"""The name of one of BUCKETS, and what is shared."""

ODD = (
    "，。？！……", "😀" * 50, "' OR 1=1 --", '"NEAR(a b, 3)" AND name:*', "SELECT * FROM deputy; DROP TABLE deputy",
    "%" * 300, "*", "王", "村", "代表", "张代表", "a", "q", "wang", "𠮷" * 30, "\u200b\u200d\x00", "王" * 4_000, "和平村" * 1_333,
    "zhang " * 666, "qgw" * 1_333, "我们村的路灯坏了三个月没人修，请代表帮忙看看。" * 170, "1" * 4_000, "（）" * 2_000, "ab cd " * 600,
)  # fmt: skip
"""Nothing is right here; only how long it takes is looked at."""


def questions_of(rows: Sequence[Row], each: int, seed: int) -> list[Question]:
    """``each`` of every kind, less where the roster has not enough to ask of; the same every time for one seed."""
    random = Random(seed)
    often = Counter(row.name for row in rows)
    drafts: list[tuple[str, Bucket, Draft]] = []
    for name, make in KINDS.items():
        found = 0
        for _ in range(each * TRIES):
            row = rows[random.randrange(len(rows))]
            if name == "name" and often[row.name] > 1:
                continue
            if draft := make(row, random):
                drafts.append((name, (draft.among, BUCKETS[draft.among](row)), draft))
                found += 1
            if found == each:
                break
    members = _members(rows, {bucket for _, bucket, _ in drafts})
    return [
        Question(name, draft.text, frozenset(row.id for row in members[bucket] if draft.fits(row)))
        for name, bucket, draft in drafts
    ]


def _members(rows: Iterable[Row], wanted: set[Bucket]) -> dict[Bucket, list[Row]]:
    members: dict[Bucket, list[Row]] = {bucket: [] for bucket in wanted}
    shared = [(what, BUCKETS[what]) for what in dict.fromkeys(what for what, _ in wanted)]
    for row in rows:
        for what, of in shared:
            if (found := members.get((what, of(row)))) is not None:
                found.append(row)
    return members


PLACES = {
    "village": ("village", "town"),
    "town": ("town", "county"),
    "county": ("county", "city"),
    "unit": ("unit",),
}
"""Kinds of a given file that name no person: their first word, and what the answers must share with the deputy."""


def read_questions(path: Path, rows: Sequence[Row]) -> list[Question]:
    """A file with the columns kind, query, id; see PLACES for what is right beside the id. Raises ValueError for an id
    that the roster has not."""
    asked = [(one, text, int(number)) for one, text, number in table(path, ("kind", "query", "id"))]
    wanted_ids = {number for _, _, number in asked}
    by_id = {row.id: row for row in rows if row.id in wanted_ids}
    if missing := wanted_ids - by_id.keys():
        raise ValueError(f"{path}: the roster has no deputy {min(missing)}")
    questions = []
    for one, text, number in asked:
        shared = PLACES.get(one.split()[0]) if "+" not in one else None
        if shared:
            wanted = tuple(getattr(by_id[number], field) for field in shared)
            right = {row.id for row in rows if tuple(getattr(row, field) for field in shared) == wanted}
        else:
            right = {number}
        questions.append(Question(one, text, frozenset(right)))
    return questions
