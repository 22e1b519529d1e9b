from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import inbox
from storage import tables as t
from storage.inbox import Conversation, Update
from tests.storage.world import begin, connected

NOW = datetime(2026, 5, 11, 3, tzinfo=UTC)
BOT, OTHER_BOT = 7, 8


@pytest.fixture
def connection(empty_url: str) -> Iterator[Connection]:
    with connected(empty_url) as made:
        begin(made)
        yield made


def update(update_id: int, chat: str = "1") -> Update:
    return Update(update_id, chat, f'{{"update_id": {update_id}}}')


def accept(connection: Connection, *update_ids: int, bot: int = BOT) -> None:
    inbox.accept(connection, bot, [update(update_id) for update_id in update_ids], NOW)


def ids(connection: Connection, after: int = 0, limit: int = 100, bot: int = BOT) -> list[int]:
    return [taken.update_id for taken in inbox.take(connection, bot, after, limit)]


def test_updates_come_out_in_order_and_only_once_in_effect(connection: Connection) -> None:
    accept(connection, 12, 10, 11)
    accept(connection, 11, 12, 13)  # Telegram hands over again what it does not know confirmed
    assert ids(connection) == [10, 11, 12, 13]
    assert ids(connection, limit=2) == [10, 11]
    second = inbox.take(connection, BOT, 0, 2)[1]
    assert ids(connection, after=second.seq) == [12, 13]
    assert inbox.waiting(connection, BOT) == 4


def test_bots_do_not_mix(connection: Connection) -> None:
    accept(connection, 10)
    accept(connection, 10, bot=OTHER_BOT)
    assert ids(connection) == ids(connection, bot=OTHER_BOT) == [10]
    inbox.finish(connection, BOT, [1], {"1": Conversation("here", "{}")})
    assert ids(connection) == []
    assert ids(connection, bot=OTHER_BOT) == [10]
    assert inbox.conversations(connection, OTHER_BOT, ["1"]) == {}


def test_what_is_done_is_not_handed_out_nor_kept_in_words_nor_taken_again(connection: Connection) -> None:
    accept(connection, 10, 11)
    first, second = inbox.take(connection, BOT, 0, 10)
    inbox.finish(connection, BOT, [first.seq], {})
    accept(connection, 10)
    assert ids(connection) == [11]
    payloads = dict(connection.execute(sa.select(t.inbox.c.seq, t.inbox.c.payload)).all())
    assert payloads == {first.seq: "", second.seq: second.payload}


def test_conversations_are_kept_with_what_was_handled(connection: Connection) -> None:
    accept(connection, 10, 11)
    inbox.finish(
        connection, BOT, [1], {"1": Conversation("writing", '{"draft": 5}'), "2": Conversation(None, "{}")}
    )
    assert inbox.conversations(connection, BOT, ["1", "2", "3"]) == {
        "1": Conversation("writing", '{"draft": 5}'),
        "2": Conversation(None, "{}"),
    }
    inbox.finish(connection, BOT, [2], {"1": Conversation(None, "{}")})
    assert inbox.conversations(connection, BOT, ["1"]) == {"1": Conversation(None, "{}")}
    assert inbox.conversations(connection, BOT, []) == {}


def test_what_keeps_failing_is_parked_with_its_error_and_replayed(connection: Connection) -> None:
    accept(connection, 10, 11)
    bad = inbox.take(connection, BOT, 0, 1)[0]
    inbox.failed(connection, bad.seq, 1, "KeyError: x", park=False)
    again = inbox.take(connection, BOT, 0, 1)[0]
    assert (again.update_id, again.tries) == (10, 1)
    inbox.failed(connection, bad.seq, 2, "KeyError: y", park=True)
    assert ids(connection) == [11]
    (parked,) = inbox.parked(connection)
    assert (parked.update_id, parked.tries, parked.error) == (10, 2, "KeyError: y")
    assert parked.payload == bad.payload
    assert inbox.replay(connection, NOW) == 1
    assert inbox.parked(connection) == []
    fresh = inbox.take(connection, BOT, 0, 10)
    assert [(one.update_id, one.tries) for one in fresh] == [(11, 0), (10, 0)]
    accept(connection, 10)
    assert len(ids(connection)) == 2


def test_a_replayed_update_comes_after_whatever_the_reader_has_seen(connection: Connection) -> None:
    accept(connection, 10, 11)
    last = inbox.take(connection, BOT, 0, 10)[-1]
    inbox.failed(connection, last.seq, 3, "error", park=True)
    inbox.replay(connection, NOW)
    assert ids(connection, after=last.seq) == [11]


def test_numbers_go_on_after_the_newest_rows_were_forgotten(connection: Connection) -> None:
    accept(connection, 10, 11)
    seqs = [taken.seq for taken in inbox.take(connection, BOT, 0, 10)]
    inbox.finish(connection, BOT, seqs, {})
    assert inbox.forget_done(connection, NOW) == 0
    assert inbox.forget_done(connection, NOW + timedelta(days=2)) == 2
    accept(connection, 12)
    assert ids(connection, after=max(seqs)) == [12]


def test_only_what_was_handled_is_forgotten(connection: Connection) -> None:
    accept(connection, 10, 11, 12)
    first, second, third = inbox.take(connection, BOT, 0, 10)
    inbox.finish(connection, BOT, [first.seq], {})
    inbox.failed(connection, second.seq, 3, "error", park=True)
    assert inbox.forget_done(connection, NOW + timedelta(days=99)) == 1
    assert ids(connection) == [third.update_id]
    assert len(inbox.parked(connection)) == 1


def test_an_empty_batch_is_fine(connection: Connection) -> None:
    accept(connection)
    inbox.finish(connection, BOT, [], {})
    assert ids(connection) == []


def test_each_share_is_taken_by_itself(connection: Connection) -> None:
    chats = {update_id: str(update_id) for update_id in range(10, 1000)}
    inbox.accept(connection, BOT, [update(number, chat) for number, chat in chats.items()], NOW)
    assert {inbox.share_of(chat) for chat in chats.values()} == set(range(inbox.SHARES))
    for share in range(inbox.SHARES):
        wanted = [number for number, chat in chats.items() if inbox.share_of(chat) == share]
        mine = inbox.take(connection, BOT, 0, 9999, 1 << share)
        assert [one.update_id for one in mine] == wanted
        assert inbox.stragglers(connection, BOT, 10**9, 1 << share) == [one.seq for one in mine]
    some = inbox.take(connection, BOT, 0, 9999, 0b101)
    assert {inbox.share_of(one.chat) for one in some} == {0, 2}
    assert inbox.take(connection, BOT, 0, 9999, 0) == []
    assert len(inbox.take(connection, BOT, 0, 9999)) == len(chats)


def test_a_chat_keeps_its_share_for_ever() -> None:
    assert [inbox.share_of(chat) for chat in ("1", "880001001", "-100123", "甲")] == [23, 16, 57, 45]


def test_stragglers_are_what_waits_below_a_mark(connection: Connection) -> None:
    accept(connection, *range(10, 20))
    seqs = [one.seq for one in inbox.take(connection, BOT, 0, 100)]
    inbox.finish(connection, BOT, seqs[:3], {})
    inbox.failed(connection, seqs[3], 9, "error", park=True)
    assert inbox.stragglers(connection, BOT, seqs[7]) == seqs[4:7]
    assert inbox.stragglers(connection, OTHER_BOT, seqs[7]) == []
    accept(connection, *range(100, 100 + inbox.MOST_STRAGGLERS))
    assert len(inbox.stragglers(connection, BOT, 10**9)) == inbox.MOST_STRAGGLERS
