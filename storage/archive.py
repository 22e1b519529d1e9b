"""A backup: one ZIP file with the rows of each table as JSON lines, and a manifest that says what must be in it."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from . import copying, schema
from .copying import Different, OtherData, Progress, Sum
from .layouts import Layout, Row, layouts_at

FORMAT = "liaison-backup 1"
"""Stands in the manifest; another number when a program of today could not read it any more."""

MANIFEST = "manifest.json"

READINGS = 3
"""How often restoring goes through every row: the file read, the database written, the database read."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)
"""What reading a file raises that is damaged, or something else altogether."""


class Damaged(Exception):
    """The file is no backup of ours, or not all of it, or not as it was written."""


class NewerBackup(Exception):
    """The backup was made by a later version of the program."""

    def __init__(self, found: str) -> None:
        super().__init__(f"the backup is at revision {found}; this program knows {schema.head()} and before")
        self.found = found


@dataclass(frozen=True)
class Content:
    """One table of a backup."""

    layout: Layout
    sum: Sum
    counter: int  # the last number the database gave to one of its rows; 0: not known


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    revision: str
    taken_at: datetime
    contents: tuple[Content, ...]

    @property
    def rows(self) -> int:
        """In all tables together."""
        return sum(content.sum.rows for content in self.contents)


def backup(url: str, file: Path, taken_at: datetime, progress: Progress) -> Manifest:
    """Write everything in the database, as it is at one moment, to a file that only its owner may read. The file is
    there at the end and complete, or not at all; one that was there before is replaced then. Others may go on
    working with the database. Raises NothingThere, NewerDatabase, OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)  # mode 600
    try:
        with os.fdopen(handle, "wb") as stream:
            manifest = _write(url, stream, taken_at, progress)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the name, too; not every system opens folders
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return manifest


def _write(url: str, stream: IO[bytes], taken_at: datetime, progress: Progress) -> Manifest:
    with (
        copying.opened(url) as connection,
        copying.snapshot(connection) as revision,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        layouts = layouts_at(revision)
        total = sum(copying.count(connection, layout) for layout in layouts)
        contents = []
        for layout in layouts:
            with file.open(_member(layout.name), "w", force_zip64=True) as member:

                def lines(layout: Layout = layout, member: IO[bytes] = member) -> Iterator[str]:
                    with copying.reading(connection, layout) as rows:
                        for batch in copying.batches(map(copying.line, rows)):
                            member.write("".join(f"{line}\n" for line in batch).encode("ascii"))
                            yield from batch

                found = copying.summed(lines(), lambda more: progress(more, total))
            contents.append(Content(layout, found, copying.counter(connection, layout)))
        manifest = Manifest(revision, taken_at, tuple(contents))
        file.writestr(MANIFEST, json.dumps(_said(manifest), indent=1))
    return manifest


def _member(table: str) -> str:
    return f"{table}.jsonl"


def _said(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "revision": manifest.revision,
        "taken_at": manifest.taken_at.isoformat(),
        "tables": {
            content.layout.name: {
                "columns": content.layout.columns,
                "rows": content.sum.rows,
                "sha256": content.sum.sha256,
                "counter": content.counter,
            }
            for content in manifest.contents
        },
    }


class Backup:
    """A backup that can be read. Raises Damaged, NewerBackup, OSError."""

    def __init__(self, file: Path) -> None:
        with contextlib.ExitStack() as stack:
            stream = stack.enter_context(file.open("rb"))
            try:
                self._zip = zipfile.ZipFile(stream)
                with self._member(MANIFEST) as member:
                    said = json.loads(member.read())
                if said["format"] != FORMAT:
                    raise Damaged
                revision = str(said["revision"])
                if revision not in schema.REVISIONS:
                    raise NewerBackup(revision)
                self.manifest = Manifest(
                    revision, datetime.fromisoformat(said["taken_at"]), _contents(revision, said["tables"])
                )
            except _BROKEN:
                raise Damaged from None
            self._open = stack.pop_all()

    def close(self) -> None:
        """The file is needed no more."""
        self._open.close()

    def _member(self, name: str) -> IO[bytes]:
        info = self._zip.getinfo(name)
        if info.compress_type != zipfile.ZIP_DEFLATED or info.header_offset < 0:  # not as we wrote it
            raise Damaged
        return self._zip.open(info)

    def lines(self, layout: Layout) -> Iterator[str]:
        """What the file holds of a table. Raises Damaged on the way."""
        try:
            with self._member(_member(layout.name)) as member:
                for line in member:
                    yield line.decode("ascii").rstrip("\n")
        except _BROKEN:
            raise Damaged from None

    def rows(self, layout: Layout) -> Iterator[Row]:
        """The same, as rows."""
        read = [_READ.get(kind) for kind in layout.kinds]
        for line in self.lines(layout):
            try:
                yield tuple(
                    value if convert is None or value is None else convert(value)
                    for convert, value in zip(read, json.loads(line), strict=True)
                )
            except _BROKEN:
                raise Damaged from None


_READ = {"moment": datetime.fromisoformat, "date": date.fromisoformat}


def _contents(revision: str, said: dict[str, Any]) -> tuple[Content, ...]:
    """Every table of the revision, with its columns in the order of the file."""
    found = []
    for layout in layouts_at(revision):
        one = said[layout.name]
        kinds = dict(zip(layout.columns, layout.kinds, strict=True))
        columns = tuple(one["columns"])
        if sorted(columns) != sorted(layout.columns):
            raise Damaged
        as_written = replace(layout, columns=columns, kinds=tuple(kinds[name] for name in columns))
        found.append(Content(as_written, Sum(int(one["rows"]), str(one["sha256"])), int(one["counter"])))
    if len(found) != len(said):
        raise Damaged
    return tuple(found)


def restore(file: Path, url: str, progress: Progress) -> Manifest:
    """Write everything of a backup into an empty database, or nothing; then bring that to this program's revision.

    Raises Damaged, NewerBackup, NewerDatabase, OtherData (the database is not empty), InUse, Unstorable, Different,
    OSError (the file cannot be read).
    """
    with contextlib.closing(Backup(file)) as source:
        manifest = source.manifest

        def tick(more: int) -> None:
            progress(more, manifest.rows * READINGS)

        for content in manifest.contents:  # the whole file, before anything is made
            if copying.summed(source.lines(content.layout), tick) != content.sum:
                raise Damaged
        with copying.opened(url) as target:
            copying.hold(target)
            copying.refuse_if_in_use(target)
            _make_empty(url, manifest.revision)
            with copying.writing(target):
                filled = copying.first_filled(target, (content.layout for content in manifest.contents))
                if filled is not None:
                    raise OtherData(filled)
                for content in manifest.contents:
                    for batch in copying.batches(source.rows(content.layout)):
                        copying.insert(target, content.layout, batch)
                        tick(len(batch))
                    if content.layout.inner:
                        for batch in copying.batches(source.rows(content.layout)):
                            copying.refer(target, content.layout, batch)
                    copying.set_counter(target, content.layout, content.counter)
                for content in manifest.contents:
                    if copying.sum_of(target, content.layout, tick) != content.sum:
                        raise Different(content.layout.name)
            copying.get_ready(target)
    schema.ensure(url)
    return manifest


def _make_empty(url: str, revision: str) -> None:
    """The tables of a revision, with nothing in them. Raises OtherData when there is anything in those there are."""
    with copying.opened(url) as connection:
        found = schema.current(connection)
        connection.rollback()
        if found is not None:
            filled = copying.first_filled(connection, layouts_at(found))
            connection.rollback()
            if filled is not None:
                raise OtherData(filled)
    if found != revision:
        if found is not None:
            schema.downgrade(url, "base")
        schema.upgrade(url, revision)
