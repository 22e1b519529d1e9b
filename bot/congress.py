"""Importing a congress and making invitations: what the command line does with the database."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from liaison.casework import joining, leaving
from liaison.casework.errors import Refused
from liaison.directory.importing import read_congress
from storage import roster
from storage.engine import LaneDatabase
from storage.uow import StoredTransaction

from .offices import policy_of, read_office
from .settings import Settings

Clock = Callable[[], datetime]


async def import_congress(
    settings: Settings, directory: Path, clock: Clock, *, dry_run: bool = False
) -> roster.Changes:
    """Read the files of a congress into the database, all or nothing.

    Opinions of deputies who are no longer in office go back to staff in the same commit. Raises
    ImportProblems with everything that is wrong.
    """
    files = read_congress(directory)
    now = clock()

    class _OnlyLooking(Exception):
        pass

    changes: list[roster.Changes] = []

    def work(connection: Connection) -> None:
        changed = roster.save(connection, files.assembly.code, files, today=policy_of(settings).today(now))
        changes.append(changed)
        own = settings.model_copy(update={"assembly": files.assembly.code})
        if changed.deputies_gone:
            tx = StoredTransaction(connection, read_office(connection, own), lambda: None)
            for deputy_id in changed.deputies_gone:
                leaving.return_open_opinions(tx, deputy_id=deputy_id, now=now)
        if dry_run:
            raise _OnlyLooking

    database = LaneDatabase(settings.database)
    try:
        await database.write(work)
    except _OnlyLooking:
        pass
    finally:
        await database.close()
    return changes[-1]


async def make_invitation(settings: Settings, clock: Clock, *, deputy_code: str | None) -> tuple[str, date]:
    """A start payload that makes whoever opens it a deputy (or, None, a clerk), and the last day it works.

    Raises Refused for a code no deputy in office has.
    """
    now = clock()

    def work(connection: Connection) -> tuple[str, date]:
        office = read_office(connection, settings)
        deputy_id = None
        if deputy_code is not None:
            deputy = office.directory.roster.deputy_by_code.get(deputy_code)
            if deputy is None:
                raise Refused("refused-no-such-deputy")
            deputy_id = deputy.id
        tx = StoredTransaction(connection, office, lambda: None)
        payload = joining.invite(
            tx, token=secrets.token_urlsafe(16), deputy_id=deputy_id, made_by=None, now=now
        )
        return payload, office.policy.today(now + office.policy.invitation_life)

    database = LaneDatabase(settings.database)
    try:
        return await database.write(work)
    finally:
        await database.close()
