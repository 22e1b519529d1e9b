"""What was found for typed words: deputies and places in one list, best first, each with why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.levels import levels
from handlers.turn import Turn
from liaison.directory.search import Hit

MOST = 36
"""Results kept for one query: six pages; whoever does not find theirs there writes another word."""

MOST_SHARING = 24
"""Places of one name that are offered; a name that stands in more is not told apart by reading on."""

AT_ONCE = 5
"""Deputies before the place that was named: with it they fill one page."""

LABEL = 48
"""Columns of a button, of which a Chinese character takes two: what a phone shows on one line."""

_WIDE = frozenset("WF")
"""Characters of two columns (Unicode: East Asian Width)."""


@dataclass(frozen=True, slots=True)
class Results:
    """Deputies and districts' ids, best first. ``certain``: something honestly matches, else these are the
    nearest. ``places``: how many of them share the name typed; with more than one it has to be asked which."""

    items: tuple[Hit | int, ...]
    certain: bool
    places: int = 0

    @property
    def ask_which(self) -> bool:
        """Whether the name typed stands for several places."""
        return self.places > 1


def look_up(turn: Turn, query: str, *, places: bool = True) -> Results:
    """What the directory finds; ``places`` False: deputies alone."""
    directory = turn.office.directory
    found = directory.search(query, home=turn.me.home_district_id, limit=MOST)
    if not found.certain:
        # Where nothing is even alike, the directory begins with the whole: looking place by place says that better.
        near = found.nearest if places and all(one.parent_id is not None for one in found.nearest) else ()
        return Results((*found.hits, *(place.id for place in near)), certain=False)
    ids = [place.id for place in found.which[:MOST_SHARING]] if places else []
    if len(ids) > 1:
        named = [hit for hit in found.hits if _by_name(hit)]
        rest = [hit for hit in found.hits if not _by_name(hit)]
        return Results((*named, *ids, *rest), certain=True, places=len(ids))
    if places and not ids:
        ids = [place.id for place in directory.find_districts(query, limit=1)]
    return Results((*found.hits[:AT_ONCE], *ids, *found.hits[AT_ONCE:]), certain=True, places=len(ids))


def hits_for(turn: Turn, query: str) -> tuple[Hit, ...]:
    """Deputies alone, those who honestly match or else the nearest, best first."""
    items = look_up(turn, query, places=False).items
    return tuple(item for item in items if isinstance(item, Hit))


def asks_own_place(turn: Turn, query: str) -> bool:
    """Whether somebody asks for the deputies of where they live ("我们村的代表") who has not said where that is."""
    roster = turn.office.directory.roster
    if turn.me.home_district_id is not None or not roster.districts:
        return False
    anywhere = next(iter(roster.districts))
    return (
        not turn.office.directory.search(query).certain
        and turn.office.directory.search(query, home=anywhere, limit=1).certain
    )


def _by_name(hit: Hit) -> bool:
    return any(reason.kind == "name" for reason in hit.reasons[:1])


def why(turn: Turn, hit: Hit) -> str:
    """What speaks for a deputy, strongest first and in few words; empty when it is simply the name."""
    for reason in hit.reasons:
        told = turn.label("reason", kind=reason.kind, matched=reason.matched, how=reason.how)
        if told:
            return told
    return ""


def shortened(label: str) -> str:
    """As much of a button's label as can be read."""
    columns = 0
    for at, sign in enumerate(label):
        columns += 2 if unicodedata.east_asian_width(sign) in _WIDE else 1
        if columns > LABEL:
            return label[: at - 1] + "…"
    return label


def hit_label(turn: Turn, hit: Hit) -> str:
    """Name, level, and why, as much as fits a button."""
    return shortened(whole_label(turn, hit))


def whole_label(turn: Turn, hit: Hit) -> str:
    """Name, level, and why."""
    level = levels(turn, hit.deputy)
    return turn.label("hit", name=hit.deputy.name, level=level, why=why(turn, hit))


def too_long(turn: Turn, hits: Iterable[Hit]) -> str:
    """What does not fit its button stands in the message: HTML, a line each; empty when all fit."""
    labels = [whole_label(turn, hit) for hit in hits]
    return "".join("\n" + turn.text("hit-whole", label=one) for one in labels if one != shortened(one))
