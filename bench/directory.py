"""How well deputies are found: `python -m bench.directory [--n N] [--places FILE] [--json]`.

Makes a roster by itself (places by rule, or from a file with the columns village town county city province, tabs
between; names by the shares of surnames and characters), asks for its deputies in every way people type, and prints one
table: rapidfuzz over all, SQLite FTS5 trigram, the directory as a citizen asks it (up to 200,000 deputies; it is made
anew from the roster, not loaded), and the product's index under it, in the same run on the same questions; then each kind of question. What is right when several deputies answer equally: `bench/directory_asked.py`.

`--roster FILE --queries FILE` judges on given ones (`id name level unit village town county city province`, and
`kind query id`; packed with gzip or not); `--roster` alone asks the kinds made here of it.

hit@1, hit@5: the share of questions with a right answer first, or among the first five. Milliseconds: of a question,
median of the rounds, wall and CPU. build s: reading the roster included. load s: from the disk in a fresh process, until the
first answer. MB: what loading and answering all the questions has added to that process. max: the slowest of all, odd things
(4,000 characters, emoji, SQL) among them: wall by the median of its rounds, CPU in whichever round. rapidfuzz is
asked fewer questions where it takes long: the first of each kind; the column says how many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.directory_asked import ODD, Question, questions_of, read_questions
from bench.directory_contenders import CONTENDERS
from bench.directory_kinds import SIX
from bench.directory_made import Row, made_roster, read_places, read_roster, write_roster

N, EACH, ROUNDS, SEED = 100_000, 60, 5, 20_261_123
"""Deputies, questions of each kind, rounds of our index, and what chance starts from."""

ROUNDS_OF = {"rapidfuzz": 1}
"""It takes long, and its times vary little."""

SCANNED = 200_000_000
"""Lines that rapidfuzz may look at in all, before it is asked fewer questions."""

MOST_IN_DIRECTORY = 200_000
"""Deputies up to which the directory is asked as well: it holds an object for each, and every place."""

LIMIT_MS = 50.0
"""No query may take longer, whatever is typed."""


@dataclass(frozen=True)
class Figures:
    """Of some questions: how often right, and how long they took in milliseconds."""

    asked: int
    hit1: float
    hit5: float
    mean_ms: float
    p95_ms: float
    cpu_mean_ms: float
    cpu_p95_ms: float


@dataclass(frozen=True)
class Outcome:
    """What a contender answered to some questions."""

    questions: Sequence[Question]
    answers: Sequence[Sequence[int]]
    wall_ms: Sequence[float]
    cpu_ms: Sequence[float]
    measured: dict[str, float]

    def figures(self, kinds: Sequence[str] = ()) -> Figures:
        """Of some kinds, or of all."""
        chosen = [at for at, one in enumerate(self.questions) if not kinds or one.kind in kinds]
        ranks = [rank(self.questions[at], self.answers[at]) for at in chosen]
        wall, cpu = [self.wall_ms[at] for at in chosen], [self.cpu_ms[at] for at in chosen]
        count = len(chosen)
        return Figures(
            count,
            sum(one == 1 for one in ranks) / count,
            sum(1 <= one <= 5 for one in ranks) / count,
            sum(wall) / count,
            high(wall),
            sum(cpu) / count,
            high(cpu),
        )


def rank(question: Question, answers: Sequence[int]) -> int:
    """Where the first right answer stands, from 1; 0: nowhere."""
    return next((at for at, found in enumerate(answers, start=1) if found in question.right), 0)


def high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def fewer(questions: Sequence[Question], most: int) -> list[Question]:
    """The first questions of every kind, about ``most`` in all and at least one of each."""
    kinds = dict.fromkeys(one.kind for one in questions)
    each = max(1, most // len(kinds))
    return [q for kind in kinds for q in [one for one in questions if one.kind == kind][:each]]


def _child(*arguments: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.directory_contenders", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def judge(name: str, roster: Path, folder: Path, questions: Sequence[Question], rounds: int) -> Outcome:
    """Build in one process, load and ask in another."""
    measured = _child("build", name, roster, folder)
    texts = folder / "texts.json"
    texts.write_text(json.dumps([one.text for one in questions] + list(ODD)), "utf-8")
    given = _child("ask", name, roster, folder, "--texts", texts, "--rounds", rounds)
    count = len(questions)
    slowest = max(range(len(given["wall_ms"])), key=lambda at: given["wall_ms"][at])
    measured |= {
        "load_s": given["load_s"],
        "rss_mb": given["rss_mb"],
        "max_ms": given["wall_ms"][slowest],
        "max_cpu_ms": max(given["most_cpu_ms"]),
        "over_limit": sum(one > LIMIT_MS for one in given["wall_ms"]),
    }
    if measured["max_ms"] > LIMIT_MS and name == "index":
        text = [*(one.text for one in questions), *ODD][slowest]
        print(f"slowest, {measured['max_ms']:.0f} ms: {text[:40]!r} ({len(text)} characters)")
    return Outcome(
        questions, given["answers"][:count], given["wall_ms"][:count], given["cpu_ms"][:count], measured
    )


def show(outcomes: dict[str, Outcome]) -> None:
    """One line a contender."""
    print(f"\n{'':37}{'asked':>6}{'hit@1':>7}{'hit@5':>7}{'mean ms':>9}{'p95 ms':>9}{'CPU':>9}{'CPU p95':>9}"
          f"{'build s':>9}{'load s':>8}{'MB':>8}{'max ms':>9}{'max CPU':>9}")  # fmt: skip
    for name, outcome in outcomes.items():
        for title, kinds in ((CONTENDERS[name].title, ()), ("  six kinds", SIX)):
            if kinds and not {one.kind for one in outcome.questions} > set(kinds):
                continue
            f, m = outcome.figures(kinds), outcome.measured
            print(f"{title:37}{f.asked:6}{f.hit1:7.3f}{f.hit5:7.3f}{f.mean_ms:9.2f}{f.p95_ms:9.2f}{f.cpu_mean_ms:9.2f}"
                  f"{f.cpu_p95_ms:9.2f}", end="")  # fmt: skip
            if kinds:
                print()
            else:
                print(
                    f"{m['build_s']:9.1f}{m['load_s']:8.2f}{m['rss_mb']:8.0f}{m['max_ms']:9.1f}{m['max_cpu_ms']:9.1f}"
                )


def show_kinds(outcomes: dict[str, Outcome]) -> None:
    """Every kind: each contender's hit@1 and hit@5, and our times."""
    names = "".join(f"{CONTENDERS[name].title.partition(',')[0]:>22}" for name in outcomes)
    print(f"\n{'hit@1 hit@5':30}{'asked':>6}{names}{'p95 ms':>9}{'CPU p95':>9}")
    last = list(outcomes.values())[-1]
    for kind in dict.fromkeys(one.kind for one in last.questions):
        row = f"{kind:30}{last.figures([kind]).asked:6}"
        for outcome in outcomes.values():
            f = outcome.figures([kind])
            row += f"{f.hit1:16.3f}{f.hit5:6.3f}"
        print(row + f"{f.p95_ms:9.2f}{f.cpu_p95_ms:9.2f}")


def show_misses(outcome: Outcome, rows: Sequence[Row], most: int) -> None:
    """What was asked in vain: the first of each kind, what was wanted and what came first."""
    by_id = {row.id: row for row in rows}
    left = dict.fromkeys((one.kind for one in outcome.questions), most)
    for question, answers in zip(outcome.questions, outcome.answers, strict=True):
        found = rank(question, answers)
        if found != 1 and left[question.kind]:
            left[question.kind] -= 1
            wanted, first = by_id[min(question.right)], by_id[answers[0]] if answers else None
            print(f"{question.kind}: {question.text!r} ({found or 'not found'})\n    wanted {wanted[1:7]}\n    first  "
                  f"{first[1:7] if first else None}")  # fmt: skip


def flat(n: int, outcomes: dict[str, Outcome]) -> dict[str, float]:
    """One object of numbers: those of the last, our index, under plain names; the others' behind theirs, not by kind."""
    result: dict[str, float] = {"n": n}
    for name, outcome in outcomes.items():
        last = name == list(outcomes)[-1]
        before = "" if last else name + "_"
        numbers = {**vars(outcome.figures()), **outcome.measured}
        if {one.kind for one in outcome.questions} > set(SIX):
            six = outcome.figures(SIX)
            numbers |= {"hit1_six": six.hit1, "hit5_six": six.hit5, "p95_ms_six": six.p95_ms}
        for kind in dict.fromkeys(one.kind for one in outcome.questions if last):
            f, key = outcome.figures([kind]), kind.replace(" ", "_").replace("+", "_")
            numbers |= {f"hit1_{key}": f.hit1, f"hit5_{key}": f.hit5, f"p95_ms_{key}": f.p95_ms}
        result |= {before + key: round(number, 4) for key, number in numbers.items()}
    return result


def _given(options: argparse.Namespace, folder: Path) -> tuple[Path, list[Row]]:
    """Where the roster's file is, and its rows."""
    if options.roster:
        return options.roster.resolve(), list(read_roster(options.roster))
    places = read_places(options.places) if options.places else ()
    rows = list(made_roster(options.n, options.seed, places))
    write_roster(rows, folder / "roster.tsv")
    return folder / "roster.tsv", rows


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure how well deputies are found.")
    parser.add_argument("--n", type=int, default=N, help="deputies of the made roster")
    parser.add_argument(
        "--places", type=Path, help="village town county city province, instead of made places"
    )
    parser.add_argument("--roster", type=Path, help="a given roster")
    parser.add_argument("--queries", type=Path, help="and given questions for it")
    parser.add_argument("--each", type=int, default=EACH, help="questions of each kind")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=CONTENDERS, action="append", help="this contender alone")
    parser.add_argument("--misses", type=int, default=0, help="show so many of each kind that were not first")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args()
    if options.queries and not options.roster:
        parser.error("--queries needs the --roster they were made for")
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roster, rows = _given(options, folder)
        n = len(rows)
        questions = (
            read_questions(options.queries, rows)
            if options.queries
            else questions_of(rows, options.each, options.seed)
        )
        if not options.misses:
            rows = []
        print(f"{n:,} deputies, {len(questions):,} questions")
        for contender in options.only or CONTENDERS:
            if contender == "directory" and n > MOST_IN_DIRECTORY and not options.only:
                continue
            most = SCANNED // n if contender == "rapidfuzz" else len(questions)
            some = fewer(questions, most) if most < len(questions) else questions
            own = folder / contender
            own.mkdir()
            outcomes[contender] = judge(
                contender, roster, own, some, ROUNDS_OF.get(contender, options.rounds)
            )
    show(outcomes)
    show_kinds(outcomes)
    if options.misses:
        show_misses(list(outcomes.values())[-1], rows, options.misses)
    if options.json:
        print(json.dumps(flat(n, outcomes)))


if __name__ == "__main__":
    main()
