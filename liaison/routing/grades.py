"""How pressing a matter is, by its words: a table of phrases (the form: liaison.routing.aids)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from liaison.routing.aids import Phrases, Rule, stretch
from liaison.routing.plain import normalise
from liaison.routing.verdict import Grade, Grading

MANY = 50
"""People or households from which on a matter is one of many."""

AT_ONCE = 1
"""A deadline so many days ahead, or nearer, is urgent: today and tomorrow."""

SOON = 31
"""A deadline so many days ahead, or nearer, is important: about a month."""

MOST_EVIDENCE = 4
"""Stretches of text that are shown."""

INDEFINITE = 2
"""What a character counts that stands among digits and is none itself: a pair, a few."""

TEN_THOUSAND = 10_000
"""From this unit on a Chinese number multiplies everything before it."""


class Reading(StrEnum):
    """What the rows of the table say, beside the grades themselves."""

    PEOPLE = "people"  # important if #n is MANY or more
    DEADLINE = "deadline"  # the value: days from today, or a Due


class Due(StrEnum):
    """Deadlines that have to be reckoned."""

    DAYS = "days"  # #n days from today
    WEEKS = "weeks"  # #n weeks from today
    DATE = "date"  # #month and #day, and #year if there is one
    DAY = "day"  # #day of this month, or of the next if it has gone by
    MONTH_END = "month-end"
    YEAR_END = "year-end"


class Grades:
    """Reads how pressing a text is."""

    def __init__(self, phrases: Phrases) -> None:
        """Raises ValueError for a kind or a deadline that is unknown."""
        for rule in phrases.rules:
            if rule.kind == Reading.DEADLINE:
                if not rule.value.isdecimal():
                    Due(rule.value)
            elif rule.kind != Reading.PEOPLE:
                Grade(rule.kind)
        self._phrases = phrases

    @classmethod
    def load(cls) -> Grades:
        """With the shipped table."""
        return cls(Phrases.shipped("grades.tsv"))

    def read(self, text: str, *, plain: str | None = None, today: date | None = None) -> Grading:
        """The highest grade that some words speak for, with up to MOST_EVIDENCE stretches that do, in the
        order of the text. Without ``today`` a deadline that stands in the calendar counts as near unless a
        year is written. ``plain``: the text normalised, where the caller has it."""
        plain = normalise(text) if plain is None else plain
        grade = Grade.ORDINARY
        places: list[re.Match[str]] = []
        dates: list[re.Match[str]] = []
        for rule, match in self._phrases.found(plain):
            if rule.kind == Reading.DEADLINE:
                if not _apart(match, dates):
                    continue  # part of a date that an earlier row read: the day of one with a month
                dates.append(match)
            level = _level(rule, match, today)
            if level is Grade.ORDINARY or (grade is Grade.URGENT and level is not grade):
                continue
            if level is not grade:
                grade, places = level, []
            if _apart(match, places):
                places.append(match)
        places.sort(key=lambda match: match.start())
        evidence = dict.fromkeys(stretch(text, plain, match) for match in places)
        return Grading(grade, tuple(evidence)[:MOST_EVIDENCE])


def number(digits: str) -> int:
    """What digits or Chinese numerals say; 0 for none. Characters that are no numerals among them (a few,
    several) count INDEFINITE, so that a few hundred is at least a hundred; of two neighbours (five or six,
    five or six hundred) the smaller counts."""
    if digits.isdecimal():
        return int(digits)
    total = part = 0
    run = ""
    for character in digits:
        value = _value(character)
        if value < 10:
            run += character
        elif value < TEN_THOUSAND:
            part += (_spoken(run) or 1) * value
            run = ""
        else:
            total = (total + part + _spoken(run) or 1) * value
            part, run = 0, ""
    return total + part + _spoken(run)


def _value(character: str) -> int:
    """What one numeral stands for."""
    return int(unicodedata.numeric(character, INDEFINITE))


def _spoken(run: str) -> int:
    """Numerals from 0 to 9 one after another: the places of a number, or two neighbours; 0 for none."""
    values = [_value(character) for character in run]
    if len(values) == 2 and not run.isdecimal() and values[1] == values[0] + 1 > 1:
        return values[0]
    return sum(value * 10**place for place, value in enumerate(reversed(values)))


def _apart(match: re.Match[str], others: Iterable[re.Match[str]]) -> bool:
    """Whether a place shares no character with the others."""
    return all(match.end() <= other.start() or other.end() <= match.start() for other in others)


def _level(rule: Rule, match: re.Match[str], today: date | None) -> Grade:
    """The grade one place speaks for."""
    if rule.kind == Reading.PEOPLE:
        return Grade.IMPORTANT if number(match["n"]) >= MANY else Grade.ORDINARY
    if rule.kind != Reading.DEADLINE:
        return Grade(rule.kind)
    days = _days(rule.value, match, today)
    if days is None or not 0 <= days <= SOON:
        return Grade.ORDINARY
    return Grade.URGENT if days <= AT_ONCE else Grade.IMPORTANT


def _days(value: str, match: re.Match[str], today: date | None) -> int | None:
    """Days until a deadline; None when there is no such day, or nobody can tell."""
    if value.isdecimal():
        return int(value)
    due = Due(value)
    if due in (Due.DAYS, Due.WEEKS):
        return number(match["n"]) * (7 if due is Due.WEEKS else 1)
    said = {name: number(digits) for name, digits in match.groupdict().items() if digits}
    if today is None:
        return None if "year" in said or due is Due.YEAR_END else SOON
    if due is Due.MONTH_END:
        return monthrange(today.year, today.month)[1] - today.day
    if due is Due.YEAR_END:
        return (date(today.year, 12, 31) - today).days
    if due is Due.DATE:
        years = (said["year"],) if "year" in said else (today.year, today.year + 1)
        days = [_until(today, year, said["month"], said["day"]) for year in years]
    else:
        later = today.replace(day=1) + timedelta(days=SOON)
        days = [_until(today, month.year, month.month, said["day"]) for month in (today, later)]
    return min((day for day in days if day is not None and day >= 0), default=None)


def _until(today: date, year: int, month: int, day: int) -> int | None:
    """Days until a date, negative when it has gone by; None when there is no such date."""
    try:
        return (date(year, month, day) - today).days
    except (ValueError, OverflowError):
        return None
