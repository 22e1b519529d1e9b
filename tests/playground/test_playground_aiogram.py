"""aiogram, unchanged, over real HTTP: the patterns of its published example bots."""

from __future__ import annotations

import asyncio
import contextlib
from enum import StrEnum

import aiohttp
import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiogram.utils.deep_linking import create_start_link
from aiogram.utils.keyboard import InlineKeyboardBuilder
from aiogram.utils.payload import decode_payload


@pytest.fixture
async def bot(desk):
    session = AiohttpSession(api=TelegramAPIServer.from_base(desk.url))
    bot = Bot(desk.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    yield bot
    await bot.session.close()


@contextlib.asynccontextmanager
async def polling(bot, router):
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task


class Form(StatesGroup):
    name = State()
    likes_bots = State()


def form_bot():
    router = Router()

    @router.message(CommandStart())
    async def start(message: Message, state: FSMContext):
        await state.set_state(Form.name)
        await message.answer("What's your name?", reply_markup=ReplyKeyboardRemove())

    @router.message(Command("cancel"))
    async def cancel(message: Message, state: FSMContext):
        await state.clear()
        await message.answer("Cancelled.", reply_markup=ReplyKeyboardRemove())

    @router.message(Form.name)
    async def name(message: Message, state: FSMContext):
        await state.update_data(name=message.text)
        await state.set_state(Form.likes_bots)
        keys = [[KeyboardButton(text="Yes"), KeyboardButton(text="No")]]
        markup = ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True)
        await message.answer(f"Nice, <b>{message.text}</b>. Do you like bots?", reply_markup=markup)

    @router.message(Form.likes_bots, F.text.casefold() == "yes")
    async def yes(message: Message, state: FSMContext):
        data = await state.get_data()
        await state.clear()
        await message.reply(f"{data['name']} likes bots", reply_markup=ReplyKeyboardRemove())

    return router


async def test_a_conversation_with_reply_keyboards(desk, bot):
    user = await desk.person(starts=False)
    async with polling(bot, form_bot()):
        assert (await desk.say(user, "/start"))["text"] == "What's your name?"
        asked = await desk.say(user, "李")
        assert asked["entities"] == [{"type": "bold", "offset": 6, "length": 1}]
        shown = await desk.see(f"chats/{user}/keyboard")
        assert shown["keyboard"] == [[{"text": "Yes"}, {"text": "No"}]]
        last = await desk.say(user, shown["keyboard"][0][0]["text"])
        assert last["text"] == "李 likes bots"
        assert last["reply_to_message"]["text"] == "Yes"
        assert await desk.see(f"chats/{user}/keyboard") is None


class Action(StrEnum):
    more = "more"
    less = "less"


class Count(CallbackData, prefix="count"):
    action: Action
    value: int


def counting_bot():
    router = Router()

    def keys(value: int):
        builder = InlineKeyboardBuilder()
        for action in Action:
            builder.button(text=action.value, callback_data=Count(action=action, value=value))
        return builder.as_markup()

    @router.message(Command("count"))
    async def begin(message: Message):
        await message.answer("0", reply_markup=keys(0))

    @router.callback_query(Count.filter())
    async def change(query: CallbackQuery, callback_data: Count):
        value = callback_data.value + (1 if callback_data.action is Action.more else -1)
        await query.message.edit_text(str(value), reply_markup=keys(value))
        await query.answer(f"now {value}")

    return router


async def test_inline_keyboards_with_edits_and_answers(desk, bot):
    user = await desk.person(starts=False)
    async with polling(bot, counting_bot()):
        message = await desk.say(user, "/count")
        for column, value in ((0, "1"), (0, "2"), (1, "1")):
            number = message["message_id"]
            pressed = await desk.do("press", user=user, message_id=number, row=0, column=column, wait=10)
            assert pressed["answer"]["text"] == f"now {value}"
            assert (await desk.answer(user, number - 1))[0]["text"] == value


async def test_deep_links(desk, bot):
    router = Router()

    @router.message(CommandStart(deep_link=True, deep_link_encoded=True))
    async def linked(message: Message, command: CommandObject):
        await message.answer(f"came by {command.args}")

    user = await desk.person(starts=False)
    link = await create_start_link(bot, "代表 12", encode=True)
    assert link.startswith("https://t.me/test_bot?start=")
    assert decode_payload(link.partition("=")[2]) == "代表 12"
    async with polling(bot, router):
        await desk.do("open_link", user=user, link=link)
        assert (await desk.answer(user))[0]["text"] == "came by 代表 12"


async def test_an_album_is_echoed(desk, bot, make_picture):
    router = Router()
    albums = {}

    @router.message(F.media_group_id, F.photo)
    async def part(message: Message):
        parts = albums.setdefault(message.media_group_id, [])
        parts.append(message)
        if len(parts) == 2:
            parts.sort(key=lambda m: m.message_id)
            media = [InputMediaPhoto(media=m.photo[-1].file_id, caption=m.caption) for m in parts]
            await message.answer_media_group(media)

    user = await desk.person()
    form = aiohttp.FormData({"user": str(user), "kind": "photo", "caption": "两张"})
    for n in range(2):
        form.add_field("file", make_picture(60 + n), filename=f"{n}.png")
    async with polling(bot, router):
        async with desk.session.post(f"{desk.url}/playground/upload", data=form) as answer:
            sent = await answer.json()
        echoed = await desk.answer(user, sent[-1]["message_id"], count=2)
    assert [m["photo"] for m in echoed] == [m["photo"] for m in sent]
    assert echoed[0]["media_group_id"] == echoed[1]["media_group_id"] != sent[0]["media_group_id"]
    assert echoed[0]["caption"] == "两张"


async def test_its_methods_and_types(desk, bot, picture, make_picture, tmp_path):
    user = await desk.person()
    me = await bot.me()
    assert me.username == "test_bot"
    sent = await bot.send_photo(user, BufferedInputFile(picture, "照片.png"), caption="<i>一</i>")
    assert sent.caption_entities[0].type == "italic"
    assert (await bot.download(sent.photo[-1])).read() == picture
    media = InputMediaPhoto(media=BufferedInputFile(make_picture(12, 34), "b.png"), caption="二")
    changed = await bot.edit_message_media(media, chat_id=user, message_id=sent.message_id)
    assert (changed.photo[-1].width, changed.caption) == (12, "二")
    document = await bot.send_document(user, BufferedInputFile(b"x", "a.txt"))
    assert document.document.file_name == "a.txt"
    album = await bot.send_media_group(
        user, [InputMediaPhoto(media=BufferedInputFile(make_picture(5, n + 5), "c.png")) for n in range(3)]
    )
    assert len(album) == 3
    assert await bot.set_my_commands([BotCommand(command="help", description="帮助")])
    assert [c.command for c in await bot.get_my_commands()] == ["help"]
    assert await bot.set_message_reaction(user, sent.message_id, [ReactionTypeEmoji(emoji="👍")])
    assert await bot.pin_chat_message(user, sent.message_id)
    chat = await bot.get_chat(user)
    assert chat.pinned_message.message_id == sent.message_id
    assert (await bot.get_chat_member(user, user)).status == "member"
    assert (
        await bot.forward_message(user, user, document.message_id)
    ).forward_origin.sender_user.id == bot.id
    assert (await bot.copy_message(user, user, document.message_id)).message_id
    assert await bot.send_chat_action(user, "typing")
    assert (await bot.send_location(user, 32.0, 118.0)).location.latitude == 32.0
    assert (await bot.send_venue(user, 32.0, 118.0, "站", "路 1 号")).venue.title == "站"
    assert (await bot.send_contact(user, "+86138", "张")).contact.first_name == "张"
    assert len((await bot.send_poll(user, "问", ["一", "二"])).poll.options) == 2
    assert await bot.delete_message(user, sent.message_id)
    assert await bot.delete_messages(user, [document.message_id, 9999])
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert (await bot.get_my_default_administrator_rights()).can_manage_chat is False
    assert (await bot.get_user_profile_photos(user)).total_count == 0
    assert (await bot.get_webhook_info()).url == ""


async def test_its_errors(desk, bot):
    user = await desk.person()
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(user, " ")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate"):
        await bot.send_message(await desk.person(starts=False), "x")
    await desk.do("limits", enabled=True, per_chat_per_second=0.01, per_chat_burst=1)
    await bot.send_message(user, "x")
    with pytest.raises(TelegramRetryAfter) as flooded:
        await bot.send_message(user, "x")
    assert flooded.value.retry_after > 90
    await desk.do("limits", enabled=False)
    group = (await desk.do("groups", title="G", members=[user]))["id"]
    moved = (await desk.do("migrate", chat=group))["id"]
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await bot.send_message(group, "x")
    assert migrated.value.migrate_to_chat_id == moved
    await desk.do("faults", method="sendMessage", fault="drop_after", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(user, "x")
    await desk.do("faults", method="sendMessage", fault="status", status=502, times=1)
    with pytest.raises(TelegramServerError):
        await bot.send_message(user, "x")
    await bot.set_webhook("https://127.0.0.1:1/x")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    stranger = Bot("1:unknown", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_a_blocked_bot_is_told_by_an_update(desk, bot):
    router = Router()
    seen = asyncio.Queue()

    @router.my_chat_member()
    async def change(update):
        await seen.put(update.new_chat_member.status)

    user = await desk.person()
    async with polling(bot, router):
        await desk.do("block", user=user)
        assert await asyncio.wait_for(seen.get(), 10) == "kicked"
        await desk.do("unblock", user=user)
        assert await asyncio.wait_for(seen.get(), 10) == "member"


async def test_a_webhook_bot_answers_in_its_http_answer(desk, bot):
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    router = Router()

    @router.message()
    async def echo(message: Message):
        return message.answer(f"webhook: {message.text}")

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s3cret").register(
        app, path="/hook"
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
        user = await desk.person(starts=False)
        assert (await desk.say(user, "你好"))["text"] == "webhook: 你好"
        await bot.delete_webhook()
    finally:
        await runner.cleanup()
