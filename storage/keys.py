"""Every key of Redis, and how long it lives. All begin with ``liaison:`` and the bot's number; none is the only place
where anything said is kept, so that Redis may lose them all.

=========================  =======  ==================================  ==========================================
key, after the beginning   kind     what it holds                       lives
=========================  =======  ==================================  ==========================================
send:next                  string   when the next message may go out    until then, and REST_SECONDS
                                    (microseconds of Redis's clock)
send:chat:<chat>           string   when the chat's burst is whole      until then, and REST_SECONDS: some seconds
send:group:<chat>          list     when the last messages went to a    a minute (delivery.ports.MINUTE × SLACK)
                                    group, newest first
send:held                  string   nothing to anybody while it is      as long as Telegram said (retry_after)
                                    there
send:held:<chat>           string   nothing to this chat                as long as Telegram said (retry_after)
send:refused               sorted   chats that were refused of late     delivery.ports.REFUSED_WITHIN: 10 seconds
                           set      and when
talk:<chat>                string   where a conversation stands         TALK_SECONDS: 30 days after its last turn
came-in, goes-out          channel  the word that something is new      a moment: nothing is kept
=========================  =======  ==================================  ==========================================
"""

from __future__ import annotations

REST_SECONDS = 1
"""A moment that is past says nothing; its key may go a little later."""

TALK_SECONDS = 30 * 24 * 3600
"""Who has not come back to a conversation for so long finds it at the beginning."""


def _of(bot_id: int, rest: str) -> str:
    return f"liaison:{bot_id}:{rest}"


def send_next(bot_id: int) -> str:
    """When the next message may go out."""
    return _of(bot_id, "send:next")


def send_chat(bot_id: int, chat: str) -> str:
    """The pace of one chat."""
    return _of(bot_id, f"send:chat:{chat}")


def send_group(bot_id: int, chat: str) -> str:
    """The last minute of one group."""
    return _of(bot_id, f"send:group:{chat}")


def send_held(bot_id: int) -> str:
    """There while nothing may go out to anybody."""
    return _of(bot_id, "send:held")


def send_held_chat(bot_id: int, chat: str) -> str:
    """There while nothing may go out to this chat."""
    return _of(bot_id, f"send:held:{chat}")


def send_refused(bot_id: int) -> str:
    """The chats that Telegram refused of late."""
    return _of(bot_id, "send:refused")


def talk(bot_id: int, chat: str) -> str:
    """Where a conversation stands."""
    return _of(bot_id, f"talk:{chat}")


def came_in(bot_id: int) -> str:
    """The channel on which is told that updates came in."""
    return _of(bot_id, "came-in")


def goes_out(bot_id: int) -> str:
    """The channel on which is told that messages are owed."""
    return _of(bot_id, "goes-out")
