"""How names are said and misheard, for bench.directory. Kept apart from the product's own knowledge of readings on purpose:
it is what is judged."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bench.directory_made import words
from liaison.routing.plain import SYLLABLES

TONES = "\u0304\u0301\u030c\u0300"
"""Of the first to the fourth tone, as combining characters."""

ACCENTS = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("l", "n"),
    ("hu", "fu"),
    ("ing", "in"),
    ("eng", "en"),
    ("ang", "an"),
)
"""What many speakers do not keep apart: the left is said as the right."""


@lru_cache(maxsize=1)
def _usual() -> dict[str, str]:
    lines = SYLLABLES.read_text("utf-8").splitlines()
    return {c: one.partition("\t")[0] for one in lines for c in one.partition("\t")[2]}


@lru_cache(maxsize=1)
def sounding() -> dict[str, list[str]]:
    """The characters of each syllable: those of names where there are any, else whatever sounds so."""
    named: dict[str, list[str]] = {}
    for character in words().given:
        named.setdefault(syllable(character), []).append(character)
    found: dict[str, list[str]] = {}
    for character, sound in _usual().items():
        found.setdefault(sound, []).append(character)
    return {sound: named.get(sound, []) * 3 + found.get(sound, [])[:12] for sound in {*named, *found}}


def surname_of(name: str) -> str:
    """Two characters for a double surname, none for a name with a middle dot."""
    if "·" in name:
        return ""
    return name[:2] if len(name) > 2 and "^" + name[:2] in words().readings else name[:1]


def given_of(name: str) -> str:
    """What follows the surname."""
    return name[len(surname_of(name)) :]


def syllable(character: str) -> str:
    """Without tone; empty where it is not known."""
    reading = words().readings.get(character)
    return _typed(reading)[:-1] if reading else _usual().get(character, "")


def syllables_of(name: str) -> list[str]:
    """Of a person's name, the surname in its own reading; empty where one is not known."""
    surname = surname_of(name)
    reading = words().readings.get("^" + surname, "") if surname else ""
    first = _split(_typed(reading)) if reading else [syllable(c) for c in surname]
    found = first + [syllable(c) for c in given_of(name) if c != "·"]
    return found if all(found) else []


def readings_of(name: str) -> list[str]:
    """As `syllables_of`, a number for the tone behind each; empty where one is not known."""
    known = words().readings
    surname = surname_of(name)
    if "^" + surname not in known or any(c not in known for c in given_of(name)):
        return []
    parts: list[str] = []
    rest = known["^" + surname]
    while rest:
        at = next(i for i, c in enumerate(rest) if c.isdigit())
        parts, rest = [*parts, rest[: at + 1]], rest[at + 1 :]
    return parts + [known[c] for c in given_of(name)]


def with_mark(reading: str) -> str:
    """`ni3` as nǐ."""
    sound, tone = reading[:-1], reading[-1]
    if tone not in "1234":
        return sound
    main = next((v for v in "aeo" if v in sound), "") or max(
        (v for v in "iuü" if v in sound), key=sound.rindex
    )
    marked = sound.replace(main, main + TONES[int(tone) - 1], 1)
    return unicodedata.normalize("NFC", marked)


@lru_cache(maxsize=1 << 20)
def sound(text: str) -> str:
    """A place or a word by its usual readings, run together; empty where one is not known."""
    found = [syllable(c) for c in text]
    return "".join(found) if all(found) else ""


@lru_cache(maxsize=1 << 20)
def name_sound(name: str) -> str:
    """A name's syllables, blanks between."""
    return " ".join(syllables_of(name))


def initials(name: str) -> str:
    """The first letter of every syllable."""
    return "".join(one[0] for one in syllables_of(name))


@lru_cache(maxsize=4_000)
def loose(one: str) -> str:
    """A syllable as those say it who do not keep ACCENTS apart."""
    for strict, said in ACCENTS[:5]:
        if one.startswith(strict):
            one = said + one[len(strict) :]
            break
    for strict, said in ACCENTS[5:]:
        if one.endswith(strict):
            return one[: -len(strict)] + said
    return one


@lru_cache(maxsize=1)
def neighbours() -> dict[str, list[str]]:
    """Of every syllable those that only differ by accent."""
    by_loose: dict[str, list[str]] = {}
    for one in sounding():
        by_loose.setdefault(loose(one), []).append(one)
    return {one: [other for other in by_loose[loose(one)] if other != one] for one in sounding()}


def _typed(reading: str) -> str:
    """ü as it is typed and as the table of syllables has it."""
    return reading.replace("ü", "v")


def _split(reading: str) -> list[str]:
    for tone in "1234":
        reading = reading.replace(tone, " ")
    return reading.split()
