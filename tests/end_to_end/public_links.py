"""The links behind public codes, as they are printed on posters."""

from __future__ import annotations

from tests.town import USERNAME, Town

PREFIXES = {"deputy": "d_", "station": "s_", "district": "c_"}


def public_link(town: Town, kind: str, code: str) -> str:
    """The link of a deputy, a station or a community (a district) of the sample congress."""
    ((token,),) = town.rows(
        f"SELECT p.token FROM public_code p JOIN {kind} x ON x.id = p.target_id"
        " WHERE p.kind = ? AND x.code = ? AND p.revoked_on IS NULL",
        kind,
        code,
    )
    return f"https://t.me/{USERNAME}?start={PREFIXES[kind]}{token}"
