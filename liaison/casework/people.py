"""Persons as the casework sees them: an account on some channel, and the posts it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts now, with the posts they hold in their assembly."""

    person_id: int
    assembly: str
    deputy_id: int | None = None
    clerk: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An account that talks to us. ``address`` is the channel's own (for Telegram: the chat id)."""

    id: int
    assembly: str
    address: str
    name: str
    language: str
    language_chosen: bool = False  # by the person, not guessed from the account
    home_district_id: int | None = None
    deputy_id: int | None = None
    clerk: bool = False
    unreachable_since: datetime | None = None

    @property
    def actor(self) -> Actor:
        """The same person as one who acts."""
        return Actor(self.id, self.assembly, self.deputy_id, self.clerk)
