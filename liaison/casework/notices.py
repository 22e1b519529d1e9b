"""What people are told, as data. Texts are chosen by key and rendered in the recipient's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

ACTION_PREFIX = "a1"
"""Version of the callback data of buttons under notices; raise it when a field is added."""

CHOICE_PREFIX = "s1"
"""The same, of buttons by which the citizen says what it is about."""


class Do(StrEnum):
    """What a button under a notice opens. One word, since callback data holds 64 bytes."""

    OPEN = "open"  # the recipient's own view of the opinion: timeline, card, or triage card
    REPLY = "reply"  # the citizen answers the question
    ADD = "add"  # the citizen adds words
    ANSWER = "answer"  # the holder starts an answer
    INBOX = "inbox"
    SAY = "say"  # the citizen says what it is about: the action's subject
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class Action:
    """One button: what it does and to which opinion (0: to none); ``subject``: what it stands for, with SAY."""

    do: Do
    opinion_id: int = 0
    subject: str = ""

    @property
    def callback_data(self) -> str:
        """What the channel sends back when it is pressed."""
        if self.do in (Do.SAY, Do.CANNOT_SAY):
            return f"{CHOICE_PREFIX}:{self.opinion_id}:{self.subject}"
        return f"{ACTION_PREFIX}:{self.do}:{self.opinion_id}"


class To(StrEnum):
    """Whom a notice is for, before it is known who that is."""

    AUTHOR = "author"
    HOLDER = "holder"  # the deputy who has it after the change
    FORMER_HOLDER = "former_holder"
    HEAD = "head"  # whoever has the opinion that it is joined to; what they are told is about that one
    STAFF = "staff"  # every clerk of the assembly
    ACTOR = "actor"


class Priority(IntEnum):
    """Lower goes first."""

    REPLY = 10  # receipts and answers
    NOTICE = 20
    REMINDER = 50
    BROADCAST = 80


@dataclass(frozen=True, slots=True)
class Notice:
    """Something one party must be told. ``with_words``: the words of the new history entry, files
    included, go along."""

    to: To
    key: str
    actions: tuple[Action, ...] = ()
    with_words: bool = False
    priority: Priority = Priority.NOTICE


@dataclass(frozen=True, slots=True)
class Owed:
    """A message owed to one person: a row of the outbox before it has an id. ``args`` hold only what
    JSON holds. ``dedupe`` is unique: the same message is never owed twice."""

    person_id: int
    key: str
    args: dict[str, str | int]
    dedupe: str
    actions: tuple[Action, ...] = ()
    opinion_id: int | None = None
    file_kind: str = ""
    file: str = ""
    latitude: float | None = None
    longitude: float | None = None
    priority: Priority = Priority.NOTICE
