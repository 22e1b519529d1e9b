"""``backup``, ``restore`` and ``move`` as a person gives them."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage import copying
from storage import tables as t
from tests.commands.conftest import Done, Liaison, environment
from tests.commands.test_mistakes import one_sentence
from tests.storage.oddities import make_odd, sums, working


@pytest.fixture
def data(tmp_path: Path) -> str:
    """The database of the folder the commands run in."""
    (tmp_path / "data").mkdir(mode=0o700)
    url = f"sqlite:///{tmp_path / 'data' / 'liaison.db'}"
    make_odd(url)
    return url


def well(done: Done, *parts: str) -> None:
    assert done.code == 0, done
    assert done.err == ""
    for part in parts:
        assert part in done.out


async def test_backup_and_restore(liaison: Liaison, data: str, tmp_path: Path) -> None:
    well(await liaison("backup", "a.zip"), "a.zip")
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    one_sentence(await liaison("backup", "a.zip"), "a.zip", "--force")
    well(await liaison("backup", "a.zip", "--force"))
    one_sentence(await liaison("restore", "a.zip"), "assembly")
    well(await liaison("restore", "a.zip", LIAISON_DATA_DIR="again"))
    assert sums(f"sqlite:///{tmp_path / 'again' / 'liaison.db'}") == sums(data)
    assert (tmp_path / "again").stat().st_mode & 0o077 == 0


async def test_on_postgresql(liaison: Liaison, data: str, postgres_url: str, tmp_path: Path) -> None:
    moved = await liaison("move", "--to", postgres_url)
    well(moved, f"LIAISON_DATABASE_URL={postgres_url}")
    assert sums(postgres_url) == sums(data)
    well(await liaison("backup", "p.zip", LIAISON_DATABASE_URL=postgres_url))
    one_sentence(await liaison("restore", "p.zip", LIAISON_DATABASE_URL=postgres_url), "assembly")
    home = f"sqlite:///{tmp_path / 'home' / 'liaison.db'}"
    well(await liaison("move", "--to", home, LIAISON_DATABASE_URL=postgres_url), home)
    assert sums(home) == sums(data)


async def test_no_password_is_shown(liaison: Liaison, data: str, postgres_url: str) -> None:
    """The test's server asks for none, and takes any."""
    url = make_url(postgres_url)
    for to in (url.set(password="hush"), url.update_query_dict({"password": "hush"})):
        done = await liaison("move", "--to", to.render_as_string(hide_password=False))
        well(done, "LIAISON_DATABASE_URL=postgresql://", "PGPASSWORD")
        assert "hush" not in done.out
    gone = url.set(password="hush", host="127.0.0.1", port=9)
    done = await liaison("move", "--to", gone.render_as_string(hide_password=False))
    one_sentence(done, "--to")
    assert "hush" not in done.err


async def test_a_file_that_is_no_backup(liaison: Liaison, data: str, tmp_path: Path) -> None:
    well(await liaison("backup", "whole.zip"))
    whole = (tmp_path / "whole.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "other.zip").write_text("something else")
    for name in ("cut.zip", "other.zip", "nowhere.zip", "data"):
        one_sentence(await liaison("restore", name, LIAISON_DATA_DIR="again"), name)
    assert not (tmp_path / "again").exists()


async def test_where_there_is_nothing(liaison: Liaison, tmp_path: Path) -> None:
    one_sentence(await liaison("backup", "a.zip"), "LIAISON_DATA_DIR")
    one_sentence(await liaison("move", "--to", "sqlite:///new.db"), "LIAISON_DATA_DIR")
    assert list(tmp_path.iterdir()) == []


async def test_a_backup_that_cannot_be_written(liaison: Liaison, data: str) -> None:
    one_sentence(await liaison("backup", "nowhere/a.zip"), "nowhere/a.zip")
    one_sentence(await liaison("backup", "data", "--force"), "data")


async def test_moves_that_are_none(liaison: Liaison, data: str, tmp_path: Path) -> None:
    one_sentence(await liaison("move"), "--to")
    for to in ("mysql://x", "postgresql://u:p@host:port/x", "data/liaison.db"):
        one_sentence(await liaison("move", "--to", to), "--to", "postgresql://")
    one_sentence(await liaison("move", "--to", "sqlite:///data/liaison.db"), "--to")
    make_odd(f"sqlite:///{tmp_path / 'other.db'}", persons=39)
    one_sentence(await liaison("move", "--to", "sqlite:///other.db"), "person")


async def test_a_row_that_does_not_fit(liaison: Liaison, data: str, postgres_url: str) -> None:
    with working(data) as connection:
        connection.execute(t.person.update().where(t.person.c.id == 27).values(name="secret\0word"))
    done = await liaison("move", "--to", postgres_url)
    one_sentence(done, "person", "27", "U+0000")
    assert "secret" not in done.err
    assert sum(each.rows for each in sums(postgres_url).values()) == 0


async def test_beside_a_bot_one_may_back_up_and_not_move(liaison: Liaison, data: str, tmp_path: Path) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c",
        "import sys; from bot.alone import alone\n"
        f"with alone({data!r}): print('held', flush=True); sys.stdin.read()",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    try:
        one_sentence(await liaison("move", "--to", "sqlite:///new.db"), str(holder.pid))
        well(await liaison("backup", "a.zip"))
        one_sentence(await liaison("restore", "a.zip"), str(holder.pid))
    finally:
        holder.stdin.close()
        await holder.wait()
    assert not (tmp_path / "new.db").exists()
    well(await liaison("move", "--to", "sqlite:///new.db"))


async def test_a_move_killed_goes_on_when_it_is_given_again(
    liaison: Liaison, tmp_path: Path, postgres_url: str
) -> None:
    """Killed as soon as the first rows can be seen on the other side."""
    (tmp_path / "data").mkdir(mode=0o700)
    source = f"sqlite:///{tmp_path / 'data' / 'liaison.db'}"
    make_odd(source, persons=20_000)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "move", "--to", postgres_url, env=environment(), cwd=tmp_path,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    with copying.opened(postgres_url) as connection:
        while connection.scalar(t.person.select().limit(1)) is None:
            connection.rollback()
            await asyncio.sleep(0.005)
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    there = sum(each.rows for each in sums(postgres_url).values())
    wanted = sums(source)
    assert 0 < there < sum(each.rows for each in wanted.values())
    again = await liaison("move", "--to", postgres_url, LANG="en_GB.UTF-8")
    well(again, "were there already", "Moved")
    assert sums(postgres_url) == wanted


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_who_ends_it_half_way_is_told_how_things_stand(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    make_odd(f"sqlite:///{tmp_path / 'data' / 'liaison.db'}", persons=60_000)
    (tmp_path / "kept").mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "backup", "kept/a.zip", env=environment(), cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    while not any(path.stat().st_size for path in (tmp_path / "kept").iterdir()):
        await asyncio.sleep(0.001)
    process.send_signal(number)
    out, err = await process.communicate()
    assert process.returncode is not None
    one_sentence(Done(process.returncode, out.decode(), err.decode()))
    assert list((tmp_path / "kept").iterdir()) == []


async def test_a_terminal_sees_how_far_it_is(data: str, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with closing(os.fdopen(ours, "rb", buffering=0)) as screen:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "backup", "a.zip", env=environment(), cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        out, _ = await process.communicate()
        seen = screen.read(1 << 16).decode()
    assert process.returncode == 0
    assert "100%" in seen
    assert "100%" not in out.decode()
