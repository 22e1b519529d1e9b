"""``python -m storage.migrations "what changes"``: a draft of the next revision, to be read and mended by
hand, from what ``storage.tables`` has and the revisions before do not yet."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage import schema
from storage.engine import sqlite_engine


def draft(subject: str) -> None:
    """Write the draft into ``versions``; its number must then be added to ``schema.REVISIONS``."""
    number = f"{len(schema.REVISIONS) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'draft.db'}"
        schema.upgrade(url)
        engine = sqlite_engine(url)
        with engine.connect() as connection:
            command.revision(schema.config(connection), subject, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    draft(sys.argv[1])
