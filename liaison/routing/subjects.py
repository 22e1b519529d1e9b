"""What opinions are about: a tree of subjects that is the same everywhere.

Which committee has which subject differs from city to city; that is :mod:`liaison.routing.table`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("subjects.csv")
"""The tree: code and parent of each subject. What people call them stands in the locales (``subject-…``)."""

OWN = "@"
"""Begins the subject that stands for all of a committee's own remit: words without a subject speak for it."""


class Subjects:
    """The tree. ``parents``: of every subject the parent (empty: none), in the order of the file; ``leaves``:
    subjects that are not divided further."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self.parents = parents
        divided = set(parents.values())
        self.leaves = tuple(code for code in parents if code not in divided)
        self._under = {
            code: tuple(leaf for leaf in self.leaves if code in (leaf, parents[leaf])) for code in parents
        }

    def top(self, subject: str) -> str:
        """The subject of the first level to which it belongs; itself when it is one."""
        return self.parents.get(subject) or subject

    def under(self, subject: str) -> tuple[str, ...]:
        """The leaves a subject stands for: itself, or what it is divided into; empty when there is no such
        subject."""
        return (subject,) if subject.startswith(OWN) else self._under.get(subject, ())


@lru_cache(maxsize=1)
def shipped() -> Subjects:
    """The tree that comes with the program."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return Subjects({row["code"]: row["parent"] for row in csv.DictReader(file)})
