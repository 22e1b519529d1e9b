"""Which committee has which subject: each congress's own table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liaison.routing.subjects import OWN, shipped


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A line of the table: the committee in charge of a subject (and of all it is divided into, unless those
    have lines of their own), and one that assists it; empty for none."""

    subject: str
    committee: str
    assisting: str = ""


class SubjectTable:
    """From subjects to committees. A subject without a line is nobody's: such opinions go to triage."""

    def __init__(self, rows: Iterable[SubjectRow]) -> None:
        lines = {row.subject: row for row in rows}
        tree = shipped()
        found = {leaf: lines.get(leaf) or lines.get(tree.parents[leaf]) for leaf in tree.leaves}
        self._rows: Mapping[str, SubjectRow] = {leaf: row for leaf, row in found.items() if row is not None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SubjectTable) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(frozenset(self._rows.items()))

    def lead(self, leaf: str) -> str:
        """The committee in charge; empty for none."""
        if leaf.startswith(OWN):
            return leaf.removeprefix(OWN)
        row = self._rows.get(leaf)
        return row.committee if row else ""

    def assisting(self, leaf: str) -> str:
        """The committee that assists; empty for none."""
        row = self._rows.get(leaf)
        return row.assisting if row else ""

    @property
    def committees(self) -> tuple[str, ...]:
        """Every committee in charge of something, sorted."""
        return tuple(sorted({row.committee for row in self._rows.values()}))
