"""Which places somebody means who typed this, if it is a place at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz

from liaison.directory.bearing import How
from liaison.directory.columns import Columns
from liaison.directory.comparing import FREE
from liaison.directory.query import any_stem
from liaison.directory.spotting import Seen, Spots
from liaison.directory.tokens import Tokens

MOST_COMPARED = 150
"""Places of which it is asked what lies in what."""

STEM_NEAR = 50.0
"""rapidfuzz ratio of two names without their endings from which one may be the other with a slip; or every community
would be like every other."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A place (by its number), by which of its names, the share of the query that it explains together with those
    around it that are named too, how it is named, and whether a part of the query apart from it is left."""

    place: int
    name: int
    share: float
    how: How
    lost: bool


def meant(seen: Seen, *, slips: bool) -> list[Meant]:
    """The places that explain most, all equally good: as written, else by sound, else with a slip if so wished."""
    c, typed, found = seen.columns, seen.typed, seen.spots
    sure = _best(c, typed, found.only(found.worth > 0.999))
    if not sure or sure[0].share < 0.999:
        heard = _best(c, typed, found)
        if heard and (not sure or heard[0].share > sure[0].share + 0.01):
            sure = heard
    if not slips or (sure and sure[0].share > 0.5):
        return sure
    return _best(c, typed, _likely(c, typed, seen.slipped)) or sure


def _likely(c: Columns, typed: Tokens, found: Spots) -> Spots:
    text = "".join(map(chr, typed.chars))
    pairs = list(zip(found.start.tolist(), found.stop.tolist(), strict=True))
    stems = {(start, stop): any_stem(text[start:stop]) for start, stop in set(pairs)}
    kept = [
        fuzz.ratio(stems[pair], any_stem(name)) >= STEM_NEAR
        for pair, name in zip(pairs, c.places.listed(found.name), strict=True)
    ]
    return found.only(np.array(kept, np.bool_)) if kept else found


def _best(c: Columns, typed: Tokens, found: Spots) -> list[Meant]:
    if not len(found):
        return []
    worth = (found.stop - found.start) * found.worth
    if len(found) > MOST_COMPARED:
        kept = np.sort(np.argsort(-worth, kind="stable")[:MOST_COMPARED])
        found, worth = found.only(kept), worth[kept]
    place = c.named[found.name]
    inside = (place[None, :] < place[:, None]) & (place[:, None] < c.leave[place][None, :])
    apart = (found.stop[None, :] <= found.start[:, None]) | (found.start[None, :] >= found.stop[:, None])
    explained = worth + np.where(inside & apart, worth[None, :], 0).sum(1)
    free = np.zeros(len(typed) + 1)
    free[[at + 1 for at in typed.free]] = 1
    before = np.cumsum(free)
    outside = len(typed.free) - (before[found.stop] - before[found.start])
    share = np.minimum(explained / (len(typed) - FREE * outside), 1.0)
    best = np.flatnonzero(share >= share.max() - 1e-6).tolist()
    first = best[0]
    together = [first, *np.flatnonzero(inside[first] & apart[first]).tolist()]
    lost = _lost(typed, [(int(found.start[k]), int(found.stop[k])) for k in together])
    columns = (place, found.name, share, found.worth)
    listed = zip(*(column[best].tolist() for column in columns), strict=True)
    return [Meant(number, name, part, _how(worth), lost) for number, name, part, worth in listed]


def _lost(typed: Tokens, named: list[tuple[int, int]]) -> bool:
    """Whether a part between borders has nothing to do with the stretches that name a place."""
    return any(
        stop > start and start not in typed.free and all(stop <= s or start >= e for s, e in named)
        for start, stop in pairwise(sorted(typed.borders))
    )


def _how(worth: float) -> How:
    if worth > 0.999:
        return "exact"
    return "sound" if worth > 0.8 else "slip"
