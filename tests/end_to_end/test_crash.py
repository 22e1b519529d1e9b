"""kill -9 at any moment, and a restart: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.end_to_end.opinions import SURE
from tests.phones import Phone, callback_data, text_of
from tests.town import Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

SENDERS = 4
"""Citizens who tap "send" in each round, just before the bot is killed."""

AFTER_THE_TAP = (0.0, 0.008, 0.018, 0.03, 0.05, 0.09, 0.16)
"""Seconds from the taps to the kill, one a round: while they are taken, decided and written, and, the last
ones, while the receipts are on their way."""

WORDS = ("楼下的水管漏了", "漏了有一个礼拜", "地下室都进水了")

UNCERTAIN = 4  # storage.outbox.State


async def at_the_preview(town: Town, name: str) -> tuple[Phone, dict]:
    citizen = await town.phone(name)
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send(f"{SURE}，{name}")
    await citizen.tap("写好了")
    return citizen, await citizen.reads("请过目")


async def begun(town: Town, name: str) -> Phone:
    citizen = await town.phone(name)
    await citizen.send("/write")
    await citizen.reads("请说吧")
    await citizen.send(WORDS[0])
    return citizen


@pytest.mark.parametrize("size", ["alone"], indirect=True)  # tests/faults kills the roles of many, one by one
async def test_killed_at_many_moments_every_opinion_is_sent_once_and_every_draft_is_there(
    rough_town: Town,
) -> None:
    town = rough_town
    chance = random.Random(42)
    clerk = await town.clerk()
    sent: list[Phone] = []
    writers: list[Phone] = []
    for number, pause in enumerate(AFTER_THE_TAP):
        ready = await asyncio.gather(
            *(at_the_preview(town, f"第{number}轮{n}号") for n in range(SENDERS)),
            begun(town, f"第{number}轮在写"),
        )
        *senders, writer = ready
        for citizen, preview in senders:
            await citizen.call("press", message_id=preview["message_id"], data=callback_data(preview, "发送"))
        for word in WORDS[1:]:
            await writer.send(word)
        await asyncio.sleep(pause + chance.uniform(0, 0.006))
        await town.kill_bot()
        sent += [citizen for citizen, _preview in senders]
        writers.append(writer)
        await town.start_bot()
    await town.quiet()

    for citizen in sent:
        opinions = town.rows(
            "SELECT o.id FROM opinion o JOIN person p ON p.id = o.author_id WHERE p.address = ?",
            str(citizen.user),
        )
        assert len(opinions) == 1, f"{citizen.name} sent {len(opinions)}"
    lost = 0
    for citizen in sent:
        read = sum("已收到，编号" in text_of(message) for message in await citizen.from_bot())
        assert read <= 1, f"{citizen.name} read {read} receipts"
        if read == 0:
            lost += 1
            assert town.rows(
                "SELECT 1 FROM outbox o JOIN person p ON p.id = o.person_id"
                " WHERE p.address = ? AND o.key LIKE 'notice-receipt%' AND o.state = ?",
                str(citizen.user), UNCERTAIN,
            ), f"{citizen.name}'s receipt is neither read nor listed as uncertain"  # fmt: skip
    assert lost < len(sent) / 2, "each kill may interrupt the few that are on their way"
    told = [text_of(message) for message in await clerk.from_bot()]
    for citizen in sent:
        assert sum(citizen.name in text for text in told) <= 1, f"staff were told twice of {citizen.name}"
    for citizen in writers:
        await citizen.tap("写好了")
        assert "\n".join(WORDS) + "\n" in text_of(await citizen.reads("请过目"))
    assert town.rows("SELECT count(*) FROM inbox WHERE state <> 1") == [(0,)]
    assert town.rows("SELECT count(*) FROM outbox WHERE state IN (0, 1)") == [(0,)]
    numbers = [number for (number,) in town.rows("SELECT number FROM opinion")]
    assert len(set(numbers)) == len(numbers)


async def test_killed_before_it_has_read_anything_it_reads_everything_later(rough_town: Town) -> None:
    town = rough_town
    await town.kill_bot()
    citizen = await town.phone("没等的人")
    for text in ("/write", "机器人停了我也说", "说完了"):
        await citizen.send(text)
    await citizen.send("✅ 写好了")
    await town.start_bot()
    assert "机器人停了我也说\n说完了\n" in text_of(await citizen.reads("请过目"))
