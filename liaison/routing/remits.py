"""A table of subjects for a congress that has none: from what it says of its committees' remits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from liaison.routing.lexicon import MIN_TERM, Lexicon, Row
from liaison.routing.matcher import Matcher
from liaison.routing.plain import plain
from liaison.routing.subjects import OWN, shipped
from liaison.routing.table import SubjectRow

OWN_WEIGHT = 4.0
"""Of a phrase of a remit that the lexicon knows nothing about: it speaks for its committee as it stands."""

LONGEST_PHRASE = 8
"""Characters of such a phrase; longer ones are sentences, which nobody writes word for word."""

_BETWEEN = re.compile(r"[、，。；：,;:.（）()\s]|[与和及等]")


def propose(remits: Mapping[str, str], lexicon: Lexicon) -> tuple[tuple[SubjectRow, ...], tuple[Row, ...]]:
    """Who has which subject, and terms of the committees' own, from remit texts by committee code.

    Every phrase of a remit is read with the lexicon; a subject goes to the committee whose remit speaks most
    plainly of it, a subject nobody names to whoever has most of its neighbours in the tree, and else to nobody.
    """
    matcher = Matcher(lexicon)
    tree = shipped()
    claims: dict[str, dict[str, float]] = {}
    unknown: dict[str, str] = {}
    for code, remit in remits.items():
        for phrase in filter(None, _BETWEEN.split(plain(remit))):
            findings = matcher.find(phrase)
            said = {leaf: sum(p for p, _ in why) for leaf, why in findings.reasons.items()}
            total = sum(said.values())
            for at, points in said.items():
                of = claims.setdefault(matcher.leaves[at], {})
                of[code] = of.get(code, 0.0) + points / total
            if not said and MIN_TERM <= len(phrase) <= LONGEST_PHRASE:
                unknown.setdefault(phrase, code)
    neighbours: dict[str, dict[str, float]] = {}
    for leaf, of in claims.items():
        for code, share in of.items():
            near = neighbours.setdefault(tree.top(leaf), {})
            near[code] = near.get(code, 0.0) + share
    rows = []
    for leaf in tree.leaves:
        of = claims.get(leaf) or neighbours.get(tree.top(leaf)) or {}
        if of:
            rows.append(SubjectRow(leaf, max(sorted(of), key=of.__getitem__)))
    terms = tuple(Row(code, phrase, OWN_WEIGHT) for phrase, code in unknown.items())
    return tuple(row for row in rows if not row.subject.startswith(OWN)), terms
