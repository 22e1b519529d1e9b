"""Working days in China, make-up working days included."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

_SATURDAY = 5


@cache
def last_known_year() -> int:
    """The last year whose public holidays the calendar knows; after it Monday to Friday is assumed."""
    return max(int(day.year) for day in (*holidays, *workdays))


def is_working_day(day: date) -> bool:
    """True on working days. Beyond the calendar's data: Monday to Friday."""
    if day.year > last_known_year():
        return day.weekday() < _SATURDAY
    return bool(chinese_calendar.is_workday(day))


@lru_cache(maxsize=512)
def add_working_days(start: date, days: int) -> date:
    """The ``days``-th working day after ``start``; ``start`` itself never counts."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day
