"""A message → one part of somebody's words. Nothing a person sends is dropped."""

from __future__ import annotations

from aiogram.enums import ContentType
from aiogram.types import Message

from liaison.casework.model import Part, PartKind


def source_of(message: Message) -> str:
    """The message's own name: chat and id."""
    return f"{message.chat.id}:{message.message_id}"


_SERVICE = frozenset(
    {
        ContentType.PINNED_MESSAGE,
        ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
        ContentType.CHAT_BACKGROUND_SET,
        ContentType.WRITE_ACCESS_ALLOWED,
        ContentType.BOOST_ADDED,
    }
)


def is_service(message: Message) -> bool:
    """What Telegram itself puts into a private chat ("pinned a message"): nobody said anything."""
    return message.content_type in _SERVICE


def own_contact(message: Message) -> bool:
    """Whether it is the sender's own card, with name and telephone number: a tap on "share my contact"."""
    card = message.contact
    return card is not None and message.from_user is not None and card.user_id == message.from_user.id


def part_of(message: Message) -> Part | None:
    """Its words or its file; None for what carries neither (a sticker, a dice, a joined-the-chat line)."""
    source = source_of(message)
    text = message.text or message.caption or ""
    group = message.media_group_id or ""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Part(PartKind.PHOTO, source, text, largest.file_id, group=group)
    if message.voice:
        return Part(PartKind.VOICE, source, text, message.voice.file_id)
    if message.video:
        return Part(PartKind.VIDEO, source, text, message.video.file_id, group=group)
    if message.animation:  # asked before the document, which Telegram sets as well
        return Part(PartKind.ANIMATION, source, text, message.animation.file_id)
    if message.video_note:
        return Part(PartKind.VIDEO_NOTE, source, text, message.video_note.file_id)
    for kind, file in ((PartKind.AUDIO, message.audio), (PartKind.DOCUMENT, message.document)):
        if file:
            return Part(kind, source, text, file.file_id, (file.file_name or "")[:255], group)
    if message.location:
        place = message.location
        name = message.venue.title if message.venue else ""
        return Part(PartKind.LOCATION, source, name, latitude=place.latitude, longitude=place.longitude)
    if message.contact:
        return Part(
            PartKind.TEXT,
            source,
            " ".join(
                filter(
                    None,
                    (message.contact.first_name, message.contact.last_name, message.contact.phone_number),
                )
            ),
        )
    if message.poll:
        return Part(
            PartKind.TEXT, source, "\n".join([message.poll.question, *(o.text for o in message.poll.options)])
        )
    return Part(PartKind.TEXT, source, text) if text else None
