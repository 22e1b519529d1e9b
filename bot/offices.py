"""An assembly's office, read from the database."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from liaison.casework.office import Office, Policy
from liaison.directory.search import Directory
from liaison.routing.router import Router, Thresholds
from storage import picture, versions

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
    roster = picture.load(connection, assembly)
    if roster is None:
        raise SettingProblem("LIAISON_ASSEMBLY", "setting-no-congress")
    return Office(
        assembly,
        Directory(roster),
        Router(
            picture.load_lexicon(connection, assembly),
            picture.load_subjects(connection, assembly),
            thresholds=Thresholds(settings.route_at, settings.ask_at),
        ),
        policy_of(settings),
        versions.version(connection, assembly),
    )
