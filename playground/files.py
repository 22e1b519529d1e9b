"""Files: what was uploaded, under which ids it can be sent again, and its bytes."""

from __future__ import annotations

import hashlib
import os
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playground.errors import ApiError, bad_request
from playground.images import image_size, ogg_seconds
from playground.store import Store
from playground.wire import Upload

MEGABYTE = 1 << 20
MAX_UPLOAD = 50 * MEGABYTE
"""Largest file a bot may send (Bot API, "Sending files")."""
MAX_PHOTO = 10 * MEGABYTE
"""Largest picture sent as a photo (Bot API, "Sending files")."""
MAX_DOWNLOAD = 20 * MEGABYTE
"""Largest file a bot may fetch (Bot API, getFile)."""
_PHOTO_SIDES = (90, 320, 800, 1280)

_FOLDERS = {
    "photo": ("photos", "AgAC", ".jpg"), "document": ("documents", "BQAC", ""), "voice": ("voice", "AwAC", ".oga"),
    "audio": ("music", "CQAC", ".mp3"), "video": ("videos", "BAAC", ".mp4"),
    "animation": ("animations", "CgAC", ".mp4"), "video_note": ("video_notes", "DQAC", ".mp4"),
    "sticker": ("stickers", "CAAC", ".webp"), "thumbnail": ("thumbnails", "AAMC", ".jpg"),
}  # fmt: skip


@dataclass(slots=True)
class StoredFile:
    """A file under one of its ids; `media` is the Bot API object (for a photo: the list of sizes) it is sent as."""

    kind: str
    path: str
    size: int
    mime: str
    unique: str
    media: Any


class FileShelf:
    """Keeps files by file_id. With a directory the bytes lie there, without one in memory."""

    def __init__(self, store: Store, directory: Path | None) -> None:
        self._store = store
        self._directory = directory
        self._memory: dict[str, bytes] = {}
        self._files: dict[str, StoredFile] = {key: StoredFile(**value) for key, value in store.facts("file")}
        self.by_path: dict[str, StoredFile] = {file.path: file for file in self._files.values()}

    def find(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        return self._files.get(file_id)

    def read(self, file: StoredFile) -> bytes:
        """The bytes of a file."""
        if self._directory is None:
            return self._memory[file.path]
        return (self._directory / file.path).read_bytes()

    def add(
        self, kind: str, upload: Upload, details: dict[str, Any] | None = None, by_bot: bool = True
    ) -> Any:
        """Keeps an upload; the Bot API object to put into a message (for a photo: the list of sizes).

        `details` are members of that object which the sender gave (duration, title, …). ApiError on a file that
        Telegram would refuse.
        """
        data = upload.data
        if not data:
            raise bad_request("file must be non-empty")
        if by_bot and len(data) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        size = image_size(data) if kind in {"photo", "sticker", "thumbnail"} else None
        if kind == "photo":
            _check_photo(len(data), size)
        path = self._keep(kind, upload)
        media: Any
        if kind == "photo":
            assert size is not None
            media = []
            for width, height in _photo_sizes(*size):
                file_id, unique = _ids(kind, data, f"{width}x{height}")
                media.append({"file_id": file_id, "file_unique_id": unique, "file_size": len(data),
                              "width": width, "height": height})  # fmt: skip
            for entry in media:
                self._register(entry["file_id"], StoredFile(
                    kind, path, len(data), "image/jpeg" if path.endswith(".jpg") else upload.mime,
                    entry["file_unique_id"], media,
                ))  # fmt: skip
            return media
        file_id, unique = _ids(kind, data, "")
        media = _describe(kind, upload, details or {}, size)
        media |= {"file_id": file_id, "file_unique_id": unique, "file_size": len(data)}
        self._register(file_id, StoredFile(kind, path, len(data), upload.mime, unique, media))
        return media

    def _register(self, file_id: str, file: StoredFile) -> None:
        self._files[file_id] = self.by_path[file.path] = file
        self._store.put("file", file_id, asdict(file))

    def _keep(self, kind: str, upload: Upload) -> str:
        folder, _, ending = _FOLDERS[kind]
        suffix = "".join(c for c in Path(upload.filename).suffix if c.isalnum() or c == ".")[:12]
        name = f"{folder}/file_{hashlib.blake2b(upload.data, digest_size=9).hexdigest()}{suffix or ending}"
        if self._directory is None:
            self._memory[name] = upload.data
        else:
            place = self._directory / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(upload.data)
        return name


def _ids(kind: str, data: bytes, variant: str) -> tuple[str, str]:
    """A new file_id and the file_unique_id, which depends on the content alone."""
    digest = hashlib.blake2b(data + variant.encode() + kind.encode(), digest_size=11).digest()
    file_id = _FOLDERS[kind][1] + urlsafe_b64encode(digest + os.urandom(40)).decode().rstrip("=")
    return file_id, "AQAD" + urlsafe_b64encode(digest).decode().rstrip("=")


def _check_photo(length: int, size: tuple[int, int] | None) -> None:
    if length > MAX_PHOTO:
        raise bad_request(
            f"file of size {length} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    # Bot API, sendPhoto: width and height at most 10000 in total, ratio at most 20.
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _photo_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes Telegram lists: scaled down to fixed sides, the picture's own size last."""
    longest = max(width, height)
    scaled = [
        (max(1, width * side // longest), max(1, height * side // longest))
        for side in _PHOTO_SIDES
        if side < longest
    ]
    return [*scaled, (width, height)]


def _describe(
    kind: str, upload: Upload, details: dict[str, Any], size: tuple[int, int] | None
) -> dict[str, Any]:
    """The members of the Bot API object of this kind, ids and size excepted."""
    named: dict[str, Any] = {"file_name": upload.filename or "file", "mime_type": upload.mime}
    given = {key: value for key, value in details.items() if value is not None}
    duration = int(given.get("duration") or 0)
    if kind == "document":
        return named
    if kind == "voice":
        return {"duration": duration or ogg_seconds(upload.data), "mime_type": "audio/ogg"}
    if kind == "audio":
        return {
            "duration": duration,
            **{k: given[k] for k in ("performer", "title") if given.get(k)},
            **named,
        }
    if kind in {"video", "animation"}:
        width, height = int(given.get("width") or 320), int(given.get("height") or 240)
        return {"width": width, "height": height, "duration": duration, **named}
    if kind == "video_note":
        return {"length": int(given.get("length") or 240), "duration": duration}
    width, height = size or (512, 512)
    if kind == "sticker":
        lottie, film = upload.filename.endswith(".tgs"), upload.filename.endswith(".webm")
        return {"type": "regular", "width": width, "height": height, "is_animated": lottie, "is_video": film,
                **({"emoji": given["emoji"]} if given.get("emoji") else {})}  # fmt: skip
    return {"width": width, "height": height}
