"""What buttons carry: a version and ids, nothing else (64 bytes, and old buttons live for years).

Adding a field orphans every old button, so it gets a new prefix; the fallback answers the old ones.
"""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from liaison.casework.notices import ACTION_PREFIX, CHOICE_PREFIX
from liaison.casework.ports import CodeKind
from liaison.routing.verdict import Grade


class Case(CallbackData, prefix=ACTION_PREFIX):
    """Something about one opinion; ``do`` is a liaison.casework.notices.Do or one of the card's own."""

    do: str
    opinion_id: int


class SaysAbout(CallbackData, prefix=CHOICE_PREFIX):
    """The citizen says what an opinion is about; empty: they cannot say."""

    opinion_id: int
    subject: str = ""


class PickGrade(CallbackData, prefix="g1"):
    """How pressing an opinion is."""

    opinion_id: int
    grade: Grade


class SameDo(CallbackData, prefix="j1"):
    """What becomes of a draft that says what another opinion says; ``opinion_id`` is that one, 0 for none."""

    do: str
    draft_id: int
    opinion_id: int = 0


class PickSame(CallbackData, prefix="m1"):
    """Another opinion about the same thing."""

    do: str
    opinion_id: int
    other_id: int


class Go(CallbackData, prefix="n1"):
    """Open a list or page."""

    to: str
    offset: int = 0


class PickDeputy(CallbackData, prefix="d1"):
    """A deputy in a list; ``about`` is the draft or opinion it is for, 0 for none."""

    do: str
    deputy_id: int
    about: int = 0


class DraftDo(CallbackData, prefix="w1"):
    """Something to do with the draft."""

    do: str
    draft_id: int


class PickCommittee(CallbackData, prefix="c1"):
    """A committee for an opinion."""

    do: str
    opinion_id: int
    committee_id: int


class PickDistrict(CallbackData, prefix="p1"):
    """The citizen's community; ``draft_id`` is the draft to go back to, 0 for none."""

    district_id: int
    draft_id: int


class PickCode(CallbackData, prefix="q1"):
    """A public code, and what to do with it; ``token`` is the one that is meant, where it matters."""

    do: str
    kind: CodeKind
    target_id: int
    token: str = ""


class PickLanguage(CallbackData, prefix="l1"):
    """The language to speak."""

    code: str


class More(CallbackData, prefix="f1"):
    """Another page of what was found for the words in the message itself; ``do`` is what a tap on a deputy
    does there, ``about`` the draft it is for, 0 for none."""

    do: str
    offset: int
    about: int = 0


class Place(CallbackData, prefix="t1"):
    """A place: open its page, look what lies in it (0: the whole tree), make it one's own community."""

    do: str
    district_id: int
    offset: int = 0


class Team(CallbackData, prefix="e1"):
    """A delegation to the congress of a place; ``key`` is liaison.casework.seats.Delegation's."""

    district_id: int
    key: int
    offset: int = 0


class AtStation(CallbackData, prefix="h1"):
    """A station's page; ``do`` is "open" for a new message, "page" for the same one."""

    do: str
    station_id: int
    offset: int = 0
