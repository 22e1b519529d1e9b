"""Which congresses a deputy sits in, as lists and buttons say it."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.turn import Turn
from liaison.directory.model import LEVELS, Deputy, Level


def levels(turn: Turn, deputy: Deputy, only: Iterable[Level] = ()) -> str:
    """The levels of all mandates in force, highest first and each once; ``only`` these where a list says why."""
    held = set(only) or {mandate.level for mandate in deputy.in_force}
    names = [turn.label("level-name", level=level) for level in LEVELS if level in held]
    return turn.label("levels", levels=turn.label("listing-comma").join(names))
