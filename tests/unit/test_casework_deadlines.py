from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liaison.casework.deadlines import add_working_days, is_working_day, last_known_year


def test_weekends_and_public_holidays_do_not_count() -> None:
    assert add_working_days(date(2026, 5, 11), 1) == date(2026, 5, 12)
    assert add_working_days(date(2026, 5, 15), 1) == date(2026, 5, 18)  # over a weekend
    assert not is_working_day(date(2025, 10, 1))  # the national day
    assert add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)


def test_a_make_up_working_day_counts() -> None:
    assert is_working_day(date(2025, 10, 11))  # a Saturday, made up for the holiday week
    assert add_working_days(date(2025, 10, 10), 1) == date(2025, 10, 11)


def test_beyond_the_calendar_it_is_monday_to_friday() -> None:
    year = last_known_year() + 1
    days = [date(year, 1, day) for day in range(1, 15)]
    assert [is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 40))
def test_it_counts_exactly_the_working_days_after_the_start(start: date, days: int) -> None:
    end = add_working_days(start, days)
    between = range(start.toordinal() + 1, end.toordinal() + 1)
    assert sum(is_working_day(date.fromordinal(day)) for day in between) == days
    assert days == 0 or is_working_day(end)
