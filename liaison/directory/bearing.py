"""Stretches of what was typed that name people, or a label they have (a unit, a station, a group …)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from liaison.directory.columns import FULL, I32, INITIALS, NAME_WIDTH, PART, Columns, counted
from liaison.directory.packed import U32, mixed
from liaison.directory.query import words
from liaison.directory.sounds import OTHER, sounds
from liaison.directory.spotting import SLIP_WORTH, SOUND, Spots, distinct, worth_of
from liaison.directory.tokens import Tokens

How = Literal["exact", "part", "sound", "initials", "slip"]

PART_WORTH, INITIALS_WORTH = 0.85, 0.8
"""What a token is worth that is part of a name, and one that is a first letter."""

LONGEST_NAME = 12
"""Characters of the longest names that are looked for within other words."""

MOST_STRETCHES = 12
"""Stretches that are tried as a name."""

MOST_WEIGHED = 6_000
"""Rows that are weighed for a stretch. The most frequent names of the country have as many bearers in 2.8 million."""

MOST_SLIPPED = 2_000
"""Rows that are taken of each way to slip."""

COMMON_PAIR = 4_000
"""Labels that may share two characters before the two say nothing any more."""

MOST_LABELS = 24
"""Labels that are compared with what was typed."""

LABEL_LIKE = 75.0
"""rapidfuzz partial_ratio from which a label answers."""

CUT_OUT = 0.75
"""Factor for a part of a name that is cut out of a longer stretch of characters."""

HALF_SURNAME = 0.95
"""Factor for whoever has a double surname that only begins with the one typed."""

LABEL_LEAST = 3
"""Characters that a part of a label must have to stand for it."""


@dataclass(frozen=True, slots=True)
class Bearers:
    """A stretch, how it is read, and the rows it names, ascending; of a label also its number. `worth` is what a
    token of a label is worth, and a factor for names."""

    start: int
    stop: int
    how: How
    rows: I32
    label: int | None = None
    worth: float = 1.0


def named(c: Columns, typed: Tokens, spots: Spots, *, slips: bool) -> list[Bearers]:
    """Stretches read as names, the likeliest first; `slips`: as parts of names and with slips as well."""
    n = len(typed)
    borders = set(typed.borders)
    for s, e in {*zip(spots.start.tolist(), spots.stop.tolist(), strict=True)}:
        if e - s > 2 or (s in typed.borders and e in typed.borders):
            borders |= {s, e}
    pairs = [
        (i, j)
        for i in range(n)
        for j in range(i + 1, min(n, i + LONGEST_NAME) + 1)
        if (i in borders and j in borders) or ((i in borders or j in borders) and 1 < j - i <= 4)
    ]
    pairs.sort(key=lambda p: (-((p[0] in borders) + (p[1] in borders)), -(p[1] - p[0] in (2, 3)), p[0]))
    pairs = pairs[: 3 * MOST_STRETCHES]
    start, stop = np.array(pairs, np.int64).T
    hashes = typed.spans.of(start, stop)
    every = np.arange(len(pairs))
    kinds: list[tuple[How, U32, NDArray[np.int64]]] = [("exact", mixed(hashes, FULL), every)]
    part = mixed(hashes, PART)
    if not slips:  # a surname beside a place at once
        alone = [at for at, (i, j) in enumerate(pairs) if j - i == 1 and {i, j} <= borders and len(spots)]
        kinds.append(("part", part[alone], every[alone]))
    else:
        kinds.append(("part", part, every))
    if any(OTHER < code < OTHER + 128 for code in typed.codes):
        kinds.append(("initials", mixed(hashes, INITIALS), every))
    found: list[tuple[int, Bearers]] = []
    for how, keys, which in kinds:
        begin, end = c.name_keys.find(keys)
        for at in np.flatnonzero(end > begin).tolist():
            i, j = pairs[which[at]]
            whole = how != "part" or {i, j} <= borders
            rows = c.name_keys.rows[begin[at] : end[at]]
            found.append((int(which[at]), Bearers(i, j, how, rows, worth=1.0 if whole else CUT_OUT)))
    found.sort(key=lambda item: (item[0], item[1].how != "exact"))
    chosen = [one for _, one in found[:MOST_STRETCHES]]
    return [*chosen, *_slipped(c, typed, borders)] if slips else chosen


def _slipped(c: Columns, typed: Tokens, borders: set[int]) -> list[Bearers]:
    """Stretches with one token too many, with another one than in the name, or with its halves turned round."""
    ends = sorted(borders)
    pairs = [(i, j) for i in ends for j in ends if 3 <= j - i <= 5]
    triples = [(i, j, gap) for i, j in pairs for gap in range(i, j)]
    if not triples:
        return []
    start, stop, gap = np.array(triples, np.int64).T
    hashes = typed.spans.without(start, stop, gap)
    rows: dict[tuple[int, int], list[I32]] = {}
    for salt in (FULL, PART):
        begin, end = c.name_keys.find(mixed(hashes, salt))
        for at in np.flatnonzero(end > begin).tolist():
            i, j, _ = triples[at]
            rows.setdefault((i, j), []).append(c.name_keys.rows[begin[at] : end[at]][:MOST_SLIPPED])
    return [
        Bearers(i, j, "slip", found[0] if len(found) == 1 else distinct(np.concatenate(found)))
        for (i, j), found in rows.items()
    ]


def whole_labels(c: Columns, typed: Tokens) -> list[Bearers]:
    """Labels that are all of a part of what was typed, as they are written."""
    ends = sorted(typed.borders)
    pairs = [(i, j) for i in ends for j in ends if j - i > 1]
    if not pairs:
        return []
    start, stop = np.array(pairs, np.int64).T
    begin, end = c.label_keys.find(mixed(typed.spans.of(start, stop), FULL))
    found = []
    for at in np.flatnonzero(end > begin).tolist():
        i, j = pairs[at]
        for label in c.label_keys.rows[begin[at] : end[at]].tolist():
            same = c.labels.text(label) == "".join(map(chr, typed.chars[i:j]))
            rows = c.label_rows[c.label_offsets[label] : c.label_offsets[label + 1]]
            found.append(Bearers(i, j, "exact" if same else "sound", rows, label, 1.0 if same else SOUND))
    return found[:MOST_LABELS]


def labelled(c: Columns, typed: Tokens) -> list[Bearers]:
    """Labels that share pairs of characters with what was typed, and how much of it they explain."""
    n = len(typed)
    if n < 2 or not len(c.labels):
        return []
    first = np.arange(n - 1, dtype=np.int64)
    begin, end = c.label_keys.find(mixed(typed.spans.of(first, first + 2), PART))
    listed = [
        c.label_keys.rows[a:b]
        for a, b in zip(begin.tolist(), end.tolist(), strict=True)
        if 0 < b - a <= COMMON_PAIR
    ]
    if not listed:
        return []
    labels, shared = np.unique(np.concatenate(listed), return_counts=True)
    lengths = c.labels.offsets[labels + 1] - c.labels.offsets[labels]
    best = np.argsort(-(shared - 0.01 * lengths), kind="stable")[:MOST_LABELS]
    text = typed.heard(0, n)
    found = []
    names = c.labels.listed(labels[best], sounds().code)
    for label, name in zip(labels[best].tolist(), names, strict=True):
        one = _label(text, name)
        if one is not None:
            start, stop, how, worth = one
            rows = c.label_rows[c.label_offsets[label] : c.label_offsets[label + 1]]
            found.append(Bearers(start, stop, how, rows, label, worth))
    return found


def _label(text: str, name: str) -> tuple[int, int, How, float] | None:
    """The stretch of a text that stands for a label: start, stop, how, worth a token."""
    at = text.find(name)
    if at >= 0:
        return at, at + len(name), "exact", 1.0
    if (place := name.find(text)) >= 0:
        return None if len(text) < LABEL_LEAST else (0, len(text), "part", 0.92 if place == 0 else PART_WORTH)
    if len(name) < LABEL_LEAST or len(text) < LABEL_LEAST:
        return None
    if len(text) > LABEL_LEAST and LCSseq.similarity(text, name) == len(text):  # with something left out
        return 0, len(text), "part", PART_WORTH
    alike = fuzz.partial_ratio_alignment(name, text, score_cutoff=LABEL_LIKE)
    if alike is None or alike.dest_end - alike.dest_start < LABEL_LEAST:
        return None
    return alike.dest_start, alike.dest_end, "slip", SLIP_WORTH * alike.score / 100


def worth(c: Columns, typed: Tokens, one: Bearers, rows: I32) -> NDArray[np.float32]:
    """What a token of the stretch is worth for each row (0..1): less where only the sound is right. With a slip it
    is a rough guess."""
    length = one.stop - one.start
    if one.label is not None:
        return np.full(len(rows), one.worth, np.float32)
    if one.how == "initials":  # as the characters are commonly read, before a further reading
        letters = np.array(typed.codes[one.start : one.stop], np.uint32) - np.uint32(OTHER)
        fits = c.names.offsets[rows + 1] - c.names.offsets[rows] == length
        right = sounds().initial[c.names.matrix(rows[fits], length)] == letters
        by_letter = np.zeros(len(rows), np.float32)
        by_letter[fits] = INITIALS_WORTH * (0.9 + 0.1 * right.mean(1))
        return by_letter
    if one.how == "slip":
        share = counted(c.name_codes[rows], typed.codes[one.start : one.stop]) / length
        guess: NDArray[np.float32] = (SLIP_WORTH * share).astype(np.float32)
        return guess
    chars, heard = typed.array
    chars, heard = chars[one.start : one.stop], heard[one.start : one.stop]
    if one.how == "part":
        at = np.minimum(
            c.names.offsets[rows][:, None] + np.arange(NAME_WIDTH), c.names.offsets[rows + 1][:, None] - 1
        )
        text = c.names.chars[at]
        same = text == chars[0]
        for other in chars[1:]:
            same |= text == other
        right = same.sum(1) + (chars == 0).sum()
        found: NDArray[np.float32] = one.worth * PART_WORTH * (0.85 + 0.15 * np.minimum(right / length, 1))
        found = found.astype(np.float32)
        if length == 1:
            two, double = _two(text), _double()
            near = np.minimum(np.searchsorted(double, two), len(double) - 1)
            found[double[near] == two] *= np.float32(HALF_SURNAME)
        return found
    fits = c.names.offsets[rows + 1] - c.names.offsets[rows] == length
    found = np.zeros(len(rows), np.float32)
    found[fits] = worth_of(c.names.matrix(rows[fits], length), chars, heard, sounds())
    return found


def _two(chars: U32) -> NDArray[np.uint64]:
    """The first two characters as one number."""
    found: NDArray[np.uint64] = chars[:, 0].astype(np.uint64) << np.uint64(32) | chars[:, 1]
    return found


@cache
def _double() -> NDArray[np.uint64]:
    return np.sort(_two(np.array([[ord(one) for one in surname] for surname in words().double], np.uint32)))
