"""The index of a large roster, kept on the disk from one start to the next."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

from liaison.directory.gathering import fingerprint, gather
from liaison.directory.index import Index
from liaison.directory.model import Roster

log = logging.getLogger(__name__)

KEPT_FROM = 20_000
"""Deputies from which building takes longer than a second, and is worth being spared."""

PREFIX = "directory-"
MAKING = "making-"


def kept(roster: Roster, folder: Path | None) -> Index:
    """The index of a roster: the one in the folder where it fits, otherwise a new one, which is then put there in
    place of older ones. A folder that cannot be written to is no hindrance."""
    active = [deputy for deputy in roster.deputies.values() if deputy.active]
    if folder is None or len(active) < KEPT_FROM:
        return Index.of(gather(roster, active))
    target = folder / (PREFIX + fingerprint(roster))
    if target.is_dir():
        try:
            return Index.load(target)
        except (OSError, ValueError, TypeError):
            log.warning("the index on the disk cannot be read and is made anew", exc_info=True)
    index = Index.of(gather(roster, active))
    try:
        _put(index, target)
    except OSError:
        log.warning("the index cannot be kept on the disk", exc_info=True)
    return index


def _put(index: Index, target: Path) -> None:
    """All of it beside its place first, then moved there at once: what is there is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=PREFIX + MAKING, dir=target.parent))
    try:
        index.columns.save(making)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(making, target)  # noqa: PTH105 — the one call that is atomic
    finally:
        shutil.rmtree(making, ignore_errors=True)
    for other in target.parent.glob(f"{PREFIX}*"):
        if other != target and not _being_made(other):
            shutil.rmtree(other, ignore_errors=True)


def _being_made(folder: Path) -> bool:
    """Whether another process may be writing it just now; one that died an hour ago is not."""
    return MAKING in folder.name and time.time() - folder.stat().st_mtime < 3600
