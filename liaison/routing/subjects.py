"""What opinions are about: a tree of subjects that is the same everywhere.

Which committee has which subject differs from city to city; that is :mod:`liaison.routing.table`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("subjects.csv")
"""The tree: code and parent of each subject. What people call them stands in the locales (``subject-…``)."""

OWN = "@"
"""Begins the subject that stands for all of a committee's own remit: words without a subject speak for it."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The tree: of every subject the parent (empty: none), in the order of the file."""

    parents: dict[str, str]

    @property
    def leaves(self) -> tuple[str, ...]:
        """Subjects that are not divided further."""
        divided = set(self.parents.values())
        return tuple(code for code in self.parents if code not in divided)

    def top(self, subject: str) -> str:
        """The subject of the first level to which it belongs; itself when it is one."""
        return self.parents.get(subject) or subject

    def under(self, subject: str) -> tuple[str, ...]:
        """The leaves a subject stands for: itself, or what it is divided into; empty when there is no such
        subject."""
        if subject.startswith(OWN):
            return (subject,)
        return tuple(leaf for leaf in self.leaves if subject in (leaf, self.parents[leaf]))


@lru_cache(maxsize=1)
def shipped() -> Subjects:
    """The tree that comes with the program."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return Subjects({row["code"]: row["parent"] for row in csv.DictReader(file)})


def own(committees: Iterable[str]) -> tuple[str, ...]:
    """The subjects that stand for whole committees."""
    return tuple(OWN + code for code in committees)
