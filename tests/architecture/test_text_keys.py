"""Every text that code asks for exists, and every text that exists is asked for."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from bot.texts import LANGUAGES, Texts
from liaison.casework.model import Purpose
from liaison.casework.notices import Do
from liaison.routing.verdict import Aid
from tests.architecture.test_files import docstrings
from tests.architecture.test_imports import ROOMS, ROOT, sources

KEYS = Texts.shipped().keys[LANGUAGES[0]]
FAMILIES = {
    "button",
    "cli",
    "demo",
    "do",
    "guide",
    "import",
    "notice",
    "preview",
    "refused",
    "sent",
    "setting",
}
"""What a key of ours begins with wherever it stands in code; names of buttons' destinations look alike."""

KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)+")
RENDERING = {"text": 1, "label": 1, "html": 2, "plain": 2, "Refused": 1, "Text": 1, "Notice": 2, "BadFile": 1}
"""Calls that take a key, and as which argument (counted from 1) at the latest."""

BEGINNING = re.compile(r"[a-z]+(-[a-z]+)*-")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(*(room for room in ROOMS if room != "playground")):
        yield path, ast.parse(path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def literals(argument: ast.expr) -> Iterator[ast.Constant]:
    """The strings an argument may be."""
    if isinstance(argument, ast.IfExp):
        yield from literals(argument.body)
        yield from literals(argument.orelse)
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument


def asked() -> Iterator[tuple[str, str]]:
    """Literal keys in code, with where they stand."""
    for path, tree in trees():
        documentation = docstrings(tree)
        where = str(path.relative_to(ROOT))
        # Elsewhere ``text`` and ``label`` are a table's cell and SQL.
        calls = (
            RENDERING.keys()
            if where.startswith(("bot/", "handlers/", "delivery/", "posters/"))
            else {"Refused", "Notice"}
        )
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in calls:
                for argument in node.args[: RENDERING[called(node)]]:
                    for literal in literals(argument):
                        if literal.value not in LANGUAGES:
                            yield f"{where}:{literal.lineno}", literal.value
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documentation
                and KEBAB.fullmatch(node.value)
                and node.value.split("-")[0] in FAMILIES
            ):
                yield f"{where}:{node.lineno}", node.value


def built() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Keys put together in code: literal beginnings and ends with something between."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.JoinedStr):
                continue
            pieces = [
                re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else "[a-z0-9_-]+"
                for piece in node.values
            ]
            first = node.values[0]
            beginning = str(first.value) if isinstance(first, ast.Constant) else ""
            if BEGINNING.fullmatch(beginning) and any(key.startswith(beginning) for key in KEYS):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", re.compile("".join(pieces))


def test_every_text_that_code_asks_for_exists() -> None:
    missing = sorted({(where, key) for where, key in asked() if key not in KEYS})
    assert missing == []


def test_every_key_that_code_puts_together_can_exist() -> None:
    found = list(built())
    assert found
    assert [where for where, pattern in found if not any(map(pattern.fullmatch, KEYS))] == []


def test_every_problem_of_an_import_has_its_text() -> None:
    """``expected`` of a Problem and of a TermFault is the end of a key."""
    wanted = {
        literal.value
        for path in (*sources("liaison"), ROOT / "liaison/routing/lexicon.py")
        if path.parent.name in ("directory", "routing")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and called(node) in ("wrong", "_note", "Problem", "TermFault", "parsed")
        for argument in node.args[1:]
        for literal in literals(argument)
        if KEBAB.fullmatch(literal.value)
    }
    assert {"unknown-district", "bad-weight"} <= wanted
    assert {f"import-{expected}" for expected in wanted} - KEYS == set()


def test_every_verb_and_every_purpose_has_its_texts() -> None:
    wanted = {f"do-{verb}" for verb in Do}
    for purpose in Purpose:
        wanted |= {f"writing-begin-{purpose}", f"preview-{purpose}", f"sent-{purpose}"}
    assert wanted - KEYS == set()


def test_every_subject_has_its_name_and_every_name_its_subject() -> None:
    with (ROOT / "liaison/routing/subjects.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert {key for key in KEYS if key.startswith("subject-")} == {f"subject-{code}" for code in codes}


def test_names_of_subjects_differ_and_fit_a_button() -> None:
    texts = Texts.shipped()
    for language in LANGUAGES:
        names = [texts.plain(language, key) for key in KEYS if key.startswith("subject-")]
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 50


def test_every_place_to_turn_to_has_its_text() -> None:
    assert {key for key in KEYS if key.startswith("aid-")} == {f"aid-{aid}" for aid in Aid}


def test_no_text_is_left_over() -> None:
    literal = {key for _, key in asked()}
    for _, tree in trees():
        literal |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    patterns = [pattern for _, pattern in built()]
    left = [key for key in KEYS - literal if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert sorted(left) == []
