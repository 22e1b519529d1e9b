from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.texts import LANGUAGES
from liaison.casework.model import Kind, State

LOCALES = Path(__file__).parents[2] / "locales"
HAN = r"\u3400-\u9fff"
HALF_WIDTH = re.compile(
    rf"[{HAN}][,;:!?()]|[,;:!?()][{HAN}]|[{HAN}]\.[{HAN}\s]|[{HAN}]\.$|[{HAN}][\"'][{HAN}]"
)
TAG = re.compile(r"</?[a-z]+[^>]*>")


@cache
def messages(language: str) -> dict[str, ast.Message | ast.Term]:
    found = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            if isinstance(entry, ast.Message | ast.Term):
                found[entry.id.name] = entry
    return found


class Variables(Visitor):
    """The arguments of a message; ``x_given`` is the program's own question about ``x``."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's name
        self.names.add(node.id.name.removesuffix("_given"))


class Selectors(Visitor):
    """Every choice by a variable, with the values it knows."""

    def __init__(self) -> None:
        self.choices: list[tuple[str, set[str]]] = []

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - Fluent's name
        if isinstance(node.selector, ast.VariableReference):
            known = {v.key.name for v in node.variants if isinstance(v.key, ast.Identifier)}
            self.choices.append((node.selector.id.name, known))
        self.generic_visit(node)


def patterns(node: ast.BaseNode) -> Iterator[str]:
    """Every piece of running text, with ◇ for what is put in."""
    if isinstance(node, ast.Pattern):
        yield "".join(e.value if isinstance(e, ast.TextElement) else "◇" for e in node.elements)
    for value in vars(node).values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.BaseNode):
                yield from patterns(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_can_be_read_whole(language: str) -> None:
    seen: Counter[str] = Counter()
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message | ast.Term):
                seen[entry.id.name] += 1
    assert [key for key, times in seen.items() if times > 1] == []


def test_both_languages_have_the_same_files_and_the_same_texts() -> None:
    first, *others = LANGUAGES
    for other in others:
        assert {f.name for f in (LOCALES / first).glob("*.ftl")} == {
            f.name for f in (LOCALES / other).glob("*.ftl")
        }
        assert messages(first).keys() == messages(other).keys()


def test_both_languages_use_the_same_arguments() -> None:
    def arguments(language: str) -> dict[str, set[str]]:
        found = {}
        for key, message in messages(language).items():
            variables = Variables()
            variables.visit(message)
            found[key] = variables.names
        return found

    first, *others = (arguments(language) for language in LANGUAGES)
    for other in others:
        assert {key: (names, other[key]) for key, names in first.items() if names != other[key]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    empty = [
        key for key, message in messages(language).items() if not any(p.strip() for p in patterns(message))
    ]
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_know_every_state_and_every_kind_of_event(language: str) -> None:
    for key, message in messages(language).items():
        selectors = Selectors()
        selectors.visit(message)
        for name, known in selectors.choices:
            states = {state.value for state in State}
            if name == "state" and len(known & states) >= len(states) - 1:
                assert states <= known, key  # all but one: the new one was forgotten
            if key == "line" and name == "kind":
                assert {kind.value for kind in Kind} - {Kind.SUBMITTED} <= known


def test_chinese_texts_use_chinese_punctuation() -> None:
    wrong = [
        f"{key}: {text.strip()}"
        for key, message in messages("zh_CN").items()
        for text in (TAG.sub("", pattern) for pattern in patterns(message))
        if HALF_WIDTH.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_are_telegrams_and_closed(language: str) -> None:
    allowed = {"b", "i", "u", "s", "code", "pre", "blockquote", "a", "tg-spoiler"}
    for key, message in messages(language).items():
        for text in patterns(message):
            opened: list[str] = []
            for closing, tag in re.findall(r"<(/?)([a-z-]+)[^>]*>", text):
                assert tag in allowed, (key, tag)
                if closing:
                    assert opened, (key, tag)
                    assert opened.pop() == tag, key
                else:
                    opened.append(tag)
            assert opened == [], key
