"""The words that speak for a committee: one plain, reviewable file a committee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from liaison.routing.plain import normalise
from liaison.routing.subjects import OWN, shipped

MIN_TERM = 2
"""Characters in the shortest term: a single Chinese character speaks for too many things."""

MAX_WEIGHT = 10.0
"""Weights run from 0 to 10. 0 speaks for nobody and keeps shorter terms inside it from speaking:
a firm's name with 农村 in it is not about farming."""

HEADERS = (("term", "词语"), ("weight", "权重"), ("subject", "主题"))
"""The columns every remit file begins with, and what else they may be called. The third may be missing: then
the terms speak for all of the committee's remit."""


@dataclass(frozen=True, slots=True)
class TermFault:
    """What is wrong in a remit file: row as a spreadsheet counts (the header is 1), column, value, and
    a key: missing-column, term-too-short, bad-weight, unknown-subject, duplicate-term."""

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
    """One line of a remit file: `term` speaks with `weight` (0 to MAX_WEIGHT) for `subject`, a code of
    liaison.routing.subjects; without one for all that is the remit of `committee`, whose file it is."""

    committee: str
    term: str
    weight: float
    subject: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Normalised terms, each with its weight per leaf subject; a term for nobody has none."""

    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every leaf subject with at least one term, sorted."""
        return tuple(sorted({leaf for by_subject in self.weights.values() for leaf in by_subject}))

    @property
    def leaves(self) -> tuple[str, ...]:
        """All leaf subjects there are: those of the tree, in its order, and those that stand for whole committees."""
        return (*shipped().leaves, *(one for one in self.subjects if one.startswith(OWN)))

    @classmethod
    def from_rows(cls, rows: Iterable[Row | tuple[str, str, float]]) -> Lexicon:
        """Build from rows or (committee, term, weight); the same term twice keeps the larger weight. A term
        for a subject that is divided speaks for each of its leaves with an equal part of the weight.

        Raises ValueError for a term that is too short, a weight out of range, an unknown subject.
        """
        weights: dict[str, dict[str, float]] = {}
        for given in rows:
            row = given if isinstance(given, Row) else Row(*given)
            key = normalise(row.term).strip()
            if len(key) < MIN_TERM:
                raise ValueError(f"term too short: {row.term!r}")
            if not 0 <= row.weight <= MAX_WEIGHT:
                raise ValueError(f"weight out of range: {row.term!r} {row.weight}")
            leaves = shipped().under(row.subject) if row.subject else (OWN + row.committee,)
            if not leaves:
                raise ValueError(f"unknown subject: {row.term!r} {row.subject}")
            slot = weights.setdefault(key, {})
            for leaf in leaves if row.weight else ():
                slot[leaf] = max(row.weight / len(leaves), slot.get(leaf, 0.0))
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

    Tab separated with a header (term, weight, subject, note; the last two may be missing); blank lines and
    lines that start with `#` are remarks.
    """
    rows: list[Row] = []
    faults: list[TermFault] = []
    seen: set[tuple[str, str]] = set()
    with_subject = False
    header: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = tuple(cells)
            missing = [
                want[0]
                for want, got in zip(HEADERS[:2], [*cells, "", ""], strict=False)
                if normalise(got) not in want
            ]
            with_subject = len(cells) > 2 and normalise(cells[2]) in HEADERS[2]
            if missing:
                return (), tuple(TermFault(number, column, line, "missing-column") for column in missing)
            continue
        term, raw, third, fourth = [*cells, "", "", "", ""][:4]
        subject, note = (third, fourth) if with_subject else ("", third)
        key, weight = normalise(term), _weight(raw)
        if len(key) < MIN_TERM:
            faults.append(TermFault(number, header[0], term, "term-too-short"))
        elif (key, subject) in seen:
            faults.append(TermFault(number, header[0], term, "duplicate-term"))
        elif weight is None:
            faults.append(TermFault(number, header[1], raw, "bad-weight"))
        elif subject and not shipped().under(subject):
            faults.append(TermFault(number, header[2], subject, "unknown-subject"))
        else:
            rows.append(Row(committee, term, weight, subject, note))
        seen.add((key, subject))
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
