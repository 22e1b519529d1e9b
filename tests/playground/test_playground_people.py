"""The control interface: what people do, and what a bot hears of it."""

from __future__ import annotations

import asyncio

import pytest


def keyboard(*rows):
    return {"inline_keyboard": [[{"text": data, "callback_data": data} for data in row] for row in rows]}


async def test_people_are_made_and_updated(desk):
    user = await desk.do("users", first_name="张", username="zhang", language_code="zh-hans")
    assert user["id"] > 2**32
    assert user["is_bot"] is False
    same = await desk.do("users", id=user["id"], first_name="张三")
    assert same == {**user, "first_name": "张三"}
    assert await desk.see("users") == [same]
    with pytest.raises(desk.Refused):
        await desk.do("users")


async def test_a_bot_is_made_once(desk):
    first = await desk.do("bots", token="8000000001:secret", username="other_bot", name="Other")
    assert await desk.do("bots", token="8000000001:secret", username="other_bot", name="Changed") == first
    assert first["token_hint"] == "8000000001:…ret"
    assert "token" not in first
    user = (await desk.do("users", first_name="a"))["id"]
    with pytest.raises(desk.Refused, match="several bots"):
        await desk.do("send", user=user, text="x")
    await desk.do("send", user=user, text="x", bot="other_bot")
    assert [b["username"] for b in await desk.see("bots")] == ["test_bot", "other_bot"]
    assert await desk.see("pending") == {"test_bot": 0, "other_bot": 1}


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/test_bot?start=a-b_1",
        "t.me/test_bot?start=a-b_1",
        "tg://resolve?domain=test_bot&start=a-b_1",
    ],
)
async def test_a_link_starts_the_bot(desk, link):
    user = await desk.person(starts=False)
    message = await desk.do("open_link", user=user, link=link)
    assert message["text"] == "/start a-b_1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (await desk.drain())[0]["message"] == message


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/",
        "t.me/unknown_bot",
        "t.me/test_bot?start=汉字",
        "t.me/test_bot?start=" + "x" * 65,
    ],
)
async def test_a_wrong_link_does_not(desk, link):
    user = await desk.person(starts=False)
    with pytest.raises(desk.Refused):
        await desk.do("open_link", user=user, link=link)


async def test_a_press_reaches_the_bot_and_its_answer_the_person(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=keyboard("ab", "c"))
    press = asyncio.create_task(
        desk.do("press", user=user, message_id=sent["message_id"], row=1, column=0, wait=10)
    )
    update = (await desk.bot("getUpdates", timeout=10))[0]["callback_query"]
    assert update["data"] == "c"
    assert update["message"] == sent
    assert update["from"]["id"] == user
    await desk.bot("answerCallbackQuery", callback_query_id=update["id"], text="好", show_alert=True)
    assert await press == {
        "callback_query_id": update["id"], "answer": {"text": "好", "show_alert": True, "url": None},
    }  # fmt: skip


async def test_only_a_button_that_is_there_can_be_pressed(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=keyboard("a"))
    for where in ({"data": "b"}, {"row": 1, "column": 0}, {"row": -1, "column": 0}):
        with pytest.raises(desk.Refused):
            await desk.do("press", user=user, message_id=sent["message_id"], **where)
    with pytest.raises(desk.Refused):
        await desk.do("press", user=user, message_id=99, data="a")


async def test_a_stale_button_gives_an_inaccessible_message(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=keyboard("a"))
    await desk.bot("deleteMessage", chat_id=user, message_id=sent["message_id"])
    await desk.do("press", user=user, message_id=sent["message_id"], data="a", stale=True)
    message = (await desk.drain())[0]["callback_query"]["message"]
    assert message == {"chat": sent["chat"], "message_id": sent["message_id"], "date": 0}


async def test_a_link_button_opens_and_tells_nobody(desk):
    user = await desk.person()
    markup = {"inline_keyboard": [[{"text": "go", "url": "https://example.org/"}]]}
    sent = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=markup)
    pressed = await desk.do("press", user=user, message_id=sent["message_id"], row=0, column=0)
    assert pressed["answer"]["url"] == "https://example.org/"
    assert await desk.drain() == []


async def test_editing_and_replying(desk):
    user = await desk.person()
    sent = await desk.do("send", user=user, text="one")
    answer = await desk.bot(
        "sendMessage", chat_id=user, text="two", reply_parameters={"message_id": sent["message_id"]}
    )
    assert answer["reply_to_message"] == sent
    reply = await desk.do("send", user=user, text="three", reply_to=answer["message_id"])
    assert reply["reply_to_message"]["text"] == "two"
    assert "reply_to_message" not in reply["reply_to_message"]
    edited = await desk.do("edit", user=user, message_id=sent["message_id"], text="uno /go")
    updates = await desk.drain()
    assert [list(u)[1] for u in updates] == ["message", "message", "edited_message"]
    assert updates[2]["edited_message"] == edited
    assert edited["edit_date"]
    assert edited["entities"]
    with pytest.raises(desk.Refused):
        await desk.do("edit", user=user, message_id=answer["message_id"], text="not mine")


async def test_places_and_contacts(desk):
    user = await desk.person("张", last_name="三")
    await desk.do("location", user=user, latitude=32.06, longitude=118.79)
    await desk.do("contact", user=user, phone_number="+8613800000000")
    place, contact = [update["message"] for update in await desk.drain()]
    assert place["location"] == {"latitude": 32.06, "longitude": 118.79}
    assert contact["contact"] == {
        "phone_number": "+8613800000000", "first_name": "张", "last_name": "三", "user_id": user,
    }  # fmt: skip


async def test_reply_keyboards_are_shown_and_removed(desk):
    user = await desk.person()
    markup = {"keyboard": [["一", {"text": "位置", "request_location": True}]], "resize_keyboard": True}
    await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=markup)
    shown = await desk.see(f"chats/{user}/keyboard?user={user}")
    assert shown == {
        "keyboard": [[{"text": "一"}, {"text": "位置", "request_location": True}]],
        "resize_keyboard": True,
    }
    await desk.bot("sendMessage", chat_id=user, text="x", reply_markup={"force_reply": True})
    assert await desk.see(f"chats/{user}/keyboard") == shown
    await desk.bot("sendMessage", chat_id=user, text="x", reply_markup={"remove_keyboard": True})
    assert await desk.see(f"chats/{user}/keyboard") is None


async def test_the_menu_shows_the_narrowest_scope_in_the_persons_language(desk):
    user = await desk.person(language_code="zh-hans")
    other = await desk.person(language_code="en")

    async def set_commands(name, **where):
        await desk.bot("setMyCommands", commands=[{"command": name, "description": "d"}], **where)

    async def menu(number):
        return [command["command"] for command in await desk.see(f"chats/{number}/commands?user={number}")]

    assert await menu(user) == []
    await set_commands("default_any")
    await set_commands("default_zh", language_code="zh")
    assert (await menu(user), await menu(other)) == (["default_zh"], ["default_any"])
    await set_commands("private", scope={"type": "all_private_chats"})
    assert (await menu(user), await menu(other)) == (["private"], ["private"])
    await set_commands("mine", scope={"type": "chat", "chat_id": user})
    assert (await menu(user), await menu(other)) == (["mine"], ["private"])
    assert [
        c["command"] for c in await desk.bot("getMyCommands", scope={"type": "chat", "chat_id": user})
    ] == ["mine"]
    await desk.bot("deleteMyCommands", scope={"type": "chat", "chat_id": user})
    assert await menu(user) == ["private"]
    group = await desk.do("groups", title="G", members=[user, other])
    await set_commands("bosses", scope={"type": "all_chat_administrators"})
    path = f"chats/{group['id']}/commands?user="
    assert (await desk.see(path + str(user)))[0]["command"] == "bosses"
    assert (await desk.see(path + str(other)))[0]["command"] == "default_any"


async def test_names_and_descriptions_per_language(desk):
    await desk.bot("setMyDescription", description="默认")
    await desk.bot("setMyDescription", description="English", language_code="en")
    assert await desk.bot("getMyDescription") == {"description": "默认"}
    assert await desk.bot("getMyDescription", language_code="en") == {"description": "English"}
    assert await desk.bot("getMyDescription", language_code="de") == {"description": "默认"}
    await desk.bot("setMyShortDescription", short_description="短")
    await desk.bot("setMyName", name="新名")
    assert (await desk.bot("getMe"))["first_name"] == "新名"
    bot = (await desk.see("bots"))[0]
    assert (bot["description"], bot["short_description"]) == ("默认", "短")
    assert await desk.bot("getChatMenuButton") == {"type": "commands"}
    assert await desk.bot("setMyDefaultAdministratorRights", rights={"is_anonymous": True}) is True


async def test_pins_are_kept_and_shown(desk):
    user = await desk.person()
    first, second = [await desk.bot("sendMessage", chat_id=user, text=text) for text in "ab"]
    for message in (first, second):
        await desk.bot("pinChatMessage", chat_id=user, message_id=message["message_id"])
    assert (await desk.bot("getChat", chat_id=user))["pinned_message"]["text"] == "b"
    await desk.bot("unpinChatMessage", chat_id=user)
    assert await desk.see(f"chats/{user}/pinned") == [first["message_id"]]
    await desk.bot("unpinAllChatMessages", chat_id=user)
    assert "pinned_message" not in await desk.bot("getChat", chat_id=user)
    assert [
        m["pinned_message"]["text"] for m in await desk.see(f"chats/{user}/messages") if "pinned_message" in m
    ] == ["a", "b"]


async def test_forwarding_and_copying(desk):
    one, two = await desk.person("一"), await desk.person("二")
    sent = await desk.do("send", user=one, text="原话")
    forwarded = await desk.bot("forwardMessage", chat_id=two, from_chat_id=one, message_id=sent["message_id"])
    assert forwarded["forward_origin"]["sender_user"]["id"] == one
    assert forwarded["text"] == "原话"
    copied = await desk.bot("copyMessage", chat_id=two, from_chat_id=one, message_id=sent["message_id"])
    assert (await desk.see(f"chats/{two}/messages?after={copied['message_id'] - 1}"))[0]["text"] == "原话"
    many = await desk.bot(
        "copyMessages", chat_id=two, from_chat_id=one, message_ids=[1, sent["message_id"], 77]
    )
    assert len(many) == 2
    guarded = await desk.bot("sendMessage", chat_id=one, text="x", protect_content=True)
    words = await desk.refusal(
        "forwardMessage", chat_id=two, from_chat_id=one, message_id=guarded["message_id"]
    )
    assert words == "Bad Request: message can't be forwarded"


async def test_groups_have_members_and_owners(desk):
    one, two = await desk.person("一"), await desk.person("二")
    group = (await desk.do("groups", title="小组", members=[one, two]))["id"]
    assert (await desk.drain())[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await desk.do("send", user=two, chat=group, text="大家好")
    message = (await desk.drain())[0]["message"]
    assert message["chat"]["id"] == group
    assert message["from"]["id"] == two
    assert await desk.bot("getChatMemberCount", chat_id=group) == 3
    assert (await desk.bot("getChatMember", chat_id=group, user_id=one))["status"] == "creator"
    assert [m["user"]["id"] for m in await desk.bot("getChatAdministrators", chat_id=group)] == [one]
    three = await desk.person("三")
    with pytest.raises(desk.Refused):
        await desk.do("send", user=three, chat=group, text="x")
    assert await desk.bot("leaveChat", chat_id=group) is True
    assert (
        await desk.refusal("sendMessage", chat_id=group, text="x")
        == "Forbidden: bot is not a member of the group chat"
    )


async def test_starting_over_empties_the_chats(desk):
    user = await desk.person()
    before = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup={"keyboard": [["a"]]})
    await desk.do("forget", user=user)
    assert await desk.see(f"chats/{user}/messages") == []
    assert await desk.see(f"chats/{user}/keyboard") is None
    assert (await desk.bot("sendMessage", chat_id=user, text="y"))["message_id"] > before["message_id"]
    await desk.do("forget", {"all": True})
    assert await desk.see(f"chats/{user}/messages") == []


async def test_inline_queries_are_answered(desk):
    user = await desk.person()
    asked = asyncio.create_task(desk.do("inline", user=user, query="q", wait=10))
    update = (await desk.bot("getUpdates", timeout=10))[0]["inline_query"]
    results = [{"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "m"}}]
    assert await desk.bot("answerInlineQuery", inline_query_id=update["id"], results=results) is True
    assert (await asked)["answer"]["results"] == results


async def test_calls_are_logged(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x")
    await desk.refusal("sendMessage", chat_id=user, text="")
    good, bad = await desk.see("calls?method=sendMessage")
    assert (good["ok"], good["chat_id"], good["message_id"]) == (True, user, sent["message_id"])
    assert (bad["ok"], bad["error_code"]) == (False, 400)
    assert await desk.see(f"calls?after={bad['n']}") == []


async def test_other_sites_pages_are_kept_out(desk):
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with desk.session.get(f"{desk.url}/playground/users", headers=headers) as answer:
            assert answer.status == 403


async def test_the_page_is_served_and_nothing_above_it(desk):
    for path, status in (
        ("/", 200),
        ("/playground/", 200),
        ("/playground/..%2fserver.py", 404),
        ("/playground/nope.js", 404),
    ):
        async with desk.session.get(f"{desk.url}{path}") as answer:
            assert answer.status == status, path


async def test_what_is_not_understood_is_said(desk):
    with pytest.raises(desk.Refused, match="no user"):
        await desk.do("send", user=1, text="x")
    with pytest.raises(desk.Refused, match="no such call"):
        await desk.do("telepathy")
    async with desk.session.post(f"{desk.url}/playground/send", data=b"[1") as answer:
        assert answer.status == 400


async def test_the_guide_is_kept(desk):
    with pytest.raises(desk.Refused):
        await desk.see("guide")
    await desk.do("guide", steps=[{"id": "a"}])
    assert await desk.see("guide") == [{"id": "a"}]
