"""From what a person typed to what they are looking for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from liaison.routing.plain import simplified

MAX_TYPED = 40
"""Characters of a message that can still be a search; a longer one is somebody's opinion."""

_SPLIT = re.compile(r"[\s,，、;；:：/|。.!！?？()（）\[\]【】《》<>“”\"'‘’~～…—_-]+")
_INSIDE = re.compile(r"[\s·•‧・.]+")


@dataclass(frozen=True)
class Words:
    """The words around a search (words.toml), the longest first."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    endings: Mapping[str, tuple[str, ...]]
    double: tuple[str, ...]
    between: tuple[str, ...]

    @cached_property
    def generic(self) -> frozenset[str]:
        """Endings alone: they name a kind of place, not a place."""
        return frozenset(ending for endings in self.endings.values() for ending in endings)


@cache
def words() -> Words:
    """The words, read once when first needed."""
    raw: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))

    def ordered(listed: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(listed, key=lambda word: (-len(word), word)))

    return Words(
        ordered(raw["before"]),
        ordered(raw["after"]),
        {kind: ordered(endings) for kind, endings in raw["endings"].items()},
        ordered(raw["double"]),
        ordered(raw["between"]),
    )


def fold(name: str) -> str:
    """The form in which names are compared: NFKC, case folded, in simplified characters, without spaces and middle
    dots."""
    return _INSIDE.sub("", simplified(unicodedata.normalize("NFKC", name).casefold()))


def stem(name: str, kind: str) -> str:
    """A folded place name without its ending, or unchanged if fewer than two characters would be left."""
    for ending in words().endings.get(kind, ()):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def any_stem(name: str) -> str:
    """As `stem`, for a name whose kind is not known: the longest ending of any kind goes."""
    endings, longest = _any_ending()
    for length in range(min(longest, len(name) - 2), 0, -1):
        if name[-length:] in endings:
            return name[:-length]
    return name


@cache
def _any_ending() -> tuple[frozenset[str], int]:
    endings = words().generic
    return endings, max(map(len, endings), default=0)


def parse(typed: str) -> tuple[str, ...]:
    """The folded parts of a search without titles and courtesies; empty when it cannot be a search."""
    text = " ".join(typed.split())
    if len(text) > MAX_TYPED:
        return ()
    plain = unicodedata.normalize("NFKC", "".join(map(_seen, text))).casefold()
    parts = (fold(_bare(part)) for part in _SPLIT.split(_bare(plain)))
    return tuple(part for part in parts if part)


def _seen(character: str) -> str:
    """A character as it counts: pictures and marks part words as blanks do, and what cannot be seen is not there."""
    if character.isascii():
        return character if character.isprintable() else ""
    category = unicodedata.category(character)
    if category in ("So", "Sk") or (category.startswith("P") and not _INSIDE.match(character)):
        return " "
    return (
        "" if category in ("Cf", "Cc", "Cs", "Co", "Cn") or "\ufe00" <= character <= "\ufe0f" else character
    )


def _bare(text: str) -> str:
    return _strip(text, words().before, words().after)


def _strip(text: str, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    while True:
        start = text
        text = text.strip()
        for word in before if text.startswith(before) else ():
            if text.startswith(word) and _ends_word(word, text[len(word) :]):
                text = text[len(word) :].lstrip()
                break
        for word in after if text.endswith(after) else ():
            if text.endswith(word) and _ends_word(word, text[: -len(word)][::-1]):
                text = text[: -len(word)].rstrip()
                break
        if text == start:
            return text


def _ends_word(word: str, rest: str) -> bool:
    """An English word is not cut out of a longer one."""
    return not (word.isascii() and rest[:1].isascii() and rest[:1].isalnum())
