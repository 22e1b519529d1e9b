"""How well opinions about one matter are found: `python -m bench.likeness [FILE] [--size N] [--json]`.

An index is filled with made opinions and with the messages of FILE (one JSON object a line with `text` and `group`,
which near-copies share; they are no part of the project). Then it is asked for opinions said again in other words,
for the same complaint about another place and for another complaint about the same place. Recall: the share of
those said again that lead to an opinion about the same matter. Precision: the share of what was found, over all
questions, that is about the same matter. The baseline compares with every text by rapidfuzz alone.

`tests/routing/alike.jsonl` is measured by itself: short, and reworded by people rather than by rules.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rapidfuzz import fuzz, process

from bench.likeness_copies import Town
from liaison.routing.likeness import Likeness

SIZE, ASKED, BASELINE = 100_000, 1_000, 10
"""Opinions in the index; questions of each kind; questions of each kind to the baseline, which takes a second each."""

BASELINE_FLOOR = 80.0
"""Of rapidfuzz's 100, from which the baseline takes two texts for alike: the best of 70, 80 and 90."""

CHECK = Path(__file__).parent.parent / "tests" / "routing" / "alike.jsonl"

FIRST_OF_FILE = 10_000_000
"""Keys of the messages of FILE begin here."""


@dataclass(frozen=True, slots=True)
class Question:
    """A text, and the keys that are about the same matter."""

    kind: str
    text: str
    right: frozenset[int]


def _megabytes() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def measure(file: Path | None, size: int, asked: int) -> dict[str, object]:
    """Fill, ask, count; prints a table and returns its numbers."""
    random = Random(20_260_511)
    town = Town(random)
    said = [town.anything() for _ in range(size)]
    texts = {key: one.text for key, one in enumerate(said)}
    by_matter: dict[tuple[int, str], set[int]] = {}
    for key, one in enumerate(said):
        by_matter.setdefault(one.matter, set()).add(key)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file else []
    groups: dict[int, set[int]] = {}
    for at, row in enumerate(rows):
        texts[FIRST_OF_FILE + at] = row["text"]
        groups.setdefault(row["group"], set()).add(FIRST_OF_FILE + at)

    index = Likeness()
    index.alike("先问一句")
    before, started = _megabytes(), time.perf_counter()
    for key, text in texts.items():
        index.add(key, text)
    filled = time.perf_counter() - started
    memory = _megabytes() - before

    questions: list[Question] = []
    for _ in range(asked):
        one = random.choice(said)
        questions.append(
            Question("said again", town.again(one.text, one.place), frozenset(by_matter[one.matter]))
        )
    for _ in range(asked // 2):
        one, place = random.choice(said), random.choice(town.places)
        right = frozenset(by_matter.get((one.topic, place), ()))
        text = town.again(one.text.replace(one.place, place), place)
        questions.append(Question("another place", text, right))
    for _ in range(asked // 2):
        one, topic = random.choice(said), random.randrange(town.topics)
        right = frozenset(by_matter.get((topic, one.place), ()))
        questions.append(Question("another matter", town.say(topic, one.place).text, right))
    questions += [
        Question("of the file", town.again(row["text"]), frozenset(groups[row["group"]]))
        for row in random.sample(rows, min(asked // 2, len(rows)))
    ]

    def look(text: str) -> Sequence[int]:
        return [one.key for one in index.alike(text)]

    result: dict[str, object] = {
        "texts": len(texts),
        "characters": round(sum(map(len, texts.values())) / len(texts)),
        "fill_seconds": round(filled, 1),
        "megabytes": round(memory, 1),
    }
    for what, number in result.items():
        print(f"{what}: {number}")
    result |= count("index", questions, look)
    if CHECK.exists():
        result |= _check(index)
    some = [one for kind in dict.fromkeys(q.kind for q in questions) for one in _first(questions, kind)]
    return result | count("rapidfuzz over all", some, lambda text: _baseline(text, texts))


def _first(questions: Iterable[Question], kind: str) -> list[Question]:
    return [one for one in questions if one.kind == kind][:BASELINE]


def _baseline(text: str, texts: dict[int, str]) -> Sequence[int]:
    found = process.extract(text, texts, scorer=fuzz.partial_ratio, limit=3, score_cutoff=BASELINE_FLOOR)
    return [key for _, _, key in found]


def count(
    name: str, questions: Sequence[Question], look: Callable[[str], Sequence[int]]
) -> dict[str, object]:
    """Ask everything, print a line a kind, return the numbers under names that begin with ``name``."""
    times: list[float] = []
    found = wrong = hits = wanted = 0
    print(f"\n{name:<22}{'asked':>7}{'recall':>8}{'found':>7}{'wrong':>7}")
    for kind in dict.fromkeys(one.kind for one in questions):
        of_kind = [one for one in questions if one.kind == kind]
        kind_found = kind_wrong = kind_hits = kind_wanted = 0
        for one in of_kind:
            started = time.perf_counter()
            keys = look(one.text)
            times.append(time.perf_counter() - started)
            kind_found += len(keys)
            kind_wrong += sum(key not in one.right for key in keys)
            kind_wanted += bool(one.right)
            kind_hits += any(key in one.right for key in keys)
        recall = f"{kind_hits / kind_wanted:.3f}" if kind_wanted == len(of_kind) else "—"
        print(f"  {kind:<20}{len(of_kind):>7}{recall:>8}{kind_found:>7}{kind_wrong:>7}")
        found, wrong = found + kind_found, wrong + kind_wrong
        if kind_wanted == len(of_kind):
            hits, wanted = hits + kind_hits, wanted + kind_wanted
    times.sort()
    numbers = {
        "recall": round(hits / wanted, 4) if wanted else 0.0,
        "precision": round(1 - wrong / found, 4) if found else 0.0,
        "ms_median": round(times[len(times) // 2] * 1e3, 2),
        "ms_p99": round(times[int(len(times) * 0.99)] * 1e3, 2),
    }
    print("  " + ", ".join(f"{what} {number}" for what, number in numbers.items()))
    return {f"{name}: {what}": number for what, number in numbers.items()}


def _check(index: Likeness) -> dict[str, object]:
    rows = [json.loads(line) for line in CHECK.read_text("utf-8").splitlines()]
    first = FIRST_OF_FILE * 2
    for at, row in enumerate(rows):
        index.add(first + at, row["text"])
    questions = [
        Question("reworded", row["rewritten"], frozenset({first + at})) for at, row in enumerate(rows)
    ]
    questions += [Question("different", row["different"], frozenset()) for row in rows]
    return count("alike.jsonl", questions, lambda text: [one.key for one in index.alike(text)])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure how well opinions about one matter are found.")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--asked", type=int, default=ASKED)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args()
    result = measure(options.file, options.size, options.asked)
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
