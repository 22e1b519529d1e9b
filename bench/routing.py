"""How well citizens' words find their committee.

``python -m bench.routing FILE`` prints one table: cold, taught, by few corrections, with typing errors, on the first
characters, beside the baselines (keywords with rapidfuzz, TF-IDF of characters with a linear SVM) on the same messages in
the same run. What is taught is judged by cross-validation over the file's groups, never on what was learnt.

``python -m bench.routing --learn A.jsonl --judge B.jsonl`` learns from one file and is judged on another; ``--cold`` learns
nothing.

A file holds one JSON object a line: `text`, and `label` (one of the subjects in LABELS) or `committee` (a code of the
sample congress); `group` keeps near-copies together. Rows with a label are judged among the labels, by the probability of the
subjects each stands for; rows with a committee among all committees of the sample congress's table. The messages themselves
are no part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.usage import rss_of
from liaison.directory.importing import read_congress
from liaison.routing.plain import normalise, plain, syllables
from liaison.routing.router import Router, Target

LABELS = {
    "城乡建设": ("building",),
    "环境保护": ("environment",),
    "交通运输": ("transport",),
    "劳动和社会保障": ("labour",),
    "教育文体": ("education",),
    "卫生计生": ("health",),
    "商贸旅游": ("commerce", "market"),
}
"""The labels of the public message sets → our subjects."""

CONGRESS = Path(__file__).parent.parent / "congress" / "xinghe"
FOLDS = 5
BINS = 10
"""Of the expected calibration error: ten of equal width."""


@dataclass(frozen=True)
class Row:
    """One message. ``right``: its label or committee."""

    text: str
    right: str
    by_label: bool
    group: str

    @property
    def target(self) -> Target:
        """What it teaches."""
        return Target(subjects=LABELS[self.right]) if self.by_label else Target(committee=self.right)


def read_rows(path: Path) -> list[Row]:
    """Raises ValueError with the line's number for one that cannot be used."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        given: dict[str, Any] = json.loads(line)
        label = given.get("label", "")
        if not given.get("text") or (label not in LABELS and not given.get("committee")):
            raise ValueError(
                f"{path}, line {number}: needs text, and label ({'、'.join(LABELS)}) or committee"
            )
        by_label = not given.get("committee")
        rows.append(
            Row(
                given["text"],
                label if by_label else given["committee"],
                by_label,
                str(given.get("group", number)),
            )
        )
    return rows


def fresh_router() -> Router:
    """That of the sample congress, which has learnt nothing."""
    files = read_congress(CONGRESS)
    return Router(files.lexicon(), files.table())


@dataclass(frozen=True)
class Bending:
    """How messages are changed before they are judged."""

    first: int = 0
    typos: float = 0.0
    homophones: float = 0.0

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """The changed messages; the same every time."""
        drawn = random.Random(5)
        usual = [c for text in texts for c in text if c in syllables()]
        sounding: dict[int, list[str]] = {}
        for character, sound in syllables().items():
            sounding.setdefault(sound, []).append(character)

        def bent(character: str) -> str:
            if character not in syllables():
                return character
            if drawn.random() < self.typos:
                return drawn.choice(usual)
            if drawn.random() < self.homophones:
                return drawn.choice(sounding[syllables()[character]])
            return character

        cut = [text[: self.first] if self.first else text for text in texts]
        return ["".join(map(bent, text)) for text in cut] if self.typos or self.homophones else cut


@dataclass(frozen=True)
class Guess:
    """The answers of one message, the best first, with the probability of each."""

    ranked: tuple[tuple[str, float], ...]


def figures(rows: Sequence[Row], guesses: Sequence[Guess]) -> dict[str, float]:
    """Macro-F1, accuracy, top-2, expected calibration error, and F1 of each answer."""
    first = [guess.ranked[0][0] for guess in guesses]
    kinds = sorted({row.right for row in rows})
    f1 = {}
    for kind in kinds:
        hit = sum(a == kind == row.right for a, row in zip(first, rows, strict=True))
        said = sum(a == kind for a in first)
        f1[kind] = 2 * hit / (said + sum(row.right == kind for row in rows))
    right = [a == row.right for a, row in zip(first, rows, strict=True)]
    in_two = [row.right in [a for a, _ in g.ranked[:2]] for g, row in zip(guesses, rows, strict=True)]
    return {
        "macro_f1": statistics.mean(f1.values()),
        "accuracy": statistics.mean(right),
        "top2": statistics.mean(in_two),
        "ece": calibration_error([g.ranked[0][1] for g in guesses], right),
        **{f"f1_{kind}": one for kind, one in f1.items()},
    }


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """The mean distance between how sure and how often right, over BINS of equal width."""
    error = 0.0
    for one in range(BINS):
        inside = [(s, r) for s, r in zip(sure, right, strict=True) if one / BINS < s <= (one + 1) / BINS]
        if inside:
            error += abs(sum(s for s, _ in inside) - sum(r for _, r in inside)) / len(sure)
    return error


Judge = Callable[[str, bool], Guess]
"""Guesses the label (True) or the committee of a text."""


def judge_of(router: Router) -> Judge:
    """The product itself."""
    places = {label: router.right(Target(subjects=subjects)) for label, subjects in LABELS.items()}
    leads = [router.table.lead(leaf) for leaf in router.leaves]

    def judge(text: str, by_label: bool) -> Guess:
        reading = router.look(text)
        router.route(reading)  # committees, evidence, choices: what routing a message costs
        shares = reading.shares
        if by_label:
            chance = {label: sum(shares[at] for at in found) for label, found in places.items()}
        else:
            chance = dict.fromkeys(sorted(set(leads) - {""}), 0.0)
            for lead, share in zip(leads, shares, strict=True):
                if lead:
                    chance[lead] += share
        total = sum(chance.values()) or 1.0
        ranked = sorted(((one / total, code) for code, one in chance.items()), reverse=True)
        return Guess(tuple((code, one) for one, code in ranked))

    return judge


def keywords() -> Judge:
    """Baseline: rapidfuzz partial_ratio of every term of the lexicon, three and more characters long."""
    from rapidfuzz import fuzz

    router, lexicon = fresh_router(), read_congress(CONGRESS).lexicon()
    label_of = {
        router.leaves[at]: label
        for label, subjects in LABELS.items()
        for at in router.right(Target(subjects=subjects))
    }
    terms = [
        (term, leaf, w)
        for term, found in lexicon.weights.items()
        for leaf, w in found.items()
        if len(term) > 2
    ]

    def judge(text: str, by_label: bool) -> Guess:
        chance: dict[str, float] = {}
        text = normalise(text)
        for term, leaf, weight in terms:
            code = label_of.get(leaf, "") if by_label else router.table.lead(leaf)
            if code and fuzz.partial_ratio(term, text, score_cutoff=85):
                chance[code] = chance.get(code, 0.0) + weight
        total = sum(chance.values()) or 1.0
        ranked = sorted(((one / total, code) for code, one in chance.items()), reverse=True)
        return Guess(tuple((code, one) for one, code in ranked) or (("", 0.0),))

    return judge


def support_vectors(rows: Sequence[Row]) -> Judge:
    """Baseline: TF-IDF of one to three characters, a linear SVM."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    machine = LinearSVC(C=1.0).fit(
        vectors.fit_transform([plain(r.text) for r in rows]), [r.right for r in rows]
    )

    def judge(text: str, _by_label: bool) -> Guess:
        scores = machine.decision_function(vectors.transform([plain(text)]))[0]
        ranked = sorted(zip(scores, machine.classes_, strict=True), reverse=True)
        return Guess(tuple((code, float(score)) for score, code in ranked))

    return judge


def timed(judge: Judge, rows: Sequence[Row], texts: Sequence[str]) -> tuple[list[Guess], dict[str, float]]:
    """The guesses, and the CPU time of each message: median and 99th percentile, in microseconds."""
    guesses, times = [], []
    for row, text in zip(rows, texts, strict=True):
        began = time.thread_time_ns()
        guesses.append(judge(text, row.by_label))
        times.append((time.thread_time_ns() - began) / 1000)
    times.sort()
    return guesses, {"us_median": times[len(times) // 2], "us_p99": times[int(len(times) * 0.99)]}


def learn_and_judge(learn: Sequence[Row], judged: Sequence[Row], bending: Bending) -> dict[str, float]:
    """Learn from some messages, be judged on others."""
    texts = bending([row.text for row in judged])
    before = rss_of(os.getpid())
    began = time.perf_counter()
    router = fresh_router()
    router.read("小区门口的路灯不亮")
    ready = time.perf_counter() - began
    router.learn((row.text, row.target) for row in learn)
    guesses, times = timed(judge_of(router), judged, texts)

    def read(text: str, _by_label: bool) -> Guess:
        router.read(text)
        return guesses[0]

    _, whole = timed(read, judged, texts)
    memory = rss_of(os.getpid()) - before
    return {
        **figures(judged, guesses),
        **times,
        "us_with_advice_and_grade": whole["us_median"],
        "mb": memory,
        "first_answer_s": ready,
    }


def folds(rows: Sequence[Row]) -> list[tuple[list[int], list[int]]]:
    """FOLDS parts of about equal size that keep groups together: what to learn from, what to judge, by place."""
    groups: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(row.group, []).append(at)
    parts: list[list[int]] = [[] for _ in range(FOLDS)]
    for found in sorted(groups.values(), key=lambda g: (-len(g), g)):
        min(parts, key=len).extend(found)
    everything = range(len(rows))
    result = []
    for part in parts:
        judged = set(part)
        learnt = [at for at in everything if at not in judged]
        random.Random(1).shuffle(learnt)
        result.append((learnt, sorted(part)))
    return result


def crossed(
    rows: Sequence[Row], make: Callable[[Sequence[Row]], Judge], bendings: dict[str, Bending], most: int = 0
) -> dict[str, dict[str, float]]:
    """Cross-validation: what ``make`` learnt from the other groups, judged on every bending of each group."""
    texts = {name: bending([row.text for row in rows]) for name, bending in bendings.items()}
    guesses: dict[str, dict[int, Guess]] = {name: {} for name in bendings}
    times: dict[str, list[float]] = {name: [] for name in bendings}
    for learnt, judged in folds(rows):
        judge = make([rows[at] for at in (learnt[:most] if most else learnt)])
        for name in bendings:
            for at in judged:
                began = time.thread_time_ns()
                guesses[name][at] = judge(texts[name][at], rows[at].by_label)
                times[name].append((time.thread_time_ns() - began) / 1000)
    found = {}
    for name in bendings:
        ordered = sorted(times[name])
        found[name] = {
            **figures(rows, [guesses[name][at] for at in range(len(rows))]),
            "us_median": ordered[len(ordered) // 2],
            "us_p99": ordered[int(len(ordered) * 0.99)],
        }
    return found


def taught(rows: Sequence[Row]) -> Judge:
    """The product after these examples."""
    router = fresh_router()
    router.learn((row.text, row.target) for row in rows)
    return judge_of(router)


BENDINGS = {
    "whole": Bending(),
    "first 30": Bending(first=30),
    "whole, 5 % wrong": Bending(typos=0.05),
    "whole, 5 % homophones": Bending(homophones=0.05),
    "first 30, 5 % wrong": Bending(first=30, typos=0.05),
    "first 30, 5 % homophones": Bending(first=30, homophones=0.05),
}


def table(rows: Sequence[Row], *, quick: bool) -> dict[str, dict[str, float]]:
    """Everything, printed as it comes."""
    print(f"{'':44}{'macro-F1':>9}{'acc.':>7}{'top-2':>7}{'ECE':>7}{'µs':>7}{'p99':>7}")
    found: dict[str, dict[str, float]] = {}

    def show(who: str, results: dict[str, dict[str, float]]) -> None:
        for what, one in results.items():
            found[f"{who}, {what}"] = one
            print(
                f"{who + ', ' + what:44}{one['macro_f1']:9.4f}{one['accuracy']:7.3f}{one['top2']:7.3f}"
                f"{one['ece']:7.3f}{one['us_median']:7.0f}{one['us_p99']:7.0f}",
                flush=True,
            )

    some = {name: BENDINGS[name] for name in ("whole", "first 30")}
    cold = judge_of(fresh_router())
    show("cold", crossed(rows, lambda _: cold, BENDINGS))
    for most in (10, 30, 100, 300):
        show(f"after {most} corrections", crossed(rows, taught, some, most))
    show("taught", crossed(rows, taught, BENDINGS))
    if not quick:
        words = keywords()
        show("keywords", crossed(rows, lambda _: words, some))
        show("TF-IDF + SVM", crossed(rows, support_vectors, BENDINGS))
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="How well citizens' words find their committee.")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--learn", type=Path, help="learn from this file")
    parser.add_argument("--judge", type=Path, help="and be judged on this one")
    parser.add_argument("--cold", action="store_true", help="learn nothing")
    parser.add_argument("--typos", type=float, default=0.0, help="share of characters that are wrong")
    parser.add_argument("--homophones", type=float, default=0.0, help="share that only sound right")
    parser.add_argument("--first", type=int, default=0, help="only so many characters of each message")
    parser.add_argument("--quick", action="store_true", help="without the baselines")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args()
    judged = options.judge or options.file
    if judged is None:
        parser.error("name a FILE, or --judge FILE")
    if options.file and not (options.learn or options.cold or options.judge):
        found = table(read_rows(options.file), quick=options.quick)
        if options.json:
            print(json.dumps({f"{who}: {what}": n for who, one in found.items() for what, n in one.items()}))
        return
    learn = [] if options.cold or not options.learn else read_rows(options.learn)
    bending = Bending(options.first, options.typos, options.homophones)
    result = learn_and_judge(learn, read_rows(judged), bending)
    for name, number in result.items():
        print(f"{name:20}{number:10.4f}")
    if options.json:
        print(json.dumps({name: round(number, 4) for name, number in result.items()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
