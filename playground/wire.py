"""Requests and answers on the wire: JSON, form and multipart bodies in; compact JSON out."""

from __future__ import annotations

import json
import mimetypes
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from playground.errors import bad_request

_JSON = "application/json"
dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
loads = json.loads

_NAME = re.compile(r'(?:^|[;\s])name="((?:[^"\\]|\\.)*)"|(?:^|[;\s])name=([^;\s]+)', re.IGNORECASE)
_FILENAME = re.compile(
    r'(?:^|[;\s])filename="((?:[^"\\]|\\.)*)"|(?:^|[;\s])filename=([^;\s]+)', re.IGNORECASE
)
_FILENAME_EXT = re.compile(r"filename\*=(?:utf-8|UTF-8)''([^;\s]+)")
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")


@dataclass(slots=True)
class Upload:
    """A file part of a multipart body."""

    filename: str
    mime: str
    data: bytes


class Raw(str):
    """A result that is JSON text already, so that it is not encoded a second time."""

    __slots__ = ()


def encode(value: Any) -> str:
    """Compact JSON of `value`; `Raw` passes through."""
    return value if type(value) is Raw else dumps(value)


def guess_mime(filename: str) -> str:
    """MIME type by a file's name; octet-stream when unknown."""
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def parse_multipart(body: bytes, content_type: str) -> tuple[dict[str, Any], dict[str, list[Upload]]]:
    """Fields and files of a multipart/form-data body. A field that comes twice keeps its last value."""
    fields: dict[str, Any] = {}
    files: dict[str, list[Upload]] = {}
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise bad_request("boundary not found in the multipart content type")
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:]:
        if part.startswith(b"--"):
            break
        head, gap, data = part.partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            key, _, value = line.partition(":")
            headers[key.strip().lower()] = value.strip()
        disposition = headers.get("content-disposition", "")
        name = _NAME.search(disposition)
        if name is None:
            continue
        field = name[1] if name[1] is not None else name[2]
        extended = _FILENAME_EXT.search(disposition)
        filename = _FILENAME.search(disposition)
        if extended or filename:
            if extended:
                label = unquote(extended[1])
            else:
                assert filename is not None
                label = filename[1] if filename[1] is not None else filename[2]
                label = label.replace('\\"', '"').replace("%22", '"')
            mime = headers.get("content-type", "").partition(";")[0]
            if not mime or mime == "application/octet-stream":
                mime = guess_mime(label)
            files.setdefault(field, []).append(Upload(label, mime, data))
        else:
            fields[field] = _utf8(data)
    return fields, files


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _form(body: bytes) -> dict[str, Any]:
    """Fields of a urlencoded body. Runs of escapes are decoded at once: Chinese text is nothing but such runs."""
    fields: dict[str, Any] = {}
    for pair in body.replace(b"+", b" ").split(b"&"):
        name, _, value = pair.partition(b"=")
        if b"%" in value:
            value = _ESCAPES.sub(_unescape, value)
        if b"%" in name:
            name = _ESCAPES.sub(_unescape, name)
        if name:
            fields[name.decode()] = value.decode()
    return fields


def _unescape(run: re.Match[bytes]) -> bytes:
    return bytes.fromhex(run[0].replace(b"%", b"").decode())


def parse_body(body: bytes, content_type: str) -> tuple[dict[str, Any], dict[str, list[Upload]]]:
    """Parameters and files of a request body in any of the three forms the Bot API takes.

    Raises ApiError 400 on a body that cannot be read.
    """
    if not body:
        return {}, {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _JSON:
        try:
            value = loads(body)
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(value, dict):
            raise bad_request("can't parse JSON object")
        return value, {}
    if kind == "multipart/form-data":
        return parse_multipart(body, content_type)
    if kind in {"application/x-www-form-urlencoded", ""}:
        try:
            return _form(body), {}
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return {}, {}
