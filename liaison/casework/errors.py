"""Refusals that are expected. Each carries the key of a text for the person; none pages anybody."""

from __future__ import annotations


class Refused(Exception):
    """What was asked may not be done now, or not by this person. ``key`` names the text that says so."""

    def __init__(self, key: str, **args: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.args_for_text = args


class Conflict(Exception):
    """Somebody else changed the same opinion in between; the unit of work is tried again."""
