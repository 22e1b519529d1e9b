"""Flood limits and faults on demand, and what survives a killed process."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import pytest

from playground.server import Playground

TOKEN = "7000000001:test-secret"


async def test_limits_are_off_until_switched_on(desk):
    user = await desk.person()
    for _ in range(40):
        await desk.bot("sendMessage", chat_id=user, text="x")


async def test_a_chat_is_limited_after_a_short_burst(desk):
    one, two = await desk.person("一"), await desk.person("二")
    await desk.do("limits", enabled=True, per_chat_per_second=0.01, per_chat_burst=2, overall_per_second=1000)
    for _ in range(2):
        await desk.bot("sendMessage", chat_id=one, text="x")
    with pytest.raises(desk.Refused) as refused:
        await desk.bot("sendMessage", chat_id=one, text="x")
    assert refused.value.status == 429
    wait = refused.value.body["parameters"]["retry_after"]
    assert 95 <= wait <= 100
    assert refused.value.text == f"Too Many Requests: retry after {wait}"
    assert await desk.bot("sendMessage", chat_id=two, text="x")
    await desk.do("limits", enabled=False)
    assert await desk.bot("sendMessage", chat_id=one, text="x")


async def test_a_group_is_limited_by_the_minute(desk):
    user = await desk.person()
    group = (await desk.do("groups", title="G", members=[user]))["id"]
    await desk.do("limits", enabled=True, overall_per_second=1000)
    for _ in range(20):
        await desk.bot("sendMessage", chat_id=group, text="x")
    assert (await desk.refusal("sendMessage", chat_id=group, text="x")).startswith(
        "Too Many Requests: retry after "
    )


async def test_all_chats_together_are_limited_and_waiting_is_enforced(desk):
    people = [await desk.person(str(n)) for n in range(6)]
    await desk.do("limits", enabled=True, overall_per_second=5, per_chat_burst=10)
    told = [desk.bot("sendMessage", chat_id=number, text="x") for number in people]
    outcomes = await asyncio.gather(*told, return_exceptions=True)
    refused = [o for o in outcomes if isinstance(o, desk.Refused)]
    assert len(refused) == 1
    assert refused[0].body["parameters"] == {"retry_after": 1}
    assert (
        await desk.refusal("sendMessage", chat_id=people[0], text="x")
    ) == "Too Many Requests: retry after 1"


async def test_an_album_counts_as_many_messages_as_it_has(desk, picture):
    user = await desk.person()
    sent = await desk.upload("sendPhoto", {"photo": ("a.png", picture)}, chat_id=str(user))
    await desk.do("limits", enabled=True, overall_per_second=5, per_chat_burst=10)
    item = {"type": "photo", "media": sent["photo"][-1]["file_id"]}
    await desk.bot("sendMediaGroup", chat_id=user, media=[item] * 4)
    assert (await desk.refusal("sendMediaGroup", chat_id=user, media=[item] * 4)).startswith(
        "Too Many Requests"
    )


async def count(desk, user):
    return len(await desk.see(f"chats/{user}/messages"))


@pytest.mark.parametrize(("fault", "sent"), [("drop_before", 0), ("drop_after", 1)])
async def test_the_connection_is_dropped_before_or_after_acting(desk, fault, sent):
    user = await desk.person()
    before = await count(desk, user)
    await desk.do("faults", method="sendMessage", fault=fault, times=1)
    with pytest.raises(aiohttp.ClientError):
        await desk.bot("sendMessage", chat_id=user, text="x")
    assert await count(desk, user) == before + sent
    assert await desk.bot("sendMessage", chat_id=user, text="x")


async def test_errors_and_nonsense_on_demand(desk):
    user, other = await desk.person(), await desk.person("二")
    await desk.do("faults", method="*", fault="status", status=502, times=1, chat=user)
    assert await desk.bot("sendMessage", chat_id=other, text="x")
    assert await desk.refusal("sendMessage", chat_id=user, text="x") == "Bad Gateway"
    await desk.do(
        "faults", method="sendMessage", fault="error", error_code=400, times=1, parameters={"migrate_to_chat_id": -1001},
        description="Bad Request: group chat was upgraded to a supergroup chat",
    )  # fmt: skip
    with pytest.raises(desk.Refused) as refused:
        await desk.bot("sendMessage", chat_id=user, text="x")
    assert refused.value.body["parameters"] == {"migrate_to_chat_id": -1001}
    await desk.do("faults", method="getMe", fault="garbage", times=1)
    with pytest.raises(aiohttp.ContentTypeError):
        await desk.bot("getMe")
    await desk.do("faults", method="getMe", fault="slow", seconds=0.01)
    assert await desk.bot("getMe")
    async with desk.session.delete(f"{desk.url}/playground/faults") as answer:
        assert answer.status == 200
    assert desk.playground.world.faults.active == []
    with pytest.raises(desk.Refused):
        await desk.do("faults", fault="earthquake")


async def test_a_share_of_the_calls_is_befallen(desk):
    await desk.do("faults", method="getMe", fault="status", status=500, share=0.5)
    outcomes = await asyncio.gather(*[desk.bot("getMe") for _ in range(40)], return_exceptions=True)
    assert 5 < sum(isinstance(outcome, desk.Refused) for outcome in outcomes) < 35


async def test_updates_come_twice_or_turned_round(desk):
    user = await desk.person()
    await desk.do("send", user=user, text="a")
    first = await desk.drain()
    await desk.do("send", user=user, text="b")
    await desk.do("send", user=user, text="c")
    await desk.do("faults", fault="duplicate_updates", times=1)
    again = await desk.bot("getUpdates")
    assert [u["message"]["text"] for u in again] == ["a", "b", "c"]
    assert again[0] == first[0]
    await desk.do("faults", fault="reorder_updates", times=1)
    assert [u["message"]["text"] for u in await desk.bot("getUpdates")] == ["c", "b"]
    assert [u["message"]["text"] for u in await desk.bot("getUpdates")] == ["b", "c"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::"])
def test_it_listens_on_loopback_only(host):
    with pytest.raises(ValueError, match="loopback"):
        Playground(host=host)


class Process:
    """The playground as a process of its own."""

    def __init__(self, directory):
        self.directory = directory

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground", "--port", "0", "--data", str(self.directory),
            "--bot", f"{TOKEN}:test_bot:Test Bot", stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        line = (await self.process.stdout.readline()).decode().split()
        assert line[0] == "playground"
        self.url = line[1]
        self.session = aiohttp.ClientSession()
        return self

    async def call(self, path, **body):
        async with self.session.post(f"{self.url}/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path):
        async with self.session.get(f"{self.url}/{path}") as answer:
            return await answer.json()

    async def __aexit__(self, *_):
        await self.session.close()
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def test_everything_survives_a_killed_process(tmp_path, picture):
    async with Process(tmp_path) as first:
        user = (await first.call("playground/users", first_name="张", language_code="zh"))["id"]
        await first.call("playground/send", user=user, text="/start")
        form = aiohttp.FormData({"chat_id": str(user)})
        form.add_field("photo", picture, filename="a.png")
        async with first.session.post(f"{first.url}/bot{TOKEN}/sendPhoto", data=form) as answer:
            photo = (await answer.json())["result"]["photo"][-1]["file_id"]
        markup = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
        sent = await first.call(f"bot{TOKEN}/sendMessage", chat_id=user, text="x", reply_markup=markup)
        gone = await first.call(f"bot{TOKEN}/sendMessage", chat_id=user, text="gone")
        await first.call(f"bot{TOKEN}/deleteMessage", chat_id=user, message_id=gone["result"]["message_id"])
        await first.call(f"bot{TOKEN}/setMyCommands", commands=[{"command": "help", "description": "d"}])
        press = await first.call(
            "playground/press", user=user, message_id=sent["result"]["message_id"], data="d"
        )
        updates = await first.call(f"bot{TOKEN}/getUpdates")
        confirmed = updates["result"][0]["update_id"]
        await first.call(f"bot{TOKEN}/getUpdates", offset=confirmed + 1)
        history = await first.get(f"playground/chats/{user}/messages")
        last_event = (await first.session.get(f"{first.url}/playground/chats/{user}/messages")).headers[
            "X-Playground-Seq"
        ]
        first.process.kill()
        await first.process.wait()
    async with Process(tmp_path) as second:
        assert await second.get(f"playground/chats/{user}/messages") == history
        assert (await second.call(f"bot{TOKEN}/getUpdates"))["result"] == updates["result"][1:]
        answered = await second.call(
            f"bot{TOKEN}/answerCallbackQuery", callback_query_id=press["callback_query_id"]
        )
        assert answered == {"ok": True, "result": True}
        assert (await second.get(f"playground/chats/{user}/commands"))[0]["command"] == "help"
        path = (await second.call(f"bot{TOKEN}/getFile", file_id=photo))["result"]["file_path"]
        async with second.session.get(f"{second.url}/file/bot{TOKEN}/{path}") as answer:
            assert await answer.read() == picture
        new = await second.call(f"bot{TOKEN}/sendMessage", chat_id=user, text="y")
        assert new["result"]["message_id"] > gone["result"]["message_id"]
        await second.call("playground/send", user=user, text="later")
        last = (await second.call(f"bot{TOKEN}/getUpdates"))["result"][-1]
        assert last["update_id"] == updates["result"][-1]["update_id"] + 1
        headers = (await second.session.get(f"{second.url}/playground/chats/{user}/messages")).headers
        assert int(headers["X-Playground-Seq"]) > int(last_event)


async def test_a_wrong_option_or_a_taken_port_ends_with_one_sentence(desk):
    async def run(*options):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground", *options, stderr=asyncio.subprocess.PIPE
        )
        _, errors = await process.communicate()
        return process.returncode, errors.decode()

    code, errors = await run("--port", "0", "--bot", "nonsense")
    assert (code, errors) == (2, "A bot is given as TOKEN:USERNAME:NAME.\n")
    code, errors = await run("--port", desk.url.rsplit(":", 1)[1])
    assert code == 2
    assert len(errors.splitlines()) == 1


async def test_one_directory_serves_one_playground(tmp_path):
    async with Process(tmp_path):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "playground",
            "--port",
            "0",
            "--data",
            str(tmp_path),
            stderr=asyncio.subprocess.PIPE,
        )
        _, errors = await process.communicate()
        assert process.returncode == 2
        assert "is in use" in errors.decode()
