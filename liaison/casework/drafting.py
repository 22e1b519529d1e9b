"""Use cases of writing: a draft is kept from its first message on, so nothing written is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from . import commands as c
from .errors import Refused
from .model import Draft, File, Kind, Part, Purpose
from .people import Actor, Person
from .permissions import acting_as, turned_away
from .ports import Transaction
from .sending import perform

_COMMAND_FOR: dict[Purpose, type[c.Command]] = {
    Purpose.ADDITION: c.AddWords,
    Purpose.REPLY: c.ReplyToQuestion,
    Purpose.ANSWER: c.Answer,
    Purpose.CORRECTION: c.Correct,
    Purpose.QUESTION: c.Ask,
    Purpose.PASS: c.PassOn,
}

MOST_PARTS = 40
"""Messages one draft may hold; far above what anybody writes, and a stop for a flood."""


def open_draft(tx: Transaction, *, actor: Actor) -> Draft | None:
    """The draft this person left open, if any."""
    return tx.drafts.open_of(actor.person_id)


def draft(tx: Transaction, *, actor: Actor, draft_id: int) -> Draft:
    """One's own open draft. Raises Refused when it is gone, sent, or somebody else's."""
    found = tx.drafts.get(draft_id)
    if found is None or found.person_id != actor.person_id or found.closed:
        raise Refused("refused-no-draft")
    return found


def start(
    tx: Transaction,
    *,
    actor: Actor,
    purpose: Purpose,
    now: datetime,
    opinion_id: int | None = None,
    deputy_id: int | None = None,
    committee_id: int | None = None,
    part: Part | None = None,
) -> Draft:
    """Begin to write. What it is about must be allowed already now, so that nobody writes in vain.

    Raises Refused as the sending would.
    """
    if purpose is not Purpose.OPINION:
        opinion = tx.opinions.get(opinion_id or 0)
        if opinion is None:
            raise Refused("refused-not-yours")
        if acting_as(opinion, actor, _COMMAND_FOR[purpose]) is None:
            file = tx.opinions.file(opinion.id)
            if file is not None and acting_as(opinion, actor, c.View) is None:
                raise turned_away(file, actor)
            raise Refused("refused-now", state=opinion.state.value)
    begun = tx.drafts.start(
        actor.person_id,
        purpose,
        now,
        opinion_id=opinion_id,
        deputy_id=deputy_id,
        committee_id=committee_id,
    )
    return write(tx, actor=actor, draft_id=begun.id, part=part) if part is not None else begun


def write(tx: Transaction, *, actor: Actor, draft_id: int, part: Part) -> Draft:
    """Keep one more message of the draft. Raises Refused when the draft is gone or overfull."""
    current = draft(tx, actor=actor, draft_id=draft_id)
    if len(current.parts) >= MOST_PARTS and all(kept.source != part.source for kept in current.parts):
        raise Refused("refused-draft-full", most=MOST_PARTS)
    if all(kept.source != part.source for kept in current.parts):
        tx.drafts.add_part(draft_id, part)
        return replace(current, parts=(*current.parts, part))
    tx.drafts.change_part(draft_id, part)
    kept = tuple(part if old.source == part.source else old for old in current.parts)
    return replace(current, parts=kept)


def address_to(
    tx: Transaction, *, actor: Actor, draft_id: int, deputy_id: int | None, committee_id: int | None = None
) -> Draft:
    """Choose (or change) whom an opinion is for (None: let staff choose), or to whom it is passed on."""
    current = draft(tx, actor=actor, draft_id=draft_id)
    changed = replace(current, deputy_id=deputy_id, committee_id=committee_id)
    tx.drafts.change(changed)
    return changed


def sign(tx: Transaction, *, actor: Actor, draft_id: int, named: bool) -> Draft:
    """Let the deputy see one's name, or not."""
    changed = replace(draft(tx, actor=actor, draft_id=draft_id), named=named)
    tx.drafts.change(changed)
    return changed


def discard(tx: Transaction, *, actor: Actor, now: datetime) -> bool:
    """Drop the open draft; False when there was none."""
    current = tx.drafts.open_of(actor.person_id)
    if current is None:
        return False
    tx.drafts.close(current.id, now)
    return True


def edit(
    tx: Transaction, *, actor: Actor, source: str, text: str, now: datetime, part: Part | None = None
) -> Draft | None:
    """A message was edited. In an open draft the new text counts, and the new file of ``part``; in words
    already sent both versions are kept in the history. None: no word of this person's, in a draft or sent,
    was changed."""
    found = tx.drafts.edit_part(actor.person_id, source, text, part)
    if found is None:
        return None
    changed, before = found
    if not changed.closed:
        return changed if before != text else None
    opinion = tx.opinions.by_draft(changed.id)
    file = tx.opinions.file(opinion.id) if opinion is not None else None
    if file is None:  # dropped, never sent
        return None
    if changed.purpose not in (Purpose.OPINION, Purpose.ADDITION, Purpose.REPLY):
        return changed if before != text else None
    before = _as_edited(file, before)
    if before == text:  # the same edit again, or one that changed no word
        return None
    command = c.EditWords(before, text)
    perform(tx, actor=actor, opinion_id=file.opinion.id, command=command, now=now)
    return changed


def _as_edited(file: File, text: str) -> str:
    """What a message says now, after every edit the history holds."""
    for entry in file.history:
        if entry.kind is Kind.EDITED and entry.note.startswith(c.EditWords(text, "").note):
            text = entry.note.removeprefix(c.EditWords(text, "").note)
    return text


def choose_home(tx: Transaction, *, person: Person, district_id: int | None) -> Person:
    """The citizen says which community is theirs (or takes it back). Refused for a place that is not there."""
    if district_id is not None and district_id not in tx.office.directory.roster.districts:
        raise Refused("refused-no-such-place")
    changed = replace(person, home_district_id=district_id)
    tx.people.change(changed)
    return changed


def choose_language(tx: Transaction, *, person: Person, language: str) -> Person:
    """The person's own choice; the account's language no longer matters."""
    changed = replace(person, language=language, language_chosen=True)
    tx.people.change(changed)
    return changed


def reach(tx: Transaction, *, person: Person, reachable: bool, now: datetime) -> Person:
    """The channel says that the person can be reached, or cannot any more."""
    changed = replace(person, unreachable_since=None if reachable else now)
    tx.people.change(changed)
    return changed
