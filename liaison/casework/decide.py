"""The rules: a command given to an opinion → the next history entry and whom to tell. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from . import commands as c
from .decided import clerks_word, open_choices
from .errors import Refused
from .model import (
    Entry,
    File,
    Kind,
    Opinion,
    Party,
    Purpose,
    State,
    after,
    alarm_of,
    untouched,
)
from .notices import Action, Do, Notice, Priority, To
from .office import Policy
from .people import Actor
from .permissions import acting_as, relations, turned_away

PURPOSE_OF: dict[type[c.Command], Purpose] = {
    c.AddWords: Purpose.ADDITION,
    c.ReplyToQuestion: Purpose.REPLY,
    c.Answer: Purpose.ANSWER,
    c.Correct: Purpose.CORRECTION,
    c.Ask: Purpose.QUESTION,
    c.PassOn: Purpose.PASS,
}
"""Which commands carry words, and what the draft that holds them is for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command."""

    entry: Entry
    opinion: Opinion  # as it stands after the entry
    notices: tuple[Notice, ...]


def in_charge(opinion: Opinion) -> To:
    """Who must hear of news about an opinion: its deputy, else the staff; of a joined one whoever has the other."""
    if opinion.joined_to is not None:
        return To.HEAD
    return To.STAFF if opinion.deputy_id is None or untouched(opinion) else To.HOLDER


def submission(draft_entry: Entry, opinion: Opinion) -> Decision:
    """The first entry of an opinion: routed when the router is sure, else to triage; then the receipt may ask
    the citizen what it is about. Staff hear of an emergency also when it is a deputy's."""
    opinion = after(opinion, draft_entry)
    choices = open_choices(File(opinion, (draft_entry,)))
    key, actions = "notice-receipt", look_and_add(opinion)
    if choices:
        key = "notice-receipt-ask"
        offered = (Action(Do.SAY, opinion.id, subject) for subject, _ in choices)
        actions = (*offered, Action(Do.CANNOT_SAY, opinion.id))
    elif opinion.state is State.TRIAGE:
        key = "notice-receipt-triage"
    elif opinion.state is State.JOINED:
        key = "notice-receipt-joined"
    receipt = Notice(To.AUTHOR, key, actions, priority=Priority.REPLY)
    told = _arrival(opinion)
    if opinion.read_as.emergency and all(notice.to is not To.STAFF for notice in told):
        told = (_emergency(opinion), *told)
    return Decision(draft_entry, opinion, (receipt, *told))


def returned(opinion: Opinion, now: datetime) -> Decision:
    """Its deputy is no longer in office: back to staff, by nobody's command."""
    entry = Entry(Kind.RETURNED, Party.CLERK, now, deputy_id=opinion.deputy_id, seq=opinion.version + 1)
    look = (Action(Do.OPEN, opinion.id),)
    told = (Notice(To.AUTHOR, "notice-returned", look), Notice(To.STAFF, "notice-returned-staff", look))
    return Decision(entry, after(opinion, entry), told)


def look_and_add(opinion: Opinion) -> tuple[Action, ...]:
    return (Action(Do.OPEN, opinion.id), Action(Do.ADD, opinion.id))


def _emergency(opinion: Opinion) -> Notice:
    look = (Action(Do.OPEN, opinion.id),)
    return Notice(To.STAFF, "notice-new-emergency", look, priority=Priority.REPLY)


def _alarming(opinion: Opinion, entry: Entry, usual: Notice) -> tuple[Notice, ...]:
    """Of an emergency in later words staff hear at once, and nothing besides; whoever else has it, as usual."""
    if not alarm_of(entry).aid:
        return (usual,)
    look = (Action(Do.OPEN, opinion.id),)
    alarm = Notice(To.STAFF, "notice-later-emergency", look, with_words=True, priority=Priority.REPLY)
    return (alarm,) if usual.to is To.STAFF else (alarm, usual)


def separated(opinion: Opinion) -> tuple[Notice, ...]:
    """It is on its own again."""
    return (Notice(To.AUTHOR, "notice-separated", (Action(Do.OPEN, opinion.id),)), *_arrival(opinion))


def _new_case(opinion: Opinion) -> Notice:
    look = (Action(Do.OPEN, opinion.id),)
    if opinion.read_as.emergency:
        return Notice(To.HOLDER, "notice-new-case-emergency", look, priority=Priority.REPLY)
    return Notice(To.HOLDER, "notice-new-case", look)


def _arrival(opinion: Opinion) -> tuple[Notice, ...]:
    """Tell whoever has to act now; of an emergency before anything else."""
    match opinion.state:
        case State.WITH_DEPUTY:
            return (_new_case(opinion),)
        case State.WITH_COMMITTEE | State.TRIAGE if opinion.read_as.emergency:
            return (_emergency(opinion),)
        case State.WITH_COMMITTEE:
            return (Notice(To.STAFF, "notice-new-committee-case", (Action(Do.OPEN, opinion.id),)),)
        case State.JOINED:
            return (Notice(To.HEAD, "notice-joined", with_words=True),)
        case State.TRIAGE:
            return (Notice(To.STAFF, "notice-new-triage", (Action(Do.OPEN, opinion.id),)),)
        case _:
            return ()


def _refuse(file: File, actor: Actor) -> Refused:
    """Say kindly why not; to a stranger nothing about the opinion."""
    if not relations(file.opinion, actor):
        return turned_away(file, actor)
    return Refused("refused-now", state=file.opinion.state.value)


def decide(file: File, command: c.Command, actor: Actor, now: datetime, policy: Policy) -> Decision:
    """The entry and the notices that follow from ``command``.

    Raises Refused when the permission table does not allow it, or the command makes no sense now.
    """
    before = file.opinion
    party = acting_as(before, actor, type(command))
    if party is None:
        raise _refuse(file, actor)
    entry = _entry(file, command, party, actor, now, policy)
    opinion = after(before, entry)
    return Decision(entry, opinion, _notices(before, opinion, entry))


def _entry(
    file: File, command: c.Command, party: Party, actor: Actor, now: datetime, policy: Policy
) -> Entry:
    opinion = file.opinion

    def entry(kind: Kind, **facts: object) -> Entry:
        return Entry(kind, party, now, actor.person_id, seq=opinion.version + 1, **facts)  # type: ignore[arg-type]

    match command:
        case c.AddWords(draft_id, alarm):
            return entry(Kind.ADDED, draft_id=draft_id, note=alarm.note)
        case c.ReplyToQuestion(draft_id, alarm):
            return entry(Kind.REPLIED, draft_id=draft_id, note=alarm.note)
        case c.EditWords():
            return entry(Kind.EDITED, note=command.note)
        case c.Nudge():
            last = max((e.at for e in file.history if e.kind is Kind.NUDGED), default=None)
            if last is not None and policy.today(last) + policy.nudge_pause > policy.today(now):
                raise Refused("refused-nudged-already")
            return entry(Kind.NUDGED)
        case c.Withdraw():
            return entry(Kind.WITHDRAWN)
        case c.Answer(draft_id):
            return entry(Kind.ANSWERED, draft_id=draft_id)
        case c.Correct(draft_id):
            return entry(Kind.CORRECTED, draft_id=draft_id)
        case c.Ask(draft_id):
            return entry(Kind.ASKED, draft_id=draft_id)
        case c.PassOn(draft_id, deputy_id, committee_id):
            if (deputy_id is None) == (committee_id is None):
                raise Refused("refused-pass-to-whom")
            if deputy_id is not None and deputy_id == opinion.deputy_id:
                raise Refused("refused-pass-to-self")
            return entry(Kind.PASSED, draft_id=draft_id, deputy_id=deputy_id, committee_id=committee_id)
        case c.PutAside(until):
            if until < policy.today(now):
                raise Refused("refused-aside-past")
            return entry(Kind.PUT_ASIDE, until=until)
        case c.ConfirmCommittee(committee_id):
            if _confirms(file, command):
                return entry(Kind.CONFIRMED, committee_id=committee_id)
            assisting_id = _beside(committee_id, opinion.assisting_id)
            return entry(Kind.ROUTED, committee_id=committee_id, assisting_id=assisting_id)
        case c.SetAssisting(assisting_id):
            _may_assist(opinion, assisting_id)
            return entry(Kind.ASSISTED, assisting_id=assisting_id)
        case c.SayAbout(""):
            if not open_choices(file):
                raise Refused("refused-now", state=opinion.state.value)
            return entry(Kind.UNSURE)
        case c.SayAbout(subject, assisting_id):
            chosen = dict(open_choices(file)).get(subject)
            if chosen is None:
                raise Refused("refused-now", state=opinion.state.value)
            assisting_id = _beside(chosen, assisting_id)
            return entry(Kind.CLARIFIED, committee_id=chosen, assisting_id=assisting_id, note=subject)
        case c.SetGrade(grade):
            if opinion.grade == grade:
                raise Refused("refused-same-grade")
            return entry(Kind.GRADED, note=grade.value)
        case c.Join(into):
            if into == opinion.id:
                raise Refused("refused-join-itself")
            return entry(Kind.JOINED, other_id=into)
        case c.Separate(deputy_id, committee_id, assisting_id):
            return entry(
                Kind.SEPARATED, deputy_id=deputy_id, committee_id=committee_id, assisting_id=assisting_id
            )
        case c.Assign(deputy_id):
            if opinion.deputy_id == deputy_id and not untouched(opinion):
                raise Refused("refused-same-deputy")
            # Whoever hands it out within a committee has seen that the committee is right.
            agreed = opinion.committee_id if clerks_word(file) is None else None
            return entry(Kind.ASSIGNED, deputy_id=deputy_id, committee_id=agreed)
        case _:
            raise Refused("refused-now", state=opinion.state.value)


def _confirms(file: File, command: c.ConfirmCommittee) -> bool:
    """Whether the committee has it already, and no clerk has said so yet. Refused when that is settled, or was
    thought to be so and is not."""
    opinion = file.opinion
    if opinion.committee_id != command.committee_id:
        if command.as_is:
            raise Refused("refused-moved-meanwhile")
        return False
    if untouched(opinion):
        return False
    if clerks_word(file) == command.committee_id:
        raise Refused("refused-same-committee")
    return True


def _may_assist(opinion: Opinion, assisting_id: int | None) -> None:
    if opinion.committee_id is None:
        raise Refused("refused-assisting-whom")
    if assisting_id == opinion.committee_id:
        raise Refused("refused-same-committee")
    if assisting_id == opinion.assisting_id:
        raise Refused("refused-same-assisting")


def _beside(lead: int, assisting_id: int | None) -> int | None:
    """Who assists the committee in charge: nobody assists themselves."""
    return None if assisting_id == lead else assisting_id


def _notices(before: Opinion, opinion: Opinion, entry: Entry) -> tuple[Notice, ...]:
    look = (Action(Do.OPEN, opinion.id),)
    charge = in_charge(opinion)
    match entry.kind:
        case Kind.ADDED:
            return _alarming(opinion, entry, Notice(charge, "notice-added", look, with_words=True))
        case Kind.REPLIED:
            return _alarming(opinion, entry, Notice(charge, "notice-replied", look, with_words=True))
        case Kind.EDITED:
            return (Notice(charge, "notice-edited", look),)
        case Kind.NUDGED:
            return (Notice(charge, "notice-nudged", look),)
        case Kind.WITHDRAWN:
            return () if before.joined_to is not None else (Notice(in_charge(before), "notice-withdrawn"),)
        case Kind.JOINED:
            had_it = (
                (Notice(To.FORMER_HOLDER, "notice-joined-away"),) if in_charge(before) is To.HOLDER else ()
            )
            return (Notice(To.AUTHOR, "notice-joined-author", look), *had_it, *_arrival(opinion))
        case Kind.SEPARATED:
            return separated(opinion)
        case Kind.ANSWERED:
            more = look_and_add(opinion)
            return (Notice(To.AUTHOR, "notice-answered", more, with_words=True, priority=Priority.REPLY),)
        case Kind.CORRECTED:
            more = look_and_add(opinion)
            return (Notice(To.AUTHOR, "notice-corrected", more, with_words=True, priority=Priority.REPLY),)
        case Kind.ASKED:
            reply = (Action(Do.REPLY, opinion.id),)
            return (Notice(To.AUTHOR, "notice-asked", reply, with_words=True, priority=Priority.REPLY),)
        case Kind.PASSED:
            told = Notice(To.AUTHOR, "notice-moved", look)
            return (told, *_arrival(opinion))
        case Kind.CLARIFIED:
            more = look_and_add(opinion)
            told = Notice(To.AUTHOR, "notice-clarified", more, priority=Priority.REPLY)
            return (told, *_arrival(opinion))
        case Kind.ROUTED:
            told = Notice(To.AUTHOR, "notice-routed", look)
            arrived = charge is To.HOLDER and in_charge(before) is To.STAFF  # while the citizen is asked, too
            return (told, *((_new_case(opinion),) if arrived else ()))
        case Kind.ASSIGNED:
            taken = in_charge(before) is To.HOLDER and before.deputy_id != opinion.deputy_id
            gone = (Notice(To.FORMER_HOLDER, "notice-taken-over"),) if taken else ()
            return (Notice(To.AUTHOR, "notice-moved", look), *gone, *_arrival(opinion))
        case Kind.SUBMITTED | Kind.PUT_ASIDE | Kind.RETURNED | Kind.UNSURE:
            return ()
        case Kind.GRADED | Kind.CONFIRMED | Kind.ASSISTED:
            return ()
