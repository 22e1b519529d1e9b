"""Is everything as it must be? One line a check: what, what is wrong, how to mend it. Nothing is changed."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, make_url

from liaison.casework.deadlines import add_working_days, last_known_year
from liaison.casework.office import Policy
from storage import inbox, schema, undelivered
from storage.engine import Database, LaneDatabase
from storage.people import PersonRows

from .clock import now
from .console import Console
from .mistakes import database_problem, settings
from .offices import choose_assembly
from .settings import SettingProblem, Settings
from .telegram_account import Answer, ask
from .texts import LANGUAGES, MissingText, Texts
from .webhook import PATH

CLOCK_SECONDS = 30
"""How far the clock may be off; more, and deadlines fall on wrong days and certificates fail."""

LITTLE_SPACE = 500 << 20
NO_SPACE = 50 << 20
"""Bytes of free disk below which it is time to worry, and below which writing will soon fail."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    HINT = "hint"  # works, but somebody should know
    WRONG = "wrong"


_MARKS = {Verdict.OK: "✓", Verdict.HINT: "!", Verdict.WRONG: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    check: str
    verdict: Verdict
    key: str
    args: dict[str, Any] = field(default_factory=dict)


def ok(check: str, key: str, **args: Any) -> Finding:
    """As it must be."""
    return Finding(check, Verdict.OK, key, args)


def hint(check: str, key: str, **args: Any) -> Finding:
    """Works, but."""
    return Finding(check, Verdict.HINT, key, args)


def wrong(check: str, key: str, **args: Any) -> Finding:
    """Must be mended."""
    return Finding(check, Verdict.WRONG, key, args)


def _of(check: str, problem: SettingProblem) -> Finding:
    return wrong(check, problem.key, name=problem.name, detail=problem.detail)


async def report(console: Console, *, as_json: bool) -> bool:
    """Print every finding; whether nothing is wrong."""
    findings = await examine(console.texts)
    good = all(finding.verdict is not Verdict.WRONG for finding in findings)
    lines = [(finding, console.text(finding.key, **finding.args)) for finding in findings]
    if as_json:
        checks = [{"check": f.check, "verdict": f.verdict.value, "text": line} for f, line in lines]
        console.say(json.dumps({"ok": good, "checks": checks}, ensure_ascii=False))
    else:
        for finding, line in lines:
            label = console.text("doctor-check", check=finding.check)
            console.say(f"{_MARKS[finding.verdict]} {label}{line}")
    return good


async def examine(texts: Texts) -> list[Finding]:
    """Every check that can be made; one that fails keeps only those from running that build on it."""
    findings = list(_texts(texts))
    try:
        chosen = settings()
    except SettingProblem as problem:
        return [_of("settings", problem), *findings]
    return [
        ok("settings", "doctor-settings-ok"),
        *await _account(chosen),
        *_folder(chosen.data_dir),
        *await _database(chosen),
        *await _redis(chosen),
        *findings,
        _calendar(chosen),
    ]


async def _account(chosen: Settings) -> list[Finding]:
    """Token, webhook, other pollers, clock."""
    try:
        me = await ask(chosen, "getMe")
        if not me.ok:
            return [wrong("token", "setting-token-refused"), *_clock(me)]
        found = [ok("token", "doctor-token-ok", bot=str(me.result["username"]))]
        hook = await ask(chosen, "getWebhookInfo")
    except SettingProblem as problem:
        return [_of("token", problem)]
    return [*found, *_webhook(chosen, hook.result if hook.ok else {}), *_clock(me)]


def _webhook(chosen: Settings, about: dict[str, Any]) -> Iterator[Finding]:
    """Where Telegram calls, against where it should."""
    url, waiting = about.get("url", ""), about.get("pending_update_count", 0)
    if chosen.public_url is None:
        if url:
            yield wrong("token", "doctor-webhook")
        elif waiting:
            yield hint("token", "doctor-pending", count=waiting)
    elif url != f"{chosen.public_url}{PATH}":
        yield wrong("webhook", "doctor-webhook-elsewhere", url=url)
    elif error := about.get("last_error_message"):
        yield wrong("webhook", "doctor-webhook-fails", error=str(error), count=waiting)
    else:
        yield ok("webhook", "doctor-webhook-ok", url=url, count=waiting)


async def _redis(chosen: Settings) -> list[Finding]:
    if chosen.redis_url is None:
        return []
    from storage.shared import connect  # noqa: PLC0415 - a bot alone does not need Redis

    client = connect(chosen.redis_url)
    try:
        await client.time()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return [wrong("redis", "doctor-redis-away", error=type(error).__name__)]
    finally:
        await client.aclose()
    return [ok("redis", "doctor-redis-ok")]


def _clock(answer: Answer) -> Iterator[Finding]:
    if answer.clock_ahead is None:
        yield hint("clock", "doctor-clock-unknown")
        return
    off = round(abs(answer.clock_ahead))
    if off > CLOCK_SECONDS:
        yield wrong("clock", "doctor-clock-off", seconds=off, fast="yes" if answer.clock_ahead > 0 else "no")
    else:
        yield ok("clock", "doctor-clock-ok")


def _folder(folder: Path) -> Iterator[Finding]:
    path = str(folder.absolute())
    if not folder.exists():
        yield hint("data", "doctor-data-none", path=path)
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield wrong("data", "doctor-data-closed", path=path)
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_SPACE:
        say = wrong if free < NO_SPACE else hint
        yield say("data", "doctor-disk", path=path, free=free >> 20)
    if os.name == "posix" and folder.stat().st_mode & _OTHERS:
        yield hint("data", "doctor-data-open", path=path)
    else:
        yield ok("data", "doctor-data-ok", path=path, free=free >> 20)


async def _database(chosen: Settings) -> list[Finding]:
    try:
        if not _there(chosen.database):
            return [hint("database", "doctor-database-none"), wrong("congress", "setting-no-congress")]
        database = LaneDatabase(chosen.database)
        try:
            return await _inside(database, chosen)
        finally:
            await database.close()
    except Exception as error:
        problem = database_problem(error)
        if problem is None:
            raise
        return [_of("database", problem)]


def _there(database: str) -> bool:
    """Whether there may be something to open; a file of SQLite would be made by opening it."""
    url = make_url(database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


async def _inside(database: Database, chosen: Settings) -> list[Finding]:
    due = await database.read(schema.is_due)
    revision = await database.read(schema.current)
    if due:
        return [hint("database", "doctor-database-old", found=revision or "", wanted=schema.head())]
    if not await database.write(_writable):
        return [wrong("database", "doctor-database-closed")]
    found = [ok("database", "doctor-database-ok", revision=revision or "")]
    try:
        assembly = await database.read(lambda connection: choose_assembly(connection, chosen))
    except SettingProblem as problem:
        found.append(_of("congress", problem))
    else:
        found += await database.read(lambda connection: list(_congress(connection, assembly)))
        found += await database.read(lambda connection: list(_outbox(connection, assembly)))
    return found + await database.read(lambda connection: list(_inbox(connection)))


def _writable(connection: Connection) -> bool:
    """SQLite has said so already by beginning to write; PostgreSQL is asked."""
    if connection.dialect.name != "postgresql":
        return True
    return str(connection.exec_driver_sql("SHOW transaction_read_only").scalar_one()) == "off"


def _congress(connection: Connection, assembly: str) -> Iterator[Finding]:
    people = PersonRows(connection, assembly)
    clerks, deputies = len(people.clerks()), len(people.joined_deputies())
    if not clerks:
        yield wrong("congress", "doctor-no-clerk", assembly=assembly)
    elif not deputies:
        yield hint("congress", "doctor-no-deputy", assembly=assembly, clerks=clerks)
    else:
        yield ok("congress", "doctor-congress-ok", assembly=assembly, clerks=clerks, deputies=deputies)


def _outbox(connection: Connection, assembly: str) -> Iterator[Finding]:
    counts = undelivered.unsettled(connection, assembly)
    if counts["uncertain"]:
        yield wrong("outbox", "doctor-outbox-uncertain", **counts)
    elif counts["failed"]:
        yield hint("outbox", "doctor-outbox-failed", **counts)
    else:
        yield ok("outbox", "doctor-outbox-ok", **counts)


def _inbox(connection: Connection) -> Iterator[Finding]:
    parked = inbox.parked(connection)
    if not parked:
        yield ok("inbox", "doctor-inbox-ok")
        return
    yield wrong("inbox", "doctor-parked", count=len(parked))
    for update in parked:
        came = f"{update.received_at.astimezone():%Y-%m-%d %H:%M}" if update.received_at else ""
        yield wrong(
            "inbox",
            "doctor-parked-one",
            id=str(update.update_id),
            came=came,
            tries=update.tries,
            error=update.error,
        )


def _texts(texts: Texts) -> Iterator[Finding]:
    first, *others = LANGUAGES
    for other in others:
        differing = sorted(texts.keys[first] ^ texts.keys[other])
        if differing:
            yield wrong("texts", "doctor-texts-differ", keys=", ".join(differing[:5]), count=len(differing))
            return
    try:
        for language in LANGUAGES:
            texts.html(language, "invite-once", expires=now().date())
    except MissingText as missing:
        yield wrong("texts", "doctor-texts-broken", keys=str(missing.args[0]).partition(":")[0])
    else:
        yield ok("texts", "doctor-texts-ok", count=len(texts.keys[first]))


def _calendar(chosen: Settings) -> Finding:
    """Whether public holidays are known up to the furthest day a term that begins today may end on."""
    policy = Policy(answer_working_days=chosen.answer_working_days)
    furthest = add_working_days(policy.today(now()), policy.answer_working_days)
    known = last_known_year()
    if furthest.year > known:
        return hint("calendar", "doctor-calendar-ends", year=str(known))
    return ok("calendar", "doctor-calendar-ok", year=str(known))
