from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.casework import numbers

YEARS = st.integers(2000, 2099)
SERIALS = st.integers(1, 999_999)


@given(YEARS, SERIALS)
def test_what_is_shown_is_read_back(year: int, serial: int) -> None:
    number = numbers.make(year, serial)
    assert numbers.parse(numbers.shown(number)) == number


@given(YEARS, SERIALS)
def test_every_single_wrong_digit_is_found(year: int, serial: int) -> None:
    number = numbers.make(year, serial)
    for at, digit in enumerate(number):
        for wrong in "0123456789".replace(digit, ""):
            assert numbers.parse(number[:at] + wrong + number[at + 1 :]) is None


@given(YEARS, SERIALS)
def test_every_swap_of_neighbours_is_found(year: int, serial: int) -> None:
    number = numbers.make(year, serial)
    for at in range(len(number) - 1):
        if number[at] != number[at + 1]:
            swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            assert numbers.parse(swapped) is None


def test_short_and_in_groups() -> None:
    assert numbers.shown(numbers.make(2026, 42)).startswith("26-0042-")
    assert numbers.shown(numbers.make(2026, 123_456)).startswith("26-123456-")


@pytest.mark.parametrize("dash", ["-", "－", "–", "—", " ", ""])
@pytest.mark.parametrize("before", ["", "#", " "])
def test_any_way_of_typing_it(dash: str, before: str) -> None:
    number = numbers.make(2026, 42)
    year, serial, check = numbers.shown(number).split("-")
    typed = before + dash.join((year, serial, check))
    assert numbers.parse(typed) == number
    assert numbers.parse(typed.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number


@pytest.mark.parametrize("text", ["", "26", "0042", "你好", "26-0042-x", "二六", "26.0042.7", "٢٦٠٠٤٢٧"])
def test_what_is_no_number(text: str) -> None:
    assert numbers.parse(text) is None
