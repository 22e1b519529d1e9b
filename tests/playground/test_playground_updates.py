"""Updates: handed out until confirmed, by long poll or by webhook."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def until(check):
    async with asyncio.timeout(10):
        while not (found := await check()):
            await asyncio.sleep(0.01)
        return found


async def test_updates_come_again_until_an_offset_confirms_them(desk):
    user = await desk.person()
    for text in "abc":
        await desk.do("send", user=user, text=text)
    first = await desk.bot("getUpdates")
    assert texts(first) == ["a", "b", "c"]
    assert await desk.bot("getUpdates", limit=2) == first[:2]
    assert await desk.see("pending") == {"test_bot": 3}
    rest = await desk.bot("getUpdates", offset=first[1]["update_id"])
    assert texts(rest) == ["b", "c"]
    assert texts(await desk.bot("getUpdates")) == ["b", "c"]


async def test_a_negative_offset_keeps_only_the_last_ones(desk):
    user = await desk.person()
    for text in "abcd":
        await desk.do("send", user=user, text=text)
    assert texts(await desk.bot("getUpdates", offset=-2)) == ["c", "d"]
    assert texts(await desk.bot("getUpdates")) == ["c", "d"]


async def test_update_ids_rise_by_one(desk):
    user = await desk.person()
    for text in "abc":
        await desk.do("send", user=user, text=text)
    ids = [update["update_id"] for update in await desk.bot("getUpdates")]
    assert ids == list(range(ids[0], ids[0] + 3))


async def test_a_long_poll_ends_when_something_happens(desk):
    user = await desk.person()
    poll = asyncio.create_task(desk.bot("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await desk.do("send", user=user, text="now")
    assert texts(await poll) == ["now"]


async def test_the_older_of_two_pollers_is_ended(desk):
    user = await desk.person()
    queue = desk.playground.world.find_bot(None).queue

    async def waiting():
        return queue._poll is not None

    older = asyncio.create_task(desk.bot("getUpdates", timeout=50))
    await until(waiting)
    newer = asyncio.create_task(desk.bot("getUpdates", timeout=50))
    with pytest.raises(desk.Refused) as refused:
        await older
    assert (refused.value.status, refused.value.text) == (409, CONFLICT)
    await desk.do("send", user=user, text="x")
    assert texts(await newer) == ["x"]


async def test_kinds_that_were_not_asked_for_are_never_made(desk):
    user = await desk.person()
    await desk.do("react", user=user, message_id=1, emoji="👍")
    assert await desk.drain() == []
    await desk.bot("getUpdates", allowed_updates=["message_reaction", "nonsense"])
    await desk.do("send", user=user, text="unheard")
    await desk.do("react", user=user, message_id=1, emoji="👍")
    await desk.do("react", user=user, message_id=1)
    kept, taken = [update["message_reaction"] for update in await desk.drain()]
    assert kept["new_reaction"] == taken["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert (await desk.bot("getWebhookInfo"))["allowed_updates"] == ["message_reaction"]
    await desk.bot("getUpdates", allowed_updates=[])
    await desk.do("send", user=user, text="heard")
    assert texts(await desk.drain()) == ["heard"]


async def test_updates_are_dropped_after_a_day(desk):
    user = await desk.person()
    await desk.do("send", user=user, text="old")
    queue = desk.playground.world.find_bot(None).queue
    queue.pending[0].date -= 24 * 3600 + 1
    await desk.do("send", user=user, text="new")
    assert texts(await desk.bot("getUpdates")) == ["new"]


class Receiver:
    """A bot's webhook address; `answers` are given in turn, then 200."""

    def __init__(self):
        self.posts, self.answers = [], []
        self.site_url = ""

    async def handle(self, request):
        self.posts.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()

    async def count(self, number):
        async def enough():
            return len(self.posts) >= number

        await until(enough)


@pytest.fixture
async def receiver():
    receiver = Receiver()
    runner = web.ServerRunner(web.Server(receiver.handle), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.site_url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def nothing_pending(desk):
    async def empty():
        return await desk.see("pending") == {"test_bot": 0}

    await until(empty)


async def test_a_webhook_gets_updates_with_its_secret_and_polling_is_refused(desk, receiver):
    user = await desk.person()
    await desk.do("send", user=user, text="before")
    assert await desk.bot("setWebhook", url=receiver.site_url, secret_token="s3cret_-") is True
    await desk.do("send", user=user, text="after")
    await receiver.count(2)
    assert [(secret, update["message"]["text"]) for secret, update in receiver.posts] == [
        ("s3cret_-", "before"), ("s3cret_-", "after"),
    ]  # fmt: skip
    await nothing_pending(desk)
    assert await desk.refusal("getUpdates") == ACTIVE
    assert (await desk.bot("getWebhookInfo"))["url"] == receiver.site_url
    assert await desk.bot("deleteWebhook") is True
    assert await desk.bot("getUpdates") == []


async def test_a_webhook_that_does_not_take_an_update_gets_it_again_in_order(desk, receiver):
    user = await desk.person()
    await desk.do("limits", webhook_delay=0.01)
    receiver.answers = [web.Response(status=500), web.Response(status=302)]
    await desk.bot("setWebhook", url=receiver.site_url)
    await desk.do("send", user=user, text="a")
    await desk.do("send", user=user, text="b")
    await receiver.count(4)
    assert texts(update for _, update in receiver.posts) == ["a", "a", "a", "b"]
    info = await desk.bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    await nothing_pending(desk)


async def test_a_chat_that_is_stuck_does_not_hold_up_others(desk, receiver):
    one, two = await desk.person("一"), await desk.person("二")
    await desk.do("limits", webhook_delay=60)
    receiver.answers = [web.Response(status=503)]
    await desk.bot("setWebhook", url=receiver.site_url)
    await desk.do("send", user=one, text="stuck")
    await receiver.count(1)
    await desk.do("send", user=two, text="through")
    await receiver.count(2)
    assert texts(update for _, update in receiver.posts) == ["stuck", "through"]


async def test_a_method_in_the_answer_is_carried_out(desk, receiver):
    user = await desk.person()
    reply = {"method": "sendMessage", "chat_id": user, "text": "from the answer"}
    receiver.answers = [web.json_response(reply)]
    await desk.bot("setWebhook", url=receiver.site_url)
    await desk.do("send", user=user, text="a")

    async def answered():
        return [m["text"] for m in await desk.see(f"chats/{user}/messages")][-1] == "from the answer"

    await until(answered)


async def test_a_bot_can_take_its_webhook_away_in_an_answer(desk, receiver):
    user = await desk.person()
    receiver.answers = [web.json_response({"method": "deleteWebhook"})]
    await desk.bot("setWebhook", url=receiver.site_url)
    await desk.do("send", user=user, text="a")
    await nothing_pending(desk)
    assert (await desk.bot("getWebhookInfo"))["url"] == ""


async def test_a_webhook_gets_an_update_twice_on_demand(desk, receiver):
    user = await desk.person()
    await desk.do("faults", method="webhook", fault="duplicate_updates", times=1)
    await desk.bot("setWebhook", url=receiver.site_url)
    await desk.do("send", user=user, text="a")
    await receiver.count(2)
    assert receiver.posts[0] == receiver.posts[1]


async def test_webhook_settings_are_checked(desk):
    wrong = "Bad Request: bad webhook: "
    assert (
        await desk.refusal("setWebhook", url="http://example.org/")
        == wrong + "An HTTPS URL must be provided for webhook"
    )
    assert await desk.refusal("setWebhook", url="https://example.org:99/") == (
        wrong + "Webhook can be set up only on ports 80, 88, 443 or 8443"
    )
    assert await desk.refusal("setWebhook", url="https://127.0.0.1/", secret_token="no spaces") == (
        "Bad Request: secret token contains unallowed characters"
    )
    assert await desk.refusal("setWebhook", url="https://127.0.0.1/", secret_token="x" * 257) == (
        "Bad Request: secret token is too long"
    )


async def test_pending_updates_can_be_dropped(desk):
    user = await desk.person()
    await desk.do("send", user=user, text="a")
    assert await desk.bot("deleteWebhook", drop_pending_updates=True) is True
    assert await desk.bot("getUpdates") == []


async def test_events_are_streamed_and_resumed(desk):
    user = await desk.person()
    seen = []

    async def follow(after, headers, number):
        url = f"{desk.url}/playground/events?user={user}{after}"
        async with desk.session.get(url, headers=headers) as answer:
            assert answer.content_type == "text/event-stream"
            async for line in answer.content:
                if line.startswith(b"data: "):
                    seen.append(json.loads(line[6:]))
                    if len(seen) == number:
                        return

    await follow("&after=0", {}, 1)
    assert seen[0]["type"] == "message"
    assert seen[0]["message"]["text"] == "/start"
    assert seen[0]["chat_id"] == user
    other = await desk.person("二")
    await desk.do("send", user=other, text="not for me")
    sent = await desk.bot("sendMessage", chat_id=user, text="a", reply_markup={"keyboard": [["一", "二"]]})
    await desk.bot("sendChatAction", chat_id=user, action="typing")
    await desk.bot("deleteMessage", chat_id=user, message_id=sent["message_id"])
    await follow("", {"Last-Event-ID": str(seen[0]["seq"])}, 5)
    assert [event["type"] for event in seen[1:]] == ["message", "keyboard", "chat_action", "deleted"]
    assert seen[2]["keyboard"] == {"keyboard": [[{"text": "一"}, {"text": "二"}]]}
    assert seen[4]["message_ids"] == [sent["message_id"]]
    await follow("", {"Last-Event-ID": "99999999"}, 6)
    assert seen[5]["type"] == "reset"
