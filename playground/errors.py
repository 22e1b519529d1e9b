"""Refusals: what a bot is told, and what a person at the control interface is told."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A Bot API call is refused. `description` is Telegram's own text, prefix included."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A call to the control interface is refused; the text is one sentence for its caller."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def bad_request(text: str) -> ApiError:
    """HTTP 400 with Telegram's prefix. Its first letter is lowered as Telegram does, except in CODE_NAMES."""
    if len(text) > 1 and not (text[1] == "_" or "A" <= text[1] <= "Z"):
        text = text[0].lower() + text[1:]
    return ApiError(400, "Bad Request: " + text)


def forbidden(text: str) -> ApiError:
    """HTTP 403 with Telegram's prefix."""
    return ApiError(403, "Forbidden: " + text)


def conflict(text: str) -> ApiError:
    """HTTP 409 with Telegram's prefix."""
    return ApiError(409, "Conflict: " + text)


def flooded(seconds: int) -> ApiError:
    """HTTP 429: the caller must wait `seconds` whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
