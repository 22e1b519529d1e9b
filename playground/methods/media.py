"""Sending files: by upload, by attach://, by a file_id that is known; albums."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from playground.errors import bad_request
from playground.messages import MEDIA, post
from playground.methods.call import Call, caption
from playground.methods.sending import check_extras, reply_fields, send
from playground.state import Json
from playground.wire import Raw, Upload

MAX_ALBUM = 10
"""Items of an album (Bot API, sendMediaGroup)."""
_TYPES = {
    "photo": "Photo", "document": "Document", "voice": "VoiceNote", "audio": "Audio", "video": "Video",
    "animation": "Animation", "video_note": "VideoNote", "sticker": "Sticker", "thumbnail": "Thumbnail",
}  # fmt: skip
_DETAILS = ("duration", "width", "height", "performer", "title", "length", "emoji")
_UNCAPTIONED = frozenset({"video_note", "sticker"})
_ALBUM_KINDS = frozenset({"photo", "video", "document", "audio", "animation"})


def find_media(call: Call, kind: str, value: Any, field: str, details: Json) -> Any:
    """The media object that `value` (a file_id or attach://) or the upload in `field` stands for.

    ApiError 400 when there is none, when the id is unknown or of another kind, or when the file is refused.
    """
    upload: Upload | None = None
    if isinstance(value, str) and value.startswith("attach://"):
        upload = next(iter(call.uploads.get(value[9:], ())), None)
    elif isinstance(value, str) and value:
        return _known(call, kind, value)
    else:
        upload = next(iter(call.uploads.get(field, ())), None)
    if upload is None:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    given = {name: details.get(name) for name in _DETAILS}
    media = call.world.files.add(kind, upload, given)
    thumbnail = details.get("thumbnail")
    if thumbnail is None and "thumbnail" in call.uploads:
        thumbnail = "attach://thumbnail"
    if isinstance(thumbnail, str) and thumbnail.startswith("attach://") and isinstance(media, dict):
        picture = next(iter(call.uploads.get(thumbnail[9:], ())), None)
        if picture is not None:
            media["thumbnail"] = call.world.files.add("thumbnail", picture)
    return media


def _known(call: Call, kind: str, file_id: str) -> Any:
    if "://" in file_id:
        # The playground fetches nothing from the net, so this is what a bot hears of an address out of reach.
        raise bad_request("failed to get HTTP URL content")
    file = call.world.files.find(file_id)
    if file is None:
        if "." in file_id:
            raise bad_request("invalid file HTTP URL specified: Wrong HTTP URL")
        wrong = "Wrong character in the string" if re.search(r"[^A-Za-z0-9_=-]", file_id) else (
            "can't unserialize it. Wrong last symbol")  # fmt: skip
        raise bad_request(f"wrong remote file identifier specified: {wrong}")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {_TYPES[file.kind]} as {_TYPES[kind]}")
    return file.media


def content_of(kind: str, media: Any) -> Json:
    """The members of a message that hold a file of this kind."""
    if kind == "animation":
        # Bot API, Message: "document" is set too, for backward compatibility.
        names = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type", "thumbnail")
        return {"animation": media, "document": {name: media[name] for name in names if name in media}}
    return {kind: media}


def sender(kind: str) -> Callable[[Call], Raw]:
    """The sending method of one kind of media."""

    def method(call: Call) -> Raw:
        room = call.room()
        text = {} if kind in _UNCAPTIONED else call.caption()
        media = find_media(call, kind, call.params.get(kind), kind, call.params)
        if call.flag("has_spoiler"):
            text["has_media_spoiler"] = True
        return send(call, room, {**content_of(kind, media), **text})

    return method


def media_content(call: Call, item: Any, kinds: frozenset[str]) -> tuple[str, Json]:
    """Kind and content of an InputMedia object."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if not isinstance(kind, str) or not kind:
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    if kind not in kinds:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: Can't find field \"media\"")
    text = caption(item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities"))
    media = find_media(call, kind, item["media"], kind, item)
    if item.get("has_spoiler"):
        text["has_media_spoiler"] = True
    if text and item.get("show_caption_above_media"):
        text["show_caption_above_media"] = True
    return kind, {**content_of(kind, media), **text}


def send_media_group(call: Call) -> Raw:
    """Sends an album; the Messages."""
    room = call.room()
    items = call.decoded("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    contents = [media_content(call, item, _ALBUM_KINDS) for item in items]
    kinds = {kind for kind, _ in contents}
    if "animation" in kinds:
        raise bad_request("can't use the media of the specified type in the album")
    for lonely in ("document", "audio"):
        if lonely in kinds and len(kinds) > 1:
            raise bad_request(f"{lonely} can't be mixed with other media types")
    shared = {**reply_fields(call, room), **check_extras(call)}
    call.world.limits.spend(call.bot.id, room.id, len(items))
    if len(items) > 1:
        shared["media_group_id"] = album_id()
    sent = [post(call.world, room, call.bot.user, {**shared, **content})[1] for _, content in contents]
    return Raw(f"[{','.join(sent)}]")


def album_id() -> str:
    """A new media_group_id."""
    return str(13_000_000_000_000_000 + secrets.randbelow(10**15))


METHODS: dict[str, Callable[[Call], Raw]] = {f"send{kind.replace('_', '')}": sender(kind) for kind in MEDIA}
METHODS["sendmediagroup"] = send_media_group
