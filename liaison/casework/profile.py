"""What is shown beside the roster: how many opinions a deputy has answered and how fast, the picture, and what an old
code opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from statistics import median_high

from .deadlines import is_working_day
from .ports import CodeKind, Transaction


@dataclass(frozen=True, slots=True)
class Profile:
    """``answered``: opinions the deputy has answered; ``days``: working days from the sending to the first
    answer, the median of all of them; None while there are none."""

    answered: int
    days: int | None


@lru_cache(maxsize=2048)
def working_days(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; 0: on the same day."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def profile(tx: Transaction, *, deputy_id: int) -> Profile:
    """Counted anew each time: what everybody may see of a deputy's work. Every pace comes with the number of
    cases it rests on."""
    day = tx.office.policy.today
    days = [working_days(day(sent), day(answered)) for sent, answered in tx.answered.by_deputy(deputy_id)]
    return Profile(len(days), median_high(days) if days else None)


def portrait(tx: Transaction, *, deputy_id: int) -> bytes | None:
    """The deputy's picture (JPEG or PNG), or None."""
    return tx.codes.photo(deputy_id)


def opened_once(tx: Transaction, *, token: str) -> tuple[CodeKind, int] | None:
    """What a public code opened before it was withdrawn: whoever has an old poster hears where to go on."""
    return tx.codes.opened(token) if token else None
