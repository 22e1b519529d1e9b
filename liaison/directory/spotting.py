"""Stretches of what was typed that name places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from liaison.directory.columns import FULL, I32, PART, Columns
from liaison.directory.packed import U32, mixed
from liaison.directory.sounds import Sounds, sounds
from liaison.directory.tokens import Tokens

SOUND, ACCENT = 0.93, 0.82
"""What a character is worth that only sounds like the one meant, and one that does where zh is z, n is l …"""

SLIP_WORTH = 0.75
"""… and one of a name that is only like what was typed."""

LIKE = 0.5
"""The least share of a name that must be right with a slip: of two characters one."""

LONGEST_PLACE = 14
"""Characters of the longest names of places that are looked for within other words."""

MOST_SPOTS = 400
"""Places of one sound that are kept for a stretch, if none is written as typed."""

MOST_RANGES, NEAR_DEEPEST = 400, 1.2
"""Ranges of rows that are looked through when nobody bears the name, and tokens by which one may explain less than
the best."""

Columned = tuple[I32, I32, I32, NDArray[np.float32]]
"""Start, stop, name, worth."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Stretches that name a place, as columns."""

    start: I32
    stop: I32
    name: I32
    worth: NDArray[np.float32]
    begin: I32
    end: I32

    def __len__(self) -> int:
        return len(self.start)

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Spots:
        """Some of them."""
        return Spots(
            self.start[kept],
            self.stop[kept],
            self.name[kept],
            self.worth[kept],
            self.begin[kept],
            self.end[kept],
        )


def spots(c: Columns, typed: Tokens) -> Spots:
    """Places named in full, by sound at least; the longest name of each."""
    known, n = sounds(), len(typed)
    chars, heard = typed.array
    pairs = [(i, j) for i in range(n) for j in range(i + 2, min(n, i + LONGEST_PLACE) + 1)]
    if not pairs:
        return no_spots()
    start, stop = np.array(pairs, np.int64).T
    begin, end = c.place_keys.find(mixed(typed.spans.of(start, stop), FULL))
    found: list[Columned] = []
    for at in np.flatnonzero(end > begin).tolist():
        i, j = int(start[at]), int(stop[at])
        names = c.place_keys.rows[begin[at] : end[at]]
        names = names[c.places.offsets[names + 1] - c.places.offsets[names] == j - i]
        text = c.places.matrix(names, j - i)
        worth = worth_of(text, chars[i:j], heard[i:j], known)
        if len(names) > MOST_SPOTS:
            kept = worth > 0.999
            if not kept.any():
                kept[:MOST_SPOTS] = True
            names, worth = names[kept], worth[kept]
        if j - i == 2 and (i not in typed.borders or j not in typed.borders):
            kept = worth > 0.999
            names, worth = names[kept], worth[kept]
        if len(names):
            whole = np.full(len(names), i, np.int32)
            found.append((whole, whole + (j - i), names, worth))
    return _made(c, found)


@dataclass(frozen=True, slots=True)
class Range:
    """Rows from `begin` to before `end`, how many tokens the places around them explain, and which (a bit each)."""

    begin: int
    end: int
    tokens: float
    which: int


def slipped(c: Columns, typed: Tokens) -> Spots:
    """Places whose name is a whole part of what was typed but for one character."""
    borders = sorted(typed.borders)
    pairs = [(i, j) for i in borders for j in borders if 3 <= j - i <= LONGEST_PLACE]
    if not pairs:
        return no_spots()
    gaps = [(i, j, gap) for i, j in pairs for gap in range(i, j)]
    start, stop = np.array(pairs, np.int64).T
    gap_start, gap_stop, gap = np.array(gaps, np.int64).T
    spans = typed.spans
    whole, short = spans.of(start, stop), spans.without(gap_start, gap_stop, gap)
    names: dict[tuple[int, int], set[int]] = {}
    looked = (
        (c.slip_keys, mixed(whole, PART), pairs),
        (c.slip_keys, mixed(short, PART), [(i, j) for i, j, _ in gaps]),
        (c.place_keys, mixed(short, FULL), [(i, j) for i, j, _ in gaps]),
    )
    for keys, wanted, of in looked:
        begin, end = keys.find(wanted)
        for at in np.flatnonzero(end > begin).tolist():
            names.setdefault(of[at], set()).update(keys.rows[begin[at] : end[at]][:MOST_SPOTS].tolist())
    found: list[Columned] = []
    code = sounds().code
    for (i, j), listed in names.items():
        text = typed.heard(i, j)
        ordered = sorted(listed)[:MOST_SPOTS]
        alike = [Indel.normalized_similarity(text, coded(c.places.text(name), code)) for name in ordered]
        worth = np.array(alike, np.float32) * np.float32(SLIP_WORTH)
        first = np.full(len(ordered), i, np.int32)
        found.append((first, first + np.int32(j - i), np.array(ordered, np.int32), worth))
    return _made(c, found)


def coded(text: str, code: U32) -> str:
    """A text as a text of codes."""
    return "".join([chr(code[ord(character)]) for character in text])


def _made(c: Columns, found: list[Columned]) -> Spots:
    """For each place its longest name."""
    if not found:
        return no_spots()
    s, e, name, worth = (np.concatenate(column) for column in zip(*found, strict=True))
    place = c.named[name]
    order = np.lexsort((-(e - s) * worth, place))
    order = order[np.concatenate(([True], np.diff(place[order]) != 0))]
    place = place[order]
    return Spots(s[order], e[order], name[order], worth[order], c.begin[place], c.end[place])


def no_spots() -> Spots:
    nothing = np.zeros(0, np.int32)
    return Spots(nothing, nothing, nothing, np.zeros(0, np.float32), nothing, nothing)


def worth_of(text: U32, chars: U32, heard: NDArray[np.uint16], known: Sounds) -> NDArray[np.float32]:
    """What each row of characters of one length is worth against what was typed, a token. A syllable is any
    reading of its character."""
    alike = known.sound[text] == heard
    typed = chars == 0
    if typed.any():
        for table in known.other_sounds:
            alike |= typed & (table[text] == heard)
    same = (text == chars) | (typed & alike)
    points = np.where(same, np.float32(1), np.where(alike, np.float32(SOUND), np.float32(ACCENT)))
    found: NDArray[np.float32] = points.mean(1, dtype=np.float32)
    return found


def within(rows: I32, spots: Spots) -> I32:
    """The rows that lie in any of the places."""
    first, last = np.searchsorted(rows, spots.begin), np.searchsorted(rows, spots.end)
    some = np.flatnonzero(last > first)
    if not len(some):
        return rows[:0]
    chosen = np.zeros(len(rows) + 1, np.int32)
    np.add.at(chosen, first[some], 1)
    np.add.at(chosen, last[some], -1)
    return rows[np.cumsum(chosen)[:-1] > 0]


def cover(rows: I32, spots: Spots) -> NDArray[np.float32]:
    """How many tokens the places explain that each row lies in."""
    first, last = np.searchsorted(rows, spots.begin), np.searchsorted(rows, spots.end)
    some = np.flatnonzero(last > first)
    steps = np.zeros(len(rows) + 1, np.float32)
    worth = ((spots.stop - spots.start) * spots.worth)[some].astype(np.float32)
    np.add.at(steps, first[some], worth)
    np.subtract.at(steps, last[some], worth)
    return np.cumsum(steps)[:-1]


def deepest(spots: Spots) -> list[Range]:
    """The ranges of rows for which the places around them explain the most tokens, the best first: up to
    MOST_RANGES, none of them much worse than the best."""
    some = np.flatnonzero(spots.end > spots.begin)
    if not len(some):
        return []
    length = spots.stop - spots.start
    worth = (length * spots.worth)[some].astype(np.float32)
    edges = np.unique(np.concatenate((spots.begin[some], spots.end[some])))
    steps = np.zeros(len(edges), np.float32)
    np.add.at(steps, np.searchsorted(edges, spots.begin[some]), worth)
    np.subtract.at(steps, np.searchsorted(edges, spots.end[some]), worth)
    height = np.cumsum(steps)[:-1]
    chosen = np.argsort(-height, kind="stable")[:MOST_RANGES]
    chosen = chosen[height[chosen] > 0.5]
    begin, end = edges[chosen], edges[chosen + 1]
    one = np.uint64(1)
    tokens = (((one << length.astype(np.uint64)) - one) << spots.start.astype(np.uint64))[some]
    inside = (spots.begin[some][None, :] <= begin[:, None]) & (spots.end[some][None, :] >= end[:, None])
    union = np.bitwise_or.reduce(np.where(inside, tokens[None, :], np.uint64(0)), axis=1)
    found = [
        Range(a, b, min(tall, float(mask.bit_count())), mask)
        for a, b, tall, mask in zip(
            begin.tolist(), end.tolist(), height[chosen].tolist(), union.tolist(), strict=True
        )
    ]
    best = max(one.tokens for one in found)
    found = [one for one in found if one.tokens > best - NEAR_DEEPEST]
    return sorted(found, key=lambda one: -one.tokens)
