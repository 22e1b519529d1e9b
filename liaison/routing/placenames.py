"""Names of places and numbers of houses in what people write, and whether two texts can be about one place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

Place = tuple[str, str]
"""What kind of name, and what distinguishes it from others of the kind."""

WORDS = Path(__file__).with_name("likeness_words.toml")

_BEFORE = 2
"""Characters before an ending that tell names apart: 幸福小区, 柳湾村."""


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads(WORDS.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The file made ready."""

    digits: dict[int, str]
    tens: re.Pattern[str]
    written: re.Pattern[str]
    numbered: re.Pattern[str]
    named: re.Pattern[str]
    no_name: re.Pattern[str]
    endings: dict[str, tuple[str, str]]  # the kind, and the ending that stands for those used for each other

    @classmethod
    def of(cls, said: dict[str, Any]) -> _Patterns:
        numbers = said["numbers"]
        kinds = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in numbers["kinds"].items())
        endings = {
            ending: (kind, alike.split()[0])
            for kind, lines in said["endings"].items()
            for alike in lines
            for ending in alike.split()
        }
        longest_first = "|".join(sorted(endings, key=len, reverse=True))
        return cls(
            digits={ord(han): str(digit) for digit, han in enumerate(numbers["digits"])}
            | {ord(han): digit for han, digit in numbers["also"].items()},
            tens=re.compile(numbers["tens"]),
            written=re.compile(numbers["written"]),
            numbered=re.compile(rf"(\d{{1,4}})(?:{kinds})"),
            named=re.compile(
                rf"(?=([0-9a-z\u4e00-\u9fff]{{{_BEFORE}}})({longest_first})(?!{said['no_name']['after']}))"
            ),
            no_name=re.compile("|".join(said["no_name"]["pairs"])),
            endings=endings,
        )


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    return _Patterns.of(words())


def in_digits(text: str) -> str:
    """Numbers of houses, lines and the like as digits: 三号楼 is 3号楼."""
    known = _patterns()

    def digits(found: re.Match[str]) -> str:
        plain = found.group().translate(known.digits)
        return known.tens.sub(lambda tens: (tens.group(1) or "1") + (tens.group(2) or "0"), plain)

    return known.written.sub(digits, text)


def places_of(text: str) -> tuple[dict[Place, str], str]:
    """Names and numbers of places, each as it is written there, and the text without them. ``text``: with
    numbers in digits."""
    known = _patterns()
    found: dict[Place, str] = {}
    spans: list[tuple[int, int]] = []
    for number in known.numbered.finditer(text):
        assert number.lastgroup is not None  # one of the kinds
        found[number.lastgroup, number.group(1)] = number.group()
        spans.append(number.span())
    end = 0
    for name in known.named.finditer(text):
        stem, ending = name.groups()
        if name.start() < end or known.no_name.search(stem):
            continue
        end = name.start() + len(stem) + len(ending)
        kind, usual = known.endings[ending]
        found[kind, stem + usual] = stem + ending
        spans.append((name.start(), end))
    for begin, end in sorted(spans, reverse=True):
        text = f"{text[:begin]} {text[end:]}"
    return found, text


_EXACT = frozenset({"line", "way", "home"})
_NAMES = _EXACT | {"house", "town"}
_BINDING = _NAMES | {"number", "stair", "group"}
"""Kinds of which two texts that both say something must have one in common."""


def rarely_named(place: Place) -> bool:
    """Whether only few texts can name it: a house or a street, not a town; nor a number, which says nothing alone."""
    return place[0] in _EXACT or place[0] == "house"


def is_name(place: Place) -> bool:
    """Whether it says where by itself, as a number does not, nor a whole county."""
    return place[0] in _NAMES


def contradict(one: frozenset[Place], other: frozenset[Place]) -> bool:
    """Whether texts that name these places cannot be about one place."""
    shared = {kind for kind, _ in one & other}
    mine, theirs = ({kind for kind, _ in places} & _BINDING for places in (one, other))
    apart = (mine & theirs) - shared
    if shared & _EXACT:
        apart -= {"house"}  # what is near a place is named by one and not by another
    return bool(apart) or any(
        mine & kinds and theirs & kinds and not shared & kinds for kinds in (_EXACT, _NAMES)
    )
