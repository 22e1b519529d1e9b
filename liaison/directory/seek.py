"""The search in columns: who explains most of what was typed.

In two rounds, the second only where the first leaves something open: with names and places as they are written (names
also by sound), then with places by sound, parts of names, slips and labels. In each round many rows are weighed by
what arrays tell at once, then the best few are compared with the words one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

from liaison.directory import bearing
from liaison.directory.bearing import MOST_WEIGHED, PART_WORTH, Bearers, How
from liaison.directory.columns import I32, Columns, counted
from liaison.directory.sounds import sounds
from liaison.directory.spotting import (
    LIKE,
    SLIP_WORTH,
    SOUND,
    Range,
    Seen,
    Spots,
    coded,
    cover,
    deepest,
    within,
)
from liaison.directory.tokens import Tokens

EXPLAINED, WITH_SURNAME, NEARLY, POORLY = 0.97, 0.95, 0.8, 0.7
"""Shares of a query: what needs no second look; with a place and a surname neither; with a place and a name neither;
below which places are looked for with a slip."""

ENOUGH = 0.9
"""Share of a query that somebody explains by name and place, from which it is not asked who else is in the place."""

FAR = 2.5
"""Tokens by which a row may stand behind the first at first sight and still be compared."""

FEW, JUDGED = 12, 20
"""Rows kept of each stretch, and in all, for the comparison one by one; in the second round twice as many."""

FREE = 0.9
"""Part of a token that a word between others need not explain."""

SWAPPED = 0.8
"""What a token of a name is worth whose characters stand in another order: nearly as much as a part of it."""

MOST_ALIKE = 3_000
"""Rows of a name whose places are compared with the other words, where none of these places was found."""

MOST_IN_PLACES = 40_000
"""Rows of places named that are weighed: all of a county, or all towns of the most frequent name."""

MOST_TEXTS = 50_000
"""Names of places kept as texts of codes: some megabytes."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the query that names a place (by number of the name), and what it is worth (0..1 a token)."""

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
    label_how: How | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row at first sight: tokens explained, what its name or label is worth a token, by which reading."""

    tokens: float
    worth: float
    bearers: Bearers | None


class Seeker:
    """One search engine over columns; keeps nothing of a query but the texts of places it has read."""

    def __init__(self, made: Columns) -> None:
        self.columns = made
        self._codes: dict[int, tuple[str, str]] = {}

    def seek(self, typed: Tokens, limit: int, seen: Seen | None = None) -> list[Match]:
        """The best rows, best first; several may be of one deputy. `seen`, if places were looked for already."""
        if not len(self.columns.ids):
            return []
        seen = seen or Seen(self.columns, typed)
        spots = seen.spots
        best = self._round(typed, spots.only(spots.worth > 0.999), limit, slips=False)
        if not best or not _settled(best[0]):
            best = _better(best, self._round(typed, spots, limit, slips=True))
        if not best or best[0].score < POORLY:
            if len(seen.slipped):
                best = _better(best, self._round(typed, seen.slipped, limit, slips=False))
        return best

    def _round(self, typed: Tokens, spots: Spots, limit: int, *, slips: bool) -> list[Match]:
        n, few = len(typed), max(FEW * (1 + slips), limit)
        ranges = deepest(spots)
        weighed: dict[int, Weighed] = {}
        most = 0.0  # tokens explained by a name or label and places beside it
        done = bool(ranges) and ranges[0].which == (1 << n) - 1  # places are all that was typed
        labels = bearing.labelled(self.columns, typed) if slips else bearing.whole_labels(self.columns, typed)
        for one in (*bearing.named(self.columns, typed, spots, slips=slips), *labels):
            if done and one.stop - one.start < n:
                continue
            apart = spots.only((spots.stop <= one.start) | (spots.start >= one.stop))
            for row, tokens, worth in self._weigh(typed, one, apart, few):
                held = weighed.get(row)
                if held is None or held.tokens < tokens:
                    weighed[row] = Weighed(tokens, worth, one)
                    if one.stop - one.start < n and tokens > most:
                        most = tokens
                    done = done or tokens > n - 0.05
        if most < ENOUGH * n:
            for row, tokens in self._in_places(typed, ranges, few).items():
                weighed.setdefault(row, Weighed(tokens, 0.0, None))
        first = sorted(weighed.items(), key=lambda item: (-item[1].tokens, item[0]))[
            : max(JUDGED * (1 + slips), limit)
        ]
        chosen = [(row, one) for row, one in first if one.tokens > first[0][1].tokens - FAR]
        if not (slips or typed.free or any(_hopeful(one, n) for _, one in chosen)):
            chosen = [(row, one) for row, one in chosen if one.bearers is None]  # the others come again
        rows = np.array([row for row, _ in chosen], np.int32)
        around = _around(rows, spots)
        borne: list[list[Bearers]] = [[] for _ in chosen]
        for label in labels:
            for at in np.flatnonzero(_hold(label.rows, rows)).tolist():
                borne[at].append(label)
        judged = [
            self._judge(typed, row, one, places, held)
            for (row, one), places, held in zip(chosen, around, borne, strict=True)
        ]
        return sorted(judged, key=_first)

    # at first sight

    def _weigh(self, typed: Tokens, one: Bearers, spots: Spots, few: int) -> list[tuple[int, float, float]]:
        rows = one.rows
        if len(rows) > MOST_WEIGHED:
            inside = within(rows, spots)
            rows = (inside if len(inside) else rows)[:MOST_WEIGHED]
        length = one.stop - one.start
        worth = bearing.worth(self.columns, typed, one, rows)
        explained = worth * np.float32(length)
        rest = len(typed) - length
        if rest:
            covered = np.minimum(cover(rows, spots), rest)
            explained = explained + covered
            left = rest - float(covered.max(initial=0.0))
            if left > 0.1:
                some = _top(explained, MOST_ALIKE)
                rows, worth, explained = rows[some], worth[some], explained[some]
                others = (*typed.codes[: one.start], *typed.codes[one.stop :])
                alike = self._alike(rows, others)
                if one.label is not None:
                    alike = self._named_alike(rows, others) + np.float32(0.5) * alike
                explained = explained + 0.5 * np.minimum(alike, left)
        chosen = _top(explained, few)
        return list(
            zip(rows[chosen].tolist(), explained[chosen].tolist(), worth[chosen].tolist(), strict=True)
        )

    def _in_places(self, typed: Tokens, ranges: Sequence[Range], few: int) -> dict[int, float]:
        """The rows in the places that explain most, those first whose names are like what is left over."""
        by_words: dict[int, list[Range]] = {}
        for one in ranges:
            by_words.setdefault(one.which, []).append(one)
        found: dict[int, float] = {}
        for which, listed in by_words.items():
            most = MOST_IN_PLACES // len(listed)
            rows = np.concatenate(
                [np.arange(one.begin, min(one.end, one.begin + most), dtype=np.int32) for one in listed]
            )
            left = tuple(code for at, code in enumerate(typed.codes) if not which >> at & 1)
            explained = np.full(len(rows), listed[0].tokens, np.float32)
            alike = self._alike(rows, left) if left else np.zeros(len(rows), np.float32)
            named = self._named_alike(rows, left) + np.float32(0.5) * alike if left else alike
            for guess in (named, alike) if left else (alike,):
                tokens = explained + (SLIP_WORTH * np.minimum(guess, len(left))).astype(np.float32)
                chosen = _top(tokens, few)
                for row, each in zip(rows[chosen].tolist(), tokens[chosen].tolist(), strict=True):
                    found[row] = max(each, found.get(row, 0.0))
        return found

    def _alike(self, rows: I32, codes: Sequence[int]) -> NDArray[np.float32]:
        """How many characters of the two places around each row are among these."""
        c = self.columns
        place = c.at[rows]
        outer = c.parent[place]
        around = np.where(outer >= 0, counted(c.place_codes[outer], codes), 0)
        return (counted(c.place_codes[place], codes) + around).astype(np.float32)

    def _named_alike(self, rows: I32, codes: Sequence[int]) -> NDArray[np.float32]:
        """… and of the names."""
        return counted(self.columns.name_codes[rows], codes).astype(np.float32)

    # the comparison one by one

    def _judge(
        self, typed: Tokens, row: int, weighed: Weighed, around: Sequence[Named], labels: Sequence[Bearers]
    ) -> Match:
        """`around` are the places named that the row lies in, `labels` those it has."""
        one = weighed.bearers
        if one is not None and one.label is not None:
            return self._compared(typed, row, None, one, around)
        best = self._compared(typed, row, weighed, None, around)
        for label in labels:
            if one is None or label.stop <= one.start or label.start >= one.stop:
                other = self._compared(typed, row, weighed, label, around)
                best = other if other.score > best.score else best
        return best

    def _compared(
        self,
        typed: Tokens,
        row: int,
        weighed: Weighed | None,
        label: Bearers | None,
        around: Sequence[Named],
    ) -> Match:
        """A row with the words: first its name as it was found, then a label, then places, then what is left."""
        used = [False] * len(typed)
        total = 0.0
        how: How | None = None
        one = weighed.bearers if weighed is not None else None
        if weighed is not None and one is not None:
            worth: float = weighed.worth
            how = "sound" if one.how == "exact" and worth < 0.999 else one.how
            if how == "slip":
                worth, how = self._like(typed, one.start, one.stop, row)
            if worth > 0:
                total += worth * (one.stop - one.start)
                used[one.start : one.stop] = [True] * (one.stop - one.start)
        if label is not None:
            total += label.worth * (label.stop - label.start)
            used[label.start : label.stop] = [True] * (label.stop - label.start)
        places = []
        for spot in around:
            if not any(used[spot.start : spot.stop]):
                used[spot.start : spot.stop] = [True] * (spot.stop - spot.start)
                total += spot.worth * (spot.stop - spot.start)
                places.append(spot)
        taken = {int(self.columns.named[spot.name]) for spot in places}
        for start, stop in _gaps(used, typed):
            if start in typed.free:
                continue
            worth, like = self._like(typed, start, stop, row) if how is None else (0.0, None)
            if like is not None:
                how = like
                total += worth * (stop - start)
            else:
                total += SLIP_WORTH * self._like_place(typed, start, stop, row, taken)
        free = sum(at in typed.free and not used[at] for at in range(len(typed)))
        score = min(1.0, total / (len(typed) - FREE * free))
        if label is None:
            return Match(row, score, how, tuple(places))
        return Match(row, score, how, tuple(places), label.label, label.how)

    def _like(self, typed: Tokens, start: int, stop: int, row: int) -> tuple[float, How | None]:
        """What a stretch is worth as the row's name, whole, in part or with a slip: a token's worth, and how; None
        for a name that is not like it."""
        name = self.columns.names.text(row)
        code = coded(name, sounds().code)
        text = typed.heard(start, stop)
        if text == code:
            same = all(point in (0, ord(c)) for point, c in zip(typed.chars[start:stop], name, strict=True))
            return (1.0, "exact") if same else (SOUND, "sound")
        if text in code:
            right = sum(point == 0 or chr(point) in name for point in typed.chars[start:stop])
            return PART_WORTH * (0.85 + 0.15 * right / len(text)), "part"
        if sorted(text) == sorted(code):
            return SWAPPED, "slip"
        ratio = Indel.normalized_similarity(text, code)
        if all(typed.chars[start:stop]):  # the same sound is good, the same character is better
            written = "".join(map(chr, typed.chars[start:stop]))
            ratio = 0.8 * ratio + 0.2 * Indel.normalized_similarity(written, name)
        return (SLIP_WORTH * ratio, "slip") if ratio >= LIKE else (0.0, None)

    def _like_place(self, typed: Tokens, start: int, stop: int, row: int, taken: set[int]) -> float:
        """How many tokens of a stretch the places around the row explain, one of them or two neighbours. The same
        sound counts, the same character a little more."""
        if stop - start < 2:  # the ending of a place's name, as a rule
            return 0.0
        heard, written = typed.heard(start, stop), "".join(map(chr, typed.chars[start:stop]))
        place = int(self.columns.at[row])
        best, inner = 0.0, ("", "")
        while place >= 0:
            if place in taken:
                inner = ("", "")
            else:
                code, name = self._place(place)
                best = max(best, _explained(heard, written, code, name))
                if inner[0]:
                    best = max(best, _explained(heard, written, code + inner[0], name + inner[1]))
                inner = (code, name)
            place = int(self.columns.parent[place])
        return best

    def _place(self, place: int) -> tuple[str, str]:
        held = self._codes.get(place)
        if held is None:
            if len(self._codes) > MOST_TEXTS:
                self._codes.clear()
            name = self.columns.places.text(place)
            held = self._codes[place] = (coded(name, sounds().code), name)
        return held


def _around(rows: I32, spots: Spots) -> list[list[Named]]:
    """The places named that each row lies in, those that explain most first."""
    found: list[list[Named]] = [[] for _ in rows]
    inside = (spots.begin <= rows[:, None]) & (rows[:, None] < spots.end)
    here = np.flatnonzero(inside.any(0))
    if not len(here):
        return found
    worth = (spots.stop[here] - spots.start[here]) * spots.worth[here]
    here = here[np.lexsort((spots.name[here], -worth))]
    columns = (spots.start[here], spots.stop[here], spots.name[here], spots.worth[here])
    named = [Named(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]
    row, spot = np.nonzero(inside[:, here])
    for at, which in zip(row.tolist(), spot.tolist(), strict=True):
        found[at].append(named[which])
    return found


def _hold(listed: I32, rows: I32) -> NDArray[np.bool_]:
    """Which of the rows are in an ascending list."""
    if not len(listed):
        return np.zeros(len(rows), np.bool_)
    found: NDArray[np.bool_] = listed[np.minimum(np.searchsorted(listed, rows), len(listed) - 1)] == rows
    return found


def _hopeful(one: Weighed, n: int) -> bool:
    """Whether a row may turn out to settle a query of so many tokens: of what its name leaves over, the comparison
    can find about half as much again as the first sight."""
    if one.bearers is None:
        return False
    sure = one.bearers.how != "part" and one.bearers.label is None
    return one.tokens >= (2 * NEARLY - 1 if sure else 2 * WITH_SURNAME - 1) * n - 0.01


def _explained(heard: str, written: str, code: str, name: str) -> float:
    same = float(LCSseq.similarity(heard, code))
    if same > 1 and "\0" not in written:
        same = 0.8 * same + 0.2 * LCSseq.similarity(written, name)
    return max(0.0, same - 0.1 * (len(name) - same))


def _top(worth: NDArray[np.float32], few: int) -> NDArray[np.int64]:
    """Where the highest few stand."""
    return np.argpartition(-worth, few)[:few] if len(worth) > few else np.arange(len(worth))


def _first(match: Match) -> tuple[float, bool, int]:
    """Best first; of what explains as much, a name before a place."""
    return (-round(match.score, 3), match.name_how is None, match.row)


def _settled(match: Match) -> bool:
    """Whether nothing better need be looked for: all is explained, or the name is and a place with it, and the
    rest is a place with a slip."""
    if not match.places or match.name_how is None:
        return match.score >= EXPLAINED
    return match.score >= (NEARLY if match.name_how in ("exact", "sound") else WITH_SURNAME)


def _better(first: list[Match], second: list[Match]) -> list[Match]:
    held = {match.row: match for match in first}
    for match in second:
        if match.row not in held or held[match.row].score < match.score:
            held[match.row] = match
    return sorted(held.values(), key=_first)


def _gaps(used: list[bool], typed: Tokens) -> list[tuple[int, int]]:
    """The stretches that nothing explains yet. A blank parts them, but not two syllables of pinyin."""
    found, start = [], None
    for at, taken in enumerate([*used, True]):
        border = at in typed.borders and not (
            0 < at < len(typed) and not typed.chars[at] and not typed.chars[at - 1]
        )
        if start is not None and (taken or border):
            found.append((start, at))
            start = None
        if start is None and not taken:
            start = at
    return found
