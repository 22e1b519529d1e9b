"""Numbers among other words, and words cut to what a message holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.casework import numbers
from liaison.casework.telling import beginning

NUMBER = numbers.make(2026, 42)
SHOWN = numbers.shown(NUMBER)


@given(
    st.integers(1, 999_999),
    st.sampled_from(["编号{}怎么样了", "（编号 {}）", "关于编号 {}，想再问您一句", "no. {}."]),
)
def test_a_number_is_found_among_words(serial: int, frame: str) -> None:
    number = numbers.make(2026, serial)
    assert numbers.within(frame.format(numbers.shown(number))) == number


@pytest.mark.parametrize("text", ["", "12345678901234567890", "3号楼2单元601室", "13800001234", "2026-05-11"])
def test_other_figures_are_no_number(text: str) -> None:
    assert numbers.within(text) is None


def test_a_congress_with_a_million_opinions_in_a_year_still_finds_their_numbers() -> None:
    number = numbers.make(2026, 1_234_567)
    shown = numbers.shown(number)
    assert numbers.within(f"我的{shown}办得怎么样了") == number
    assert numbers.meant(shown)


def test_a_mistyped_number_is_known_as_one_and_a_house_is_not() -> None:
    wrong = SHOWN[:-1] + str((int(SHOWN[-1]) + 1) % 10)
    assert numbers.parse(wrong) is None
    assert numbers.meant(wrong)
    assert numbers.meant("２６－００４２－９")
    assert not numbers.meant("3号楼2单元601")
    assert numbers.meant("26-042-7")
    for other in ("110", "12345", "13800001235", "3-1-2"):
        assert not numbers.meant(other)


@given(st.text(), st.integers(1, 40))
def test_the_beginning_fits_and_is_the_beginning(words: str, size: int) -> None:
    shown = beginning(words, size)
    assert len(shown.encode("utf-16-le", "surrogatepass")) // 2 <= size or shown == words
    assert len(words.encode("utf-16-le", "surrogatepass")) // 2 > size or shown == words
    assert words.startswith(shown.removesuffix("…"))
