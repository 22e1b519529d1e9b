"""The shelf of public codes (:class:`liaison.casework.ports.Codes`), and the pictures that go on posters."""

from __future__ import annotations

from base64 import b64decode
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from liaison.casework.ports import CodeKind

from . import codes
from . import tables as t


class CodeRows:
    """Codes of one assembly on one connection."""

    def __init__(self, connection: Connection, assembly: str) -> None:
        self._connection = connection
        self._assembly = assembly

    def token(self, kind: CodeKind, target_id: int) -> str | None:
        """The token in force."""
        return codes.in_force(self._connection, self._assembly, kind, [target_id]).get(target_id)

    def tokens(self, kind: CodeKind) -> dict[int, str]:
        """Every token in force, by the id of what it opens."""
        return codes.in_force(self._connection, self._assembly, kind)

    def renew(self, kind: CodeKind, target_id: int, today: date) -> str:
        """Withdraw the code, if there is one, and make another; returns its token."""
        return codes.renew(self._connection, self._assembly, kind, target_id, today)

    def revoke(self, kind: CodeKind, target_id: int, today: date) -> bool:
        """Withdraw the code; False when there is none."""
        return codes.revoke(self._connection, self._assembly, kind, target_id, today)

    def photo(self, deputy_id: int) -> bytes | None:
        """The deputy's picture."""
        query = sa.select(t.photo.c.base64).where(t.photo.c.deputy_id == deputy_id)
        found = self._connection.execute(query).scalar()
        return None if found is None else b64decode(found)

    def opened(self, token: str) -> tuple[CodeKind, int] | None:
        """What a token opens or, when it was withdrawn, opened."""
        found = codes.find(self._connection, self._assembly, token)
        return None if found is None or found.target_id is None else (found.kind, found.target_id)
