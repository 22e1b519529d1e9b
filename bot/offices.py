"""An assembly's office, read from the database."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from liaison.casework.office import Office, Policy
from liaison.casework.seats import seats_of
from liaison.directory.search import Directory
from liaison.routing.router import Router, Thresholds
from storage import picture, versions
from storage.copying import opened

from .loading import without_collector
from .settings import SettingProblem, Settings


def choose_assembly(connection: Connection, settings: Settings) -> str:
    """The assembly this installation serves. Raises SettingProblem when there is none, or several and the
    setting does not say which."""
    known = picture.assemblies(connection)
    if settings.assembly:
        if settings.assembly not in known:
            raise SettingProblem("LIAISON_ASSEMBLY", "setting-assembly-unknown", ", ".join(sorted(known)))
        return settings.assembly
    if not known:
        raise SettingProblem("LIAISON_ASSEMBLY", "setting-no-congress")
    if len(known) > 1:
        raise SettingProblem("LIAISON_ASSEMBLY", "setting-assembly-which", ", ".join(sorted(known)))
    return next(iter(known))


def policy_of(settings: Settings) -> Policy:
    """The terms that are settings."""
    return Policy(answer_working_days=settings.answer_working_days)


def read_office(connection: Connection, settings: Settings) -> Office:
    """Roster, lexicon and terms. Raises SettingProblem."""
    assembly = choose_assembly(connection, settings)
    version = versions.version(connection, assembly)  # first: what changes meanwhile is read again then
    roster = picture.load(connection, assembly)
    if roster is None:
        raise SettingProblem("LIAISON_ASSEMBLY", "setting-no-congress")
    return Office(
        assembly,
        Directory(roster, settings.data_dir / "cache"),
        Router(
            picture.load_lexicon(connection, assembly),
            picture.load_subjects(connection, assembly),
            thresholds=Thresholds(settings.route_at, settings.ask_at),
        ),
        policy_of(settings),
        version,
    )


@dataclass(frozen=True, slots=True)
class Newer:
    """A roster that changed: its version, and the office that knows it, where only some deputies are others
    (None: all is to be read)."""

    version: int
    office: Office | None


def newer(connection: Connection, office: Office) -> Newer | None:
    """What changed since the office was read; None when nothing did."""
    version = versions.version(connection, office.assembly)
    if version == office.version:
        return None
    found = picture.catch_up(connection, office.directory.roster, office.version)
    if found is None:
        return Newer(version, None)
    roster, changed = found
    directory = office.directory.updated(roster, deputies=changed, everything_else=False)
    return Newer(version, replace(office, directory=directory, version=version))


def read_office_afresh(settings: Settings) -> Office:
    """The same as :func:`read_office`, over a connection of its own: reading a large roster takes seconds, in
    which nobody shall wait. Blocks: for a thread. Raises SettingProblem."""
    with (
        without_collector()
    ):  # of 100,000 deputies nothing is rubbish, and looking for it takes a third of the time
        with opened(settings.database) as connection:
            office = read_office(connection, settings)
        office.directory.ready()
        seats_of(office.directory.roster)
    return office
