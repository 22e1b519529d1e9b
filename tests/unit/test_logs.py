from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import Any

from bot.logs import NEVER
from tests.architecture.test_imports import name_of, sources

BEGINNING = """
import asyncio, structlog
from bot.logs import about, case, set_up
set_up("INFO", "json")
log = structlog.get_logger()
"""


def said(code: str) -> list[dict[str, Any]]:
    """The lines a program writes that logs as the bot does."""
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING + code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    for line in lines:
        assert {"timestamp", "level", "event"} <= line.keys()
    return [{k: v for k, v in line.items() if k not in {"timestamp", "level"}} for line in lines]


def test_lines_within_carry_the_ids_and_lines_after_do_not() -> None:
    assert said("""
with about(update=7):
    log.info("one")
    with about(opinion=3, number="2026-00001"):
        log.warning("two", tries=1)
    log.info("three")
log.info("four")
""") == [
        {"event": "one", "update": 7},
        {"event": "two", "update": 7, "opinion": 3, "number": "2026-00001", "tries": 1},
        {"event": "three", "update": 7},
        {"event": "four"},
    ]


def test_an_error_ends_the_block_too() -> None:
    assert said("""
try:
    with about(update=7):
        raise ValueError
except ValueError:
    log.info("after")
""") == [{"event": "after"}]


def test_chats_at_work_together_do_not_mix_up_their_updates() -> None:
    lines = said("""
async def handle(update):
    with about(update=update):
        await asyncio.sleep(0)
        log.info("handled", expected=update)
        await asyncio.create_task(later(update))
async def later(update):
    log.info("handled", expected=update)
async def all_of_them():
    await asyncio.gather(*(handle(update) for update in range(20)))
asyncio.run(all_of_them())
""")
    assert len(lines) == 40
    assert [line for line in lines if line["update"] != line["expected"]] == []


def test_what_was_done_to_a_case_is_said_once_and_joined_to_its_update() -> None:
    lines = said("""
from datetime import UTC, date, datetime
from liaison.casework import commands, drafting, sending
from liaison.casework.model import Draft, Opinion, Part, PartKind, Purpose, State
opinion = Opinion(
    id=5, assembly="xinghe", number="260001", author_id=1, state=State.TRIAGE, submitted_at=datetime.now(UTC), due_on=date.today(),
)
words = (Part(PartKind.TEXT, "880:1", "SECRET WORDS"),)
draft = Draft(9, 1, Purpose.OPINION, parts=words)
with about(update=7):
    case(sending.send, {"draft_id": 9}, sending.Receipt(opinion, "26-0001", draft=draft))
    case(sending.perform, {"command": commands.Withdraw()}, sending.Receipt(opinion, "26-0001"))
    case(sending.put_aside, {}, sending.Receipt(opinion, "26-0001", again=True))
    case(drafting.start, {"opinion_id": 5}, draft)
""")
    ours = {"event": "case", "update": 7, "opinion": 5, "number": "260001"}
    assert lines == [
        {**ours, "did": "opinion", "again": False},
        {**ours, "did": "Withdraw", "again": False},
        {**ours, "did": "put_aside", "again": True},
    ]


def test_an_exception_is_its_kind_and_its_place_never_its_words() -> None:
    (line,) = said("""
try:
    raise ValueError("SECRET WORDS")
except ValueError:
    log.exception("failed", update=7)
""")
    assert (line["error"], line["update"]) == ("ValueError", 7)
    assert "SECRET" not in str(line)


def test_words_and_secrets_are_taken_out_whoever_put_them_in() -> None:
    secrets = dict.fromkeys(sorted(NEVER), "SECRET")
    assert said(f"log.info('said', update=7, **{secrets!r})") == [{"event": "said", "update": 7}]


def test_no_line_of_the_program_s_tries_to_say_them() -> None:
    """Taking them out is the last defence, not the way."""
    wrong, lines = [], 0
    for path in sources("bot", "delivery", "handlers", "liaison", "storage"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("log" | "_log")), keywords=keywords):
                    lines += 1
                    wrong += [f"{name_of(path)}:{node.lineno}: {k.arg}" for k in keywords if k.arg in NEVER]
    assert lines > 20
    assert wrong == []
