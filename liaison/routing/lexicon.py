"""The words that speak for a committee: one plain, reviewable file a committee."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MIN_TERM = 2
"""Characters in the shortest term: a single Chinese character speaks for too many things."""

MAX_WEIGHT = 10.0
"""Weights run from 0 to 10. 0 speaks for nobody and keeps shorter terms inside it from speaking:
a firm's name with 农村 in it is not about farming."""

HEADERS = (("term", "词语"), ("weight", "权重"))
"""The columns every remit file begins with, and what else they may be called."""


def normalise(text: str) -> str:
    """The form in which texts and terms are compared: NFKC (full-width to plain) and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class TermFault:
    """What is wrong in a remit file: row as a spreadsheet counts (the header is 1), column, value, and
    a key: missing-column, term-too-short, bad-weight, duplicate-term."""

    row: int
    column: str
    value: str
    expected: str


class LexiconError(ValueError):
    """A remit file cannot be used; `faults` lists everything wrong in it."""

    def __init__(self, file: str, faults: Sequence[TermFault]) -> None:
        super().__init__(f"{file}: {len(faults)} faults, the first: {faults[0]}")
        self.file = file
        self.faults = tuple(faults)


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
        """Read every `<committee>.tsv` in the directory (UTF-8).

        Raises LexiconError for the first file with faults, FileNotFoundError when there is no file.
        """
        rows: list[Row] = []
        paths = sorted(directory.glob("*.tsv"))
        if not paths:
            raise FileNotFoundError(f"no remit files in {directory}")
        for path in paths:
            found, faults = read_terms(path.stem, path.read_text("utf-8-sig"))
            if faults:
                raise LexiconError(path.name, faults)
            rows.extend(found)
        return cls.from_rows(rows)


def read_terms(committee: str, text: str) -> tuple[tuple[Row, ...], tuple[TermFault, ...]]:
    """The rows and the faults of one remit file.

    Tab separated with a header (term, weight, note; the note may be missing); blank lines and lines
    that start with `#` are remarks.
    """
    rows: list[Row] = []
    faults: list[TermFault] = []
    seen: set[str] = set()
    header: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = tuple(cells)
            missing = [
                want[0]
                for want, got in zip(HEADERS, [*cells, "", ""], strict=False)
                if normalise(got) not in want
            ]
            if missing:
                return (), tuple(TermFault(number, column, line, "missing-column") for column in missing)
            continue
        term, raw = cells[0], cells[1] if len(cells) > 1 else ""
        key, weight = normalise(term), _weight(raw)
        if len(key) < MIN_TERM:
            faults.append(TermFault(number, header[0], term, "term-too-short"))
        elif key in seen:
            faults.append(TermFault(number, header[0], term, "duplicate-term"))
        elif weight is None:
            faults.append(TermFault(number, header[1], raw, "bad-weight"))
        else:
            rows.append(Row(committee, term, weight, cells[2] if len(cells) > 2 else ""))
        seen.add(key)
    if not header:
        faults.append(TermFault(1, HEADERS[0][0], "", "missing-column"))
    return tuple(rows), tuple(faults)


def _weight(raw: str) -> float | None:
    """A weight within range, or None."""
    try:
        weight = float(raw)
    except ValueError:
        return None
    return weight if 0 <= weight <= MAX_WEIGHT else None
