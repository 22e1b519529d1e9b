"""Messages with their committee or subject, from a file: what the router is taught, or judged by."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison.directory.model import Roster
from liaison.directory.tables import columns, decode
from liaison.routing.router import Target
from liaison.routing.subjects import shipped

MOST_FAULTS = 20
"""Faults that are listed; more are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: its number as a spreadsheet counts (a header is 1), column, value, and a key:
    no-text, no-target, unknown-committee, unknown-subject, unknown-label, not-json."""

    row: int
    column: str
    value: str
    key: str


class BadExamples(ValueError):
    """The file cannot be used; nothing was taken from it. ``key`` for the file as a whole, else ``faults``."""

    def __init__(self, file: Path, key: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(f"{file}: {key or faults[0]}")
        self.file = file
        self.key = key
        self.faults = faults


def read_examples(path: Path, roster: Roster, labels: Mapping[str, str]) -> list[tuple[str, Target]]:
    """Rows of a CSV with a header, or JSON objects, one a line. Each has a text and one of: a committee (code or
    name), a subject (code), a label that ``labels`` knows (label → committee code). Raises BadExamples."""
    try:
        text = decode(path.read_bytes())
    except OSError:
        raise BadExamples(path, "examples-no-file") from None
    if text is None:
        raise BadExamples(path, "examples-encoding")
    named = {committee.name: committee.code for committee in roster.committees.values()}
    found: list[tuple[str, Target]] = []
    faults: list[Fault] = []
    for number, row in _rows(path, text):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        target = _target(number, row, roster, named, labels)
        words = row.get("text", "")
        if not words:
            faults.append(Fault(number, "text", "", "no-text"))
        elif isinstance(target, Fault):
            faults.append(target)
        else:
            found.append((words, target))
    if faults:
        raise BadExamples(path, faults=tuple(faults))
    if not found:
        raise BadExamples(path, "examples-empty")
    return found


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    ours = {name: column for column, names in columns().headers("examples").items() for name in names}

    def known(row: Mapping[Any, Any]) -> dict[str, str]:
        return {
            ours[name]: str(value or "").strip()
            for name, value in row.items()
            if isinstance(name, str) and name in ours
        }

    if text.lstrip()[:1] != "{":
        reader = csv.DictReader(io.StringIO(text, newline=""))
        if "text" not in {ours.get(name or "") for name in reader.fieldnames or ()}:
            raise BadExamples(path, "examples-no-text-column")
        try:
            for row in reader:
                yield reader.line_num, known(row)
        except csv.Error:
            raise BadExamples(path, "examples-no-table") from None
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                given = json.loads(line)
            except ValueError:
                given = None
            yield (
                number,
                known(given) if isinstance(given, dict) else Fault(number, "", line[:40], "not-json"),
            )


def _target(
    number: int, row: Mapping[str, str], roster: Roster, named: Mapping[str, str], labels: Mapping[str, str]
) -> Target | Fault:
    if committee := row.get("committee"):
        code = named.get(committee, committee)
        known = code in roster.committee_by_code
        return Target(committee=code) if known else Fault(number, "committee", committee, "unknown-committee")
    if subject := row.get("subject"):
        known = bool(shipped().under(subject))
        return Target(subjects=(subject,)) if known else Fault(number, "subject", subject, "unknown-subject")
    if label := row.get("label"):
        known = labels.get(label, "") in roster.committee_by_code
        return Target(committee=labels[label]) if known else Fault(number, "label", label, "unknown-label")
    return Fault(number, "committee", "", "no-target")
