"""A deputy's code, shown on one phone and opened on another."""

from __future__ import annotations

import pytest

from tests.phones import text_of
from tests.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_deputy_shows_the_code_and_a_citizen_who_opens_it_writes_to_them(town: Town) -> None:
    deputy = await town.deputy("D007")
    await deputy.send("/code")
    shown = await deputy.reads("代表码")
    assert shown["photo"]
    link = next(word for word in text_of(shown).split() if word.startswith("https://t.me/"))

    citizen = await town.phone("何立群")
    await citizen.open_link(link)
    await citizen.reads("纪明溪")
    await citizen.tap("写给纪明溪代表")
    await citizen.reads("纪明溪代表会看到")


async def test_only_deputies_have_a_code(town: Town) -> None:
    citizen = await town.phone("孔令仪")
    await citizen.send("/code")
    await citizen.reads("这里是代表用的")
