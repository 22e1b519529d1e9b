"""What the documents promise to name, they name; what they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import build
from bot.settings import Settings
from handlers import menus
from tests.architecture.test_imports import ROOT

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (
    *READMES,
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/operations.md",
    "docs/benchmarks.md",
    "docs/capacity.md",
    "docs/routing.md",
    "docs/routing.zh-CN.md",
)
SETTINGS = {f"LIAISON_{name.upper()}": field for name, field in Settings.model_fields.items()}
APP = build()
COMMANDS = {command.name or "": [command] for command in APP.registered_commands} | {
    group.name or "": group.typer_instance.registered_commands
    for group in APP.registered_groups
    if group.typer_instance is not None
}
CHAT_COMMANDS = {*menus.EVERYBODY, *menus.DEPUTY, *menus.CLERK}

ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
"""The first cell of a table's row: a command or a setting."""

LINK = re.compile(r"\]\(([^)#\s]+)\)")
MOST_PICTURE_BYTES = 400 << 10


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def rows(name: str) -> set[str]:
    return {cell.split()[0] for cell in ROW.findall(text(name))}


@pytest.mark.parametrize("readme", READMES)
def test_both_readmes_have_every_command_and_every_setting_and_no_other(readme: str) -> None:
    assert rows(readme) == {*COMMANDS, *SETTINGS, *(f"/{name}" for name in CHAT_COMMANDS)}


@pytest.mark.parametrize("readme", READMES)
def test_both_readmes_name_the_options_of_the_commands(readme: str) -> None:
    lines = {cell.split()[0]: line for line in text(readme).splitlines() for cell in ROW.findall(line)}
    shown = {name: set(re.findall(r"`(--[a-z-]+)", lines[name])) for name in COMMANDS}
    assert shown == {name: set(options(name)) for name in COMMANDS}


def options(command: str) -> Iterator[str]:
    """What may be added to a command; of a switch that is on by itself, its way off."""
    annotations = [
        pair
        for one in COMMANDS[command]
        if one.callback is not None
        for pair in one.callback.__annotations__.items()
    ]
    for name, annotation in annotations:
        for info in getattr(annotation, "__metadata__", ()):
            if type(info).__name__ != "OptionInfo":
                continue
            declared = [
                word for word in (info.default, *(info.param_decls or ())) if str(word).startswith("--")
            ]
            if declared:
                yield str(declared[0])
            elif annotation.__origin__ is bool:
                yield f"--no-{name.replace('_', '-')}"
            else:
                yield f"--{name.replace('_', '-')}"


def test_the_example_settings_are_all_settings_and_hold_the_defaults() -> None:
    found = dict(re.findall(r"^#?(LIAISON_[A-Z_]+)=(.*)$", text(".env.example"), re.MULTILINE))
    assert found.keys() == SETTINGS.keys()
    for name, field in SETTINGS.items():
        if field.default is not None:
            assert found[name] == str(field.default), name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_names_a_setting_that_does_not_exist(document: str) -> None:
    named = set(re.findall(r"LIAISON_[A-Z_]*[A-Z]", text(document)))
    assert {name for name in named if not name.startswith("LIAISON_TEST_")} <= SETTINGS.keys()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_links_to_is_there(document: str) -> None:
    folder = (ROOT / document).parent
    missing = [to for to in LINK.findall(text(document)) if "://" not in to and not (folder / to).is_file()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_sections_that_a_document_links_to_are_there(document: str) -> None:
    missing = []
    for file, section in re.findall(r"\]\(([^)#:\s]*)#([^)\s]+)\)", text(document)):
        there = (ROOT / document).parent / file if file else ROOT / document
        titles = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
        if section not in anchors:
            missing.append(f"{file}#{section}")
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_and_folders_that_a_document_names_are_there(document: str) -> None:
    rooms = "bot|handlers|liaison|delivery|storage|posters|playground|tests|bench|scripts|locales|docs|congress|deploy"
    named = re.findall(rf"`((?:{rooms})/[\w./]*)`", text(document))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_chinese_readme_uses_chinese_punctuation() -> None:
    prose = re.sub(
        r"```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+", "", text("README.zh-CN.md"), flags=re.DOTALL
    )
    assert re.findall(r"[\u4e00-\u9fff][,:;!?()]|[,:;!?()][\u4e00-\u9fff]", prose) == []


def test_pictures_load_fast() -> None:
    heavy = [path.name for path in pictures() if path.stat().st_size > MOST_PICTURE_BYTES]
    assert heavy == []


def test_every_picture_is_shown_somewhere() -> None:
    shown = " ".join(text(document) for document in DOCUMENTS)
    assert [path.name for path in pictures() if path.name not in shown] == []


def pictures() -> list[Path]:
    return sorted((ROOT / "docs" / "images").iterdir())
