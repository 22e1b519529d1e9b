"""Every text a person reads, from ``locales/``, rendered in the recipient's language.

Fluent (projectfluent.org): one folder a language, one file a conversation. Values put into a text are
escaped for HTML unless :meth:`Texts.plain` is used; a date (``datetime.date``, or an ISO date under the
argument names in DATES) is written as the language writes it; of a subject's code (under the names in SUBJECTS)
people read its name. For every argument ``x`` there is ``$x_given``, "yes" or "no", since Fluent cannot choose by
an empty string.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import babel.dates
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Pattern
from fluent.syntax import FluentParser, ast

LANGUAGES = ("zh_CN", "en")
"""What the product speaks; the first is what it falls back to."""

DATES = frozenset({"due", "until", "on", "expires"})
"""Arguments that hold an ISO date when they come from the outbox."""

SUBJECTS = frozenset({"subject", "choice1", "choice2", "choice3"})
"""Arguments that hold a code of liaison.routing.subjects; people read its name."""

_LONG = 500
"""Characters from which a value is put in after the text is put together: fluent.runtime refuses parts of
more than 2,500."""

_MARK = "\ue000"
"""Stands around the name of such a value; a character nobody types (Unicode: private use)."""

Value = str | int | float | date


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be rendered for whoever reads it."""

    key: str
    args: Mapping[str, Value] = field(default_factory=dict)


class MissingText(KeyError):
    """No text of this key, or a text that could not be put together: a bug, found by the tests."""


def language_for(code: str | None) -> str:
    """Which of LANGUAGES suits an account's language code (``zh-hans``, ``en-GB``, …). Without one,
    Chinese; a language we do not speak, English."""
    if not code:
        return LANGUAGES[0]
    return LANGUAGES[0] if code.lower().startswith(("zh", "yue")) else LANGUAGES[1]


def _compiled(bundle: FluentBundle, folder: Path) -> dict[str, Pattern]:
    """Every text of one language, ready to be formatted. ValueError for a file Fluent cannot read."""
    keys: list[str] = []
    for file in sorted(folder.glob("*.ftl")):
        resource = FluentParser(with_spans=False).parse(file.read_text(encoding="utf-8"))
        junk = [entry.content for entry in resource.body if isinstance(entry, ast.Junk)]
        if junk:
            raise ValueError(f"{file}: {junk[0]}")
        bundle.add_resource(resource)
        keys += [entry.id.name for entry in resource.body if isinstance(entry, ast.Message)]
    found = {key: bundle.get_message(key).value for key in keys}
    return {key: pattern for key, pattern in found.items() if pattern is not None}


@lru_cache(maxsize=1024)
def _day(day: date, language: str) -> str:
    """Month and day as the language writes them; few days are spoken of at any time."""
    return str(babel.dates.format_skeleton("MMMd", day, locale=language))


class Texts:
    """All catalogues, read once."""

    def __init__(self, folder: Path) -> None:
        self._bundles: dict[str, FluentBundle] = {}
        self._patterns: dict[str, dict[str, Pattern]] = {}
        self._fixed: dict[tuple[str, str], str] = {}  # texts without arguments, rendered once
        for language in LANGUAGES:
            tag = [language.replace("_", "-")]
            self._patterns[language] = _compiled(FluentBundle(tag), folder / language)
            # The patterns are all that is needed; the syntax trees take four times the memory, so the bundle
            # that formats never sees them. It follows that a text cannot refer to another.
            self._bundles[language] = FluentBundle(tag, use_isolating=False)
        self.keys = {language: frozenset(patterns) for language, patterns in self._patterns.items()}

    @classmethod
    @cache
    def shipped(cls) -> Texts:
        """The catalogues of this installation, read once a process."""
        return cls(Path(__file__).resolve().parent.parent / "locales")

    def html(self, language: str, text: Text | str, /, **args: Value) -> str:
        """For a message with ``parse_mode=HTML``: values are escaped, the text's own tags stay."""
        return self._render(language, text, args, escape=True)

    def plain(self, language: str, text: Text | str, /, **args: Value) -> str:
        """For buttons, alerts, command descriptions: nothing is escaped."""
        return self._render(language, text, args, escape=False)

    def _render(self, language: str, text: Text | str, args: Mapping[str, Value], *, escape: bool) -> str:
        if isinstance(text, Text):
            args = {**text.args, **args}
            key = text.key
        else:
            key = text
        if not args:
            fixed = self._fixed.get((language, key))
            if fixed is None:
                fixed = self._fixed[language, key] = self._put_together(language, key, args, escape)
            return fixed
        return self._put_together(language, key, args, escape)

    def _put_together(self, language: str, key: str, args: Mapping[str, Value], escape: bool) -> str:
        language = language if language in self._bundles else LANGUAGES[0]
        pattern = self._patterns[language].get(key)
        if pattern is None:
            raise MissingText(key)
        values = {name: self._value(language, name, value, escape) for name, value in args.items()}
        long = {
            name: value for name, value in values.items() if isinstance(value, str) and len(value) > _LONG
        }
        values |= {name: f"{_MARK}{name}{_MARK}" for name in long}
        values |= {f"{name}_given": "yes" if value else "no" for name, value in args.items()}
        rendered, problems = self._bundles[language].format_pattern(pattern, values)
        if problems:
            raise MissingText(f"{key}: {problems}")
        whole = str(rendered)
        for name, value in long.items():
            whole = whole.replace(f"{_MARK}{name}{_MARK}", str(value))
        return whole

    def _value(self, language: str, name: str, value: Value, escape: bool) -> str | int | float:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, str) and value and name in SUBJECTS:
            value = self.plain(language, f"subject-{value}")
        if isinstance(value, str) and value and name in DATES:
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return _day(value, language)
        if not isinstance(value, str):
            return value
        value = value.replace(_MARK, "")
        return html.escape(value, quote=False) if escape else value
