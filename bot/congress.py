"""Importing a congress and making invitations: what the command line does with the database."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from liaison.casework import joining, leaving
from liaison.casework.errors import Conflict, Refused
from liaison.directory.importing import Known, Progress, open_files
from liaison.directory.tables import Problem
from liaison.directory.writing import write_export
from storage import export, picture, roster, versions
from storage.engine import LaneDatabase
from storage.uow import StoredTransaction

from .offices import choose_assembly, policy_of, read_office
from .settings import Settings

Clock = Callable[[], datetime]

Phase = Callable[[str], AbstractContextManager[Progress]]
"""Something that takes its time begins (read, write, export); gives what is told how it goes on."""

MOST_LEAVING = 1 / 3
"""Of the deputies in office, so many may leave in one import without somebody's saying that it is meant."""

ATTEMPTS = 3
"""How often an import is tried anew when another changes the roster meanwhile."""


@contextmanager
def unseen(_name: str) -> Iterator[Progress]:
    """A phase of which nobody is told."""
    yield lambda _more, _of: None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, or would change. ``unread`` are columns that were left out, since citizens are not
    shown them."""

    changes: roster.Changes
    unread: tuple[Problem, ...]


class ManyLeave(Exception):
    """An import would end the terms of more deputies than MOST_LEAVING allows: the files may be cut off."""

    def __init__(self, gone: int, before: int) -> None:
        super().__init__(gone, before)
        self.gone = gone
        self.before = before


async def import_congress(
    settings: Settings,
    paths: Sequence[Path],
    clock: Clock,
    *,
    dry_run: bool = False,
    many_leave: bool = False,
    phase: Phase = unseen,
) -> Imported:
    """Read the files of a congress into the database, all or nothing.

    Opinions of deputies who are no longer in office go back to staff in the same commit. Raises
    ImportProblems with everything that is wrong, and ManyLeave unless ``many_leave`` says that it is meant.
    """
    now = clock()
    today = policy_of(settings).today(now)
    database = LaneDatabase(settings.database)

    async def read_and_save() -> Imported:
        with phase("read") as progress:
            opened = await asyncio.to_thread(open_files, paths)
            assembly, unread = opened.assembly, tuple(opened.unread)

            def look(connection: Connection) -> tuple[Known | None, int]:
                code = assembly or _only(connection, settings)
                return export.known(connection, code), versions.version(connection, code)

            known, version = await database.read(look)
            files = await asyncio.to_thread(opened.check, known, progress)
        del opened, known  # memory
        code, of = files.assembly.code, roster.steps(files)

        def work(connection: Connection) -> roster.Changes:
            roster.alone(connection, code)  # first: only then is the version the last one
            if versions.version(connection, code) != version:
                raise Conflict  # somebody imported meanwhile: the codes that were checked may be others
            changes = roster.save(connection, code, files, today=today, told=lambda more: progress(more, of))
            if dry_run:
                raise _OnlyLooking(Imported(changes, unread))
            if not many_leave and len(changes.deputies_gone) > changes.deputies_before * MOST_LEAVING:
                raise ManyLeave(len(changes.deputies_gone), changes.deputies_before)
            if changes.deputies_gone:
                own = settings.model_copy(update={"assembly": code})
                tx = StoredTransaction(connection, read_office(connection, own), lambda: None)
                for deputy_id in changes.deputies_gone:
                    leaving.return_open_opinions(tx, deputy_id=deputy_id, now=now)
            return changes

        with phase("write") as progress:
            return Imported(await database.write(work), unread)

    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await read_and_save()
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
    except _OnlyLooking as looked:
        return looked.seen
    finally:
        await database.close()
    raise AssertionError  # the last attempt returns or raises


class _OnlyLooking(Exception):
    """Undoes what was written, when only a look was asked for."""

    def __init__(self, seen: Imported) -> None:
        super().__init__()
        self.seen = seen


def _only(connection: Connection, settings: Settings) -> str:
    """The congress of this installation, for files that do not name theirs; empty when there is not one."""
    known = picture.assemblies(connection)
    return settings.assembly or (next(iter(known)) if len(known) == 1 else "")


async def export_congress(settings: Settings, target: Path, language: str, clock: Clock, phase: Phase) -> int:
    """Write the congress of the settings to a workbook, or, when the target has no ending, into a folder of CSV
    files; returns how many deputies. Raises SettingProblem, OSError."""
    today = policy_of(settings).today(clock())
    database = LaneDatabase(settings.database)

    def work(connection: Connection) -> int:
        files = export.export(connection, choose_assembly(connection, settings), today)
        assert files is not None  # it was chosen among those there are
        write_export(files, target, language, progress)
        return len(files.deputies)

    try:
        with phase("export") as progress:
            return await database.read(work)
    finally:
        await database.close()


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
