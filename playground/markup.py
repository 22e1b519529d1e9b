"""Reply markups: inline keyboards, reply keyboards, their removal, forced replies."""

from __future__ import annotations

import re
from typing import Any

from playground.errors import ApiError, bad_request
from playground.wire import loads

MAX_CALLBACK_BYTES = 64
"""Bytes of `callback_data` (Bot API, InlineKeyboardButton)."""
MAX_INLINE_BUTTONS = 100
"""Buttons of one inline keyboard; Telegram answers more with "reply markup is too long"."""
MAX_ROW, MAX_BUTTONS = 12, 300
"""Buttons in a row and in all that the official server passes on; it drops the rest without a word."""
MAX_PLACEHOLDER = 64
"""Characters of `input_field_placeholder` (Bot API)."""
MAX_COPY_TEXT = 256
"""Characters of a copy button's text (Bot API, CopyTextButton)."""

Markup = dict[str, Any]
_OTHER_ACTIONS = (
    "switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game",
    "login_url", "web_app", "copy_text",
)  # fmt: skip
_REQUESTS = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
)
_URL = re.compile(
    r"(?:(?:https?|tg|ton|tonsite)://\S+|(?:[^\s:/@]+\.)+[^\s:/@.]{2,}(?:[/?#]\S*)?)", re.IGNORECASE
)


def parse_markup(value: Any, *, private: bool = True, inline_only: bool = False) -> Markup | None:
    """The markup of a `reply_markup` parameter as Telegram keeps it; None when there is none.

    `private` allows buttons that ask for a contact or a place. ApiError 400 on what Telegram refuses.
    """
    if value in (None, ""):
        return None
    if isinstance(value, str):
        try:
            value = loads(value)
        except ValueError:
            raise bad_request("can't parse reply keyboard markup JSON object") from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    for name in ("keyboard", "inline_keyboard"):
        if value.get(name) is not None and not isinstance(value[name], list):
            raise bad_request(f'field "{name}" must be of type Array')
    if value.get("keyboard"):
        markup = _reply_keyboard(value, private)
    elif "inline_keyboard" in value and value["inline_keyboard"] is not None:
        return _inline_keyboard(value["inline_keyboard"])
    elif value.get("remove_keyboard"):
        markup = {"remove_keyboard": True, **_only(value, "selective")}
    elif value.get("force_reply"):
        markup = {"force_reply": True, **_only(value, "selective", "input_field_placeholder")}
    else:
        return None
    if markup and inline_only:
        raise bad_request("inline keyboard expected")
    return markup or None


def _only(value: Markup, *names: str) -> Markup:
    return {name: value[name] for name in names if value.get(name)}


def _inline_keyboard(rows: list[Any]) -> Markup | None:
    kept: list[list[Markup]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(
                'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        buttons = [_inline_button(button) for button in row]
        buttons = [button for button in buttons if button["text"]][:MAX_ROW]
        if buttons:
            kept.append(buttons)
    if sum(map(len, kept)) > MAX_INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _refuse(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def _inline_button(button: Any) -> Markup:
    if not isinstance(button, dict):
        raise _refuse("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        raise _refuse('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _refuse('Field "text" must be of type String')
    kept: Markup = {"text": text.strip(), **_only(button, "icon_custom_emoji_id", "style")}
    if button.get("pay"):
        return {**kept, "pay": True}
    data = button.get("callback_data")
    if data is not None:
        if not isinstance(data, str):
            raise _refuse('Field "callback_data" must be of type String')
        if not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {**kept, "callback_data": data}
    url = button.get("url")
    if url is not None:
        if not isinstance(url, str):
            raise _refuse('Field "url" must be of type String')
        if not _URL.fullmatch(url.strip()):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {**kept, "url": url.strip()}
    for name in _OTHER_ACTIONS:
        if button.get(name) is not None:
            return {**kept, name: _action(name, button[name])}
    raise _refuse("Text buttons are unallowed in the inline keyboard")


def _action(name: str, value: Any) -> Any:
    if name == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if name in {"web_app", "login_url"}:
        url = value.get("url") if isinstance(value, dict) else None
        if not isinstance(url, str) or not url.lower().startswith("https://"):
            label = "Web App" if name == "web_app" else "login"
            raise bad_request(
                f"inline keyboard button {label} URL '{url}' is invalid: Only HTTPS links are allowed"
            )
    return value


def _reply_keyboard(value: Markup, private: bool) -> Markup | None:
    kept: list[list[Markup]] = []
    total = 0
    for row in value["keyboard"]:
        if not isinstance(row, list):
            raise bad_request('field "keyboard" must be an Array of Arrays')
        buttons = [button for button in (_reply_button(item, private) for item in row) if button["text"]]
        buttons = buttons[: min(MAX_ROW, MAX_BUTTONS - total)]
        total += len(buttons)
        if buttons:
            kept.append(buttons)
    if not kept:
        return None
    placeholder = value.get("input_field_placeholder")
    if placeholder is not None and len(placeholder) > MAX_PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_TOO_LONG")
    names = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective", "input_field_placeholder")
    return {"keyboard": kept, **_only(value, *names)}


def _reply_button(button: Any, private: bool) -> Markup:
    if isinstance(button, str):
        return {"text": button.strip()}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        problem = 'Can\'t find field "text"' if text is None else 'Field "text" must be of type String'
        raise bad_request(f"can't parse keyboard button: {problem}")
    kept: Markup = {"text": text.strip()}
    for name in _REQUESTS:
        if button.get(name):
            if not private:
                words = {"request_contact": "phone number can be", "request_location": "location can be"}
                raise bad_request(f"{words.get(name, 'it can be')} requested in private chats only")
            kept[name] = button[name]
    return kept
