"""The search in columns: which stretches of what was typed name whom and where, and who explains most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

from liaison.directory.columns import FULL, I32, INITIALS, PART, Columns, short_codes
from liaison.directory.packed import U32, mixed
from liaison.directory.sounds import OTHER, sounds
from liaison.directory.tokens import Tokens

How = Literal["exact", "part", "sound", "initials", "slip"]

SOUND, ACCENT = 0.93, 0.82
"""What a character is worth that only sounds like the one meant, and one that does where zh is z, n is l …"""

PART_WORTH, INITIALS_WORTH, SLIP_WORTH = 0.85, 0.8, 0.75
"""… a part of a name, its first letters, and what is only like a name."""

LIKE = 0.5
"""The least share of a name that must be right with a slip: of two characters one."""

LONGEST_NAME = 12
LONGEST_PLACE = 14
MOST_STRETCHES = 12
"""Stretches that are tried as a name."""

MOST_WEIGHED = 6_000
"""Rows that are weighed for a stretch. The most frequent names of the country have as many bearers in 2.8 million."""

MOST_SPOTS = 400
"""Places of one sound that are kept for a stretch, if none is written as typed."""

EXPLAINED, NEARLY = 0.97, 0.8
"""Shares of a query that need no second look: by anything, by a name and a place."""

FAR = 2.5
"""Tokens by which a row may stand behind the first at first sight and still be compared."""

FEW, JUDGED = 12, 20
"""Rows kept of each stretch, and in all, for the comparison one by one."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the query that names a place (by number of the name) or a label, and what it is worth (0..1 a token)."""

    start: int
    stop: int
    name: int
    worth: float


@dataclass(frozen=True, slots=True)
class Match:
    """A row that answers, the share of the query it explains, and by what: its name (`name_how` None: not by its
    name), the places it lies in, a label."""

    row: int
    score: float
    name_how: How | None
    places: tuple[Named, ...] = ()
    label: int | None = None


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


@dataclass(frozen=True, slots=True)
class Bearers:
    """A stretch read as a name: rows `begin`..`stop_row` of the keys, and in what way."""

    start: int
    stop: int
    how: How
    rows: I32


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row at first sight: tokens explained, what its name is worth a token, and by which reading as a name."""

    worth: float
    name_worth: float
    bearers: Bearers | None


class Seeker:
    """One search engine over columns; keeps nothing of a query but the texts of places it has read."""

    def __init__(self, made: Columns) -> None:
        self.columns = made
        self._codes: dict[int, str] = {}

    def seek(self, typed: Tokens, limit: int) -> list[Match]:
        """The best rows, best first; several may be of one deputy."""
        if not len(self.columns.ids):
            return []
        spots = self.spots(typed)
        exact = spots.only(spots.worth > 0.999) if len(spots) else spots
        best = self._round(typed, exact, limit, slips=False)
        if not best or not _settled(best[0]):
            best = self._better(best, self._round(typed, spots, limit, slips=True))
        return best

    def _better(self, first: list[Match], second: list[Match]) -> list[Match]:
        held = {match.row: match for match in first}
        for match in second:
            if match.row not in held or held[match.row].score < match.score:
                held[match.row] = match
        return sorted(held.values(), key=lambda match: (-match.score, match.row))

    # stretches that name places

    def spots(self, typed: Tokens) -> Spots:
        """Places named in full, by sound at least; the longest name of each."""
        c, known, n = self.columns, sounds(), len(typed)
        chars, heard = typed.array
        pairs = [(i, j) for i in range(n) for j in range(i + 2, min(n, i + LONGEST_PLACE) + 1)]
        if not pairs:
            return _no_spots()
        start, stop = np.array(pairs, np.int64).T
        begin, end = c.place_keys.find(mixed(typed.spans().of(start, stop), FULL))
        found: list[tuple[I32, I32, I32, NDArray[np.float32]]] = []
        for at in np.flatnonzero(end > begin).tolist():
            i, j = int(start[at]), int(stop[at])
            names = c.place_keys.rows[begin[at] : end[at]]
            names = names[c.places.offsets[names + 1] - c.places.offsets[names] == j - i]
            text = c.places.matrix(names, j - i)
            worth = _worth(text, chars[i:j], heard[i:j], known.sound)
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
        if not found:
            return _no_spots()
        s, e, name, worth = (np.concatenate(column) for column in zip(*found, strict=True))
        place = c.named[name]
        order = np.lexsort((-(e - s) * worth, place))
        order = order[np.concatenate(([True], np.diff(place[order]) != 0))]
        place = place[order]
        return Spots(s[order], e[order], name[order], worth[order], c.begin[place], c.end[place])

    # stretches that name people

    def _bearers(self, typed: Tokens, spots: Spots, *, slips: bool) -> list[Bearers]:
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
        hashes = typed.spans().of(start, stop)
        keys, rows = self.columns.name_keys, self.columns.name_keys.rows
        kinds: list[tuple[How, U32]] = [("exact", mixed(hashes, FULL))]
        if slips:
            kinds.append(("part", mixed(hashes, PART)))
        if any(OTHER < code < OTHER + 128 for code in typed.codes):
            kinds.append(("initials", mixed(hashes, INITIALS)))
        found = []
        for how, key in kinds:
            begin, end = keys.find(key)
            for at in np.flatnonzero(end > begin).tolist():
                found.append(Bearers(*pairs[at], how, rows[begin[at] : end[at]]))
        order = {pair: number for number, pair in enumerate(pairs)}
        found.sort(key=lambda b: (order[b.start, b.stop], b.how != "exact"))
        found = found[:MOST_STRETCHES]
        if slips:
            found += self._slipped(typed, borders)
        return found

    def _slipped(self, typed: Tokens, borders: set[int]) -> list[Bearers]:
        """Stretches with one token too many, or another one than in the name."""
        pairs = [(i, j) for i in sorted(borders) for j in sorted(borders) if 3 <= j - i <= 5]
        triples = [(i, j, gap) for i, j in pairs for gap in range(i, j)]
        if not triples:
            return []
        start, stop, gap = np.array(triples, np.int64).T
        hashes = typed.spans().without(start, stop, gap)
        keys = self.columns.name_keys
        found: dict[tuple[int, int], list[I32]] = {}
        for salt in (FULL, PART):
            begin, end = keys.find(mixed(hashes, salt))
            for at in np.flatnonzero(end > begin).tolist():
                i, j, _ = triples[at]
                found.setdefault((i, j), []).append(keys.rows[begin[at] : end[at]][:MOST_WEIGHED])
        return [Bearers(i, j, "slip", np.unique(np.concatenate(rows))) for (i, j), rows in found.items()]

    # weighing

    def _round(self, typed: Tokens, spots: Spots, limit: int, *, slips: bool) -> list[Match]:
        n, few = len(typed), max(FEW, limit)
        weighed: dict[int, Weighed] = {}
        for row, worth in self._in_places(typed, spots, few):
            weighed[row] = Weighed(worth, 0.0, None)
        done = bool(len(spots)) and self._all_place(typed, spots)
        for one in self._bearers(typed, spots, slips=slips):
            if done and one.stop - one.start < n:
                continue
            apart = spots.only((spots.stop <= one.start) | (spots.start >= one.stop)) if len(spots) else spots
            for row, worth, name_worth in self._weigh(typed, one, apart, few):
                held = weighed.get(row)
                if held is None or held.worth < worth or held.bearers is None:
                    weighed[row] = Weighed(worth, name_worth, one)
                    done = done or worth > n - 0.05
        first = sorted(weighed.items(), key=lambda item: (-item[1].worth, item[0]))
        first = first[: max(JUDGED, limit)]
        judged = [self._judge(typed, row, one, spots) for row, one in first if one.worth > first[0][1].worth - FAR]
        judged.sort(key=lambda match: (-match.score, match.row))
        return judged

    def _weigh(self, typed: Tokens, one: Bearers, spots: Spots, few: int) -> list[tuple[int, float, float]]:
        rows = one.rows
        if len(rows) > MOST_WEIGHED:
            inside = _within(rows, spots)
            rows = (inside if len(inside) else rows)[:MOST_WEIGHED]
        length = one.stop - one.start
        name_worth = self._name_worth(typed, one, rows)
        worth = name_worth * np.float32(length)
        rest = len(typed) - length
        if rest:
            if len(spots):
                cover = np.minimum(_cover(rows, spots), rest)
                worth = worth + cover
                left = rest - float(cover.max())
            else:
                left = rest
            if left > 0.1:
                others = (*typed.codes[: one.start], *typed.codes[one.stop :])
                worth = worth + 0.5 * np.minimum(self._alike(rows, others), left)
        chosen = _top(worth, few)
        return list(zip(rows[chosen].tolist(), worth[chosen].tolist(), name_worth[chosen].tolist(), strict=True))

    def _name_worth(self, typed: Tokens, one: Bearers, rows: I32) -> NDArray[np.float32]:
        c, length = self.columns, one.stop - one.start
        if one.how == "initials":
            return np.full(len(rows), INITIALS_WORTH, np.float32)
        if one.how == "slip":
            wanted = short_codes(np.array(typed.codes[one.start : one.stop], np.uint32))
            return (np.isin(c.name_codes[rows], wanted).sum(1) / length * SLIP_WORTH).astype(np.float32)
        chars, heard = typed.array
        if one.how == "part":
            wanted = chars[one.start : one.stop]
            here = c.names.chars[np.minimum(c.names.offsets[rows][:, None] + np.arange(4), len(c.names.chars) - 1)]
            right = np.isin(here, wanted[wanted > 0]).sum(1)
            return (PART_WORTH * (0.85 + 0.15 * np.minimum(right / length, 1))).astype(np.float32)
        fits = c.names.offsets[rows + 1] - c.names.offsets[rows] == length
        found = np.zeros(len(rows), np.float32)
        found[fits] = _worth(
            c.names.matrix(rows[fits], length), chars[one.start : one.stop], heard[one.start : one.stop], sounds().sound
        )
        return found

    def _alike(self, rows: I32, codes: tuple[int, ...]) -> NDArray[np.float32]:
        """How many characters of the places around each row are among these."""
        c = self.columns
        among = np.zeros(0x10000, np.bool_)
        among[short_codes(np.array(codes, np.uint32))] = True
        among[0] = False
        place = c.at[rows]
        outer = c.parent[place]
        found = among[c.place_codes[place]].sum(1) + np.where(outer >= 0, among[c.place_codes[outer]].sum(1), 0)
        return found.astype(np.float32)

    def _in_places(self, typed: Tokens, spots: Spots, few: int) -> list[tuple[int, float]]:
        """The rows in the places that explain most, those first whose names are like what is left over."""
        if not len(spots):
            return []
        c = self.columns
        found: dict[int, float] = {}
        worth = (spots.stop - spots.start) * spots.worth
        for begin, end, weight in _deepest(spots, worth):
            rows = np.arange(begin, min(end, begin + MOST_WEIGHED), dtype=np.int32)
            inside = (spots.begin <= begin) & (spots.end >= end)
            taken = np.zeros(len(typed), np.bool_)
            for s, e in zip(spots.start[inside].tolist(), spots.stop[inside].tolist(), strict=True):
                taken[s:e] = True
            left = [code for code, used in zip(typed.codes, taken.tolist(), strict=True) if not used]
            weights = np.full(len(rows), weight, np.float32)
            if left:
                among = np.zeros(0x10000, np.bool_)
                among[short_codes(np.array(left, np.uint32))] = True
                among[0] = False
                alike = among[c.name_codes[rows]].sum(1) + 0.5 * self._alike(rows, tuple(left))
                weights += SLIP_WORTH * np.minimum(alike, len(left))
            chosen = _top(weights, few)
            for row, one in zip(rows[chosen].tolist(), weights[chosen].tolist(), strict=True):
                found[row] = max(one, found.get(row, 0.0))
        return list(found.items())

    def _all_place(self, typed: Tokens, spots: Spots) -> bool:
        """Whether the deepest of the places named, with those around it, is all that was typed."""
        deepest = _deepest(spots, (spots.stop - spots.start) * spots.worth)
        if not deepest:
            return False
        begin, end, _ = deepest[0]
        inside = np.flatnonzero((spots.begin <= begin) & (spots.end >= end))
        named = {
            at
            for s, e in zip(spots.start[inside].tolist(), spots.stop[inside].tolist(), strict=True)
            for at in range(s, e)
        }
        return len(named) == len(typed)

    # the comparison one by one

    def _judge(self, typed: Tokens, row: int, weighed: Weighed, spots: Spots) -> Match:
        n, one = len(typed), weighed.bearers
        used = [False] * n
        total = 0.0
        how: How | None = None
        if one is not None:
            worth = weighed.name_worth
            how = "sound" if one.how == "exact" and worth < 0.999 else one.how
            if how == "slip":
                worth = self._like(typed.heard(one.start, one.stop), row)
            if worth > 0:
                total += worth * (one.stop - one.start)
                used[one.start : one.stop] = [True] * (one.stop - one.start)
            else:
                how = None
        places = []
        if len(spots):
            here = np.flatnonzero((spots.begin <= row) & (row < spots.end))
            there = [
                Named(int(spots.start[k]), int(spots.stop[k]), int(spots.name[k]), float(spots.worth[k])) for k in here
            ]
            there.sort(key=lambda spot: -(spot.stop - spot.start) * spot.worth)
            for spot in there:
                if not any(used[spot.start : spot.stop]):
                    used[spot.start : spot.stop] = [True] * (spot.stop - spot.start)
                    total += spot.worth * (spot.stop - spot.start)
                    places.append(spot)
        for start, stop in _gaps(used, typed):
            if how is None and (worth := self._like(typed.heard(start, stop), row)) > 0:
                how = "slip"
                total += worth * (stop - start)
            else:
                taken = {int(self.columns.named[spot.name]) for spot in places}
                total += SLIP_WORTH * self._like_place(typed.heard(start, stop), row, taken)
        return Match(row, min(1.0, total / n), how, tuple(places))

    def _like(self, text: str, row: int) -> float:
        """What a stretch is worth as the row's name with a slip, a token; 0 for nothing."""
        name = self.columns.names.text(row)
        code = sounds().code
        ratio = Indel.normalized_similarity(text, "".join(chr(code[ord(c)]) for c in name))
        return SLIP_WORTH * ratio if ratio >= LIKE else 0.0

    def _like_place(self, text: str, row: int, taken: set[int]) -> float:
        """How many tokens of a stretch the places around the row explain, one of them or two neighbours."""
        place = int(self.columns.at[row])
        best, inner = 0.0, ""
        while place >= 0:
            if place not in taken:
                name = self._place(place)
                for whole in (name, name + inner) if inner else (name,):
                    best = max(best, _explained(text, whole))
                inner = name
            else:
                inner = ""
            place = int(self.columns.parent[place])
        return best

    def _place(self, place: int) -> str:
        held = self._codes.get(place)
        if held is None:
            if len(self._codes) > 50_000:
                self._codes.clear()
            places = self.columns.places
            code = sounds().code[places.chars[places.offsets[place] : places.offsets[place + 1]]]
            held = self._codes[place] = "".join(map(chr, code.tolist()))
        return held


def _explained(text: str, name: str) -> float:
    same = LCSseq.similarity(text, name)
    return max(0.0, same - 0.1 * (len(name) - same))


def _no_spots() -> Spots:
    nothing = np.zeros(0, np.int32)
    return Spots(nothing, nothing, nothing, np.zeros(0, np.float32), nothing, nothing)


def _worth(text: U32, chars: U32, heard: NDArray[np.uint16], sound: NDArray[np.uint16]) -> NDArray[np.float32]:
    """What each row of characters of one length is worth against what was typed, a token."""
    alike = sound[text] == heard
    same = (text == chars) | ((chars == 0) & alike)
    points = np.where(same, 1.0, np.where(alike, SOUND, ACCENT))
    found: NDArray[np.float32] = points.mean(1, dtype=np.float32)
    return found


def _within(rows: I32, spots: Spots) -> I32:
    """The rows that lie in any of the places."""
    first, last = np.searchsorted(rows, spots.begin), np.searchsorted(rows, spots.end)
    some = np.flatnonzero(last > first)
    if not len(some):
        return rows[:0]
    chosen = np.zeros(len(rows) + 1, np.int32)
    np.add.at(chosen, first[some], 1)
    np.add.at(chosen, last[some], -1)
    return rows[np.cumsum(chosen)[:-1] > 0]


def _cover(rows: I32, spots: Spots) -> NDArray[np.float32]:
    """How many tokens the places explain that each row lies in."""
    first, last = np.searchsorted(rows, spots.begin), np.searchsorted(rows, spots.end)
    some = np.flatnonzero(last > first)
    steps = np.zeros(len(rows) + 1, np.float32)
    worth = ((spots.stop - spots.start) * spots.worth)[some].astype(np.float32)
    np.add.at(steps, first[some], worth)
    np.subtract.at(steps, last[some], worth)
    return np.cumsum(steps)[:-1]


def _deepest(spots: Spots, worth: NDArray[np.float32]) -> list[tuple[int, int, float]]:
    """The ranges of rows that the most tokens speak for: up to three, as begin, end, tokens."""
    some = np.flatnonzero(spots.end > spots.begin)
    if not len(some):
        return []
    edges = np.unique(np.concatenate((spots.begin[some], spots.end[some])))
    steps = np.zeros(len(edges), np.float32)
    np.add.at(steps, np.searchsorted(edges, spots.begin[some]), worth[some])
    np.subtract.at(steps, np.searchsorted(edges, spots.end[some]), worth[some])
    height = np.cumsum(steps)[:-1]
    best = np.argsort(-height, kind="stable")[:6]
    return [(int(edges[k]), int(edges[k + 1]), float(height[k])) for k in best.tolist() if height[k] > 0]


def _top(worth: NDArray[np.float32], few: int) -> NDArray[np.int64]:
    """Where the highest few stand."""
    return np.argpartition(-worth, few)[:few] if len(worth) > few else np.arange(len(worth))


def _settled(match: Match) -> bool:
    """Whether nothing better need be looked for: all is explained, or the name is and a place with it, and the
    rest is a place with a slip."""
    return match.score >= EXPLAINED or (
        match.score >= NEARLY and match.name_how in ("exact", "sound") and len(match.places) > 0
    )


def _gaps(used: list[bool], typed: Tokens) -> list[tuple[int, int]]:
    """The stretches that nothing explains yet. A blank parts them, but not two syllables of pinyin."""
    found, start = [], None
    for at, taken in enumerate([*used, True]):
        border = at in typed.borders and not (0 < at < len(typed) and not typed.chars[at] and not typed.chars[at - 1])
        if start is not None and (taken or border):
            found.append((start, at))
            start = None
        if start is None and not taken:
            start = at
    return found
