"""The comparison of rows with the words of a query, one by one: names, labels and places, and what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel, LCSseq

from liaison.directory.bearing import PART_WORTH, Bearers, How
from liaison.directory.columns import I32, Columns
from liaison.directory.sounds import sounds
from liaison.directory.spotting import LIKE, SLIP_WORTH, SOUND, Spots, coded
from liaison.directory.tokens import Tokens

FREE = 0.9
"""Part of a token that a word between others need not explain."""

SWAPPED = 0.8
"""What a token of a name is worth whose characters stand in another order: nearly as much as a part of it."""

MOST_TEXTS = 50_000
"""Names of places kept as texts of codes: some megabytes."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the query that names a place (by number of the name), and what it is worth (0..1 a token)."""

    start: int
    stop: int
    name: int
    worth: float
    place: int


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


class PlaceTexts:
    """Names of places as texts of codes and as they are written; those read last are kept."""

    def __init__(self, made: Columns) -> None:
        self._columns = made
        self._held: dict[int, tuple[str, str]] = {}

    def of(self, place: int) -> tuple[str, str]:
        """Codes and characters."""
        held = self._held.get(place)
        if held is None:
            if len(self._held) > MOST_TEXTS:
                self._held.clear()
            name = self._columns.places.text(place)
            held = self._held[place] = (coded(name, sounds().code), name)
        return held


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch that nothing explains yet, and how much of it each place with those around it does."""

    heard: str
    written: str
    by_place: dict[int, float]


class Comparison:
    """One query, and the rows that are to be compared with it."""

    def __init__(self, made: Columns, texts: PlaceTexts, typed: Tokens, rows: I32) -> None:
        self.columns, self.texts, self.typed = made, texts, typed
        self._rows = rows
        self._names: dict[int, tuple[str, str]] = {}
        self._alike: dict[tuple[int, int, frozenset[int]], _Stretch] = {}

    def judge(self, row: int, weighed: Weighed, around: Sequence[Named], labels: Sequence[Bearers]) -> Match:
        """What a row explains; `around` are the places named that the row lies in, `labels` those it has."""
        one = weighed.bearers
        if one is not None and one.label is not None:
            return self._compared(row, None, one, around)
        best = self._compared(row, weighed, None, around)
        for label in labels:
            if one is None or label.stop <= one.start or label.start >= one.stop:
                other = self._compared(row, weighed, label, around)
                best = other if other.score > best.score else best
        return best

    def _compared(
        self,
        row: int,
        weighed: Weighed | None,
        label: Bearers | None,
        around: Sequence[Named],
    ) -> Match:
        """A row with the words: first its name as it was found, then a label, then places, then what is left."""
        typed = self.typed
        used = [False] * len(typed)
        total = 0.0
        how: How | None = None
        one = weighed.bearers if weighed is not None else None
        if weighed is not None and one is not None:
            worth: float = weighed.worth
            how = "sound" if one.how == "exact" and worth < 0.999 else one.how
            if how == "slip":
                worth, how = self._like(one.start, one.stop, row)
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
        taken = frozenset(spot.place for spot in places)
        for start, stop in _gaps(used, typed):
            if start in typed.free:
                continue
            worth, like = self._like(start, stop, row) if how is None else (0.0, None)
            if like is not None:
                how = like
                total += worth * (stop - start)
            else:
                total += SLIP_WORTH * self._like_place(start, stop, row, taken)
        free = sum(at in typed.free and not used[at] for at in range(len(typed)))
        score = min(1.0, total / (len(typed) - FREE * free))
        if label is None:
            return Match(row, score, how, tuple(places))
        return Match(row, score, how, tuple(places), label.label, label.how)

    def _like(self, start: int, stop: int, row: int) -> tuple[float, How | None]:
        """What a stretch is worth as the row's name, whole, in part or with a slip: a token's worth, and how; None
        for a name that is not like it."""
        typed = self.typed
        name, code = self._name(row)
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

    def _name(self, row: int) -> tuple[str, str]:
        """The name of a row that is to be compared, and as a text of codes; read for all rows at once."""
        if not self._names:
            names = self.columns.names
            texts = zip(names.listed(self._rows), names.listed(self._rows, sounds().code), strict=True)
            self._names = dict(zip(self._rows.tolist(), texts, strict=True))
        return self._names[row]

    def _like_place(self, start: int, stop: int, row: int, taken: frozenset[int]) -> float:
        """How many tokens of a stretch the places around the row explain, one of them or two neighbours. The same
        sound counts, the same character a little more."""
        if stop - start < 2:  # the ending of a place's name, as a rule
            return 0.0
        place = int(self.columns.at[row])
        known = self._alike.get((start, stop, taken))
        if known is None:
            written = "".join(map(chr, self.typed.chars[start:stop]))
            known = self._alike[start, stop, taken] = _Stretch(
                self.typed.heard(start, stop), written, {-1: 0.0}
            )
        steps = []
        while place not in known.by_place:
            steps.append(place)
            place = int(self.columns.parent[place])
        best = known.by_place[place]
        for inner in reversed(steps):
            if inner not in taken:
                code, name = self.texts.of(inner)
                best = max(best, _explained(known.heard, known.written, code, name))
                if place >= 0 and place not in taken:
                    outer = self.texts.of(place)
                    both = _explained(known.heard, known.written, outer[0] + code, outer[1] + name)
                    best = max(best, both)
            known.by_place[inner] = best
            place = inner
        return best


def places_around(c: Columns, rows: I32, spots: Spots) -> list[list[Named]]:
    """The places named that each row lies in, those that explain most first."""
    found: list[list[Named]] = [[] for _ in rows]
    inside = (spots.begin <= rows[:, None]) & (rows[:, None] < spots.end)
    here = np.flatnonzero(inside.any(0))
    if not len(here):
        return found
    worth = (spots.stop[here] - spots.start[here]) * spots.worth[here]
    here = here[np.lexsort((spots.name[here], -worth))]
    name = spots.name[here]
    columns = (spots.start[here], spots.stop[here], name, spots.worth[here], c.named[name])
    named = [Named(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]
    row, spot = np.nonzero(inside[:, here])
    for at, which in zip(row.tolist(), spot.tolist(), strict=True):
        found[at].append(named[which])
    return found


def _explained(heard: str, written: str, code: str, name: str) -> float:
    same = float(LCSseq.similarity(heard, code))
    if same > 1 and "\0" not in written:
        same = 0.8 * same + 0.2 * LCSseq.similarity(written, name)
    return max(0.0, same - 0.1 * (len(name) - same))


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
