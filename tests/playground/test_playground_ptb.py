"""python-telegram-bot, unchanged, over real HTTP: the patterns of its published example bots."""

from __future__ import annotations

import contextlib

import aiohttp
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.helpers import create_deep_linked_url

PHOTO, LOCATION, BIO = range(3)


@pytest.fixture(autouse=True)
def _periods_of_time(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@contextlib.asynccontextmanager
async def application(desk, *handlers):
    builder = (
        ApplicationBuilder()
        .token(desk.token)
        .base_url(f"{desk.url}/bot")
        .base_file_url(f"{desk.url}/file/bot")
    )
    app = builder.build()
    app.add_handlers(handlers)
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


@pytest.fixture
async def bot(desk):
    bot = ExtBot(desk.token, base_url=f"{desk.url}/bot", base_file_url=f"{desk.url}/file/bot")
    async with bot:
        yield bot


def conversation():
    async def start(update, _):
        keys = ReplyKeyboardMarkup(
            [["Boy", "Girl", "Other"]], one_time_keyboard=True, input_field_placeholder="?"
        )
        await update.message.reply_text("Send me a photo, or /skip", reply_markup=keys)
        return PHOTO

    async def photo(update, _):
        file = await update.message.photo[-1].get_file()
        data = await file.download_as_bytearray()
        await update.message.reply_text(
            f"{len(data)} bytes; where are you?", reply_markup=ReplyKeyboardRemove()
        )
        return LOCATION

    async def skip(update, _):
        await update.message.reply_text("No photo; where are you?")
        return LOCATION

    async def location(update, _):
        place = update.message.location
        await update.message.reply_text(f"{place.latitude} {place.longitude}; tell me about yourself")
        return BIO

    async def bio(update, _):
        await update.message.reply_text(f"Thanks, {update.message.from_user.first_name}")
        return ConversationHandler.END

    async def cancel(update, _):
        await update.message.reply_text("Bye", reply_markup=ReplyKeyboardRemove())
        return ConversationHandler.END

    return ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            PHOTO: [MessageHandler(filters.PHOTO, photo), CommandHandler("skip", skip)],
            LOCATION: [MessageHandler(filters.LOCATION, location)],
            BIO: [MessageHandler(filters.TEXT & ~filters.COMMAND, bio)],
        },
        fallbacks=[CommandHandler("cancel", cancel)],
    )


async def test_a_conversation_with_photo_and_location(desk, picture):
    user = await desk.person("小李", starts=False)
    async with application(desk, conversation()):
        asked = await desk.say(user, "/start")
        assert asked["text"].startswith("Send me")
        assert (await desk.see(f"chats/{user}/keyboard"))["one_time_keyboard"] is True
        form = aiohttp.FormData({"user": str(user), "kind": "photo"})
        form.add_field("file", picture, filename="a.png")
        async with desk.session.post(f"{desk.url}/playground/upload", data=form) as answer:
            sent = (await answer.json())[0]
        got = (await desk.answer(user, sent["message_id"]))[0]
        assert got["text"].startswith(f"{len(picture)} bytes")
        assert await desk.see(f"chats/{user}/keyboard") is None
        sent = await desk.do("location", user=user, latitude=32.5, longitude=118.5)
        assert (await desk.answer(user, sent["message_id"]))[0]["text"].startswith("32.5 118.5")
        assert (await desk.say(user, "something"))["text"] == "Thanks, 小李"
        assert (await desk.say(user, "/start"))["text"].startswith("Send me")
        assert (await desk.say(user, "/skip"))["text"].startswith("No photo")
        assert (await desk.say(user, "/cancel"))["text"] == "Bye"


async def test_inline_keyboards(desk):
    async def start(update, _):
        keys = [
            [InlineKeyboardButton("一", callback_data="1"), InlineKeyboardButton("二", callback_data="2")]
        ]
        await update.message.reply_text("Choose:", reply_markup=InlineKeyboardMarkup(keys))

    async def chosen(update, _):
        query = update.callback_query
        await query.answer("ok", show_alert=True)
        await query.edit_message_text(f"Chosen: {query.data}")

    user = await desk.person(starts=False)
    async with application(desk, CommandHandler("start", start), CallbackQueryHandler(chosen)):
        message = await desk.say(user, "/start")
        pressed = await desk.do(
            "press", user=user, message_id=message["message_id"], row=0, column=1, wait=10
        )
        assert pressed["answer"] == {"text": "ok", "show_alert": True, "url": None}
        edited = (await desk.answer(user, message["message_id"] - 1, containing="Chosen"))[0]
        assert edited["text"] == "Chosen: 2"
        assert "reply_markup" not in edited


async def test_deep_linking(desk):
    async def first(update, context):
        url = create_deep_linked_url(context.bot.username, "step-two")
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("continue", url=url)]])
        await update.message.reply_text(f"Go on: {url}", reply_markup=keys)

    async def second(update, context):
        await update.message.reply_text(f"came by {context.args[0]}")

    user = await desk.person(starts=False)
    handlers = [CommandHandler("start", second, filters.Regex("step-two")), CommandHandler("start", first)]
    async with application(desk, *handlers):
        message = await desk.say(user, "/start")
        assert [e["type"] for e in message["entities"]] == ["url"]
        pressed = await desk.do("press", user=user, message_id=message["message_id"], row=0, column=0)
        sent = await desk.do("open_link", user=user, link=pressed["answer"]["url"])
        assert (await desk.answer(user, sent["message_id"]))[0]["text"] == "came by step-two"


async def test_an_album_is_echoed(desk, make_picture):
    albums = {}

    async def part(update, _):
        parts = albums.setdefault(update.message.media_group_id, [])
        parts.append(update.message)
        if len(parts) == 3:
            await update.message.reply_media_group([InputMediaPhoto(m.photo[-1].file_id) for m in parts])

    user = await desk.person()
    form = aiohttp.FormData({"user": str(user), "kind": "photo"})
    for n in range(3):
        form.add_field("file", make_picture(60 + n), filename=f"{n}.png")
    async with application(desk, MessageHandler(filters.PHOTO, part)):
        async with desk.session.post(f"{desk.url}/playground/upload", data=form) as answer:
            sent = await answer.json()
        echoed = await desk.answer(user, sent[-1]["message_id"], count=3)
    assert [m["photo"] for m in echoed] == [m["photo"] for m in sent]
    assert len({m["media_group_id"] for m in echoed}) == 1


async def test_edits_and_reactions_arrive(desk):
    seen = []

    async def edited(update, _):
        seen.append(update.edited_message.text)
        await update.edited_message.reply_text("seen")

    user = await desk.person()
    sent = await desk.do("send", user=user, text="one")
    await desk.drain()
    async with application(desk, MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited)):
        await desk.do("edit", user=user, message_id=sent["message_id"], text="two")
        await desk.answer(user, sent["message_id"])
    assert seen == ["two"]


async def test_its_methods(desk, bot, picture, make_picture):
    user = await desk.person()
    assert (await bot.get_me()).username == "test_bot"
    sent = await bot.send_photo(user, picture, caption="*一*", parse_mode="MarkdownV2", filename="a.png")
    assert sent.caption_entities[0].type == "bold"
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == picture
    edited = await bot.edit_message_media(InputMediaPhoto(make_picture(7, 8)), user, sent.message_id)
    assert edited.photo[-1].height == 8
    album = await bot.send_media_group(
        user, [InputMediaPhoto(make_picture(5, n + 5)) for n in range(2)], caption="x"
    )
    assert album[0].caption == "x"
    voice = await bot.send_voice(user, b"OggS voice", duration=3)
    assert voice.voice.duration.total_seconds() == 3
    assert await bot.set_my_commands([("help", "帮助")])
    assert (await bot.get_my_commands())[0].description == "帮助"
    assert await bot.set_message_reaction(user, sent.message_id, "👍")
    assert await bot.set_my_description("说明")
    assert (await bot.get_my_description()).description == "说明"
    assert (await bot.get_chat(user)).type == "private"
    assert await bot.delete_messages(user, [sent.message_id])


async def test_its_errors(desk, bot):
    user = await desk.person()
    message = await bot.send_message(user, "x")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("x", user, message.message_id)
    await desk.do("block", user=user)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(user, "x")
    await desk.do("unblock", user=user)
    await desk.do("limits", enabled=True, per_chat_per_second=0.01, per_chat_burst=1)
    await bot.send_message(user, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(user, "x")
    await desk.do("limits", enabled=False)
    parameters = {"migrate_to_chat_id": -1001234567890}
    await desk.do(
        "faults",
        fault="error",
        parameters=parameters,
        times=1,
        description="Bad Request: group chat was upgraded to a supergroup chat",
    )
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(user, "x")
    assert migrated.value.new_chat_id == -1001234567890
    await desk.do("faults", method="sendMessage", fault="drop_after", times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(user, "x")
    await desk.do("faults", method="sendMessage", fault="garbage", times=1)
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(user, "x")
    await bot.set_webhook("https://127.0.0.1:1/x")
    with pytest.raises(Conflict):
        await bot.get_updates()
    await bot.delete_webhook()
    stranger = Bot("1:unknown", base_url=f"{desk.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
