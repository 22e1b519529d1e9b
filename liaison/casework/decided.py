"""What has been decided about whose remit an opinion is, from its history."""

from __future__ import annotations

from .model import File, Kind, State

_DECIDED = frozenset({Kind.CLARIFIED, Kind.UNSURE, Kind.ROUTED, Kind.ASSIGNED, Kind.PASSED})


def open_choices(file: File) -> tuple[tuple[str, int], ...]:
    """What the citizen may still say it is about (subject, committee id); none once they have said, or anybody
    has decided whose it is."""
    opinion = file.opinion
    if opinion.state is not State.TRIAGE or opinion.joined_to is not None:
        return ()
    if any(entry.kind in _DECIDED for entry in file.history):
        return ()
    return opinion.read_as.choices


_A_CLERKS_WORD = frozenset({Kind.ROUTED, Kind.CONFIRMED, Kind.ASSIGNED})


def clerks_word(file: File) -> int | None:
    """The committee whose remit it is by a clerk's last word; None while none has spoken. An assignment names one
    where it counts as the first such word."""
    said = (entry.committee_id for entry in reversed(file.history) if entry.kind in _A_CLERKS_WORD)
    return next((committee_id for committee_id in said if committee_id is not None), None)
