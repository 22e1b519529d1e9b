from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "liaison", "delivery", "storage", "posters", "playground")


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file; ``from a import b`` gives a and a.b."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module: str, parents: tuple[str, ...]) -> bool:
    return any(module == parent or module.startswith(f"{parent}.") for parent in parents)


def test_rooms_import_only_what_the_plan_allows(tmp_path: Path) -> None:
    config = Path(__file__).with_name("importlinter.ini")
    command = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(sys.argv[1], no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", command, str(config)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", ["handlers", "delivery"])
def test_of_the_running_application_conversations_and_delivery_know_only_the_texts(room: str) -> None:
    wrong = [
        (name_of(path), module)
        for path in sources(room)
        for module in imported(path)
        if within(module, ("bot",)) and module != "bot" and not within(module, ("bot.texts",))
    ]
    assert wrong == []


def test_only_the_command_line_builds_the_whole() -> None:
    importers = {
        name_of(path)
        for path in sources(*ROOMS)
        if name_of(path) != "bot.wiring" and any(within(module, ("bot.wiring",)) for module in imported(path))
    }
    assert importers <= {"bot.__main__", "bot.commands", "bot.demo"}


def test_python_telegram_bot_stays_in_four_files_and_aiogram_out_of_the_delivery() -> None:
    telegram = {
        name_of(path)
        for path in sources(*ROOMS)
        if any(within(module, ("telegram",)) for module in imported(path))
    }
    assert telegram <= {"delivery.sender", "delivery.http", "delivery.limiter", "delivery.policy"}


@pytest.mark.parametrize(
    ("start", "unwanted"),
    [
        ("liaison.casework.sending", ("aiogram", "telegram", "sqlalchemy", "httpx", "aiohttp")),
        ("storage.uow", ("aiogram", "telegram", "alembic", "httpx", "aiohttp")),
        ("storage.schema", ("aiogram", "telegram", "alembic", "psycopg")),
        ("delivery.worker", ("aiogram", "sqlalchemy", "alembic")),
        ("bot.__main__", ("aiogram", "telegram", "sqlalchemy")),
    ],
)
def test_a_role_loads_only_its_own_libraries(start: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {start}; print(*sorted(set(sys.modules) & set({unwanted!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
