"""Faults on demand: what networks, servers and Telegram itself do to a bot now and then."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from playground.errors import ApiError, ControlError

CALL_KINDS = ("drop_before", "drop_after", "status", "slow", "garbage", "error")
UPDATE_KINDS = ("duplicate_updates", "reorder_updates")


@dataclass(slots=True)
class Fault:
    """One fault asked for; `times` None is until removed, `share` the part of the matching calls it befalls."""

    id: int
    kind: str
    method: str
    times: int | None
    share: float
    chat: int | None
    status: int
    seconds: float
    after: bool
    error: ApiError | None


class Faults:
    """The faults in force. The chance behind `share` is seeded: the same calls meet the same faults."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self._last = 0
        self._chance = random.Random(20)  # noqa: S311 — repeatable, not secret

    def add(self, asked: dict[str, Any]) -> int:
        """Puts a fault in force as the control interface describes it; its id."""
        kind = asked.get("fault")
        if kind not in CALL_KINDS + UPDATE_KINDS:
            raise ControlError(f"A fault is one of {', '.join(CALL_KINDS + UPDATE_KINDS)}.")
        error = None
        if kind == "error":
            code = int(asked.get("error_code", 400))
            text = asked.get("description", "Bad Request: a fault was asked for")
            error = ApiError(code, text, asked.get("parameters"))
        times = asked.get("times")
        chat = asked.get("chat")
        self._last += 1
        self.active.append(Fault(
            self._last, kind, str(asked.get("method", "*")).lower(), None if times is None else int(times),
            float(asked.get("share", 1)), None if chat is None else int(chat), int(asked.get("status", 502)),
            float(asked.get("seconds", 1)), bool(asked.get("after", False)), error,
        ))  # fmt: skip
        return self._last

    def clear(self) -> None:
        """Removes all."""
        self.active.clear()

    def pick(self, method: str, chat: Any, kinds: tuple[str, ...]) -> Fault | None:
        """The fault that befalls this call, counted down; None when it is spared. `method` in lower case."""
        for fault in self.active:
            if fault.kind not in kinds or fault.method not in {"*", method}:
                continue
            if fault.chat is not None and str(chat) != str(fault.chat):
                continue
            if fault.share < 1 and self._chance.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.active.remove(fault)
            return fault
        return None
