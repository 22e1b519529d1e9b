"""Tracking numbers: short, digits only, so that they can be read aloud and typed on any phone.

``26-0042-7``: the year, a serial of the assembly in that year (at least four digits), and a check digit
by Damm's algorithm, which finds every single wrong digit and every swap of two neighbours
(H. M. Damm, 2004).
"""

from __future__ import annotations

import re
import unicodedata

from stdnum import damm

_YEAR_DIGITS = 2
_SERIAL_DIGITS = 4


def make(year: int, serial: int) -> str:
    """The number for a serial (from 1) of a year."""
    digits = f"{year % 100:0{_YEAR_DIGITS}d}{serial:0{_SERIAL_DIGITS}d}"
    return digits + str(damm.calc_check_digit(digits))


def shown(number: str) -> str:
    """The number as people read it: ``26-0042-7``."""
    return f"{number[:_YEAR_DIGITS]}-{number[_YEAR_DIGITS:-1]}-{number[-1]}"


_SHAPE = re.compile(  # longer ones without strokes are telephone numbers and the like
    r"(?<!\d)(?:\d{2}-\d{4,9}-\d|\d{2}-?\d{4,6}-?\d)(?!\d)"
)
_MOSTLY = re.compile(r"#?\d{2}-\d{4,9}-\d|#?\d{2}[\s-]*\d{4,6}[\s-]*\d|#?\d{1,3}[\s-]+\d{3,7}[\s-]+\d{1,2}")


def within(text: str) -> str | None:
    """The first valid number that stands in a text among other words; None when there is none."""
    for found in _SHAPE.finditer(_folded(text)):
        number = parse(found.group())
        if number is not None:
            return number
    return None


def meant(text: str) -> bool:
    """Whether somebody typed what can only be meant as a number, be it right or wrong."""
    return _MOSTLY.fullmatch(_folded(text.strip())) is not None


def _folded(text: str) -> str:
    """Full-width digits and dashes of any kind as the plain ones."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join("-" if unicodedata.category(ch) == "Pd" else ch for ch in folded)


def parse(text: str) -> str | None:
    """The number in what somebody typed (full-width digits, blanks, dashes of any kind); None if it is
    none or its check digit is wrong."""
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(ch for ch in folded if not ch.isspace() and unicodedata.category(ch) != "Pd").lstrip("#")
    if len(digits) < _YEAR_DIGITS + _SERIAL_DIGITS + 1 or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if damm.is_valid(digits) else None
