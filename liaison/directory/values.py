"""Cells as values: days, telephone numbers, degrees. Each raises ValueError for what it cannot read."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
"""Codes travel in links and buttons, so they are short and plain."""

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")

_TIME = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?")
_MONTH = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D?")
_RUN = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})?")
_BETWEEN = re.compile(r"[^\d\s/.\-\u5e74\u6708\u65e5]")
"""Anything but digits and what stands between them in a date: dashes, strokes, points, the characters for year, month
and day."""

EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers."""

SERIALS = range(18264, 91313)
"""Serial numbers that are taken for a day: 1950 to 2149."""


def day(text: str) -> date:
    """A day as people and spreadsheets write it; a month without a day is its last day."""
    text = "".join(_TIME.sub("", text.strip()).split())
    if text.isdigit() and int(text) in SERIALS:
        return EPOCH + timedelta(days=int(text))
    if _BETWEEN.search(text):
        raise ValueError(text)
    found = _RUN.fullmatch(text) or _DAY.fullmatch(text) or _MONTH.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, *rest = (int(part) for part in found.groups() if part)
    return date(year, month, rest[0] if rest else monthrange(year, month)[1] if 1 <= month <= 12 else 1)


def degrees(text: str, most: float) -> float:
    """A coordinate between -most and most."""
    value = float(text)
    if not -most <= value <= most:  # also refuses NaN
        raise ValueError(text)
    return value


def phone(text: str) -> str:
    """A telephone number; any dash is a plain one."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    if not PHONE.fullmatch(text):
        raise ValueError(text)
    return text
