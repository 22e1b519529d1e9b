"""What an operator decides after trouble: handle again what was parked, send again what is uncertain."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from storage import inbox, undelivered
from storage.engine import LaneDatabase

from .clock import now
from .offices import choose_assembly
from .settings import Settings


async def replay(chosen: Settings) -> int:
    """Parked updates wait again; a running bot takes them within a second or so. Returns how many."""
    return await _write(chosen, lambda connection: inbox.replay(connection, now()))


async def resend(chosen: Settings) -> int:
    """Uncertain messages are owed again, each marked as one that may have come before. Returns how many.

    Raises SettingProblem when it is not clear for which congress.
    """
    return await _write(
        chosen,
        lambda connection: undelivered.resend_uncertain(
            connection, choose_assembly(connection, chosen), now()
        ),
    )


async def _write(chosen: Settings, work: Callable[[Connection], int]) -> int:
    database = LaneDatabase(chosen.database)
    try:
        return await database.write(work)
    finally:
        await database.close()
