"""Telegram out of order, and updates nobody can digest: nothing lost, effects once, the chat goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.end_to_end.opinions import SURE
from tests.phones import Phone, text_of
from tests.town import Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

UNCERTAIN = 4  # storage.outbox.State

TROUBLE: dict[str, list[dict[str, Any]]] = {
    "too many requests": [
        {"fault": "error", "method": method, "times": 3, "error_code": 429, "parameters": {"retry_after": 1},
         "description": "Too Many Requests: retry after 1"}
        for method in ("sendMessage", "editMessageText")
    ],
    "server error": [{"fault": "status", "status": 500, "method": "*", "times": 3}],
    "bad gateway after acting": [{"fault": "status", "status": 502, "after": True, "method": "*", "times": 3}],
    "dropped before acting": [{"fault": "drop_before", "method": "*", "times": 3}],
    "dropped after acting": [{"fault": "drop_after", "method": "*", "times": 3}],
    "slow": [{"fault": "slow", "seconds": 0.4, "method": "*", "times": 8}],
    "a proxy's error page": [{"fault": "garbage", "method": "*", "times": 3}],
}  # fmt: skip
"""What befalls one citizen's chat."""

OF_UPDATES: list[dict[str, Any]] = [
    {"fault": "duplicate_updates", "times": 4},
    {"fault": "reorder_updates", "times": 3},
    {"fault": "status", "status": 502, "method": "getUpdates", "times": 1},
    {"fault": "drop_after", "method": "getUpdates", "times": 2},
    {"fault": "garbage", "method": "getUpdates", "times": 1},
]
"""What befalls everybody's updates."""


async def converse(citizen: Phone) -> None:
    """One opinion, from the first word to the last tap."""
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.send(f"第二句，{citizen.name}")
    await citizen.reads("记下了")
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送", wait=0)
    await citizen.reads("发出去了")


def sent_once_and_whole(town: Town, citizen: Phone) -> None:
    """One opinion, its two sentences in order, and its receipt read once or listed as uncertain."""
    opinions = town.rows(
        "SELECT o.id, e.draft_id FROM opinion o JOIN person p ON p.id = o.author_id"
        " JOIN entry e ON e.opinion_id = o.id AND e.kind = 'submitted' WHERE p.address = ?",
        str(citizen.user),
    )
    assert len(opinions) == 1, citizen.name
    texts = town.rows("SELECT text FROM part WHERE draft_id = ? ORDER BY id", opinions[0][1])
    assert texts == [(SURE,), (f"第二句，{citizen.name}",)]


async def receipts(
    town: Town, citizen: Phone, words: str = "已收到，编号", key: str = "notice-receipt%"
) -> tuple[int, int]:
    """How many were read, how many are uncertain."""
    read = sum(words in text_of(message) for message in await citizen.from_bot())
    ((uncertain,),) = town.rows(
        "SELECT count(*) FROM outbox o JOIN person p ON p.id = o.person_id"
        " WHERE p.address = ? AND o.key LIKE ? AND o.state = ?",
        str(citizen.user), key, UNCERTAIN,
    )  # fmt: skip
    return read, uncertain


async def test_whatever_befalls_the_calls_an_opinion_is_sent_once(rough_town: Town) -> None:
    town = rough_town
    citizens = {name: await town.phone(name) for name in TROUBLE}
    for name, faults in TROUBLE.items():
        for fault in faults:
            await town.control("faults", chat=citizens[name].user, **fault)
    await asyncio.gather(*(converse(citizen) for citizen in citizens.values()))
    await town.quiet()
    await town.no_faults()
    for citizen in citizens.values():
        sent_once_and_whole(town, citizen)
        read, uncertain = await receipts(town, citizen)
        assert read == 1 or (read, uncertain) == (0, 1), citizen.name
    assert town.rows("SELECT count(*) FROM inbox WHERE state <> 1") == [(0,)]


async def test_notices_on_a_broken_line_are_sent_once_or_listed(rough_town: Town) -> None:
    town = rough_town
    faults = ("drop_before", "drop_after", "status")
    clerks = {fault: await town.clerk(fault) for fault in faults}
    for fault, clerk in clerks.items():
        await town.control("faults", chat=clerk.user, method="sendMessage", fault=fault, status=500, times=1)
    citizen = await town.phone("一条意见")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send(SURE)
    await citizen.tap("写好了")
    await citizen.reads("请过目")
    await citizen.tap("发送")
    await citizen.reads("发出去了")
    await town.quiet()
    notices = {
        fault: await receipts(town, clerk, "新意见", "notice-new-committee-case")
        for fault, clerk in clerks.items()
    }
    assert notices == {"drop_before": (0, 1), "drop_after": (1, 1), "status": (1, 0)}


async def test_doubled_disordered_and_broken_batches_of_updates_change_nothing(rough_town: Town) -> None:
    town = rough_town
    for fault in OF_UPDATES:
        await town.control("faults", **fault)
    citizens = [await town.phone(f"批次{n}") for n in range(6)]
    await asyncio.gather(*(converse(citizen) for citizen in citizens))
    await town.quiet()
    await town.no_faults()
    for citizen in citizens:
        sent_once_and_whole(town, citizen)
        assert await receipts(town, citizen) == (1, 0)


async def test_an_update_nobody_can_digest_is_parked_and_the_chat_goes_on(rough_town: Town) -> None:
    town = rough_town
    citizen = await town.phone("遇到麻烦的人")
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send("第一句")
    await citizen.reads("记下了")
    update = 990_000_001
    poison = json.dumps({"update_id": update, "message": {"message_id": "not a number", "text": "第二句"}})
    town.put_into_inbox(citizen, update, poison)
    other = await town.phone("另一个人")
    town.put_into_inbox(other, update + 1, "no JSON at all")
    await citizen.send("第三句")
    await citizen.reads("对不起，刚才出了点问题")
    await town.until_rows("SELECT 1 WHERE (SELECT count(*) FROM inbox WHERE state = 2) = 2")
    await citizen.tap("写好了")
    assert "第一句\n第三句\n" in text_of(await citizen.reads("请过目"))
    parked = town.rows("SELECT update_id, tries, error FROM inbox WHERE state = 2 ORDER BY update_id")
    assert [(number, tries) for number, tries, _error in parked] == [(update, 4), (update + 1, 4)]
    assert all("ValidationError" in error and "第二句" not in error for _number, _tries, error in parked)
    apologies = [m for m in await citizen.from_bot() if "对不起" in text_of(m)]
    assert len(apologies) == 1

    await town.liaison("replay")  # nothing was mended: they are parked again
    await town.until_rows("SELECT 1 FROM inbox WHERE state = 0 AND tries > 0")
    await town.until_rows("SELECT 1 WHERE (SELECT count(*) FROM inbox WHERE state = 2) = 2")
    mended = json.dumps(
        {"update_id": update, "message": {
            "message_id": 990001, "date": 1_800_000_000, "text": "第二句，迟了一点",
            "chat": {"id": citizen.user, "type": "private"},
            "from": {"id": citizen.user, "is_bot": False, "first_name": citizen.name, "language_code": "zh-hans"},
        }}
    )  # fmt: skip
    town.change("UPDATE inbox SET payload = ? WHERE update_id = ?", mended, update)
    town.change("DELETE FROM inbox WHERE update_id = ?", update + 1)
    await town.liaison("replay")
    assert "第一句\n第三句\n第二句，迟了一点" in text_of(await citizen.reads("第二句，迟了一点"))
    await town.until_rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE state <> 1)")
