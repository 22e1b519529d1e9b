"""The worker with the stored outbox, against the playground over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from delivery_office import ASSEMBLY, Office, Town, until

from delivery.budget import UNLIMITED, Pace
from delivery.policy import MOST_TRIES
from delivery.sender import TelegramSender
from liaison.casework.notices import Action, Do, Priority
from storage.outbox import State
from storage.undelivered import resend_uncertain


async def test_a_message_owed_is_read_in_the_recipients_language_with_its_buttons(office: Office, town: Town):
    chat = await town.user()
    person = await office.person(chat, "zh_CN")
    args = {"number": "1234", "due": "2030-03-04"}
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(
            person, key="notice-nudged", args=args, actions=(Action(Do.ANSWER, 7), Action(Do.OPEN, 7))
        )
        assert await office.ended(row) is State.SENT
    (message,) = await town.messages(chat)
    assert "1234" in message["text"]
    assert "3月4日" in message["text"]
    assert [
        [button["callback_data"] for button in line] for line in message["reply_markup"]["inline_keyboard"]
    ] == [
        ["a1:answer:7"],
        ["a1:open:7"],
    ]
    assert await office.attempts(row) == [("sent", None)]


async def test_markup_in_a_persons_words_arrives_as_they_wrote_it(office: Office, town: Town):
    chat = await town.user()
    words = 'a < b && <b>"c"</b> &amp; 😀'
    async with town.sender() as sender, office.delivering(sender):
        await office.ended(await office.owe(await office.person(chat), words))
    assert await town.read(chat) == [words]


async def test_too_many_requests_are_retried_when_telegram_allows_it(office: Office, town: Town):
    chat = await town.user()
    person = await office.person(chat)
    await town.fault(
        "error", error_code=429, description="Too Many Requests: retry after 1", parameters={"retry_after": 1}
    )
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(person)

        async def refused() -> bool:
            return bool(await office.attempts(row)) and await office.state(row) is State.WAITING

        await until(refused)
        (found,) = await office.rows()
        assert timedelta() < found["not_before"] - office.clock() <= timedelta(seconds=1)
        assert found["tries"] == 0
        assert await town.read(chat) == []

        async def sent() -> bool:
            return await office.state(row) is State.SENT

        await until(sent)
    assert await town.read(chat) == ["hello"]
    assert await office.attempts(row) == [("retry", "RetryAfter: 1 s"), ("sent", None)]


async def test_a_person_who_blocked_the_bot_is_marked_and_clerks_are_told_once(office: Office, town: Town):
    chat, clerk_chat = await town.user(), await town.user()
    person, clerk = await office.person(chat), await office.person(clerk_chat, clerk=True)
    opinion = await office.opinion(person)
    await town.do("block", user=chat)
    async with town.sender() as sender, office.delivering(sender):
        rows = [
            await office.owe(person, key="notice-withdrawn", args={"number": "77"}, opinion_id=opinion)
            for _ in range(2)
        ]
        assert [await office.ended(row) for row in rows] == [State.FAILED, State.FAILED]

        async def told() -> bool:
            return bool(await town.read(clerk_chat))

        await until(told)
    assert await office.attempts(rows[0]) == [("blocked", "Forbidden: bot was blocked by the user")]
    assert await town.read(clerk_chat) == [office.texts.plain("en", "notice-unreachable", number="77")]
    assert clerk != person


async def test_somebody_who_never_started_the_bot_is_unreachable(office: Office, town: Town):
    chat = await town.user(starts=False)
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        assert await office.ended(row) is State.FAILED
        unknown = await office.owe(await office.person(424242))
        assert await office.ended(unknown) is State.FAILED
    assert [result for result, _ in await office.attempts(row)] == ["blocked"]
    assert [result for result, _ in await office.attempts(unknown)] == ["blocked"]


@pytest.mark.parametrize("acted", [False, True])
async def test_a_dropped_connection_leaves_the_message_uncertain_and_staff_may_resend_it(
    office: Office, town: Town, acted: bool
):
    chat = await town.user()
    await town.fault("drop_after" if acted else "drop_before")
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        # from here the two faults look the same: the request was written, and no answer came
        assert await office.ended(row) is State.UNCERTAIN
        assert await town.read(chat) == ["hello"] * acted
        assert (await office.attempts(row))[0][1].startswith("NetworkError after ")
        await office.database.write(lambda connection: resend_uncertain(connection, ASSEMBLY, office.clock()))
        office.queue.announce()
        assert await office.ended(row) is State.SENT
    mark = office.texts.plain("en", "notice-resend")
    assert (await town.read(chat))[-1] == f"{mark}\n\nhello"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_is_an_answer_so_the_message_is_sent_again(
    office: Office, town: Town, status: int
):
    chat = await town.user()
    await town.fault("status", status=status, times=2)
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        assert await office.ended(row) is State.SENT
    assert await town.read(chat) == ["hello"]
    assert [result for result, _ in await office.attempts(row)] == ["retry", "retry", "sent"]


async def test_a_gateway_that_gave_up_waiting_leaves_the_message_uncertain(office: Office, town: Town):
    chat = await town.user()
    await town.fault("status", status=504, after=True)
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        assert await office.ended(row) is State.UNCERTAIN
    assert await town.read(chat) == ["hello"]


async def test_an_answer_nobody_understands_leaves_the_message_uncertain(office: Office, town: Town):
    chat = await town.user()
    await town.fault("garbage")
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        assert await office.ended(row) is State.UNCERTAIN


async def test_a_server_that_cannot_be_reached_is_tried_until_it_can_be(
    office: Office, town: Town, unused_tcp_port: int
):
    chat = await town.user()
    away = TelegramSender("1:x", api_url=f"http://127.0.0.1:{unused_tcp_port}", pace=UNLIMITED)
    row = await office.owe(await office.person(chat))
    async with away as sender, office.delivering(sender):

        async def tried_twice() -> bool:
            await office.skip_waiting()
            return await office.tries(row) >= 2

        await until(tried_twice)
    assert {error for _, error in await office.attempts(row)} == {"NetworkError after ClientConnectorError"}
    async with town.sender() as sender, office.delivering(sender):
        assert await office.ended(row) is State.SENT
    assert await town.read(chat) == ["hello"]


async def test_a_message_refused_for_ever_is_given_up(office: Office, town: Town):
    chat = await town.user()
    await town.fault("status", status=500, times=None)
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(await office.person(chat))
        assert await office.ended(row) is State.FAILED
    assert await office.tries(row) == MOST_TRIES
    assert await town.read(chat) == []


async def test_a_group_that_became_a_supergroup_is_followed(office: Office, town: Town):
    member = await town.user()
    group = await town.do("groups", title="Staff room", members=[member])
    person = await office.person(group["id"])
    moved = await town.do("migrate", chat=group["id"])
    async with town.sender() as sender, office.delivering(sender):
        rows = [await office.owe(person, "one"), await office.owe(person, "two")]
        assert [await office.ended(row) for row in rows] == [State.SENT, State.SENT]
    assert [text for text in await town.read(moved["id"]) if text] == ["one", "two"]
    assert await office.person(moved["id"]) == person


async def test_a_move_to_an_address_somebody_has_ends_too(office: Office, town: Town):
    chat, other = await town.user(), await town.user()
    person = await office.person(chat)
    assert await office.person(other) != person
    await town.fault(
        "error", chat=chat, times=None, description="Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": other},
    )  # fmt: skip
    async with town.sender() as sender, office.delivering(sender):
        row = await office.owe(person)
        assert await office.ended(row) is State.FAILED
    assert await town.read(other) == []


async def test_a_refused_token_fails_no_message(office: Office, town: Town):
    chat = await town.user()
    row = await office.owe(await office.person(chat))
    async with (
        TelegramSender("1:wrong", api_url=town.url, pace=UNLIMITED) as sender,
        office.delivering(sender),
    ):

        async def refused() -> bool:
            await office.skip_waiting()
            return len(await office.attempts(row)) >= MOST_TRIES + 2

        await until(refused)
    assert await office.state(row) is State.WAITING
    assert await office.tries(row) == 0
    assert set(await office.attempts(row)) == {("retry", "InvalidToken")}
    async with town.sender() as sender, office.delivering(sender):
        assert await office.ended(row) is State.SENT


async def test_a_refused_message_fails_alone_and_its_error_repeats_no_words(office: Office, town: Town):
    chat, other = await town.user(), await town.user()
    person, second = await office.person(chat), await office.person(other)
    await town.fault(
        "error", chat=chat,
        description='Bad Request: can\'t parse entities: Unsupported start tag "my secret words" at byte offset 4',
    )  # fmt: skip
    async with town.sender() as sender, office.delivering(sender):
        bad = await office.owe(person, "my secret words")
        good = await office.owe(second)
        assert await office.ended(bad) is State.FAILED
        assert await office.ended(good) is State.SENT
    assert await office.attempts(bad) == [("failed", "BadRequest: Can't parse entities")]


async def test_a_text_that_does_not_exist_fails_alone(office: Office, town: Town):
    chat = await town.user()
    person = await office.person(chat)
    async with town.sender() as sender, office.delivering(sender):
        bad = await office.owe(person, key="notice-no-such-text", args={})
        good = await office.owe(person)
        assert await office.ended(bad) is State.FAILED
        assert await office.ended(good) is State.SENT
    assert await office.attempts(bad) == [("failed", "MissingText")]


async def test_each_persons_messages_arrive_in_order_though_many_are_sent_at_once(office: Office, town: Town):
    chats = [await town.user() for _ in range(6)]
    people = [await office.person(chat) for chat in chats]
    await town.do("faults", fault="slow", method="*", seconds=0.02, share=0.4)
    await town.do("faults", fault="status", method="*", status=502, share=0.2)
    rows = [await office.owe(person, str(number)) for number in range(8) for person in people]
    async with town.sender() as sender, office.delivering(sender):
        for row in rows:
            assert await office.ended(row) is State.SENT
    for chat in chats:
        assert await town.read(chat) == [str(number) for number in range(8)]


async def test_receipts_go_before_reminders_and_reminders_before_broadcasts(office: Office, town: Town):
    chats = [await town.user() for _ in range(3)]
    people = [await office.person(chat) for chat in chats]
    order = [Priority.BROADCAST, Priority.REMINDER, Priority.REPLY]
    rows = [await office.owe(person, level.name, level) for level in order for person in people]
    async with town.sender() as sender, office.delivering(sender, concurrency=1):
        for row in rows:
            await office.ended(row)
    assert [call["chat_id"] for call in await town.calls()] == chats * 3
    for chat in chats:
        assert await town.read(chat) == ["REPLY", "REMINDER", "BROADCAST"]


async def test_files_and_places_arrive_under_their_case(office: Office, town: Town):
    author, chat = await town.user(), await town.user()
    person = await office.person(chat)
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (80).to_bytes(4) + (60).to_bytes(4) + b"\x08\x02\0\0\0"
    kinds = {
        "photo": (png, "a.png"),
        "voice": (b"OggS", "a.ogg"),
        "video": (b"mp4", "a.mp4"),
        "document": (b"x", "a.pdf"),
    }
    rows: list[int] = []
    async with town.sender() as sender, office.delivering(sender):
        for kind, (data, name) in kinds.items():
            file = await town.upload(author, kind, data, name)
            rows.append(
                await office.owe(person, key="notice-file", args={"number": "9"}, file_kind=kind, file=file)
            )
        rows.append(
            await office.owe(
                person,
                key="notice-file",
                args={"number": "9"},
                file_kind="location",
                latitude=31.3,
                longitude=120.6,
            )
        )
        assert {await office.ended(row) for row in rows} == {State.SENT}
    messages = await town.messages(chat)
    caption = office.texts.plain("en", "notice-file", number="9")
    assert [next(kind for kind in (*kinds, "location") if kind in message) for message in messages] == [
        *kinds, "location",
    ]  # fmt: skip
    assert [message.get("caption") for message in messages] == [caption] * 4 + [None]


async def test_the_default_pace_is_never_refused_by_a_server_that_counts(office: Office, town: Town):
    chats = [await town.user() for _ in range(30)]
    people = [await office.person(chat) for chat in chats]
    busy = people[0]
    await town.do("limits", enabled=True)
    rows = [await office.owe(person) for person in people] + [await office.owe(busy) for _ in range(4)]
    async with town.sender(Pace()) as sender, office.delivering(sender):

        async def all_sent() -> bool:
            return all([await office.state(row) is State.SENT for row in rows])

        await until(all_sent)
    calls = await town.calls()
    assert [call["error_code"] for call in calls] == [None] * len(rows)


async def test_many_at_once_refused_hold_everything_and_nothing_is_lost(office: Office, town: Town):
    chats = [await town.user() for _ in range(12)]
    people = [await office.person(chat) for chat in chats]
    await town.do("limits", enabled=True, overall_per_second=5)
    rows = [await office.owe(person) for person in people]
    async with town.sender() as sender, office.delivering(sender):

        async def all_sent() -> bool:
            return all([await office.state(row) is State.SENT for row in rows])

        await until(all_sent)
    for chat in chats:
        assert await town.read(chat) == ["hello"]
    refused = [call for call in await town.calls() if call["error_code"] == 429]
    assert 0 < len(refused) <= 4 * 8  # a round of the worker's places for each second of holding
