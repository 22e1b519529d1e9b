from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.test_imports import ROOMS, ROOT, name_of, sources

MOST_LINES = 400
"""A file is short enough to read in one sitting."""

VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


READ_NOT_SAID = {
    ("liaison/routing/lexicon.py", "词语"),  # a column's head in a remit file
    ("liaison/routing/lexicon.py", "权重"),
    ("liaison/routing/lexicon.py", "主题"),
    (
        "liaison/routing/remits.py",
        r"[、，。；：,;:.（）()\s]|[与和及等]",
    ),  # what stands between the parts of a remit
}
"""Chinese that the program understands in files and never shows to anybody."""


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the string nodes that are documentation: of modules, classes, functions, and bare strings
    under a name."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources(*ROOMS, "bench", "tests", "locales")
        if (count := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_file_is_named_for_what_lives_in_it() -> None:
    vague = [name_of(path) for path in sources(*ROOMS, "bench") if VAGUE & set(path.stem.split("_"))]
    assert vague == []


def test_no_text_for_people_stands_in_code() -> None:
    """Texts are in locales/; words that a query or a table is read by are data files. See READ_NOT_SAID."""
    found = []
    for path in sources("bot", "handlers", "delivery", "storage", "posters", "liaison"):
        tree = ast.parse(path.read_text("utf-8"))
        documentation = docstrings(tree)
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
            and CHINESE.search(node.value)
            and (str(path.relative_to(ROOT)), node.value) not in READ_NOT_SAID
        ]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*ROOMS, "bench")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if marks.search(line)
    ]
    assert left == []


def test_nothing_is_hidden_from_the_world() -> None:
    """Package data is where the program looks for it."""
    for wanted in (
        "storage/migrations/script.py.mako",
        "posters/poster.typ",
        "locales/zh_CN/notices.ftl",
        "locales/en/notices.ftl",
    ):
        assert (ROOT / Path(wanted)).is_file()
