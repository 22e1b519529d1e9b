"""Matters that are for no committee or cannot wait for one: recognised by a table of phrases.

Tables of phrases (aids.tsv, grades.tsv) are read by clerks and written by them too:

- Tab separated, headed kind, words, with, not_near, not_anywhere, value, note. Lines that begin with # are
  remarks, blank cells mean nothing is asked. Earlier rows win.
- ``words`` are pieces one after another, each with its alternatives between ``/``; ``-`` among them: or
  nothing. Between two pieces: ``+`` nothing may stand, ``~`` a few characters (SHORT_GAP), ``…`` part of a
  sentence (LONG_GAP).
- ``with``: one of these stands near (NEAR characters before or after); ``not_near``: none of these;
  ``not_anywhere``: none of these in the whole text.
- A row whose kind begins with ``@`` names a list of words; several rows of one name add up. ``@name`` stands
  for the list anywhere below it.
- ``#n``, ``#year``, ``#month``, ``#day`` stand for a number in digits or in the characters of ``@digits``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import takewhile

from liaison.routing.lexicon import normalise
from liaison.routing.verdict import Advice, Aid

COLUMNS = ("kind", "words", "with", "not_near", "not_anywhere", "value", "note")

SHORT_GAP = 4
LONG_GAP = 12
"""Characters between two pieces. Where Latin letters are written, LATIN times as many."""

LATIN = 3
"""A word of English is about this many times as long as one of Chinese."""

NEAR = 24
"""Characters before and after a phrase in which ``with`` and ``not_near`` look."""

DIGITS = "@digits"
"""The list of the characters that numbers are written in, beside 0 to 9."""

MOST_DIGITS = 9
"""Characters in the longest number that counts things; longer ones are numbers of telephones and the like."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row, ready: what it says (``kind``, ``value``) and where it holds. ``triggers``: words of which
    one stands wherever the phrase does."""

    kind: str
    value: str
    phrase: re.Pattern[str]
    triggers: tuple[str, ...]
    company: re.Pattern[str] | None
    spoiled_near: re.Pattern[str] | None
    spoiled_anywhere: re.Pattern[str] | None

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Every place of a normalised text where the row holds."""
        if self.spoiled_anywhere and self.spoiled_anywhere.search(text):
            return
        for match in self.phrase.finditer(text):
            first, last = max(0, match.start() - NEAR), match.end() + NEAR
            if self.company and not self.company.search(text, first, last):
                continue
            if self.spoiled_near and self.spoiled_near.search(text, first, last):
                continue
            yield match


class Phrases:
    """The rows of one table, found in a text at the cost of one pass and of the few rows it may hold."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        by_word: dict[str, set[int]] = {}
        for index, rule in enumerate(self._rules):
            for word in rule.triggers:
                by_word.setdefault(word, set()).add(index)
        # The longest word at a place is found; the shorter ones it begins with stand there as well.
        self._by_word = {
            word: frozenset().union(*(by_word.get(word[:end], set()) for end in range(1, len(word) + 1)))
            for word in by_word
        }
        self._triggers = re.compile(f"(?=({_tree(sorted(by_word))}))" if by_word else r"(?!)")

    @classmethod
    def shipped(cls, name: str) -> Phrases:
        """The table of that name in this package. Raises ValueError as ``parse`` does."""
        return cls.parse(name, files("liaison.routing").joinpath(name).read_text("utf-8"))

    @classmethod
    def parse(cls, name: str, text: str) -> Phrases:
        """Raises ValueError naming the table and the row for whatever cannot be understood."""
        lists: dict[str, str] = {}
        rules: list[Rule] = []
        header = False
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split("\t")]
            if not header:
                if tuple(cells) != COLUMNS:
                    raise ValueError(f"{name}, row {number}: the header is {cells}, not {list(COLUMNS)}")
                header = True
                continue
            cells += [""] * (len(COLUMNS) - len(cells))
            try:
                if cells[0].startswith("@"):
                    added = "/".join(_words(cells[1], lists))
                    lists[cells[0]] = f"{lists[cells[0]]}/{added}" if cells[0] in lists else added
                else:
                    rules.append(_rule(cells, lists))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{name}, row {number}: {error}") from error
        return cls(rules)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind that some row may find."""
        return frozenset(rule.kind for rule in self._rules)

    def found(self, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Rows that hold in a normalised text, in their order, each with every place."""
        words = set(self._triggers.findall(text))
        for index in sorted(frozenset().union(*(self._by_word[word] for word in words))):
            rule = self._rules[index]
            for match in rule.matches(text):
                yield rule, match


class Aids:
    """Recognises what has to go elsewhere at once, or is no deputy's."""

    def __init__(self, phrases: Phrases) -> None:
        """Raises ValueError for a kind that is no Aid."""
        for kind in phrases.kinds:
            Aid(kind)
        self._phrases = phrases

    @classmethod
    def load(cls) -> Aids:
        """With the shipped table."""
        return cls(Phrases.shipped("aids.tsv"))

    def read(self, text: str) -> Advice | None:
        """Whom the writer should turn to, None for an ordinary opinion. An emergency wins over a court and
        an errand; otherwise the earlier row. The evidence is the stretch of the text."""
        plain = normalise(text)
        milder: Advice | None = None
        for rule, match in self._phrases.found(plain):
            aid = Aid(rule.kind)
            if aid.emergency or milder is None:
                advice = Advice(aid, stretch(text, plain, match))
                if aid.emergency:
                    return advice
                milder = advice
        return milder


def stretch(text: str, plain: str, match: re.Match[str]) -> str:
    """The words of ``text`` where ``match`` was found in ``plain``, its normalised form; the normalised
    words where the two have come apart."""
    written = text[match.start() : match.end()]
    return written if normalise(written) == match[0] else plain[match.start() : match.end()]


def _rule(cells: Sequence[str], lists: dict[str, str]) -> Rule:
    """One row. Raises ValueError, KeyError for an unknown list."""
    kind, words, company, near, anywhere, value = cells[:6]
    parts = re.split(r"\s*([+~…])\s*", words)
    latin = LATIN if re.search(r"[a-z]{2}", re.sub(r"[@#]\w+", "", normalise(words))) else 1
    gaps = {
        "+": "",
        "~": rf"[^。!?\n]{{0,{SHORT_GAP * latin}}}?",
        "…": rf"[^。!?\n]{{0,{LONG_GAP * latin}}}?",
    }
    source = ""
    best: tuple[tuple[bool, int], tuple[str, ...]] | None = None
    for index, part in enumerate(parts):
        if index % 2:
            source += gaps[part]
            continue
        if part.startswith("#"):
            source += _number(part[1:], lists)
            continue
        options = _words(part, lists)
        source += f"(?:{'|'.join(_literal(word) for word in sorted(options, key=len, reverse=True))})"
        if "" not in options:
            rank = (not part.startswith("@"), min(map(len, options)))
            if best is None or rank > best[0]:
                best = (rank, options)
    if best is None:
        raise ValueError("no piece of fixed words")
    return Rule(
        kind,
        value,
        re.compile(source),
        best[1],
        _any(company, lists),
        _any(near, lists),
        _any(anywhere, lists),
    )


def _words(cell: str, lists: dict[str, str]) -> tuple[str, ...]:
    """The alternatives of a piece, normalised; the empty string for none. Raises ValueError, KeyError."""
    found: list[str] = []
    for raw in cell.split("/"):
        word = normalise(raw).strip()
        if not word:
            raise ValueError(f"an empty alternative in {cell!r}")
        found += lists[word].split("/") if word.startswith("@") else ["" if word == "-" else word]
    return tuple(dict.fromkeys(found))


def _any(cell: str, lists: dict[str, str]) -> re.Pattern[str] | None:
    """A pattern of any of the words; None for an empty cell."""
    return re.compile(_tree(sorted(_words(cell, lists)), literal=True)) if cell else None


def _number(name: str, lists: dict[str, str]) -> str:
    """A number as a group of that name. Raises KeyError while the digits are not listed."""
    if name not in ("n", "year", "month", "day"):
        raise ValueError(f"unknown number: #{name}")
    return f"(?P<{name}>[0-9{lists[DIGITS].replace('/', '')}]{{1,{MOST_DIGITS}}})"


def _literal(word: str) -> str:
    """A word as it stands; Latin letters are not to go on before or behind it."""
    before = "(?<![a-z])" if word[:1].isascii() and word[:1].isalpha() else ""
    behind = "(?![a-z])" if word[-1:].isascii() and word[-1:].isalpha() else ""
    return f"{before}{re.escape(word)}{behind}"


def _tree(words: Iterable[str], *, literal: bool = False) -> str:
    """A pattern of sorted words, those with the same beginning together, so that most places are left after
    one character; the longest word wins. ``literal``: with the bounds of Latin words."""
    rest = list(words)
    if literal and any(word.isascii() for word in rest):
        latin = [word for word in rest if word.isascii()]
        other = [word for word in rest if not word.isascii()]
        return "|".join(filter(None, [_tree(other), *map(_literal, sorted(latin, key=len, reverse=True))]))
    branches: list[str] = []
    ends = False
    while rest:
        if not rest[0]:
            ends = True
            rest = rest[1:]
            continue
        first = rest[0][0]
        same = list(takewhile(lambda word, first=first: word[:1] == first, rest))  # type: ignore[misc]
        rest = rest[len(same) :]
        branches.append(re.escape(first) + _tree([word[1:] for word in same]))
    if not branches:
        return ""
    joined = "|".join(branches)
    if ends:
        return f"(?:{joined})?"
    return f"(?:{joined})" if len(branches) > 1 else joined
