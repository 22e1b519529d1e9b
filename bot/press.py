"""Pictures and posters for conversations (:class:`handlers.turn.Press`): made in a thread, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from liaison.casework.office import Office
from liaison.casework.ports import CodeKind
from storage.code_rows import CodeRows
from storage.engine import Database

from .texts import Texts


@dataclass(frozen=True, slots=True)
class Paper:
    """A poster as a PDF, the characters that no font has, and whether a photograph could not be read."""

    data: bytes
    missing: tuple[str, ...]
    without_photo: bool


class OfficePress:
    """The press of one assembly."""

    def __init__(self, database: Database, office: Callable[[], Office]) -> None:
        self._database = database
        self._office = office
        self._one_at_a_time = asyncio.Lock()

    async def code(self, address: str) -> bytes:
        """A link (without its scheme) as a QR code, PNG."""
        from posters import picture  # noqa: PLC0415 - few conversations need it

        return await asyncio.to_thread(picture.png, f"https://{address}")

    async def poster(self, kind: CodeKind, target_id: int, address: str, language: str) -> Paper:
        """A PDF of one page. Refused for what is not in the roster."""
        from posters.press import print_posters  # noqa: PLC0415
        from posters.sheet import Sheets  # noqa: PLC0415

        office = self._office()
        photo = None
        if kind == "deputy":
            photo = await self._database.read(lambda c: CodeRows(c, office.assembly).photo(target_id))

        def made() -> Paper:
            sheets = Sheets(
                office.directory.roster, office.policy.answer_working_days, Texts.shipped(), language
            )
            sheet = sheets.of(kind, target_id, address, photo)
            printed = print_posters([sheet], language=language, title=sheet.name)
            return Paper(printed.files[0], printed.missing, bool(printed.unreadable))

        async with self._one_at_a_time:
            return await asyncio.to_thread(made)
