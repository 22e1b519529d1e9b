"""An emergency that later words tell of, as the history keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whom to turn to (liaison.routing.verdict.Aid; empty for no emergency), and the words that say so."""

    aid: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, note: str) -> Alarm:
        """From the note of an entry."""
        aid, _, evidence = note.partition(" ")
        return cls(aid, evidence)

    @property
    def note(self) -> str:
        """For the entry; empty for none."""
        return f"{self.aid} {self.evidence}".strip()


NO_ALARM = Alarm()
