"""What anybody may ask to be done with an opinion. Commands carry facts, not text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison.routing.verdict import Grade

from .alarm import NO_ALARM, Alarm


class Command:
    """Base of all commands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class View(Command):
    """See the opinion's card."""


@dataclass(frozen=True, slots=True)
class AddWords(Command):
    """The citizen adds to it. ``alarm``: the emergency it tells of, if any."""

    draft_id: int
    alarm: Alarm = NO_ALARM


@dataclass(frozen=True, slots=True)
class ReplyToQuestion(Command):
    """The citizen answers what they were asked. ``alarm``: the emergency it tells of, if any."""

    draft_id: int
    alarm: Alarm = NO_ALARM


@dataclass(frozen=True, slots=True)
class EditWords(Command):
    """The citizen changed a message that had been sent already."""

    before: str
    after: str

    @property
    def note(self) -> str:
        """Both versions, as the history keeps them."""
        return f"{self.before}\n→\n{self.after}"


@dataclass(frozen=True, slots=True)
class Nudge(Command):
    """The citizen asks how it stands."""


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """The citizen takes it back."""


@dataclass(frozen=True, slots=True)
class Answer(Command):
    """The answer to the citizen."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class Correct(Command):
    """A later correction of an answer; shown as a correction, the first answer stays."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class Ask(Command):
    """Ask the citizen something; the opinion waits for them."""

    draft_id: int


@dataclass(frozen=True, slots=True)
class PassOn(Command):
    """Give it to another deputy (``deputy_id``) or to a committee (``committee_id``), one of the two."""

    draft_id: int  # the reason
    deputy_id: int | None = None
    committee_id: int | None = None


@dataclass(frozen=True, slots=True)
class PutAside(Command):
    """Leave it out of the queue until a day, on which it is back (today: at once); the deadline does not
    move."""

    until: date


@dataclass(frozen=True, slots=True)
class ConfirmCommittee(Command):
    """A clerk says which committee's remit it is. ``as_is``: that it is the one that has it; nothing moves."""

    committee_id: int
    as_is: bool = False


@dataclass(frozen=True, slots=True)
class SayAbout(Command):
    """The citizen says which of the subjects they were offered it is about; empty: they cannot say.
    ``assisting_id``: the committee that assists in that subject, as the congress has it."""

    subject: str
    assisting_id: int | None = None


@dataclass(frozen=True, slots=True)
class SetAssisting(Command):
    """A clerk says which committee assists the one in charge; None: none does."""

    committee_id: int | None


@dataclass(frozen=True, slots=True)
class SetGrade(Command):
    """A clerk says how pressing it is."""

    grade: Grade


@dataclass(frozen=True, slots=True)
class Join(Command):
    """A clerk says that it is about the same thing as another opinion, which is answered for both."""

    into: int


@dataclass(frozen=True, slots=True)
class Separate(Command):
    """A clerk takes it out again; it is looked at by itself. Whom and what it keeps from before it was joined
    is for liaison.casework.joint to say."""

    deputy_id: int | None = None
    committee_id: int | None = None
    assisting_id: int | None = None


@dataclass(frozen=True, slots=True)
class Assign(Command):
    """A clerk gives it to a deputy."""

    deputy_id: int
