"""Wrong settings, arguments and databases: one clear sentence, exit code 2, no traceback."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.commands.conftest import Done, Liaison

TOKEN = "123456789:a-token-that-has-the-right-shape"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


def one_sentence(done: Done, *parts: str) -> None:
    assert done.code == 2, done
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert "Traceback" not in done.err
    for part in parts:
        assert part in done.err


async def test_wrong_arguments(liaison: Liaison) -> None:
    cases = [
        (("bogus",), "bogus"),
        (("run", "--faster"), "--faster"),
        (("import",), "FILES"),
        (("template",), "FILE"),
        (("invite", "--deputy"), "--deputy"),
        (("invite", "--clerk", "--deputy", "D001"), "--clerk"),
        (("simulate", "nowhere.jsonl"), "nowhere.jsonl"),
        (("simulate", "--limit", "0", "x"), "--limit"),
    ]
    endings = await asyncio.gather(*(liaison(*arguments) for arguments, _ in cases))
    for done, (_, part) in zip(endings, cases, strict=True):
        one_sentence(done, part)


async def test_wrong_settings(liaison: Liaison) -> None:
    cases = [
        ({}, "LIAISON_BOT_TOKEN"),
        ({"LIAISON_BOT_TOKEN": "secret"}, "LIAISON_BOT_TOKEN"),
        ({"LIAISON_API_URL": "telegram"}, "LIAISON_API_URL"),
        ({"LIAISON_DATABASE_URL": "mysql://x"}, "LIAISON_DATABASE_URL"),
        ({"LIAISON_DATABASE_URL": "postgresql://u:p@host:port/x"}, "LIAISON_DATABASE_URL"),
        ({"LIAISON_SENDS_PER_SECOND": "many"}, "LIAISON_SENDS_PER_SECOND"),
        ({"LIAISON_BOT_TOKEN": TOKEN, "LIAISON_DATABASE_URL": "sqlite:////proc/none/x.db"}, "LIAISON_DATABASE_URL"),
    ]  # fmt: skip
    endings = await asyncio.gather(*(liaison("run", **settings) for settings, _ in cases))
    for done, (settings, part) in zip(endings, cases, strict=True):
        one_sentence(done, part)
        assert "secret" not in done.err
        assert TOKEN not in done.err, settings


async def test_a_congress_that_is_not_there(liaison: Liaison) -> None:
    one_sentence(await liaison("resend"), "liaison import")
    one_sentence(await liaison("resend", LIAISON_ASSEMBLY="moon"), "LIAISON_ASSEMBLY")


async def test_a_wrong_value_in_the_env_file(liaison: Liaison, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LIAISON_BOT_TOKEN=not a token\n", "utf-8")
    one_sentence(await liaison("run"), "LIAISON_BOT_TOKEN")


async def test_a_data_folder_that_is_none(liaison: Liaison, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    one_sentence(await liaison("demo", "--no-browser", "--port", "0"), "LIAISON_DATA_DIR")


async def test_an_env_file_in_another_encoding(liaison: Liaison, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 机器人的设置\n".encode("gb18030"))
    one_sentence(await liaison("run"), ".env", "UTF-8")


async def test_telegram_out_of_reach(liaison: Liaison, tmp_path: Path) -> None:
    done = await liaison("invite", "--clerk", LIAISON_BOT_TOKEN=TOKEN, LIAISON_API_URL=NOWHERE)
    one_sentence(done, "LIAISON_API_URL")
    assert TOKEN not in done.err


async def test_a_database_of_a_later_version_and_one_that_is_none(liaison: Liaison, tmp_path: Path) -> None:
    newer, none = tmp_path / "newer.db", tmp_path / "none.db"
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    none.write_bytes(b"these bytes are no database " * 100)
    commands = [
        (("run",), newer),
        (("import", "anything"), newer),
        (("invite", "--clerk", "--bot", "x"), none),
        (("replay",), none),
        (("resend",), newer),
    ]
    endings = await asyncio.gather(
        *(
            liaison(*command, LIAISON_BOT_TOKEN=TOKEN, LIAISON_DATABASE_URL=f"sqlite:///{database}")
            for command, database in commands
        )
    )
    for done, (_, database) in zip(endings, commands, strict=True):
        one_sentence(done, "9999" if database == newer else "LIAISON_DATABASE_URL")


async def test_without_a_command_the_help_is_shown(liaison: Liaison) -> None:
    bare, asked = await asyncio.gather(liaison(), liaison("--help"))
    assert (bare.code, asked.code) == (2, 0)
    for command in ("demo", "run", "import", "invite", "doctor", "replay", "resend", "simulate"):
        assert command in bare.err
        assert command in asked.out


async def test_the_operators_language_is_the_machines(liaison: Liaison) -> None:
    chinese, english = await asyncio.gather(liaison("bogus"), liaison("bogus", LANG="en_GB.UTF-8"))
    assert "没有 bogus 这个命令" in chinese.err
    assert "There is no command bogus" in english.err
