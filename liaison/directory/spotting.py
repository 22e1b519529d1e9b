"""Stretches of what was typed that name places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from liaison.directory.columns import FULL, I32, PART, Columns
from liaison.directory.packed import U32, mixed
from liaison.directory.sounds import Sounds, sounds
from liaison.directory.tokens import Tokens

SOUND, ACCENT = 0.93, 0.82
"""What a character is worth that only sounds like the one meant, and one that does where zh is z, n is l …"""

POINTS = np.array((ACCENT, SOUND), np.float32)

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

FIRST_RANGES = 24
"""Ranges that are looked through first; the others only where they may explain as much."""

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
    n = len(typed)
    if n < 2:
        return no_spots()
    first, last = _stretches(n)
    begin, end = c.place_keys.find(mixed(typed.spans.of(first, last), FULL))
    hit = np.flatnonzero(end > begin)
    if not len(hit):
        return no_spots()
    first, last, counts = first[hit], last[hit], (end - begin)[hit]
    lists = zip(begin[hit].tolist(), end[hit].tolist(), strict=True)
    names = np.concatenate([c.place_keys.rows[a:b] for a, b in lists])
    which = np.repeat(np.arange(len(hit)), counts)
    offsets = c.places.offsets[names]
    fits = c.places.offsets[names + 1] - offsets == (last - first)[which]
    if not fits.all():
        names, which, offsets = names[fits], which[fits], offsets[fits]
        if not len(names):
            return no_spots()
    start, stop = first[which].astype(np.int32), last[which].astype(np.int32)
    worth = _worths(c.places.chars, offsets, start, stop, typed)
    kept = worth > 0.999
    inside = np.ones(n + 1, np.bool_)
    inside[list(typed.borders)] = False
    kept |= (stop - start > 2) | ~(inside[start] | inside[stop])
    for at in np.flatnonzero(counts > MOST_SPOTS).tolist():
        rows = np.flatnonzero(which == at)
        if len(rows) > MOST_SPOTS:
            written = worth[rows] > 0.999
            kept[rows] &= written if written.any() else np.arange(len(rows)) < MOST_SPOTS
    return _made(c, start[kept], stop[kept], names[kept], worth[kept])


@lru_cache(maxsize=64)
def _stretches(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the stretches of so many tokens begin and end that may name a place."""
    pairs = [(i, j) for i in range(n) for j in range(i + 2, min(n, i + LONGEST_PLACE) + 1)]
    start, stop = np.array(pairs, np.int64).T
    return start, stop


def _worths(chars: U32, offsets: I32, start: I32, stop: I32, typed: Tokens) -> NDArray[np.float32]:
    """As `worth_of`, for texts of any length beside stretches of the same."""
    lengths = stop - start
    ends = np.cumsum(lengths)
    begins = ends - lengths
    each = np.arange(ends[-1])
    written, heard = typed.array
    at = each + np.repeat(start - begins, lengths)
    points = _points(chars[each + np.repeat(offsets - begins, lengths)], written[at], heard[at], sounds())
    found: NDArray[np.float32] = np.add.reduceat(points, begins)
    found /= lengths.astype(np.float32)
    return found


@dataclass(frozen=True)
class Seen:
    """Places that one way to read a query names, each sort looked for when it is first needed, and once."""

    columns: Columns
    typed: Tokens

    @cached_property
    def spots(self) -> Spots:
        """Named in full, by sound at least."""
        return spots(self.columns, self.typed)

    @cached_property
    def slipped(self) -> Spots:
        """Named with a slip."""
        return slipped(self.columns, self.typed)


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
        ordered = np.array(sorted(listed)[:MOST_SPOTS], np.int32)
        texts = c.places.listed(ordered, code)
        alike = process.cdist([typed.heard(i, j)], texts, scorer=Indel.normalized_similarity)[0]
        first = np.full(len(ordered), i, np.int32)
        found.append((first, first + np.int32(j - i), ordered, alike * np.float32(SLIP_WORTH)))
    if not found:
        return no_spots()
    return _made(c, *(np.concatenate(column) for column in zip(*found, strict=True)))


def coded(text: str, code: U32) -> str:
    """A text as a text of codes."""
    return "".join([chr(code[ord(character)]) for character in text])


def _made(c: Columns, s: I32, e: I32, name: I32, worth: NDArray[np.float32]) -> Spots:
    """For each place its longest name."""
    if not len(s):
        return no_spots()
    place = c.named[name]
    order = np.lexsort(((s - e) * worth, place))
    place = place[order]
    fresh = np.ones(len(place), np.bool_)
    np.not_equal(place[1:], place[:-1], out=fresh[1:])
    order, place = order[fresh], place[fresh]
    return Spots(s[order], e[order], name[order], worth[order], c.begin[place], c.end[place])


def no_spots() -> Spots:
    nothing = np.zeros(0, np.int32)
    return Spots(nothing, nothing, nothing, np.zeros(0, np.float32), nothing, nothing)


def worth_of(text: U32, chars: U32, heard: NDArray[np.uint16], known: Sounds) -> NDArray[np.float32]:
    """What each row of characters of one length is worth against what was typed, a token. A syllable is any
    reading of its character."""
    found: NDArray[np.float32] = _points(text, chars, heard, known).sum(1) / np.float32(text.shape[1])
    return found


def _points(text: U32, chars: U32, heard: NDArray[np.uint16], known: Sounds) -> NDArray[np.float32]:
    alike = known.sound[text] == heard
    same = text == chars
    typed = chars == 0
    if typed.any():
        for table in known.other_sounds:
            alike |= typed & (table[text] == heard)
        same |= typed & alike
    found: NDArray[np.float32] = np.where(same, np.float32(1), POINTS[alike.view(np.uint8)])
    return found


def distinct(rows: I32) -> I32:
    """Ascending, each once; faster than numpy's own for so few."""
    rows = np.sort(rows)
    fresh = np.ones(len(rows), np.bool_)
    np.not_equal(rows[1:], rows[:-1], out=fresh[1:])
    return rows[fresh]


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
    edges = distinct(np.concatenate((spots.begin[some], spots.end[some])))
    steps = np.zeros(len(edges), np.float32)
    np.add.at(steps, np.searchsorted(edges, spots.begin[some]), worth)
    np.subtract.at(steps, np.searchsorted(edges, spots.end[some]), worth)
    height = np.cumsum(steps)[:-1]
    chosen = np.argsort(-height, kind="stable")[:MOST_RANGES]
    chosen = chosen[height[chosen] > 0.5]
    one = np.uint64(1)
    masks = (((one << length.astype(np.uint64)) - one) << spots.start.astype(np.uint64))[some]
    found: list[Range] = []
    best = 0.0
    # No range explains more than it is high: most need no look once some are known.
    for part in (chosen[:FIRST_RANGES], chosen[FIRST_RANGES:]):
        few = part[height[part] > best - NEAR_DEEPEST]
        if not len(few):
            break
        begin, end, high = edges[few], edges[few + 1], height[few]
        inside = (spots.begin[some] <= begin[:, None]) & (spots.end[some] >= end[:, None])
        union = np.bitwise_or.reduce(np.where(inside, masks, np.uint64(0)), axis=1)
        tokens = np.minimum(high, np.bitwise_count(union).astype(np.float32))
        best = max(best, float(tokens.max()))
        columns = (begin, end, tokens, union)
        found += [Range(*each) for each in zip(*(column.tolist() for column in columns), strict=True)]
    return sorted((r for r in found if r.tokens > best - NEAR_DEEPEST), key=lambda r: -r.tokens)
