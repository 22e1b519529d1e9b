"""Faults under load, and what they do: ``python -m bench.faults [--rounds N] [--only NAME] [--short] [--json]``.

A city of processes on PostgreSQL and Redis, and then one process on SQLite, are befallen by one fault after another while
citizens write and deputies answer. After each it has to be well again: every process ready, what had come in before handled,
what was owed sent, everybody who waited answered. Then everything is counted: each opinion there once, word for word, with
somebody who has it; each message read once, or listed as uncertain.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .faults_count import Count, count
from .faults_house import BigHouse, House, SmallHouse
from .faults_list import IN_A_CITY, IN_A_SMALL_HOUSE, Fault, StillThere
from .faults_people import People

ROUNDS = 6
"""Of the whole list, which has 37 faults: more than 200 in all."""

READY_SECONDS = 30.0
"""How long a process may take to be ready after a fault."""

WELL_SECONDS = 200.0
"""How long it may take until what waited at the end of a fault is done. A claim of a process that died lapses after 90 s,
Telegram may leave a minute between two tries to hand an update over."""

BREATH_SECONDS = 1.0

_UNDONE = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 0 AND seq <= {}),"
    " (SELECT count(*) FROM outbox WHERE state IN ({}) AND id <= {})"
)
_WAITING, _CLAIMED = "0", "0, 1"


@dataclass
class Result:
    """What came of it. ``well``: by fault, the seconds it took each time until all was well again."""

    faults: int = 0
    updates: int = 0
    lost: int = 0
    doubled: int = 0
    uncertain: int = 0
    stuck: int = 0
    well: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)

    def found(self, counted: Count) -> None:
        """What was counted in one house at its end."""
        self.updates += counted.updates
        self.lost += counted.lost
        self.doubled += counted.doubled
        self.uncertain += counted.uncertain
        self.notes += counted.notes

    def is_stuck(self, what: str) -> None:
        """Something does not go on."""
        self.stuck += 1
        self.notes.append(f"stuck: {what}")


Say = Callable[[str], None]


async def befall(house: House, faults: Iterable[Fault], result: Result, *, short: bool, say: Say) -> None:
    """One fault after another, under load; at the end everything comes to rest and is counted."""
    people = People(house)
    try:
        await people.start()
        await asyncio.sleep(2 * BREATH_SECONDS)
        known: set[str] = set()
        for fault in faults:
            await _one(house, people, fault, result, short=short)
            counted = await count(house, people, at_the_end=False)
            say(
                f"{fault.name}: well after {result.well[fault.name][-1]:.1f} s, {counted.updates} updates so far"
            )
            for note in counted.notes:
                if note not in known:
                    known.add(note)
                    say(f"  {note}")
            await asyncio.sleep(0 if short else BREATH_SECONDS)
        await people.finish()
        if not await _drained(house, _CLAIMED):
            result.is_stuck("inbox and outbox do not empty")
        counted = await count(house, people, at_the_end=True)
        counted.notes += [f"for a while {note}" for note in sorted(known - set(counted.notes))]
        result.found(counted)
        for citizen in people.citizens:
            if citizen.in_vain:
                result.is_stuck(f"{citizen.user} waited in vain for {citizen.in_vain}")
        for answer in people.answers:
            if not answer.done:
                result.is_stuck(f"the deputy's answer to {answer.number} waited in vain for {answer.in_vain}")
    finally:
        await people.leave()
    for name in house.commands():
        if not await house.stop_part(name):
            result.is_stuck(f"{name} does not stop")


async def _one(house: House, people: People, fault: Fault, result: Result, *, short: bool) -> None:
    try:
        async with fault.befalls(house, people):
            await asyncio.sleep((fault.short or 0) if short else fault.seconds)
    except StillThere as still:
        result.is_stuck(f"{still} does not stop")
    ended, waited = time.monotonic(), people.under_way()
    result.faults += 1
    for name in await house.ready_within(READY_SECONDS):
        result.is_stuck(f"{name} is not ready {READY_SECONDS:g} s after: {fault.name}")
        if not house.is_up(name):
            await house.start_part(name)
    well = await _drained(house, _WAITING)
    while well and people.not_answered(waited):
        if time.monotonic() - ended > WELL_SECONDS:
            well = False
        await asyncio.sleep(0.2)
    if not well:
        result.is_stuck(f"not well {WELL_SECONDS:g} s after: {fault.name}")
    result.well[fault.name].append(time.monotonic() - ended)


async def _drained(house: House, states: str) -> bool:
    """Wait until what is in the inbox and owed at this moment is done."""
    ((newest, last),) = await house.look(
        "SELECT (SELECT coalesce(max(seq), 0) FROM inbox), (SELECT coalesce(max(id), 0) FROM outbox)"
    )
    end = time.monotonic() + WELL_SECONDS
    while await house.look(_UNDONE.format(newest, states, last)) != [(0, 0)]:
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.3)
    return True


HOUSES: dict[str, tuple[Callable[[Path], House], Sequence[Fault]]] = {
    "a city": (BigHouse, IN_A_CITY),
    "a small house": (SmallHouse, IN_A_SMALL_HOUSE),
}


async def run(
    rounds: int, only: str, *, short: bool, say: Say, of: Collection[str] = tuple(HOUSES)
) -> Result:
    """All of it, or the faults whose names begin with ``only``; in these houses."""
    result = Result()
    for make, faults in (HOUSES[house] for house in of):
        chosen = [
            fault
            for fault in faults
            if fault.name.startswith(only) and (fault.short is not None or not short)
        ]
        chosen *= rounds
        if chosen:
            with TemporaryDirectory(prefix="faults") as folder:
                house = make(Path(folder))
                async with house:
                    await befall(house, chosen, result, short=short, say=say)
                    for name in house.commands() if result.notes else ():
                        say(f"--- the last words of {name}\n{_last_words(house.log_of(name))}")
    return result


def _last_words(log: Path, most: int = 2_000) -> str:
    return log.read_text(errors="replace")[-most:] if log.exists() else ""


def _say(line: str) -> None:
    print(line, flush=True)


async def _unless_told_to_stop(work: Coroutine[Any, Any, Result]) -> Result:
    """SIGTERM tidies up, too."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of the whole list")
    parser.add_argument("--only", default="", metavar="NAME", help="faults whose names begin so")
    parser.add_argument("--short", action="store_true", help="each fault for a moment")
    parser.add_argument("--json", action="store_true", help="end with one flat object")
    asked = parser.parse_args()
    result = asyncio.run(_unless_told_to_stop(run(asked.rounds, asked.only, short=asked.short, say=_say)))
    print(f"\n{'fault':<46}{'times':>6}{'well again after at most':>26}")
    for name, seconds in result.well.items():
        print(f"{name:<46}{len(seconds):>6}{max(seconds):>24.1f} s")
    for note in result.notes:
        print(note)
    numbers = {
        name: getattr(result, name) for name in ("faults", "updates", "lost", "doubled", "uncertain", "stuck")
    }
    print(json.dumps(numbers) if asked.json else "  ".join(f"{name} {n}" for name, n in numbers.items()))


if __name__ == "__main__":
    main()
