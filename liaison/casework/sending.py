"""Use cases that send a draft: a new opinion, and every later word of citizen, deputy or clerk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import commands as c
from . import joint, numbers, understood
from .decide import decide, submission
from .errors import Refused
from .model import Draft, Entry, File, Kind, Opinion, Party, Purpose, words_of
from .office import Office
from .people import Actor
from .ports import NewOpinion, Transaction
from .telling import tell


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender may be told at once."""

    opinion: Opinion
    number: str  # as people read it
    again: bool = False  # it had been sent before; nothing was done now
    draft: Draft | None = None  # the words that were sent; None: a command without any
    learnt: bool = False  # the router will know it from now on


def own_draft(tx: Transaction, *, actor: Actor, draft_id: int) -> Draft:
    """One's own draft, sent or not. Raises Refused when there is none."""
    draft = tx.drafts.get(draft_id)
    if draft is None or draft.person_id != actor.person_id:
        raise Refused("refused-no-draft")
    return draft


def _submit(
    tx: Transaction, actor: Actor, draft: Draft, now: datetime, head: Opinion | None = None
) -> Receipt:
    """A new opinion: number, committee, deadline. ``head``: the one whose answer is to be its answer."""
    author = tx.people.get(actor.person_id)
    office = tx.office
    roster = office.directory.roster
    deputy = roster.deputies.get(draft.deputy_id or 0)
    verdict = understood.read(office, draft.parts, office.policy.today(now))
    year = office.policy.today(now).year
    opinion = tx.opinions.add(
        NewOpinion(
            number=numbers.make(year, tx.opinions.next_serial(year)),
            author_id=actor.person_id,
            submitted_at=now,
            due_on=office.answer_due(now),
            district_id=author.home_district_id if author else None,
            named=draft.named,
            suggestions=understood.suggestions(verdict, roster),
            read_as=understood.read_as(verdict, roster),
        )
    )
    lead = understood.committee_id(verdict.lead, roster)
    entry = Entry(
        Kind.SUBMITTED,
        Party.CITIZEN,
        now,
        actor.person_id,
        draft.id,
        deputy_id=deputy.id if deputy and deputy.active else None,
        committee_id=lead,
        assisting_id=understood.committee_id(verdict.assisting, roster) if lead is not None else None,
        seq=1,
        parts=draft.parts,
        other_id=head.id if head else None,
    )
    decision = submission(entry, opinion)
    tx.opinions.append(decision.opinion, entry)
    tx.outbox.put(tell(tx, decision.notices, None, decision.opinion, entry, draft.parts), now)
    return Receipt(decision.opinion, numbers.shown(opinion.number))


def _command_of(draft: Draft, office: Office) -> c.Command:
    match draft.purpose:
        case Purpose.ADDITION:
            return c.AddWords(draft.id, understood.alarm(office, draft))
        case Purpose.REPLY:
            return c.ReplyToQuestion(draft.id, understood.alarm(office, draft))
        case Purpose.ANSWER:
            return c.Answer(draft.id)
        case Purpose.CORRECTION:
            return c.Correct(draft.id)
        case Purpose.QUESTION:
            return c.Ask(draft.id)
        case Purpose.PASS:
            return c.PassOn(draft.id, draft.deputy_id, draft.committee_id)
        case Purpose.OPINION:
            raise ValueError("a new opinion is a command to none")


def send(tx: Transaction, *, actor: Actor, draft_id: int, now: datetime, join: int | None = None) -> Receipt:
    """Send what was written, and tell everybody, in one commit: a new opinion, an addition, reply, question,
    answer, correction, or a pass with its reason. A draft is closed when it is sent; sent again, nothing is done.
    ``join``: the opinion that a new one is to be joined to.

    Raises Refused when the draft is gone, empty, or somebody else's, or the permission table says no.
    """
    draft = own_draft(tx, actor=actor, draft_id=draft_id)
    if draft.closed:
        opinion = tx.opinions.by_draft(draft.id)
        if opinion is None:
            raise Refused("refused-no-draft")
        return Receipt(opinion, numbers.shown(opinion.number), again=True, draft=draft)
    if not draft.parts:
        raise Refused("refused-empty-draft")
    if draft.purpose is Purpose.OPINION:
        head = joint.head_of(tx, join) if join is not None else None
        receipt = _submit(tx, actor, draft, now, head)
    else:
        command = _command_of(_reply_or_addition(tx, draft), tx.office)
        receipt = perform(tx, actor=actor, opinion_id=draft.opinion_id or 0, command=command, now=now)
    tx.drafts.close(draft.id, now)
    return replace(receipt, draft=draft)


def _reply_or_addition(tx: Transaction, draft: Draft) -> Draft:
    """A reply that comes after the case has moved on is kept as an addition, not refused."""
    if draft.purpose is Purpose.REPLY:
        opinion = tx.opinions.get(draft.opinion_id or 0)
        if opinion is not None and opinion.asked_from is None:
            return replace(draft, purpose=Purpose.ADDITION)
    return draft


def perform(tx: Transaction, *, actor: Actor, opinion_id: int, command: c.Command, now: datetime) -> Receipt:
    """Give a command to an opinion: load, decide, save, tell; one unit of work.

    Raises Refused (with the text to show), Conflict (the unit of work is tried again).
    """
    file = tx.opinions.file(opinion_id)
    if file is None:
        raise Refused("refused-not-yours")
    roster = tx.office.directory.roster
    if isinstance(command, c.PassOn | c.Assign) and command.deputy_id is not None:
        deputy = roster.deputies.get(command.deputy_id)
        if deputy is None or not deputy.active:
            raise Refused("refused-no-such-deputy")
    if isinstance(command, c.PassOn | c.ConfirmCommittee | c.SetAssisting) and (
        command.committee_id is not None and command.committee_id not in roster.committees
    ):
        raise Refused("refused-no-such-committee")
    if isinstance(command, c.Join):
        command = c.Join(joint.head_of(tx, command.into).id)
    if isinstance(command, c.SayAbout):
        assisting = tx.office.router.table.assisting(command.subject)
        command = c.SayAbout(command.subject, understood.committee_id(assisting, roster))
    if isinstance(command, c.Separate):
        command = joint.separation(tx, file)
    decision = decide(file, command, actor, now, tx.office.policy)
    entry = decision.entry
    if entry.kind is Kind.CLARIFIED and entry.committee_id not in roster.committees:
        raise Refused("refused-no-such-committee")
    if entry.draft_id is not None:
        draft = tx.drafts.get(entry.draft_id)
        entry = replace(entry, parts=draft.parts if draft else ())
    tx.opinions.append(decision.opinion, entry)
    opening = file.history[0].parts
    tx.outbox.put(tell(tx, decision.notices, file.opinion, decision.opinion, entry, opening), now)
    joint.carry(tx, decision.opinion, entry, now)
    learnt = entry.kind in _TEACHES and _teach(tx, file, entry)
    return Receipt(decision.opinion, numbers.shown(decision.opinion.number), learnt=learnt)


_TEACHES = frozenset({Kind.ROUTED, Kind.CONFIRMED, Kind.ASSIGNED})


def _teach(tx: Transaction, file: File, entry: Entry) -> bool:
    """A clerk has said whose remit it is: words like these are read so from now on. False without words, or when
    the entry says nothing of a committee."""
    committee = tx.office.directory.roster.committees.get(entry.committee_id or 0)
    if committee is None or not words_of(file.history[0].parts):
        return False
    assert entry.person_id is not None  # a command is somebody's
    tx.teaching.learn(file.opinion.id, f"committee:{committee.code}", entry.person_id, entry.at)
    return True


def put_aside(tx: Transaction, *, actor: Actor, opinion_id: int, now: datetime) -> Receipt:
    """Leave it out of the deputy's queue for as many days as the policy says. Again on the same day: nothing
    is done. Raises Refused as :func:`perform`."""
    policy = tx.office.policy
    until = policy.today(now) + timedelta(days=policy.aside_days)
    return _aside(tx, actor, opinion_id, c.PutAside(until), now)


def take_up(tx: Transaction, *, actor: Actor, opinion_id: int, now: datetime) -> Receipt:
    """Back into the queue, from today on. Raises Refused as :func:`perform`."""
    return _aside(tx, actor, opinion_id, c.PutAside(tx.office.policy.today(now)), now)


def _aside(tx: Transaction, actor: Actor, opinion_id: int, command: c.PutAside, now: datetime) -> Receipt:
    opinion = tx.opinions.get(opinion_id)
    if opinion is not None and opinion.aside_until == command.until and actor.deputy_id == opinion.deputy_id:
        return Receipt(opinion, numbers.shown(opinion.number), again=True)
    return perform(tx, actor=actor, opinion_id=opinion_id, command=command, now=now)
