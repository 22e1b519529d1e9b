"""The workbook that an office fills in: every table with its header, notes, drop-downs and a worked example."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liaison.directory.tables import columns
from liaison.directory.writing import WIDTHS, open_workbook

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

GUIDE_LINES = 9
"""Of the instructions, as the texts number them."""

ROWS = 5000
"""To which drop-downs and formats reach; rows below are read all the same."""

LISTED = {("districts", "kind"): "kind", ("deputies", "level"): "level"}
"""Columns with a list of fixed values, and which."""

CODES = {
    ("districts", "parent"): "districts",
    ("groups", "committee"): "committees",
    ("stations", "district"): "districts",
    ("deputies", "district"): "districts",
    ("deputies", "committee"): "committees",
    ("links", "deputy"): "deputies",
    ("links", "district"): "districts",
    ("subjects", "committee"): "committees",
    ("subjects", "assisting"): "committees",
}
"""Columns with a code of another table."""


def write_template(target: Path, language: str, text: Callable[..., str]) -> None:
    """Write it. `language` is "en", else Chinese, for headers and the example; `text` gives a text by its key.
    Raises OSError."""
    place = -1 if language == "en" else 0
    example = tomllib.loads(files(__package__).joinpath("template.toml").read_text("utf-8"))[
        "en" if language == "en" else "zh"
    ]
    with open_workbook(target) as workbook:
        guide = workbook.add_worksheet(
            columns().raw["instructions"]["sheets"][5 if language == "en" else 0].title()
        )
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        guide.set_column(0, 0, 100, wrapped)
        for line in range(1, GUIDE_LINES + 1):
            guide.write_string(line - 1, 0, text("template-guide", line=line), wrapped)
        for table in columns().tables:
            sheet = workbook.add_worksheet(columns().sheet(table, place))
            _fill(workbook, sheet, table, place, example[table], text)


def _fill(
    workbook: Workbook,
    sheet: Worksheet,
    table: str,
    place: int,
    rows: Sequence[Sequence[str]],
    text: Callable[..., str],
) -> None:
    plain = workbook.add_format({"num_format": "@"})
    needed = {"num_format": "@", "bold": True, "bg_color": "#F6E3B4", "text_wrap": True, "border": 1}
    formats = {
        True: workbook.add_format(needed),
        False: workbook.add_format({**needed, "bg_color": "#DDE7F0"}),
    }
    headers: Mapping[str, Sequence[str]] = columns().headers(table)
    sheet.freeze_panes(1, 2 if len(headers) > 3 else 0)
    for at, (column, heads) in enumerate(headers.items()):
        sheet.set_column(at, at, WIDTHS.get(column, 14), plain)
        sheet.write_string(0, at, heads[place], formats[column in columns().needed(table)])
        note = {"x_scale": 1.6, "y_scale": 0.8, "font_size": 10}
        sheet.write_comment(0, at, text("template-note", column=f"{table}-{column}"), note)
        if choice := _choice(table, column, place, text):
            sheet.data_validation(1, at, ROWS, at, choice)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(number, at, cell, plain)


def _choice(table: str, column: str, place: int, text: Callable[..., str]) -> dict[str, Any] | None:
    """The drop-down of a column."""
    if names := LISTED.get((table, column)):
        values = [accepted[place] for accepted in columns().raw[names].values()]
        return {
            "validate": "list",
            "source": values,
            "error_title": "!",
            "error_message": text("template-choose"),
        }
    if other := CODES.get((table, column)):
        name = columns().sheet(other, place)
        return {
            "validate": "list",
            "source": f"='{name}'!$A$2:$A${ROWS}",
            "error_type": "warning",  # a code may be in the database only
            "error_title": "!",
            "error_message": text("template-choose-code"),
        }
    return None
