"""The search in columns: who explains most of what was typed.

In two rounds, the second only where the first leaves something open: with names and places as they are written (names
also by sound), then with places by sound, parts of names, slips and labels. In each round many rows are weighed by
what arrays tell at once, then the best few are compared with the words one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liaison.directory import bearing
from liaison.directory.bearing import MOST_WEIGHED, Bearers
from liaison.directory.columns import I32, Columns, counted
from liaison.directory.comparing import Comparison, Match, PlaceTexts, Weighed, places_around
from liaison.directory.spotting import (
    SLIP_WORTH,
    Range,
    Seen,
    Spots,
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

FAR = 1.75
"""Tokens by which a row may stand behind the first at first sight and still be compared."""

FEW, JUDGED = 12, 16
"""Rows kept of each stretch, and in all, for the comparison one by one; in the second round twice as many."""

MOST_ALIKE = 3_000
"""Rows of a name whose places are compared with the other words, where none of these places was found."""

MOST_UNPLACED, PLACED = 300, 0.6
"""Rows of a name from which only those are weighed that lie in the places named, where these explain such a share of
what the name leaves over: no other can explain as much."""

MOST_IN_PLACES = 40_000
"""Rows of places named that are weighed: all of a county, or all towns of the most frequent name."""


class Seeker:
    """One search engine over columns; keeps nothing of a query but the texts of places it has read."""

    def __init__(self, made: Columns) -> None:
        self.columns = made
        self._texts = PlaceTexts(made)

    def seek(self, typed: Tokens, limit: int, seen: Seen | None = None) -> list[Match]:
        """The best rows, best first; several may be of one deputy. `seen`, if places were looked for already."""
        if not len(self.columns.ids):
            return []
        seen = seen or Seen(self.columns, typed)
        spots = seen.spots
        best = self._round(typed, spots.only(spots.worth > 0.999), limit, slips=False)
        if not best or not _settled(best[0]):
            best = _better(best, self._round(typed, spots, limit, slips=True))
        if (not best or best[0].score < POORLY) and len(seen.slipped):
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
        if not (slips or labels or typed.free or any(_hopeful(one, n) for _, one in chosen)):
            chosen = [(row, one) for row, one in chosen if one.bearers is None]  # the others come again
        rows = np.array([row for row, _ in chosen], np.int32)
        around = places_around(self.columns, rows, spots)
        borne: list[list[Bearers]] = [[] for _ in chosen]
        for label in labels:
            for at in np.flatnonzero(_hold(label.rows, rows)).tolist():
                borne[at].append(label)
        compared = Comparison(self.columns, self._texts, typed, rows)
        judged = [
            compared.judge(row, one, places, held)
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
        rest = len(typed) - length
        if rest:
            covered = np.minimum(cover(rows, spots), rest)
            high = float(covered.max(initial=0.0))
            left = rest - high
            if len(rows) > MOST_UNPLACED and high >= PLACED * rest:
                near = covered >= high / 2
                rows, covered = rows[near], covered[near]
        worth = bearing.worth(self.columns, typed, one, rows)
        explained = worth * np.float32(length)
        if rest:
            explained = explained + covered
            if left > 0.1:
                some = _top(explained, MOST_ALIKE)
                if len(some) > few:
                    some = some[explained[some] > explained.max() - FAR - left / 2]
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
