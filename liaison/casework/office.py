"""What every use case knows of its assembly: its roster, its router, its terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison.directory.search import Directory
from liaison.routing.router import Router

from .deadlines import add_working_days


@dataclass(frozen=True, slots=True)
class Policy:
    """Terms that differ by place; all of them settings."""

    answer_working_days: int = 15
    nudge_pause: timedelta = timedelta(days=1)  # between two askings-after, in calendar days
    aside_days: int = 7  # how long "put aside" keeps a case out of the queue, calendar days
    invitation_life: timedelta = timedelta(days=7)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    def today(self, now: datetime) -> date:
        """The assembly's calendar day at ``now``."""
        return now.astimezone(self.timezone).date()


@dataclass(frozen=True, slots=True)
class Office:
    """One assembly at work."""

    assembly: str
    directory: Directory
    router: Router
    policy: Policy
    version: int = 0  # of the roster in the directory, as storage counts its changes

    def answer_due(self, now: datetime) -> date:
        """When a citizen who writes now may expect the answer."""
        return add_working_days(self.policy.today(now), self.policy.answer_working_days)

    def place(self, district_id: int | None) -> str:
        """A citizen's community as a deputy may see it, from the county down; empty when unknown."""
        roster = self.directory.roster
        if district_id is None or district_id not in roster.districts:
            return ""
        return "".join(district.name for district in roster.path(district_id)[1:])
