"""Changing and deleting what was sent."""

from __future__ import annotations

from typing import Any

from playground.errors import bad_request
from playground.markup import parse_markup
from playground.messages import CONTENT, MEDIA, delete, rewrite
from playground.methods.call import Call
from playground.methods.media import media_content
from playground.state import Json, Room
from playground.wire import Raw

DELETE_SECONDS = 48 * 3600
"""How long a message can be deleted after it was sent (Bot API, deleteMessage)."""
MAX_IDS = 100
"""Messages named in one call (Bot API, deleteMessages)."""
_EDITABLE = frozenset({"photo", "video", "animation", "document", "audio"})
_CAPTIONED = ("photo", "video", "animation", "document", "audio", "voice")


def _target(call: Call) -> tuple[Room, Json]:
    if not call.params.get("chat_id") and call.params.get("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not call.params.get("chat_id") and not call.integer("message_id"):
        raise bad_request("message identifier is not specified")
    room = call.room()
    message = call.message(room, "message to edit")
    if (
        message["from"]["id"] != call.bot.id
        or message["message_id"] in room.fixed
        or "forward_origin" in message
    ):
        raise bad_request("message can't be edited")
    return room, message


def _markup(call: Call, room: Room) -> Json:
    markup = parse_markup(call.params.get("reply_markup"), private=room.private, inline_only=True)
    return {"reply_markup": markup} if markup else {}


def _apply(call: Call, room: Room, message: Json, content: Json) -> Raw:
    """Puts `content` in the place of the message's content and markup; ApiError 400 when nothing would change."""
    fields = (*CONTENT, "reply_markup")
    before = {name: message[name] for name in fields if name in message}
    if before == content:
        raise bad_request("message is not modified: specified new message content and reply markup are exactly the "
                          "same as a current content and reply markup of the message")  # fmt: skip
    call.world.limits.spend(call.bot.id, room.id)
    for name in fields:
        message.pop(name, None)
    message["edit_date"] = call.world.now()
    message.update(content)
    return Raw(rewrite(call.world, room, message))


def _kept(message: Json, without: tuple[str, ...]) -> Json:
    return {name: message[name] for name in CONTENT if name in message and name not in without}


def edit_text(call: Call) -> Raw:
    """Replaces text and inline keyboard; without `reply_markup` the keyboard goes."""
    content = call.text()
    room, message = _target(call)
    markup = _markup(call, room)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, room, message, content | markup)


def edit_caption(call: Call) -> Raw:
    """Replaces caption and inline keyboard."""
    caption = call.caption()
    room, message = _target(call)
    markup = _markup(call, room)
    if not any(kind in message for kind in _CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    kept = _kept(message, ("caption", "caption_entities", "show_caption_above_media"))
    return _apply(call, room, message, kept | caption | markup)


def edit_media(call: Call) -> Raw:
    """Replaces the file, its caption and the inline keyboard."""
    item: Any = call.decoded("media", "input media")
    room, message = _target(call)
    markup = _markup(call, room)
    if not any(kind in message for kind in MEDIA) and "text" not in message:
        raise bad_request("message can't be edited")
    if item is None:
        raise bad_request("input media is not specified")
    kind, content = media_content(call, item, _EDITABLE)
    if "media_group_id" in message and kind not in message:
        raise bad_request("message can't be edited")
    return _apply(call, room, message, content | markup)


def edit_markup(call: Call) -> Raw:
    """Replaces the inline keyboard."""
    room, message = _target(call)
    return _apply(call, room, message, _kept(message, ()) | _markup(call, room))


def _may_delete(call: Call, room: Room, message: Json) -> bool:
    # Bot API, deleteMessage: within 48 hours; others' messages in private chats, or by an administrator.
    if message["date"] < call.world.now() - DELETE_SECONDS:
        return False
    return room.private or bool(message["from"]["id"] == call.bot.id)


def delete_message(call: Call) -> bool:
    """Deletes one message."""
    room = call.room(write=False)
    if not call.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = call.message(room, "message to delete")
    if not _may_delete(call, room, message):
        raise bad_request(
            "message can't be deleted for everyone" if room.private else "message can't be deleted"
        )
    delete(call.world, room, [message["message_id"]])
    return True


def ids_of(call: Call) -> list[int]:
    """`message_ids`: 1–100 numbers."""
    asked = call.decoded("message_ids", "message identifiers")
    if not isinstance(asked, list):
        raise bad_request("expected an Array of message identifiers")
    if not asked:
        raise bad_request("message identifiers are not specified")
    if len(asked) > MAX_IDS:
        raise bad_request("too many message identifiers specified")
    try:
        return [int(number) for number in asked]
    except (TypeError, ValueError):
        raise bad_request("message identifier is not a valid Number") from None


def delete_messages(call: Call) -> bool:
    """Deletes up to 100 messages; those not found are passed over."""
    room = call.room(write=False)
    found = [room.messages[number] for number in dict.fromkeys(ids_of(call)) if number in room.messages]
    gone = [message["message_id"] for message in found if _may_delete(call, room, message)]
    if len(gone) < len(found):
        raise bad_request(
            "message can't be deleted for everyone" if room.private else "message can't be deleted"
        )
    if gone:
        delete(call.world, room, gone)
    return True
