"""The shelf of public codes (:class:`liaison.casework.ports.Codes`)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.engine import Connection

from liaison.casework.ports import CodeKind

from . import codes


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
