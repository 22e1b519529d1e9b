"""Who answers in bench.directory: rapidfuzz over all, SQLite FTS5 trigram, and the product's index, which is also asked
through the directory as a citizen does.

Each is built in a process of its own and asked in another that has done nothing before, so that times and memory are its
own: `python -m bench.directory_contenders build|ask NAME …`, which bench.directory calls.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.directory_made import Row, read_roster
from bench.usage import rss_of

LIMIT = 8
"""Answers asked for: as many as a citizen is shown."""

Ask = Callable[[str], Sequence[int]]
"""Ids for a text, best first."""


@dataclass(frozen=True)
class Contender:
    """``ready`` loads the libraries, ``build`` makes what ``load`` then takes from the disk."""

    title: str
    ready: Callable[[], object]
    build: Callable[[Path, Path], object]
    load: Callable[[Path, Path], Ask]


def line_of(row: Row) -> str:
    """What the two plain ways search in: everything that the questions name."""
    return f"{row.name} {row.unit} {row.village} {row.town} {row.county}"


def _load_rapidfuzz(roster: Path, _folder: Path) -> Ask:
    from rapidfuzz import fuzz, process

    ids, lines = [], []
    for row in read_roster(roster):
        ids.append(row.id)
        lines.append(line_of(row))
    return lambda text: [ids[at] for _, _, at in process.extract(text, lines, scorer=fuzz.ratio, limit=LIMIT)]


def _build_trigram(roster: Path, folder: Path) -> None:
    base = sqlite3.connect(folder / "trigram.sqlite")
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("CREATE VIRTUAL TABLE deputy USING fts5(line, tokenize = 'trigram')")
    base.executemany(
        "INSERT INTO deputy (rowid, line) VALUES (?, ?)",
        ((row.id, line_of(row)) for row in read_roster(roster)),
    )
    base.execute("INSERT INTO deputy (deputy) VALUES ('optimize')")
    base.commit()
    base.close()


def _load_trigram(_roster: Path, folder: Path) -> Ask:
    base = sqlite3.connect(folder / "trigram.sqlite")
    text = f"SELECT rowid FROM deputy WHERE deputy MATCH ? ORDER BY rank LIMIT {LIMIT}"

    def ask(query: str) -> Sequence[int]:
        words = query.replace("\0", " ").split()
        parts = dict.fromkeys(word[at : at + 3] for word in words for at in range(len(word) - 2))
        if not parts:
            return []
        wanted = " OR ".join('"' + part.replace('"', '""') + '"' for part in parts)
        return [number for (number,) in base.execute(text, (wanted,))]

    return ask


def _ready_index() -> object:
    from liaison.directory import index

    return index


def _build_index(roster: Path, folder: Path) -> None:
    from liaison.directory.index import Entry, Index

    def entries() -> Iterator[Entry]:
        for row in read_roster(roster):
            yield Entry(row.id, row.name, row.level, row.unit, tuple(row[:3:-1]))

    Index.build(entries()).save(folder)


def _load_index(_roster: Path, folder: Path) -> Ask:
    from liaison.directory.index import Index

    index = Index.load(folder)
    return lambda text: [found.id for found in index.search(text, LIMIT)]


def _ready_directory() -> object:
    from bench import directory_citizens

    return directory_citizens


def _load_directory(roster: Path, _folder: Path) -> Ask:
    from bench.directory_citizens import load

    return load(roster, LIMIT)


CONTENDERS = {
    "rapidfuzz": Contender(
        "rapidfuzz ratio", lambda: __import__("rapidfuzz.process"), lambda *_: None, _load_rapidfuzz
    ),
    "trigram": Contender("SQLite FTS5 trigram", lambda: None, _build_trigram, _load_trigram),
    "directory": Contender(
        "the directory, as a citizen asks it", _ready_directory, lambda *_: None, _load_directory
    ),
    "index": Contender("our index", _ready_index, _build_index, _load_index),
}
"""In the order of the table."""


@dataclass(frozen=True)
class Asked:
    """The answers of each text, and how long each took: milliseconds, wall and CPU by the median of the
    rounds, and the most CPU of any round."""

    answers: list[list[int]]
    wall_ms: list[float]
    cpu_ms: list[float]
    most_cpu_ms: list[float]


def ask_all(ask: Ask, texts: Sequence[str], rounds: int) -> Asked:
    """Every text in each round, one after the other. CPU is the whole process's, whatever threads it has."""
    answers: list[list[int]] = []
    wall: list[list[float]] = [[] for _ in texts]
    cpu: list[list[float]] = [[] for _ in texts]
    for number in range(rounds):
        for at, text in enumerate(texts):
            began, used = time.perf_counter_ns(), time.process_time_ns()
            found = ask(text)
            cpu[at].append((time.process_time_ns() - used) / 1e6)
            wall[at].append((time.perf_counter_ns() - began) / 1e6)
            if number == 0:
                answers.append(list(found))
    return Asked(
        answers, list(map(statistics.median, wall)), list(map(statistics.median, cpu)), list(map(max, cpu))
    )


def build(name: str, roster: Path, folder: Path) -> dict[str, float]:
    """Seconds, reading the roster's rows from the file among them, and the most memory that was resident."""
    CONTENDERS[name].ready()
    before, began = rss_of(os.getpid()), time.perf_counter()
    CONTENDERS[name].build(roster, folder)
    took = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"build_s": took, "build_mb": most - before}


def load_and_ask(name: str, roster: Path, folder: Path, asked: Path, rounds: int) -> dict[str, object]:
    """Loads, asks, and says what it took. ``rss_mb``: what loading and answering everything has added."""
    texts: list[str] = json.loads(asked.read_text("utf-8"))
    CONTENDERS[name].ready()
    gc.collect()
    before, began = rss_of(os.getpid()), time.perf_counter()
    ask = CONTENDERS[name].load(roster, folder)
    ask("王建国 新华村")
    took = time.perf_counter() - began
    result = ask_all(ask, texts, rounds)
    return {"load_s": took, "rss_mb": rss_of(os.getpid()) - before, **vars(result)}


def main() -> None:
    """Command line: prints one JSON object."""
    parser = argparse.ArgumentParser(description="One contender of bench.directory, by itself.")
    parser.add_argument("what", choices=("build", "ask"))
    parser.add_argument("name", choices=CONTENDERS)
    parser.add_argument("roster", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.what == "build":
        result: dict[str, object] = {**build(options.name, options.roster, options.folder)}
    else:
        result = load_and_ask(options.name, options.roster, options.folder, options.texts, options.rounds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
