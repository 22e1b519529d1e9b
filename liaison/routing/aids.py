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
- A row whose kind is ``=`` lists ways to write one word, by dialect or by mistake, all of one length: they are
  read as the first, in the table as in the texts.
- A row whose kind begins with ``+`` decides nothing alone (aids.tsv): it adds its ``value``, once and however
  often it holds, to the score of that kind, or of every emergency for ``+emergency``. A text that no other row
  made an emergency becomes one at ENOUGH.
- A row whose kind begins with ``!`` is a cry (aids.tsv): it holds only in texts of at most CRY characters, whatever
  other rows add, and where no other row saw an emergency.
- ``#n``, ``#year``, ``#month``, ``#day`` stand for a number in digits or in the characters of ``@digits``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile

from ahocorasick_rs import AhoCorasick

from liaison.routing.plain import normalise
from liaison.routing.verdict import Advice, Aid

COLUMNS = ("kind", "words", "with", "not_near", "not_anywhere", "value", "note")

SHORT_GAP = 4
LONG_GAP = 12
"""Characters between two pieces. Where Latin letters are written, LATIN times as many."""

LATIN = 3
"""A word of English is about this many times as long as one of Chinese."""

NEAR = 24
"""Characters before and after a phrase in which ``with`` and ``not_near`` look."""

ENOUGH = 8
"""The score from which a kind is recognised."""

LEISURE = -4
"""The score of the rows for every emergency at which no other row makes one either, unless of ``life``."""

HASTE = 200
"""Characters of the longest text in which an errand is read, or an emergency from a row without ``with``:
or a score: longer ones are told at leisure. ``life`` and ``court`` are read in texts of any length."""

CRY = 30
"""Characters of the longest text in which a bare cry for help counts: there is no more to go by than that
somebody wrote so little. In a longer text the words are as often a manner of speaking."""

DIGITS = "@digits"
"""The list of the characters that numbers are written in, beside 0 to 9."""

EMERGENCY = "+emergency"
"""The kind of rows that add to the score of every emergency; of ``life`` people speak in other words, so that
only what is below LEISURE counts."""

NUMBERS = {"n": 9, "year": 4, "month": 3, "day": 3}
"""The numbers that may stand in ``words``, each with the characters of its longest."""


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row, ready: what it says (``kind``, ``value``) and where it holds. ``triggers``: words of which
    one stands wherever the phrase does. Patterns are made when they are first looked for: most rows never are,
    and making them all takes most of a second."""

    kind: str
    value: str
    phrase: str
    triggers: tuple[str, ...]
    company: str
    spoiled_near: str
    spoiled_anywhere: str

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Every place of a normalised text where the row holds, ``not_anywhere`` aside."""
        for match in _pattern(self.phrase).finditer(text):
            first, last = max(0, match.start() - NEAR), match.end() + NEAR
            if self.company and not _pattern(self.company).search(text, first, last):
                continue
            if self.spoiled_near and _pattern(self.spoiled_near).search(text, first, last):
                continue
            yield match


class Spelling:
    """Ways to write a word that are read as one of them, each as long as the other."""

    def __init__(self, same: Mapping[str, str]) -> None:
        self._words = tuple(same.items())

    def usual(self, text: str) -> str:
        """A text of the same length."""
        for word, usual in self._words:
            if word in text:
                text = text.replace(word, usual)
        return text


class Phrases:
    """The rows of one table, found in a text at the cost of one pass and of the few rows it may hold."""

    def __init__(self, rules: Sequence[Rule], same: Mapping[str, str] | None = None) -> None:
        self._rules = tuple(rules)
        self.spelling = Spelling(same or {})
        rows: dict[str, list[int]] = {}
        for index, rule in enumerate(self._rules):
            for word in rule.triggers:
                rows.setdefault(word, []).append(index)
        self._rows_of = list(rows.values())
        self._triggers = AhoCorasick(rows, store_patterns=False)

    @classmethod
    def shipped(cls, name: str) -> Phrases:
        """The table of that name in this package. Raises ValueError as ``parse`` does."""
        return cls.parse(name, files("liaison.routing").joinpath(name).read_text("utf-8"))

    @classmethod
    def parse(cls, name: str, text: str) -> Phrases:
        """Raises ValueError naming the table and the row for whatever cannot be understood."""
        lists: dict[str, str] = {}
        rules: list[Rule] = []
        same: dict[str, str] = {}
        spelling = Spelling(same)
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
                if cells[0] == "=":
                    same |= _same(cells[1])
                    spelling = Spelling(same)
                    continue
                cells[1:5] = map(spelling.usual, cells[1:5])
                if cells[0].startswith("@"):
                    added = "/".join(_words(cells[1], lists))
                    lists[cells[0]] = f"{lists[cells[0]]}/{added}" if cells[0] in lists else added
                else:
                    rules.append(_rule(cells, lists))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{name}, row {number}: {error}") from error
        return cls(rules, same)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every row but the lists."""
        return self._rules

    def found(self, text: str, *, once: bool = False) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Rows that hold in a normalised text, in their order, each with every place, or with the first."""
        text = self.spelling.usual(text)
        rows: set[int] = set()
        for word in {found for found, _, _ in self._triggers.find_matches_as_indexes(text, overlapping=True)}:
            rows.update(self._rows_of[word])
        spoiled = {"": False}
        for index in sorted(rows):
            rule = self._rules[index]
            for match in rule.matches(text):
                anywhere = rule.spoiled_anywhere
                if anywhere not in spoiled:
                    spoiled[anywhere] = bool(_pattern(anywhere).search(text))
                if spoiled[anywhere]:
                    break
                yield rule, match
                if once:
                    break


class Aids:
    """Recognises what has to go elsewhere at once, or is no deputy's."""

    def __init__(self, phrases: Phrases) -> None:
        """Raises ValueError for a kind that is no Aid and a score that is no number."""
        decisive: list[Rule] = []
        adding: list[Rule] = []
        shared: list[Rule] = []
        cries: list[Rule] = []
        for rule in phrases.rules:
            if rule.kind == EMERGENCY:
                shared.append(rule)
            else:
                Aid(rule.kind.lstrip("+!"))
                {"+": adding, "!": cries}.get(rule.kind[0], decisive).append(rule)
        self._weights = {rule: int(rule.value) for rule in adding + shared}
        self._spelling = phrases.spelling
        self._decisive, self._adding, self._shared = Phrases(decisive), Phrases(adding), Phrases(shared)
        self._cries = Phrases(cries)

    @classmethod
    def load(cls) -> Aids:
        """With the shipped table."""
        return cls(Phrases.shipped("aids.tsv"))

    def read(self, text: str, *, plain: str | None = None) -> Advice | None:
        """Whom the writer should turn to, None for an ordinary opinion. An emergency wins over a court and
        an errand; otherwise the earlier row. The evidence is the stretch of the text. ``plain``: the text
        normalised, where the caller has it; half the time goes there."""
        plain = normalise(text) if plain is None else plain
        usual = self._spelling.usual(plain)
        advice = self._read(text, plain, usual)
        if len(plain) > CRY or (advice is not None and advice.aid.emergency):
            return advice
        rule, match = next(self._cries.found(usual, once=True), (None, None))
        return Advice(Aid(rule.kind[1:]), stretch(text, plain, match)) if rule and match else advice

    def _read(self, text: str, plain: str, usual: str) -> Advice | None:
        """By the rows that are no cries."""
        milder: Advice | None = None
        for rule, match in self._decisive.found(usual):
            aid = Aid(rule.kind)
            if len(plain) > HASTE and not _at_length(aid, rule):
                continue
            if aid.emergency or milder is None:
                advice = Advice(aid, stretch(text, plain, match))
                if aid is Aid.LIFE or (aid.emergency and self._shared_score(usual) > LEISURE):
                    return advice
                if aid.emergency:
                    continue
                milder = advice
        if len(plain) > HASTE or not (scored := self._scored(usual)):
            return milder
        aid, match = scored
        return Advice(aid, stretch(text, plain, match)) if aid.emergency or milder is None else milder

    def _scored(self, usual: str) -> tuple[Aid, re.Match[str]] | None:
        """The kind with the highest score, where that is enough, an emergency before the others, with the
        place of its heaviest words."""
        scores: dict[str, int] = {}
        heaviest: dict[str, tuple[int, re.Match[str]]] = {}
        for rule, match in self._adding.found(usual, once=True):
            weight = self._weights[rule]
            scores[rule.kind] = scores.get(rule.kind, 0) + weight
            if weight > heaviest.get(rule.kind, (0,))[0]:
                heaviest[rule.kind] = (weight, match)
        kinds = {Aid(kind[1:]): scores[kind] for kind in heaviest}
        every = self._shared_score(usual) if any(aid.emergency for aid in kinds) else 0
        added = {Aid.LIFE: min(0, every - LEISURE), Aid.COURT: 0, Aid.HOTLINE: 0}
        total = {aid: score + added.get(aid, every) for aid, score in kinds.items()}
        enough = [(aid.emergency, score, aid) for aid, score in total.items() if score >= ENOUGH]
        if not enough:
            return None
        aid = max(enough)[2]
        return aid, heaviest[f"+{aid}"][1]

    def _shared_score(self, usual: str) -> int:
        """What the rows for every emergency add."""
        return sum(self._weights[rule] for rule, _ in self._shared.found(usual, once=True))


def stretch(text: str, plain: str, match: re.Match[str]) -> str:
    """The words of ``text`` where ``match`` was found in ``plain``, its normalised form; the normalised
    words where the two have come apart."""
    written, read = text[match.start() : match.end()], plain[match.start() : match.end()]
    return written if normalise(written) == read else read


def _at_length(aid: Aid, rule: Rule) -> bool:
    """Whether a row holds in texts of more than HASTE characters."""
    if aid is Aid.HOTLINE:
        return False
    return aid in (Aid.LIFE, Aid.COURT) or bool(rule.company)


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
    best: tuple[tuple[int, bool, int], tuple[str, ...]] | None = None
    for index, part in enumerate(parts):
        if index % 2:
            source += gaps[part]
            continue
        if part.startswith("#"):
            source += _number(part[1:], lists)
            continue
        options = _words(part, lists)
        source += _piece(options)
        if "" not in options:
            rank = (min(map(len, options)), not part.startswith("@"), -len(options))
            if best is None or rank > best[0]:
                best = (rank, options)
    if best is None:
        raise ValueError("no piece of fixed words")
    return Rule(
        kind,
        value,
        source,
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


def _any(cell: str, lists: dict[str, str]) -> str:
    """A pattern of any of the words; empty for an empty cell."""
    return _tree(sorted(tuple(map(re.escape, word)) for word in _words(cell, lists))) if cell else ""


def _piece(words: Iterable[str]) -> str:
    """A pattern of the alternatives of a piece."""
    return f"(?:{_tree(sorted(map(_atoms, words)))})"


def _same(cell: str) -> dict[str, str]:
    """The ways to write a word with the usual one. Raises ValueError for one of another length."""
    usual, *others = _words(cell, {})
    for word in others:
        if len(word) != len(usual):
            raise ValueError(f"{word!r} is not as long as {usual!r}")
    return dict.fromkeys(others, usual)


def _number(name: str, lists: dict[str, str]) -> str:
    """A number as a group of that name. Raises KeyError while the digits are not listed."""
    if name not in NUMBERS:
        raise ValueError(f"unknown number: #{name}")
    return f"(?P<{name}>[0-9{lists[DIGITS].replace('/', '')}]{{1,{NUMBERS[name]}}})"


def _atoms(word: str) -> tuple[str, ...]:
    """A word as patterns of its characters; one of Latin letters is not to be part of a longer one."""
    atoms = tuple(map(re.escape, word))
    if word[:1].isalpha() and word.isascii():
        return (rf"{atoms[0]}(?<![a-z]{atoms[0]})", *atoms[1:], "(?![a-z])")
    return atoms


def _tree(words: Iterable[tuple[str, ...]]) -> str:
    """A pattern of sorted words, those with the same beginning together, so that most places are left after
    one character; the longest word wins."""
    rest = list(words)
    branches: list[str] = []
    ends = False
    while rest:
        if not rest[0]:
            ends = True
            rest = rest[1:]
            continue
        first = rest[0][0]
        same = list(takewhile(lambda word, first=first: word[0] == first, rest))  # type: ignore[misc]
        rest = rest[len(same) :]
        branches.append(first + _tree(word[1:] for word in same))
    if not branches:
        return ""
    joined = "|".join(branches)
    if ends:
        return f"(?:{joined})?"
    return f"(?:{joined})" if len(branches) > 1 else joined
