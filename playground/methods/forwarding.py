"""Forwarding and copying."""

from __future__ import annotations

from playground.errors import bad_request
from playground.messages import CONTENT, post
from playground.methods.call import Call
from playground.methods.editing import ids_of
from playground.methods.media import album_id
from playground.methods.sending import check_extras, origin, send
from playground.state import Json, Room
from playground.wire import Raw, loads

_UNCOPYABLE = ("has_protected_content",)


def _content(message: Json) -> Json:
    return {name: message[name] for name in CONTENT if name in message}


def _forwarded(message: Json) -> Json:
    return {"forward_origin": origin(message), **_content(message)}


def forward_message(call: Call) -> Raw:
    """Forwards one message; the new Message."""
    room, source = call.room(), call.room("from_chat_id", write=False)
    message = call.message(source, "message to forward")
    if any(name in message for name in _UNCOPYABLE) or not _content(message):
        raise bad_request("message can't be forwarded")
    extras = check_extras(call)
    call.world.limits.spend(call.bot.id, room.id)
    return Raw(post(call.world, room, call.bot.user, {**_forwarded(message), **extras})[1])


def copy_message(call: Call) -> Json:
    """Sends a message's content anew, with another caption if one is given; the MessageId."""
    room, source = call.room(), call.room("from_chat_id", write=False)
    message = call.message(source, "message to copy")
    content = _content(message)
    if any(name in message for name in _UNCOPYABLE) or not content:
        raise bad_request("message can't be copied")
    if "caption" in call.params and "text" not in content:
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= call.caption()
    return {"message_id": loads(send(call, room, content))["message_id"]}


def _many(call: Call, *, copy: bool) -> list[Json]:
    room, source = call.room(), call.room("from_chat_id", write=False)
    found = [source.messages[number] for number in ids_of(call) if number in source.messages]
    found = [m for m in found if _content(m) and not any(name in m for name in _UNCOPYABLE)]
    if not found:
        raise bad_request(f"there are no messages to {'copy' if copy else 'forward'}")
    extras = check_extras(call)
    call.world.limits.spend(call.bot.id, room.id, len(found))
    return _send_all(call, room, found, extras, copy=copy)


def _send_all(call: Call, room: Room, found: list[Json], extras: Json, *, copy: bool) -> list[Json]:
    albums: dict[str, str] = {}
    sent = []
    for message in found:
        content = _content(message) if copy else _forwarded(message)
        if copy and call.flag("remove_caption"):
            for name in ("caption", "caption_entities"):
                content.pop(name, None)
        group = message.get("media_group_id")
        if group is not None:
            content["media_group_id"] = albums.setdefault(group, album_id())
        sent.append(
            {"message_id": post(call.world, room, call.bot.user, {**content, **extras})[0]["message_id"]}
        )
    return sent


def copy_messages(call: Call) -> list[Json]:
    """Copies up to 100 messages; those not found are passed over. The MessageIds."""
    return _many(call, copy=True)


def forward_messages(call: Call) -> list[Json]:
    """Forwards up to 100 messages; those not found are passed over. The MessageIds."""
    return _many(call, copy=False)
