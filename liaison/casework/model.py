"""What an opinion is. State is derived from the append-only history by :func:`after`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from liaison.routing.verdict import Aid, Grade

from .alarm import NO_ALARM, Alarm


class State(StrEnum):
    """Where an opinion stands."""

    TRIAGE = "triage"  # staff must say which committee or deputy takes it
    WITH_COMMITTEE = "with_committee"  # a committee has it; its staff answer or assign a deputy
    WITH_DEPUTY = "with_deputy"  # a deputy owes the answer
    WAITING = "waiting"  # the citizen was asked something
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"  # to an opinion about the same thing, whose answer is its answer too


class Shelf(StrEnum):
    """Where a deputy finds what was ever theirs to answer."""

    OWED = "owed"
    WAITING = "waiting"  # for the citizen
    ASIDE = "aside"
    ANSWERED = "answered"


class Party(StrEnum):
    """In what capacity somebody acts. One person may be several."""

    CITIZEN = "citizen"
    DEPUTY = "deputy"
    CLERK = "clerk"


class Kind(StrEnum):
    """What happened, one word per kind of history entry."""

    SUBMITTED = "submitted"
    CLARIFIED = "clarified"  # the citizen said what it is about, and so whose remit it is; note: the subject
    UNSURE = "unsure"  # the citizen was asked what it is about, and cannot say
    ROUTED = "routed"  # a clerk said which committee takes it
    CONFIRMED = "confirmed"  # a clerk said that the committee that has it is the right one
    ASSISTED = "assisted"  # a clerk said which committee assists, or that none does
    GRADED = "graded"  # a clerk said how pressing it is; note: liaison.routing.verdict.Grade
    ASSIGNED = "assigned"  # a clerk gave it to a deputy
    PASSED = "passed"  # a deputy passed it on, with a reason
    ASKED = "asked"
    REPLIED = "replied"  # the citizen answered the question; note, here and below: liaison.casework.alarm
    ADDED = "added"  # the citizen added words
    EDITED = "edited"  # the citizen changed a message already sent; both versions are kept
    NUDGED = "nudged"  # the citizen asked after it
    PUT_ASIDE = "put_aside"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"  # a clerk found another opinion about the same thing
    SEPARATED = "separated"  # a clerk took it out again, or the other was withdrawn
    RETURNED = "returned"  # the deputy's term ended or they left; back to staff


class PartKind(StrEnum):
    """What one message of somebody's words holds. A channel takes a file it knows only as what it was sent
    as, so kinds that look alike stay apart."""

    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"  # a film without sound
    VIDEO_NOTE = "video_note"  # a round one
    VOICE = "voice"
    AUDIO = "audio"  # a recording kept as a file
    DOCUMENT = "document"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Part:
    """One message of somebody's words. ``text`` is the text or the caption; ``file`` is the channel's
    own id of a file; ``group`` joins the parts of one album."""

    kind: PartKind
    source: str  # "chat:message" of the channel: the same message never becomes two parts
    text: str = ""
    file: str = ""
    name: str = ""
    group: str = ""
    latitude: float | None = None
    longitude: float | None = None
    id: int = 0


def words_of(parts: Iterable[Part]) -> str:
    """All texts and captions, a line each."""
    return "\n".join(part.text for part in parts if part.text)


class Purpose(StrEnum):
    """What a draft will become when it is sent."""

    OPINION = "opinion"
    ADDITION = "addition"
    REPLY = "reply"
    ANSWER = "answer"
    CORRECTION = "correction"
    QUESTION = "question"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Draft:
    """Words being written, kept from the first message on. Sent at most once: that it was sent is a
    unique row in the history, so a second tap, or the same tap after a crash, changes nothing."""

    id: int
    person_id: int
    purpose: Purpose
    opinion_id: int | None = None
    deputy_id: int | None = None
    committee_id: int | None = None
    named: bool = False  # the citizen lets the deputy see their name
    parts: tuple[Part, ...] = ()
    closed: bool = False  # sent or discarded

    @property
    def words(self) -> str:
        """All texts and captions, a line each."""
        return words_of(self.parts)


@dataclass(frozen=True, slots=True)
class Routing:
    """What the router thinks: one committee, how sure (0..1), the terms it rests on, and what of its remit
    this is about (a code of liaison.routing.subjects, or empty)."""

    committee_id: int
    confidence: float
    evidence: tuple[str, ...] = ()
    subject: str = ""


_EMERGENCIES = frozenset(aid.value for aid in Aid if aid.emergency)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What was read in the opening words, as it is kept: ``subject`` a code of liaison.routing.subjects,
    ``choices`` what the citizen was offered ([subject, committee id] each), ``aid`` whom they were told to
    turn to, ``grade`` and ``evidence`` how pressing it seemed and the words that say so. ``later`` is the
    latest emergency that later words told of, by the history."""

    subject: str = ""
    choices: tuple[tuple[str, int], ...] = ()
    aid: str = ""
    aid_evidence: str = ""
    grade: str = ""
    grade_evidence: tuple[str, ...] = ()
    later: str = ""
    later_evidence: str = ""

    @property
    def emergency(self) -> bool:
        """Whether staff must hear of it at once."""
        return bool(self.later) or self.aid in _EMERGENCIES

    @property
    def latest(self) -> tuple[str, str]:
        """Whom to turn to by the words that say it last, and those words."""
        return (self.later, self.later_evidence) if self.later else (self.aid, self.aid_evidence)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an opinion's history; never changed, never removed."""

    kind: Kind
    by: Party
    at: datetime
    person_id: int | None = None
    draft_id: int | None = None
    deputy_id: int | None = None
    committee_id: int | None = None
    until: date | None = None
    note: str = ""
    seq: int = 0
    parts: tuple[Part, ...] = ()
    assisting_id: int | None = None
    other_id: int | None = None  # the opinion it was joined to, or whose answer it is


@dataclass(frozen=True, slots=True)
class Opinion:
    """A citizen's opinion as it stands now."""

    id: int
    assembly: str
    number: str
    author_id: int
    state: State
    submitted_at: datetime
    due_on: date
    deputy_id: int | None = None
    committee_id: int | None = None
    district_id: int | None = None
    named: bool = False
    aside_until: date | None = None
    asked_from: State | None = None  # while waiting: where it goes back to
    suggestions: tuple[Routing, ...] = ()
    version: int = 0  # number of history entries; a write that saw an older one is refused
    deputy_left: bool = False  # the deputy who has it, or answered it, is not in office any more
    assisting_id: int | None = None  # the committee that helps the one in charge
    grade: str | None = None  # as a clerk set it
    joined_to: int | None = None  # the opinion that is answered for this one too
    read_as: ReadAs = field(default_factory=ReadAs)

    @property
    def pressing(self) -> bool:
        """Whether it goes before others: graded as urgent, or an emergency while nobody has graded it."""
        return self.grade == Grade.URGENT or (self.grade is None and self.read_as.emergency)


@dataclass(frozen=True, slots=True)
class File:
    """An opinion with its whole history, oldest first."""

    opinion: Opinion
    history: tuple[Entry, ...] = field(default=())


def resting_state(deputy_id: int | None, committee_id: int | None) -> State:
    """Where an open opinion rests when nobody waits for the citizen."""
    if deputy_id is not None:
        return State.WITH_DEPUTY
    return State.WITH_COMMITTEE if committee_id is not None else State.TRIAGE


def untouched(opinion: Opinion) -> bool:
    """Whether staff still have to say who takes it, so that the deputy whom the citizen named does not
    have it yet."""
    return State.TRIAGE in (opinion.state, opinion.asked_from)


def after(opinion: Opinion, entry: Entry) -> Opinion:
    """The opinion after one more entry: the only place where state comes from."""
    opinion = replace(opinion, version=opinion.version + 1)
    match entry.kind:
        case Kind.SUBMITTED:
            # Without a sure committee staff look at it first, even when the citizen named a deputy.
            state = (
                State.TRIAGE
                if entry.committee_id is None
                else resting_state(entry.deputy_id, entry.committee_id)
            )
            if entry.other_id is not None:
                return replace(opinion, state=State.JOINED, joined_to=entry.other_id)
            return replace(
                opinion,
                state=state,
                deputy_id=entry.deputy_id,
                committee_id=entry.committee_id,
                assisting_id=entry.assisting_id,
            )
        case Kind.ROUTED | Kind.CLARIFIED:
            rest = resting_state(opinion.deputy_id, entry.committee_id)
            opinion = replace(opinion, committee_id=entry.committee_id, assisting_id=entry.assisting_id)
            if opinion.state is State.WAITING:
                return replace(opinion, asked_from=rest)
            return replace(opinion, state=rest)
        case Kind.GRADED:
            return replace(opinion, grade=entry.note)
        case Kind.ASSISTED:
            return replace(opinion, assisting_id=entry.assisting_id)
        case Kind.ASSIGNED:
            return replace(
                opinion, deputy_id=entry.deputy_id, state=State.WITH_DEPUTY, asked_from=None, aside_until=None
            )
        case Kind.PASSED:
            committee_id = entry.committee_id if entry.committee_id is not None else opinion.committee_id
            same = committee_id == opinion.committee_id
            return replace(
                opinion,
                deputy_id=entry.deputy_id,
                committee_id=committee_id,
                assisting_id=opinion.assisting_id if same else entry.assisting_id,
                state=resting_state(entry.deputy_id, committee_id),
                asked_from=None,
                aside_until=None,
            )
        case Kind.ASKED:
            return replace(opinion, state=State.WAITING, asked_from=opinion.asked_from or opinion.state)
        case Kind.REPLIED:
            opinion = _alarmed(opinion, entry)
            state = opinion.asked_from or resting_state(opinion.deputy_id, opinion.committee_id)
            return replace(opinion, state=state, asked_from=None, aside_until=None)
        case Kind.PUT_ASIDE:
            return replace(opinion, aside_until=entry.until)
        case Kind.ANSWERED | Kind.WITHDRAWN:
            state = State.ANSWERED if entry.kind is Kind.ANSWERED else State.WITHDRAWN
            # A deputy whom it never reached neither answered it nor may look into it later.
            deputy_id = None if untouched(opinion) else opinion.deputy_id
            joined_to = opinion.joined_to if entry.kind is Kind.ANSWERED else None
            return replace(
                opinion,
                state=state,
                deputy_id=deputy_id,
                joined_to=joined_to,
                asked_from=None,
                aside_until=None,
            )
        case Kind.JOINED:
            return replace(
                opinion,
                state=State.JOINED,
                joined_to=entry.other_id,
                deputy_id=None,
                asked_from=None,
                aside_until=None,
            )
        case Kind.SEPARATED:
            opinion = replace(opinion, state=State.TRIAGE, joined_to=None, deputy_id=entry.deputy_id)
            if entry.committee_id is None:
                return opinion
            return replace(opinion, committee_id=entry.committee_id, assisting_id=entry.assisting_id)
        case Kind.RETURNED:
            return replace(opinion, state=State.TRIAGE, deputy_id=None, asked_from=None, aside_until=None)
        case Kind.ADDED | Kind.NUDGED:
            return replace(_alarmed(opinion, entry), aside_until=None)
        case Kind.EDITED | Kind.CORRECTED | Kind.UNSURE | Kind.CONFIRMED:
            return opinion


def alarm_of(entry: Entry) -> Alarm:
    """The emergency that later words tell of; an empty one for none."""
    return Alarm.of(entry.note) if entry.kind in (Kind.ADDED, Kind.REPLIED) else NO_ALARM


def _alarmed(opinion: Opinion, entry: Entry) -> Opinion:
    """With the emergency that an entry tells of: what a clerk graded before says nothing of it."""
    alarm = alarm_of(entry)
    if not alarm.aid:
        return opinion
    read = replace(opinion.read_as, later=alarm.aid, later_evidence=alarm.evidence)
    return replace(opinion, read_as=read, grade=None)


def replay(opinion: Opinion, history: Iterable[Entry]) -> Opinion:
    """Fold a whole history; what is stored must equal this."""
    *_, last = _stages(opinion, history)
    return last


def holders(file: File) -> frozenset[int]:
    """Every deputy who has ever had it; not one whom the citizen named and whom it never reached."""
    stages = _stages(file.opinion, file.history)
    return frozenset(
        stage.deputy_id for stage in stages if stage.deputy_id is not None and not untouched(stage)
    )


def before_joining(file: File) -> Opinion:
    """The opinion as it stood when it was joined to another; one that was joined when it was sent: as it would
    have stood alone."""
    alone = file.opinion
    for stage, entry in zip(_stages(file.opinion, file.history), file.history, strict=False):
        if entry.kind is Kind.JOINED and stage.joined_to is None:
            alone = stage
        elif entry.kind is Kind.SUBMITTED and entry.other_id is not None:
            alone = after(stage, replace(entry, other_id=None))
    return alone


def _stages(opinion: Opinion, history: Iterable[Entry]) -> Iterator[Opinion]:
    """The opinion before its history, and after each entry of it."""
    opinion = replace(
        opinion,
        version=0,
        deputy_id=None,
        committee_id=None,
        asked_from=None,
        aside_until=None,
        assisting_id=None,
        grade=None,
        joined_to=None,
        read_as=replace(opinion.read_as, later="", later_evidence=""),
    )
    yield opinion
    for entry in history:
        opinion = after(opinion, entry)
        yield opinion
