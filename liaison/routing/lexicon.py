"""The words that speak for a committee: one plain, reviewable file a committee."""

from __future__ import annotations

import csv
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MIN_TERM = 2
"""Characters in the shortest term: a single Chinese character speaks for too many things."""

MAX_WEIGHT = 10.0
"""Weights run from 0 to 10. 0 speaks for nobody and keeps shorter terms inside it from speaking:
a firm's name with 农村 in it is not about farming."""

COLUMNS = ("term", "weight", "note")


def normalise(text: str) -> str:
    """The form in which texts and terms are compared: NFKC (full-width to plain) and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


class LexiconError(ValueError):
    """A remit file cannot be used; `file` and `row` (1 is the header) say where, `reason` is a key."""

    def __init__(self, file: str, row: int, reason: str, value: str = "") -> None:
        super().__init__(f"{file}:{row}: {reason}: {value!r}")
        self.file = file
        self.row = row
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a remit file: `term` speaks for `committee` with `weight` (0 to MAX_WEIGHT)."""

    committee: str
    term: str
    weight: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Normalised terms, each with its weight per committee code."""

    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def committees(self) -> tuple[str, ...]:
        """Every committee with at least one term, sorted."""
        return tuple(sorted({code for by_committee in self.weights.values() for code in by_committee}))

    @classmethod
    def from_rows(cls, rows: Iterable[Row | tuple[str, str, float]]) -> Lexicon:
        """Build from rows or (committee, term, weight); the same term twice keeps the larger weight.

        Raises ValueError for a term that is too short or a weight out of range.
        """
        weights: dict[str, dict[str, float]] = {}
        for row in rows:
            committee, term, weight = (
                (row.committee, row.term, row.weight) if isinstance(row, Row) else (row[0], row[1], row[2])
            )
            key = normalise(term).strip()
            if len(key) < MIN_TERM:
                raise ValueError(f"term too short: {term!r}")
            if not 0 <= weight <= MAX_WEIGHT:
                raise ValueError(f"weight out of range: {term!r} {weight}")
            slot = weights.setdefault(key, {})
            slot[committee] = max(weight, slot.get(committee, 0.0))
        return cls(weights)

    @classmethod
    def load(cls, directory: Path) -> Lexicon:
        """Read every `<committee>.tsv` in the directory.

        Raises LexiconError at the first line that cannot be used, FileNotFoundError without any file.
        """
        files = sorted(directory.glob("*.tsv"))
        if not files:
            raise FileNotFoundError(f"no remit files in {directory}")
        return cls.from_rows(
            row for path in files for row in read_terms(path.stem, path.name, path.read_text("utf-8-sig"))
        )


def read_terms(committee: str, file: str, text: str) -> tuple[Row, ...]:
    """The rows of one remit file: a header `term weight note`, tab separated; `#` starts a remark line."""
    rows: list[Row] = []
    header_seen = False
    for number, cells in enumerate(
        csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), start=1
    ):
        if not cells or not cells[0].strip() or cells[0].startswith("#"):
            continue
        if not header_seen:
            if tuple(cell.strip().casefold() for cell in cells[:2]) != COLUMNS[:2]:
                raise LexiconError(file, number, "missing-column", "\t".join(cells))
            header_seen = True
            continue
        term = cells[0].strip()
        if len(normalise(term)) < MIN_TERM:
            raise LexiconError(file, number, "term-too-short", term)
        raw = cells[1].strip() if len(cells) > 1 else ""
        try:
            weight = float(raw)
        except ValueError:
            raise LexiconError(file, number, "bad-weight", raw) from None
        if not math.isfinite(weight) or not 0 <= weight <= MAX_WEIGHT:
            raise LexiconError(file, number, "bad-weight", raw)
        rows.append(Row(committee, term, weight, cells[2].strip() if len(cells) > 2 else ""))
    if not header_seen:
        raise LexiconError(file, 1, "missing-column", "")
    return tuple(rows)
