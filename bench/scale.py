"""The whole product on PostgreSQL and Redis, a process a role, a webhook: ``python -m bench.scale [--json]``.

Telegram is a stub in a process of its own and counts nowhere. Parts, each alone by ``--part NAME``:

ratio        against a bare stateless aiogram bot on a webhook, in turn: CPU an update, ours and with the servers
dispatchers  two dispatching processes against one, in turn, with the same people
million      a million citizens and cases in the database against a thousand, in turn
load         500 chats at once at 60 % of the highest rate just found: time to the answer, memory
catch-up     10,000 updates wait at a fresh start, once at Telegram and once in the inbox: all answered, in order
where        of which thing's doing the CPU of each role is, sampled

``--quick`` is small, for those who change this file; its numbers say nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .filling import FIRST_ADDRESS, Filled, fill
from .stage import (
    ROLES,
    People,
    Round,
    Servers,
    Stage,
    bare,
    drained,
    measured,
    playing,
    product,
    servers,
    telegram,
    warm,
)
from .stub import STEPS

SHARE_OF_HIGHEST = 0.6
SETTLING = 0.2
"""The part of the load's time that memory is given to settle: 2 minutes of 10."""
LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    people: int = 1_500
    at_once: int = 100
    rounds: int = 3
    few: int = 1_000
    many: int = 1_000_000
    load_at_once: int = 500
    minutes: float = 10.0
    waiting: int = 10_000


QUICK = Size(people=80, at_once=40, rounds=1, few=300, many=6_000, load_at_once=50, minutes=0.4, waiting=700)

Found = dict[str, float]
Part = Callable[[Servers, Size], Awaitable[Found]]


async def ratio(house: Servers, size: Size) -> Found:
    """ratio_to_bare_per_core: what a core does for us, as a share of what it does for a bare bot."""
    found: dict[str, list[Round]] = {"bare": [], "product": []}
    database = await house.fresh()
    people = People()
    for _ in range(size.rounds):
        how: dict[str, Any] = {"chats": people.take(size.people), "at_once": size.at_once}
        async with bare() as stage:
            found["bare"].append(await measured(stage, "play", **how))
        async with product(house, database) as stage:
            found["product"].append(await measured(stage, "play", database, **how))
    show(found)
    pairs = list(zip(found["bare"], found["product"], strict=True))
    with_servers = middle(b.ours / p.with_servers for b, p in pairs)
    share = middle(b.ours / p.ours for b, p in pairs)
    print(f"per core, a share of bare: {share:.3f}; with PostgreSQL's and Redis's CPU {with_servers:.3f}")
    return {"ratio_to_bare_per_core": share}


async def where(house: Servers, size: Size) -> Found:
    """Where the CPU of each role goes, sampled: at the highest rate, and at 60 % of it. No number of the issue's."""
    database = await house.fresh()
    people = People()
    rounds: dict[str, Round] = {}
    seen: dict[str, dict[str, dict[str, int]]] = {}
    with TemporaryDirectory(prefix="bench") as folder:
        async with telegram() as stage:
            stage.sampled = Path(folder)
            async with playing(stage, house, database, ROLES):
                await warm(stage)
                for name in ("highest rate", f"{SHARE_OF_HIGHEST:.0%} of it"):
                    how: dict[str, Any] = {"chats": people.take(size.people), "at_once": size.at_once}
                    if rounds:
                        rate = SHARE_OF_HIGHEST * rounds["highest rate"].rate
                        how |= {"rate": rate, "seconds": (size.people - size.at_once) * len(STEPS) / rate}
                    _tell(stage, signal.SIGUSR1)
                    rounds[name] = await measured(stage, "pace" if rounds else "play", database, **how)
                    _tell(stage, signal.SIGUSR2)
                    seen[name] = await _sampled(stage.sampled)
                _tell(stage, signal.SIGKILL)  # the sampler would go on after the event loop's end
    show({name: [one] for name, one in rounds.items()})
    for role in ROLES:
        for what in sorted({what for by_role in seen.values() for what in by_role[role]}):
            us = [
                by_role[role].get(what, 0) / sum(by_role[role].values()) * rounds[name].us[role]
                for name, by_role in seen.items()
            ]
            print(f"  {role:10}{what:40}" + "".join(f"{one:8.0f}" for one in us))
    return {}


async def _sampled(folder: Path) -> dict[str, dict[str, int]]:
    """What each role has seen itself at; the files are gone then."""
    while not all((folder / role).exists() for role in ROLES):
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.1)
    return {role: _taken(folder / role) for role in ROLES}


def _taken(file: Path) -> dict[str, int]:
    seen: dict[str, int] = json.loads(file.read_text())["seen"]
    file.unlink()
    return seen


def _tell(stage: Stage, number: signal.Signals) -> None:
    for role in ROLES:
        for pid in stage.pids[role]:
            os.kill(pid, number)


async def dispatchers(house: Servers, size: Size) -> Found:
    """growth_two_dispatchers: our CPU an update with two, ÷ with one. Beside it the same of the bare bot, which keeps
    nothing and asks nobody: what this machine makes of one process more."""
    names = "1 bare", "2 bare", "1 dispatcher", "2 dispatchers"
    found: dict[str, list[Round]] = {name: [] for name in names}
    bare_one, bare_two, one, two = found.values()
    database = await house.fresh()
    people = People()
    for _ in range(size.rounds):
        how: dict[str, Any] = {"chats": people.take(size.people), "at_once": size.at_once}
        for count, rounds in enumerate((bare_one, bare_two), start=1):
            async with bare(count) as stage:
                rounds.append(await measured(stage, "play", **how))
        for count, rounds in enumerate((one, two), start=1):
            how["chats"] = people.take(size.people)
            async with product(house, database, dispatchers=count) as stage:
                rounds.append(await measured(stage, "play", database, **how))
    show(found)
    growth, with_servers = grown(one, two), grown(one, two, lambda one: one.with_servers)
    print(f"growth {growth:.3f}; with PostgreSQL and Redis {with_servers:.3f}; of the bare bot {grown(bare_one, bare_two):.3f}")  # fmt: skip
    return {"growth_two_dispatchers": growth, "growth_two_bare": grown(bare_one, bare_two)}


async def million(house: Servers, size: Size) -> Found:
    """growth_1e6: the larger of two growths from few to many citizens and cases: CPU an update (PostgreSQL's and
    Redis's too, since it is the database that would have more to do), and the median time to the answer."""
    databases, everybody = {}, {}
    found: dict[str, list[Round]] = {}
    wanted = size.rounds * size.people
    for cases in (size.few, size.many):
        name = f"{cases:,} cases"
        databases[name] = await house.fresh()
        show_filled(await asyncio.to_thread(fill, databases[name], cases))
        # Those who write are in the database with a case, as far as it has so many; all over it.
        everybody[name] = People(FIRST_ADDRESS, max(1, cases // wanted))
        found[name] = []
    for _ in range(size.rounds):
        for name, rounds in found.items():
            async with product(house, databases[name]) as stage:
                how: dict[str, Any] = {"chats": everybody[name].take(size.people), "at_once": size.at_once}
                rounds.append(await measured(stage, "play", databases[name], **how))
    show(found)
    pairs = list(zip(*found.values(), strict=True))
    cpu = middle(many.with_servers / few.with_servers for few, many in pairs)
    ours = middle(many.ours / few.ours for few, many in pairs)
    wait = middle(many.told["p50_ms"] / few.told["p50_ms"] for few, many in pairs)
    print(f"growth of CPU {cpu:.3f} (ours alone {ours:.3f}), of the median time to the answer {wait:.3f}")
    return {"growth_1e6": max(cpu, wait)}


async def load(house: Servers, size: Size) -> Found:
    """p95_ms_at_60pct and memory_growth."""
    database = await house.fresh()
    people = People()
    chats = size.load_at_once
    async with product(house, database) as stage:
        many = people.take(max(size.people, 2 * chats))
        highest = await measured(stage, "play", database, chats=many, at_once=chats)
        rate, seconds = SHARE_OF_HIGHEST * highest.rate, size.minutes * 60
        memory: list[float] = []
        watching = asyncio.create_task(_watch(stage, memory))
        try:
            many = people.take(2 * chats + int(rate * seconds / len(STEPS)))
            paced = await measured(
                stage, "pace", database, chats=many, at_once=chats, rate=rate, seconds=seconds
            )
        finally:
            watching.cancel()
    show({"highest rate": [highest], f"{SHARE_OF_HIGHEST:.0%} of it": [paced]})
    settled = memory[int(SETTLING * len(memory)) :]
    some = max(1, len(settled) // 10)
    growth = statistics.mean(settled[-some:]) / statistics.mean(settled[:some])
    print("p95 in each tenth of the time, ms: " + " ".join(f"{ms:.0f}" for ms in paced.told["p95_by_tenth"]))
    print(f"{chats} chats at once for {seconds:.0f} s, {paced.updates} updates; nobody ready "
          f"{paced.told['starved']} times; memory {settled[0]:.0f} → {settled[-1]:.0f} MB, growth {growth:.3f}")  # fmt: skip
    return {"p95_ms_at_60pct": float(paced.told["p95_ms"]), "memory_growth": growth}


async def _watch(stage: Stage, memory: list[float]) -> None:
    while True:
        memory.append(stage.memory())
        await asyncio.sleep(LOOK_SECONDS)


async def catch_up(house: Servers, size: Size) -> Found:
    """catch_up_ratio: from the first answer to the last, against the rate of people who wait for their answers; the lower
    of two starts. Raises AssertionError when somebody is not answered, or not in order."""
    database = await house.fresh()
    people = People()
    await asyncio.to_thread(house.forget_talks)
    chats = size.waiting // len(STEPS)
    rates = {}
    async with telegram() as stage:
        async with playing(stage, house, database, ROLES):
            await warm(stage)
            marks = (await stage.ask("learn", chats=people.take(1)))["marks"]
            steady = await stage.ask("play", chats=people.take(size.people), at_once=size.at_once)
            rates["steady"] = steady["updates"] / steady["seconds"]
            await drained(database)
        rates["at Telegram"] = await _waited(
            stage, house, database, people.take(chats), before=(), after=ROLES
        )
        rates["in the inbox"] = await _waited(
            stage, house, database, people.take(chats), before=ROLES[:1], after=ROLES[1:]
        )
    print(f"answers to one person: {marks}")
    print("updates/s: " + ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()))
    return {"catch_up_ratio": min(rates["at Telegram"], rates["in the inbox"]) / rates["steady"]}


async def _waited(
    stage: Stage,
    house: Servers,
    database: str,
    chats: list[int],
    *,
    before: Sequence[str],
    after: Sequence[str],
) -> float:
    """The rate at which they are answered who spoke while only the roles ``before`` were at work, if any."""
    count = len(range(*chats)) * len(STEPS)
    clock = asyncio.get_running_loop().time

    async def answered() -> float:
        began = clock()
        async with playing(stage, house, database, after):
            told = await stage.ask("caught-up", limit=600)
            took = clock() - began
            await drained(database)
        assert told["complete"] == told["chats"], f"not all are answered: {told}"
        assert not told["out_of_order"], f"out of order: {told}"
        print(f"{count} updates of {told['chats']} chats: all answered, in order; doubled {told['doubled']}; "
              f"{took:.1f} s from the start, {told['seconds']:.1f} s from the first answer")  # fmt: skip
        return float(count / told["seconds"])

    if not before:
        await stage.ask("pile", chats=chats)
        return await answered()
    async with playing(stage, house, database, before):
        handed = (await stage.ask("look"))["all_updates"]
        await stage.ask("pile", chats=chats)
        while (await stage.ask("look"))["all_updates"] < handed + count:
            await asyncio.sleep(0.2)
        return await answered()


PARTS: dict[str, Part] = {
    "ratio": ratio, "dispatchers": dispatchers, "million": million, "load": load, "catch-up": catch_up,
    "where": where,
}  # fmt: skip


def grown(
    before: Sequence[Round], after: Sequence[Round], cpu: Callable[[Round], float] = lambda one: one.ours
) -> float:
    """The median of what each round's CPU an update has grown by."""
    return middle(cpu(last) / cpu(first) for first, last in zip(before, after, strict=True))


def middle(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def show(found: dict[str, list[Round]]) -> None:
    """Who uses what, medians. ``others``: cores busy with something else."""
    names = list(dict.fromkeys(name for rounds in found.values() for one in rounds for name in one.us))
    print(f"{'':16}{'others':>7}{'upd/s':>7}{'p50 ms':>8}{'p95 ms':>8}{'calls':>7} | CPU µs an update: "
          + "".join(f"{name:>10}" for name in [*names, "ours", "+servers"]))  # fmt: skip
    for kind, rounds in found.items():
        p50, p95 = (middle(one.told[key] for one in rounds) for key in ("p50_ms", "p95_ms"))
        calls = middle(one.told["requests"] / one.updates for one in rounds)
        used = [middle(one.us.get(name, 0.0) for one in rounds) for name in names]
        used += [middle(one.ours for one in rounds), middle(one.with_servers for one in rounds)]
        print(f"{kind:16}{middle(one.others for one in rounds):7.2f}{middle(one.rate for one in rounds):7.0f}{p50:8.0f}{p95:8.0f}{calls:7.2f} |{'':19}"
              + "".join(f"{us:10.0f}" for us in used))  # fmt: skip


def show_filled(filled: Filled) -> None:
    """What the database holds."""
    print(f"{filled.cases:,} cases: {filled.bytes / 1e6:,.0f} MB, {filled.bytes / filled.cases:,.0f} bytes a case; "
          + ", ".join(f"{name} {rows:,} rows {size / 1e6:,.0f} MB" for name, (rows, size) in filled.tables.items()))  # fmt: skip


async def measure(names: Sequence[str], size: Size) -> Found:
    """The parts that are wanted."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(
        signal.SIGTERM, task.cancel
    )  # everything is ended then, too
    found: Found = {}
    async with servers() as house:
        for name in names:
            print(f"--- {name}", flush=True)
            found |= await PARTS[name](house, size)
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="one of them; may be said several times"
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--people", type=int, help="conversations a round")
    parser.add_argument("--at-once", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--many", type=int, help="citizens and cases in the large database")
    parser.add_argument("--minutes", type=float, help="of the load")
    parser.add_argument("--waiting", type=int, help="updates at the fresh start")
    parser.add_argument("--json", action="store_true")
    options = vars(parser.parse_args())
    said: dict[str, Any] = {
        name: value for name, value in options.items() if hasattr(QUICK, name) and value is not None
    }
    size = replace(QUICK if options["quick"] else Size(), **said)
    try:
        found = asyncio.run(measure(options["part"] or list(PARTS), size))
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit("stopped, and everything that was started is") from None
    print(", ".join(f"{name} {value:.3f}" for name, value in found.items()))
    if options["json"]:
        print(json.dumps({name: round(value, 4) for name, value in found.items()}))


if __name__ == "__main__":
    main()
