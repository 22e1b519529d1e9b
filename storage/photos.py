"""Deputies' pictures."""

from __future__ import annotations

import base64

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import tables as t

_OF = sa.select(t.photo.c.base64).where(t.photo.c.deputy_id == sa.bindparam("deputy_id"))


class PhotoRows:
    """The shelf of pictures (:class:`liaison.casework.ports.Photos`)."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def of(self, deputy_id: int) -> bytes | None:
        """The picture's file, as it was imported; None when there is none."""
        found = self._c.execute(_OF, {"deputy_id": deputy_id}).scalar()
        return None if found is None else base64.b64decode(found)
