"""Opinions about one thing: the first is the head, the others are joined to it and share its fate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from . import commands as c
from .decide import look_and_add, separated
from .errors import Refused
from .model import Entry, File, Kind, Opinion, Party, State, after, before_joining
from .notices import Notice, Priority, To
from .ports import Transaction
from .telling import tell

_ENDED = frozenset({State.ANSWERED, State.WITHDRAWN})

_HOPS = 3
"""Heads that are followed while others join them elsewhere at the same moment."""


def head_of(tx: Transaction, opinion_id: int) -> Opinion:
    """The open opinion that one joined to ``opinion_id`` is answered with: that one, or the one it is joined to
    itself. It stays as it is until the unit of work has ended, so that its answer reaches whoever joins now.

    Raises Refused when there is none, or it has come to its end.
    """
    for _ in range(_HOPS):
        tx.opinions.hold(opinion_id)
        head = tx.opinions.get(opinion_id)
        if head is None:
            raise Refused("refused-not-yours")
        if head.state in _ENDED:
            break
        if head.joined_to is None:
            return head
        opinion_id = head.joined_to
    raise Refused("refused-join-ended")


def separation(tx: Transaction, file: File) -> c.Separate:
    """What a joined opinion gets back when it is on its own: its committee, and the deputy whom the citizen named,
    unless somebody else had it before it was joined, or the deputy has left."""
    roster = tx.office.directory.roster
    before = before_joining(file)
    named = roster.deputies.get(file.history[0].deputy_id or 0)
    kept = named is not None and named.active and named.id == before.deputy_id
    if before.committee_id not in roster.committees:
        return c.Separate(before.deputy_id if kept else None)
    return c.Separate(before.deputy_id if kept else None, before.committee_id, before.assisting_id)


def carry(tx: Transaction, opinion: Opinion, entry: Entry, now: datetime) -> None:
    """What has just become of an opinion becomes of those joined to it: an answer and its correction are theirs
    too; when it is withdrawn they are on their own; when it is joined to another, so are they."""
    if entry.kind not in _CARRIES:
        return
    for follower in tx.opinions.followers(opinion.id):
        carried = Entry(
            entry.kind, entry.by, now, entry.person_id, other_id=opinion.id, seq=follower.version + 1
        )
        match entry.kind:
            case Kind.ANSWERED | Kind.CORRECTED if (follower.state is State.ANSWERED) == (
                entry.kind is Kind.CORRECTED
            ):
                told = Notice(
                    To.AUTHOR,
                    f"notice-{entry.kind.value}",
                    look_and_add(follower),
                    with_words=True,
                    priority=Priority.REPLY,
                )
                _save(tx, follower, replace(carried, parts=entry.parts), (told,), now)
            case Kind.WITHDRAWN if follower.state is State.JOINED:
                file = tx.opinions.file(follower.id)
                assert file is not None  # it was found in this transaction
                again = separation(tx, file)
                alone = replace(
                    carried,
                    kind=Kind.SEPARATED,
                    by=Party.CLERK,
                    person_id=None,
                    deputy_id=again.deputy_id,
                    committee_id=again.committee_id,
                    assisting_id=again.assisting_id,
                )
                _save(tx, follower, alone, separated(after(follower, alone)), now)
            case Kind.JOINED if follower.state is State.JOINED:
                _save(tx, follower, replace(carried, other_id=entry.other_id), (), now)


_CARRIES = frozenset({Kind.ANSWERED, Kind.CORRECTED, Kind.WITHDRAWN, Kind.JOINED})


def _save(tx: Transaction, follower: Opinion, entry: Entry, notices: Iterable[Notice], now: datetime) -> None:
    changed = after(follower, entry)
    tx.opinions.append(changed, entry)
    file = tx.opinions.file(follower.id)
    assert file is not None  # it was found in this transaction
    tx.outbox.put(tell(tx, notices, follower, changed, entry, file.history[0].parts), now)
