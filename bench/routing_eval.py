"""How well the lexicon routes: `python -m bench.routing_eval FILE [--json]`.

FILE holds one JSON object a line with `text` and `label`; a label is a committee's code or one of
the subjects in LABELS. The messages themselves are no part of the project. Printed are the share of
messages whose first suggestion is right, the share routed without a clerk and how many of those are
right, and the time a message takes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from liaison.routing.lexicon import Lexicon
from liaison.routing.matcher import Matcher

LABELS = {
    "城乡建设": "urban",
    "环境保护": "urban",
    "交通运输": "urban",
    "劳动和社会保障": "social",
    "教育文体": "education",
    "卫生计生": "education",
    "商贸旅游": "finance",
}
"""Subjects of the public message sets → the committee whose remit they mostly fall into."""

REMITS = Path(__file__).parent.parent / "congress" / "xinghe" / "remits"


def measure(path: Path, remits: Path, *, show: int = 0) -> dict[str, float]:
    """Route every message of the file; returns the numbers that are printed."""
    matcher = Matcher(Lexicon.load(remits))
    sent: Counter[str] = Counter()
    right: Counter[str] = Counter()
    routed: Counter[str] = Counter()
    routed_right: Counter[str] = Counter()
    in_three = 0
    times: list[float] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        wanted = LABELS.get(row["label"], row["label"])
        started = time.perf_counter()
        suggestions = matcher.suggest(row["text"])
        chosen = matcher.confident(suggestions)
        times.append(time.perf_counter() - started)
        sent[wanted] += 1
        first = suggestions[0].committee if suggestions else None
        right[wanted] += first == wanted
        in_three += wanted in [s.committee for s in suggestions[:3]]
        if chosen is not None:
            routed[wanted] += 1
            routed_right[wanted] += chosen == wanted
        if show and first != wanted:
            show -= 1
            told = " ".join(
                f"{s.committee} {s.confidence:.2f} {'/'.join(s.evidence)}" for s in suggestions[:2]
            )
            print(f"{wanted} {row['text'][:80]!r} {told}")
    total, all_routed = sent.total(), routed.total()
    print(f"{'committee':<12}{'sent':>6}{'top-1':>8}{'routed':>8}{'right':>8}")
    for code, count in sent.most_common():
        share = routed_right[code] / routed[code] if routed[code] else 0.0
        print(f"{code:<12}{count:>6}{right[code] / count:>8.3f}{routed[code] / count:>8.3f}{share:>8.3f}")
    times.sort()
    result = {
        "messages": total,
        "top1": round(right.total() / total, 4),
        "top3": round(in_three / total, 4),
        "confident_share": round(all_routed / total, 4),
        "confident_precision": round(routed_right.total() / all_routed, 4) if all_routed else 0.0,
        "us_median": round(times[total // 2] * 1e6, 1),
        "us_p95": round(times[int(total * 0.95)] * 1e6, 1),
    }
    print(
        f"{'all':<12}{total:>6}{result['top1']:>8.3f}{result['confident_share']:>8.3f}{result['confident_precision']:>8.3f}"
        f"   top-3 {result['top3']:.3f}, {result['us_median']:.0f} µs a message (p95 {result['us_p95']:.0f})"
    )
    return result


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure the routing lexicon on labelled messages.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--remits", type=Path, default=REMITS, help="folder of remit files")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N wrong ones")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args()
    result = measure(options.file, options.remits, show=options.show)
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
