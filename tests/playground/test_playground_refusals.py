"""Every refusal with the words Telegram uses."""

from __future__ import annotations

import json

import pytest

LONG = "字" * 4097
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def keyboard(*rows):
    return {"inline_keyboard": [list(row) for row in rows]}


def button(data="x", text="b"):
    return {"text": text, "callback_data": data}


async def test_wrong_token_is_unauthorized_and_malformed_is_not_found(desk):
    with pytest.raises(desk.Refused) as refused:
        await desk.bot("getMe", token="7000000001:wrong")
    assert (refused.value.status, refused.value.text) == (401, "Unauthorized")
    with pytest.raises(desk.Refused) as refused:
        await desk.bot("getMe", token="nonsense")
    assert (refused.value.status, refused.value.text) == (404, "Not Found")


async def test_unknown_method_is_not_found(desk):
    assert await desk.refusal("sendTelepathy") == "Not Found"


async def test_method_names_are_read_in_any_case_and_get_works(desk):
    async with desk.session.get(f"{desk.url}/bot{desk.token}/GETME") as answer:
        assert (await answer.json())["result"]["username"] == "test_bot"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": LONG}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "x" * 40000}, "Bad Request: text is too long"),
        ({"text": "x", "parse_mode": "wiki"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": "[]"}, "Bad Request: object expected as reply markup"),
        ({"text": "x", "reply_markup": keyboard([button("字" * 22)])}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard([button("")])}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "b"}])},
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{"callback_data": "b"}])},
            "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "b", "url": "not a link"}])},
            "Bad Request: inline keyboard button URL 'not a link' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "reply_markup": keyboard(*[[button(str(n))] for n in range(101)])},
            "Bad Request: reply markup is too long",
        ),
        (
            {"text": "x", "reply_parameters": {"message_id": 999}},
            "Bad Request: message to be replied not found",
        ),
        ({"text": "x", "reply_to_message_id": 999}, "Bad Request: message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "Bad Request: message thread not found"),
        ({"text": "x", "chat_id": 424242}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ],
)
async def test_send_message_refuses(desk, params, words):
    user = await desk.person()
    assert await desk.refusal("sendMessage", **{"chat_id": user, **params}) == words


async def test_limits_of_length_are_counted_after_entities_in_utf16(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    assert await desk.bot("sendMessage", chat_id=user, text="字" * 4096)
    assert await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=keyboard([button("字" * 21)]))


async def test_never_started_is_forbidden(desk):
    user = await desk.person(starts=False)
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await desk.refusal("sendMessage", chat_id=user, text="x") == words


async def test_blocked_is_forbidden_until_unblocked(desk):
    user = await desk.person()
    await desk.do("block", user=user)
    assert (
        await desk.refusal("sendMessage", chat_id=user, text="x") == "Forbidden: bot was blocked by the user"
    )
    assert (
        await desk.refusal("sendChatAction", chat_id=user, action="typing")
        == "Forbidden: bot was blocked by the user"
    )
    await desk.do("unblock", user=user)
    assert await desk.bot("sendMessage", chat_id=user, text="x")
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in await desk.drain()]
    assert changes == ["kicked", "member"]


async def test_bots_do_not_write_to_bots(desk):
    await desk.do("bots", token="8000000001:other", username="other_bot", name="Other")
    assert (
        await desk.refusal("sendMessage", chat_id=8000000001, text="x")
        == "Forbidden: bot can't send messages to bots"
    )


@pytest.mark.parametrize("method", ["editMessageText", "editMessageReplyMarkup", "editMessageCaption"])
async def test_edit_of_nothing_is_not_found(desk, method):
    user = await desk.person()
    words = await desk.refusal(method, chat_id=user, message_id=999, text="x", caption="x")
    assert words == "Bad Request: message to edit not found"


async def test_edit_without_a_change_is_not_modified(desk):
    user = await desk.person()
    markup = keyboard([button()])
    sent = await desk.bot(
        "sendMessage", chat_id=user, text="<b>hi</b>", parse_mode="HTML", reply_markup=markup
    )
    same = {"chat_id": user, "message_id": sent["message_id"], "reply_markup": markup}
    assert (
        await desk.refusal("editMessageText", text="<i></i><b>hi</b>", parse_mode="HTML", **same)
        == NOT_MODIFIED
    )
    assert await desk.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED
    edited = await desk.bot("editMessageText", text="hi", **same)
    assert "edit_date" in edited
    assert "entities" not in edited
    without = await desk.bot("editMessageText", chat_id=user, message_id=sent["message_id"], text="hi")
    assert "reply_markup" not in without


async def test_what_cannot_be_edited(desk, picture):
    user = await desk.person()
    theirs = await desk.do("send", user=user, text="mine")
    words = await desk.refusal("editMessageText", chat_id=user, message_id=theirs["message_id"], text="x")
    assert words == "Bad Request: message can't be edited"
    kept = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup={"keyboard": [["a"]]})
    words = await desk.refusal("editMessageText", chat_id=user, message_id=kept["message_id"], text="y")
    assert words == "Bad Request: message can't be edited"
    photo = await desk.upload("sendPhoto", {"photo": ("a.png", picture)}, chat_id=str(user))
    words = await desk.refusal("editMessageText", chat_id=user, message_id=photo["message_id"], text="y")
    assert words == "Bad Request: there is no text in the message to edit"
    plain = await desk.bot("sendMessage", chat_id=user, text="x")
    words = await desk.refusal(
        "editMessageCaption", chat_id=user, message_id=plain["message_id"], caption="y"
    )
    assert words == "Bad Request: there is no caption in the message to edit"
    words = await desk.refusal(
        "editMessageText",
        chat_id=user,
        message_id=plain["message_id"],
        text="y",
        reply_markup={"keyboard": [["a"]]},
    )
    assert words == "Bad Request: inline keyboard expected"


async def test_captions_are_limited(desk, picture):
    user = await desk.person()
    with pytest.raises(desk.Refused, match=r"^Bad Request: message caption is too long$"):
        await desk.upload("sendPhoto", {"photo": ("a.png", picture)}, chat_id=str(user), caption="字" * 1025)


async def test_deleting(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x")
    assert await desk.bot("deleteMessage", chat_id=user, message_id=sent["message_id"]) is True
    words = await desk.refusal("deleteMessage", chat_id=user, message_id=sent["message_id"])
    assert words == "Bad Request: message to delete not found"
    assert await desk.bot("deleteMessages", chat_id=user, message_ids=[1, 98, 99]) is True
    assert await desk.see(f"chats/{user}/messages") == []
    words = await desk.refusal("deleteMessages", chat_id=user, message_ids=list(range(1, 102)))
    assert words == "Bad Request: too many message identifiers specified"


async def test_messages_older_than_two_days_stay(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x")
    now = desk.playground.world.clock
    desk.playground.world.clock = lambda: now() + 48 * 3600 + 1
    words = await desk.refusal("deleteMessage", chat_id=user, message_id=sent["message_id"])
    assert words == "Bad Request: message can't be deleted for everyone"


async def test_an_answer_to_a_press_counts_once_and_in_time(desk):
    user = await desk.person()
    sent = await desk.bot("sendMessage", chat_id=user, text="x", reply_markup=keyboard([button()]))
    press = {"user": user, "message_id": sent["message_id"], "data": "x"}
    stale = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    first = (await desk.do("press", press))["callback_query_id"]
    assert (
        await desk.refusal("answerCallbackQuery", callback_query_id=first, text="x" * 201)
        == "Bad Request: MESSAGE_TOO_LONG"
    )
    assert (
        await desk.refusal("answerCallbackQuery", callback_query_id=first, url="https://example.org")
        == "Bad Request: URL_INVALID"
    )
    assert await desk.bot("answerCallbackQuery", callback_query_id=first) is True
    assert await desk.refusal("answerCallbackQuery", callback_query_id=first) == stale
    assert await desk.refusal("answerCallbackQuery", callback_query_id="1") == stale
    second = (await desk.do("press", press))["callback_query_id"]
    now = desk.playground.world.clock
    desk.playground.world.clock = lambda: now() + 16
    assert await desk.refusal("answerCallbackQuery", callback_query_id=second) == stale


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "x" * 33, "description": "d"}], "Bad Request: command length must not exceed 32"),
        ([{"command": "Help", "description": "d"}], "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "帮助", "description": "d"}], "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "/", "description": "d"}], "Bad Request: command must be non-empty"),
        ([{"command": "a", "description": " "}], "Bad Request: command description must be non-empty"),
        (
            [{"command": "a", "description": "d" * 257}],
            "Bad Request: command description length must not exceed 256",
        ),
        ([{"command": "a"}], "Bad Request: can't parse BotCommand: Can't find field \"description\""),
        (
            [{"command": f"a{n}", "description": "d"} for n in range(101)],
            "Bad Request: BOT_COMMANDS_TOO_MUCH",
        ),
        ("{}", "Bad Request: expected an Array of BotCommand"),
    ],
)
async def test_commands_are_checked(desk, commands, words):
    assert await desk.refusal("setMyCommands", commands=commands) == words


async def test_other_checks_of_the_account(desk):
    assert (
        await desk.refusal("setMyCommands", commands=[], language_code="zh-hans")
        == "Bad Request: invalid language code specified"
    )
    assert await desk.refusal("setMyCommands", commands=[], scope={"type": "moon"}) == (
        "Bad Request: can't parse BotCommandScope: Unsupported type specified"
    )
    assert (await desk.refusal("setMyDescription", description="x" * 513)).startswith("Bad Request: ")
    assert (
        await desk.refusal("sendChatAction", chat_id=1, action="dancing")
        == "Bad Request: wrong parameter action in request"
    )


async def test_reactions_are_checked(desk):
    user = await desk.person()
    thumb, moon = {"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🌝"}
    assert await desk.refusal("setMessageReaction", chat_id=user, message_id=99, reaction=[thumb]) == (
        "Bad Request: message to react not found"
    )
    assert (
        await desk.refusal("setMessageReaction", chat_id=user, message_id=1, reaction=[moon])
        == "Bad Request: REACTION_INVALID"
    )
    assert (
        await desk.bot("setMessageReaction", chat_id=user, message_id=1, reaction=json.dumps([thumb])) is True
    )
    seen = await desk.see(f"chats/{user}/reactions")
    assert seen == {"1": {"7000000001": [thumb]}}


async def test_a_group_that_moved_says_where(desk):
    user = await desk.person()
    group = await desk.do("groups", title="G", members=[user])
    assert (await desk.bot("sendMessage", chat_id=group["id"], text="x"))["chat"]["type"] == "group"
    moved = await desk.do("migrate", chat=group["id"])
    with pytest.raises(desk.Refused) as refused:
        await desk.bot("sendMessage", chat_id=group["id"], text="x")
    assert refused.value.text == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused.value.body["parameters"] == {"migrate_to_chat_id": moved["id"]}
    assert await desk.bot("sendMessage", chat_id=moved["id"], text="x")
    await desk.do("kick", chat=moved["id"])
    words = await desk.refusal("sendMessage", chat_id=moved["id"], text="x")
    assert words == "Forbidden: bot was kicked from the supergroup chat"
