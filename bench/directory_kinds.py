"""The kinds of questions that bench.directory asks, each made from one deputy of a roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from rapidfuzz.distance import OSA

from bench.directory_made import Row, words
from bench.directory_sounds import (
    given_of,
    initials,
    loose,
    name_sound,
    neighbours,
    readings_of,
    sound,
    sounding,
    surname_of,
    syllable,
    syllables_of,
    with_mark,
)

Fits = Callable[[Row], bool]

BUCKETS: dict[str, Callable[[Row], str]] = {
    "name": lambda row: row.name,
    "sound": lambda row: name_sound(row.name),
    "initials": lambda row: initials(row.name),
    "unit": lambda row: row.unit,
    "village": lambda row: row.village,
    "town": lambda row: row.town,
    "county": lambda row: row.county,
}
"""Among whom the answers are: everybody who shares this with the deputy."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before its answers are collected."""

    text: str
    among: str
    fits: Fits = lambda _: True


Make = Callable[[Row, Random], Draft | None]
KINDS: dict[str, Make] = {}
SIX = (
    "name+town",
    "homophone+town",
    "name+village typo",
    "pinyin+county",
    "all homophone+village typo",
    "village only",
)
"""The kinds that the aims were set for; the others come below them."""


def kind(name: str) -> Callable[[Make], Make]:
    """Registers what makes a kind's questions."""

    def keep(make: Make) -> Make:
        KINDS[name] = make
        return make

    return keep


def _same_name(row: Row) -> Fits:
    return lambda other: other.name == row.name


def _as_near(row: Row, typed: str) -> Fits:
    """No farther from what was typed than the deputy it was made from."""
    most = OSA.distance(row.name, typed)
    return lambda other: OSA.distance(other.name, typed) <= most


def _as_near_or_heard(row: Row, typed: str) -> Fits:
    """As near, or a name that has just these sounds in it: after a slip they may be whom was meant."""
    near, said = _as_near(row, typed), f" {name_sound(typed)} "
    return lambda other: near(other) or (len(said) > 2 and said in f" {name_sound(other.name)} ")


def _sounds_so(row: Row, typed: str) -> Fits:
    near = _as_near(row, typed)
    return lambda other: name_sound(other.name) == name_sound(row.name) and near(other)


def _changed(text: str, at: int, to: str) -> str:
    return text[:at] + to + text[at + 1 :]


def _like(character: str, random: Random) -> str:
    """Another character that sounds the same; the same one where there is none."""
    others = [c for c in sounding().get(syllable(character), ()) if c != character]
    return random.choice(others) if others else character


def _misheard(name: str, random: Random, *, every: bool) -> str:
    """One character of the given name, or every one, written as another that sounds the same; empty if none is."""
    start = len(surname_of(name))
    places = [at for at in range(start, len(name)) if _like(name[at], random) != name[at]]
    if not places or "·" in name:
        return ""
    for at in places if every else [random.choice(places)]:
        name = _changed(name, at, _like(name[at], random))
    return name


def _misspelt(village: str, random: Random) -> str:
    """A village with one character written as another that sounds the same; its ending stays."""
    at = random.randrange(max(1, len(village) - 2))
    return _changed(village, at, _like(village[at], random))


def _slip(text: str, random: Random, least: int = 3) -> str:
    """A place with one character left out, wrong or, rarely, two swapped."""
    at = random.randrange(len(text) - 1)
    drawn = random.random()
    if drawn < 0.45 and len(text) > least:
        return text[:at] + text[at + 1 :]
    if drawn < 0.9:
        return _changed(text, at, random.choice(words().plain["second"]))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


@kind("name+town")
def _(row: Row, _random: Random) -> Draft:
    return Draft(f"{row.name} {row.town}", "town", _same_name(row))


@kind("homophone+town")
def _(row: Row, random: Random) -> Draft | None:
    typed = _misheard(row.name, random, every=False)
    return Draft(f"{typed} {row.town}", "town", _sounds_so(row, typed)) if typed else None


@kind("name+village typo")
def _(row: Row, random: Random) -> Draft:
    return Draft(f"{row.name} {_slip(row.town + row.village, random)}", "town", _same_name(row))


def _by_sound(row: Row, said: str) -> Draft | None:
    same = name_sound(row.name)
    return Draft(f"{said} {row.county}", "county", lambda o: name_sound(o.name) == same) if said else None


@kind("pinyin+county")
def _(row: Row, _random: Random) -> Draft | None:
    return _by_sound(row, name_sound(row.name))


@kind("all homophone+village typo")
def _(row: Row, random: Random) -> Draft | None:
    typed = _misheard(row.name, random, every=True)
    place = _slip(row.town + row.village, random)
    return Draft(f"{typed} {place}", "town", _sounds_so(row, typed)) if typed else None


@kind("village only")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.county + row.town + row.village, "village", lambda o: o[5:7] == row[5:7])


@kind("name")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.name, "name")  # asked of names that only one deputy has


@kind("name+unit")
def _(row: Row, _random: Random) -> Draft:
    return Draft(f"{row.name} {row.unit}", "unit", _same_name(row))


@kind("part of name+town")
def _(row: Row, _random: Random) -> Draft | None:
    part = given_of(row.name).partition("·")[0]
    return Draft(f"{part} {row.town}", "town", lambda o: part in o.name) if len(part) > 1 else None


@kind("half a name+town")
def _(row: Row, _random: Random) -> Draft | None:
    half = row.name[:2]
    return (
        Draft(f"{half} {row.town}", "town", lambda o: o.name.startswith(half)) if len(row.name) == 3 else None
    )


@kind("surname+village")
def _(row: Row, _random: Random) -> Draft | None:
    surname = surname_of(row.name)
    return (
        Draft(f"{surname} {row.village}", "village", lambda o: o.name.startswith(surname))
        if surname
        else None
    )


@kind("surname title+village")
def _(row: Row, _random: Random) -> Draft | None:
    surname = surname_of(row.name)
    text = f"{row.village}{surname}代表"
    return Draft(text, "village", lambda o: o.name.startswith(surname)) if surname else None


@kind("unit")
def _(row: Row, _random: Random) -> Draft | None:
    return (
        Draft(row.unit, "unit") if row.unit != row.village else None
    )  # else that place's deputies are as right


@kind("village")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.village, "village")


@kind("town")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.town, "town")


@kind("county")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.county, "county")


@kind("village typo")
def _(row: Row, random: Random) -> Draft:
    typed = _slip(row.town + row.village, random)
    most = OSA.distance(row.town + row.village, typed)
    return Draft(typed, "town", lambda o: OSA.distance(o.town + o.village, typed) <= most)


@kind("village misheard")
def _(row: Row, random: Random) -> Draft | None:
    typed = _misspelt(row.village, random)
    said = sound(row.village)
    return (
        Draft(row.town + typed, "town", lambda o: sound(o.village) == said) if typed != row.village else None
    )


@kind("name+village misheard")
def _(row: Row, random: Random) -> Draft | None:
    typed = _misspelt(row.village, random)
    return Draft(f"{row.name} {row.town}{typed}", "town", _same_name(row)) if typed != row.village else None


@kind("county+village")
def _(row: Row, _random: Random) -> Draft:
    return Draft(f"{row.county}{row.village}", "village", lambda o: o.county == row.county)


@kind("our village")
def _(row: Row, _random: Random) -> Draft:
    return Draft(f"我们{row.town}{row.village}的人大代表", "village", lambda o: o.town == row.town)


@kind("place first")
def _(row: Row, _random: Random) -> Draft:
    return Draft(row.town + row.name, "town", _same_name(row))


@kind("title")
def _(row: Row, _random: Random) -> Draft:
    return Draft(f"我要找{row.town}的{row.name}代表", "town", _same_name(row))


@kind("slip+town")
def _(row: Row, random: Random) -> Draft:
    typed = _changed(row.name, random.randrange(len(row.name)), random.choice(words().given))
    return Draft(f"{typed} {row.town}", "town", _as_near_or_heard(row, typed))


@kind("missing+town")
def _(row: Row, random: Random) -> Draft | None:
    at = random.randrange(len(row.name))
    typed = row.name[:at] + row.name[at + 1 :]
    return Draft(f"{typed} {row.town}", "town", _as_near_or_heard(row, typed)) if len(typed) > 1 else None


@kind("swapped+town")
def _(row: Row, random: Random) -> Draft | None:
    at = random.randrange(len(row.name) - 1)
    typed = row.name[:at] + row.name[at + 1] + row.name[at] + row.name[at + 2 :]
    return Draft(f"{typed} {row.town}", "town", _as_near_or_heard(row, typed)) if typed != row.name else None


@kind("surname homophone+town")
def _(row: Row, random: Random) -> Draft | None:
    surname = surname_of(row.name)
    others = [
        s for s in words().surnames if s != surname and name_sound(s + "安") == name_sound(surname + "安")
    ]
    if not surname or not others:
        return None
    typed = random.choice(others) + given_of(row.name)
    return Draft(f"{typed} {row.town}", "town", _sounds_so(row, typed))


@kind("all homophone+town")
def _(row: Row, random: Random) -> Draft | None:
    typed = _misheard(row.name, random, every=True)
    return Draft(f"{typed} {row.town}", "town", _sounds_so(row, typed)) if typed else None


@kind("accent+town")
def _(row: Row, random: Random) -> Draft | None:
    if "·" in row.name or not syllables_of(row.name):
        return None
    at = random.randrange(len(surname_of(row.name)), len(row.name))
    others = [c for one in neighbours().get(syllable(row.name[at]), ()) for c in sounding()[one]]
    if not others:
        return None
    typed = _changed(row.name, at, random.choice(others))
    said = list(map(loose, syllables_of(row.name)))
    near = _as_near(row, typed)
    return Draft(
        f"{typed} {row.town}", "town", lambda o: list(map(loose, syllables_of(o.name))) == said and near(o)
    )


@kind("pinyin")
def _(row: Row, _random: Random) -> Draft | None:
    return Draft(said, "sound") if (said := name_sound(row.name)) else None


@kind("pinyin joined+county")
def _(row: Row, _random: Random) -> Draft | None:
    return _by_sound(row, name_sound(row.name).replace(" ", ""))


@kind("pinyin marks+county")
def _(row: Row, _random: Random) -> Draft | None:
    return _by_sound(row, " ".join(map(with_mark, readings_of(row.name))))


@kind("pinyin numbers+county")
def _(row: Row, _random: Random) -> Draft | None:
    return _by_sound(row, " ".join(readings_of(row.name)).replace("ü", "v"))


@kind("full width pinyin+county")
def _(row: Row, _random: Random) -> Draft | None:
    return _by_sound(
        row, "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in name_sound(row.name))
    )


@kind("initials")
def _(row: Row, _random: Random) -> Draft | None:
    return Draft(short, "initials") if len(short := initials(row.name)) > 2 else None


@kind("initials+town")
def _(row: Row, _random: Random) -> Draft | None:
    short = initials(row.name)
    return Draft(f"{short} {row.town}", "town", lambda o: initials(o.name) == short) if short else None


@kind("name+town pinyin")
def _(row: Row, _random: Random) -> Draft | None:
    said = sound(row.town)
    return Draft(f"{row.name} {said}", "name", lambda o: sound(o.town) == said) if said else None


@kind("place pinyin")
def _(row: Row, _random: Random) -> Draft | None:
    town, village = sound(row.town), sound(row.village)
    return Draft(f"{town} {village}", "village", lambda o: o.town == row.town) if town and village else None


@kind("traditional+town")
def _(row: Row, _random: Random) -> Draft | None:
    typed = _traditional()(f"{row.name} {row.town}")
    return Draft(typed, "town", _same_name(row)) if typed != f"{row.name} {row.town}" else None


@lru_cache(maxsize=1)
def _traditional() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("s2t").convert
    return convert
