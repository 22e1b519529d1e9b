from __future__ import annotations

from pathlib import Path

import pytest

import bot.settings
from bot.settings import SettingProblem, read_settings
from bot.texts import LANGUAGES, Texts

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value", "key", "detail"),
    [
        ("LIAISON_ANSWER_WORKING_DAYS", "soon", "setting-whole-number", "1–366"),
        ("LIAISON_ANSWER_WORKING_DAYS", "0", "setting-whole-number", "1–366"),
        ("LIAISON_SENDS_PER_SECOND", "-1", "setting-number", "0–1000"),
        ("LIAISON_CONCURRENT_CHATS", "1e9", "setting-whole-number", "1–1000"),
        ("LIAISON_LOG_LEVEL", "loud", "setting-choice", "DEBUG, INFO, WARNING, ERROR"),
        ("LIAISON_LOG_FORMAT", "xml", "setting-choice", "text, json"),
    ],
)
def test_what_is_wrong_is_said_in_the_operators_language_alone(
    name: str, value: str, key: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingProblem) as problem:
        read_settings()
    assert (problem.value.name, problem.value.key, problem.value.detail) == (name, key, detail)
    chinese = Texts.shipped().plain(LANGUAGES[0], key, name=name, detail=detail)
    assert not any(word in chinese for word in ("Input", "should", "valid"))


def test_settings_come_from_a_file_in_the_working_directory_and_unknown_ones_do_not_matter(
    folder: Path,
) -> None:
    (folder / ".env").write_text(
        f"LIAISON_BOT_TOKEN={TOKEN}\nLIAISON_ANSWER_WORKING_DAYS=30\nLIAISON_LATER=1\nOTHER=2\nLIAISON_ASSEMBLY=\n",
        encoding="utf-8",
    )
    chosen = read_settings()
    assert (chosen.token, chosen.answer_working_days, chosen.assembly) == (TOKEN, 30, "")


def test_secrets_show_neither_in_repr_nor_in_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("LIAISON_DATABASE_URL", "postgresql://liaison:s3cret@db/liaison")
    chosen = read_settings()
    for shown in (repr(chosen), str(chosen)):
        assert "AAEabc" not in shown
        assert "s3cret" not in shown
    monkeypatch.setenv("LIAISON_BOT_TOKEN", "AAEabc-not-a-token")
    monkeypatch.setenv("LIAISON_DATABASE_URL", "mysql://liaison:s3cret@db/liaison")
    with pytest.raises(SettingProblem) as problem:
        read_settings()
    assert "AAEabc" not in f"{problem.value!r} {problem.value} {problem.value.detail}"
    assert problem.value.__cause__ is None


@pytest.fixture
def secrets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the container engine would put its secrets."""
    there = folder / "secrets"
    there.mkdir()
    monkeypatch.setattr(bot.settings, "SECRETS", there)
    return there


def test_secrets_may_be_files_named_as_the_settings_are(secrets: Path) -> None:
    (secrets / "liaison_bot_token").write_text(f"{TOKEN}\n")
    (secrets / "liaison_database_url").write_text("postgresql://liaison:s3cret@db/liaison\n")
    (secrets / "somebody_elses").write_text("1")
    chosen = read_settings()
    assert chosen.token == TOKEN
    assert chosen.database == "postgresql://liaison:s3cret@db/liaison"
    assert "s3cret" not in repr(chosen)


def test_the_environment_wins_over_a_file_and_without_a_folder_there_are_none(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secrets / "liaison_assembly").write_text("filed")
    assert read_settings().assembly == "filed"
    monkeypatch.setenv("LIAISON_ASSEMBLY", "said")
    assert read_settings().assembly == "said"
    monkeypatch.delenv("LIAISON_ASSEMBLY")
    (secrets / "liaison_assembly").unlink()
    secrets.rmdir()
    assert read_settings().assembly == ""


def test_a_secret_that_is_wrong_or_cannot_be_read_is_said_without_its_value(secrets: Path) -> None:
    (secrets / "liaison_redis_url").write_text("s3cret")
    with pytest.raises(SettingProblem) as problem:
        read_settings()
    assert (problem.value.name, problem.value.key) == ("LIAISON_REDIS_URL", "setting-redis-wrong")
    assert "s3cret" not in f"{problem.value!r} {problem.value.detail}"
    (secrets / "liaison_redis_url").write_bytes(b"\xff s3cret")  # as unreadable to root as to anybody
    with pytest.raises(SettingProblem) as problem:
        read_settings()
    assert (problem.value.name, problem.value.key) == (str(secrets), "setting-secrets-unreadable")
    assert problem.value.detail == "UnicodeDecodeError"
