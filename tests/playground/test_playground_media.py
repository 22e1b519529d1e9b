"""Files both ways: uploads by people and by bots, ids, albums, sizes, downloads."""

from __future__ import annotations

import json

import aiohttp
import pytest

from playground.images import image_size, ogg_seconds


async def give(desk, user, kind, *files, **fields):
    form = aiohttp.FormData()
    form.add_field("user", str(user))
    form.add_field("kind", kind)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, data in files:
        form.add_field("file", data, filename=name)
    async with desk.session.post(f"{desk.url}/playground/upload", data=form) as answer:
        result = await answer.json()
        assert answer.status == 200, result
        return result


async def fetch(desk, file_id):
    file = await desk.bot("getFile", file_id=file_id)
    async with desk.session.get(f"{desk.url}/file/bot{desk.token}/{file['file_path']}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_a_persons_photo_reaches_the_bot_with_its_sizes_and_bytes(desk, picture):
    user = await desk.person()
    await give(desk, user, "photo", ("a.png", picture), caption="看 #这里")
    message = (await desk.drain())[0]["message"]
    assert message["caption"] == "看 #这里"
    assert message["caption_entities"][0]["type"] == "hashtag"
    assert [(size["width"], size["height"]) for size in message["photo"]] == [
        (90, 67),
        (320, 240),
        (800, 600),
    ]
    assert await fetch(desk, message["photo"][-1]["file_id"]) == picture
    async with desk.session.get(f"{desk.url}/playground/file/{message['photo'][-1]['file_id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", picture)


async def test_an_album_shares_one_id_over_separate_updates(desk, make_picture):
    user = await desk.person()
    sent = await give(
        desk, user, "photo", *[(f"{n}.png", make_picture(100 + n)) for n in range(3)], caption="三张"
    )
    updates = [update["message"] for update in await desk.drain()]
    assert updates == sent
    assert len({m["media_group_id"] for m in updates}) == 1
    assert [m.get("caption") for m in updates] == ["三张", None, None]


@pytest.mark.parametrize("kind", ["voice", "document", "video", "audio"])
async def test_people_send_other_files(desk, kind):
    user = await desk.person()
    await give(desk, user, kind, ("材料.bin", b"some bytes"), duration="7")
    media = (await desk.drain())[0]["message"][kind]
    assert media["file_size"] == 10
    assert media.get("duration", 7) == 7
    assert await fetch(desk, media["file_id"]) == b"some bytes"


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("sendPhoto", "photo"), ("sendDocument", "document"), ("sendVoice", "voice"), ("sendAudio", "audio"),
        ("sendVideo", "video"), ("sendAnimation", "animation"), ("sendVideoNote", "video_note"),
        ("sendSticker", "sticker"),
    ],
)  # fmt: skip
async def test_bots_send_by_upload_attach_and_id(desk, picture, method, kind):
    user = await desk.person()
    first = await desk.upload(method, {kind: ("名字.png", picture)}, chat_id=str(user))
    again = await desk.upload(
        method, {"part": ("b.png", picture)}, chat_id=str(user), **{kind: "attach://part"}
    )

    def media(message):
        return message[kind][-1] if kind == "photo" else message[kind]

    assert media(first)["file_unique_id"] == media(again)["file_unique_id"]
    assert media(first)["file_id"] != media(again)["file_id"]
    known = await desk.bot(method, chat_id=user, **{kind: media(first)["file_id"]})
    assert known[kind] == first[kind]
    assert await fetch(desk, media(known)["file_id"]) == picture


async def test_what_is_no_file_is_refused(desk, picture, make_picture):
    user = await desk.person()
    sent = await desk.upload("sendPhoto", {"photo": ("a.png", picture)}, chat_id=str(user))
    photo = sent["photo"][-1]["file_id"]
    for method, params, words in [
        ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
        (
            "sendVideoNote",
            {"video_note": "attach://nowhere"},
            "Bad Request: there is no video note in the request",
        ),
        ("sendDocument", {"document": photo}, "Bad Request: can't use file of type Photo as Document"),
        ("sendPhoto", {"photo": "https://example.org/a.jpg"}, "Bad Request: failed to get HTTP URL content"),
        (
            "sendPhoto",
            {"photo": "!"},
            "Bad Request: wrong remote file identifier specified: Wrong character in the string",
        ),
        ("getFile", {"file_id": "AgACnothing"}, "Bad Request: invalid file_id"),
        ("getFile", {}, "Bad Request: file_id not specified"),
    ]:
        assert await desk.refusal(method, chat_id=user, **params) == words
    for data, words in [
        (b"", "Bad Request: file must be non-empty"),
        (b"not a picture", "Bad Request: IMAGE_PROCESS_FAILED"),
        (make_picture(9000, 2000), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (make_picture(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ]:
        with pytest.raises(desk.Refused) as refused:
            await desk.upload("sendPhoto", {"photo": ("a.png", data)}, chat_id=str(user))
        assert refused.value.text == words


async def test_sizes_are_limited(desk, make_picture):
    user = await desk.person()
    with pytest.raises(desk.Refused) as refused:
        await desk.upload(
            "sendPhoto", {"photo": ("a.png", make_picture(extra=bytes(10 << 20)))}, chat_id=str(user)
        )
    assert refused.value.text == (
        f"Bad Request: file of size {(10 << 20) + 29} bytes is too big for a photo; the maximum size is 10485760 bytes"
    )
    big = await desk.upload("sendDocument", {"document": ("a.bin", bytes((20 << 20) + 1))}, chat_id=str(user))
    assert await desk.refusal("getFile", file_id=big["document"]["file_id"]) == "Bad Request: file is too big"
    with pytest.raises(desk.Refused) as refused:
        await desk.upload("sendDocument", {"document": ("a.bin", bytes((50 << 20) + 1))}, chat_id=str(user))
    assert (refused.value.status, refused.value.text) == (413, "Request Entity Too Large")


async def test_bots_send_albums(desk, make_picture):
    user = await desk.person()
    files = {f"p{n}": (f"{n}.png", make_picture(50 + n)) for n in range(2)}
    media = [
        {"type": "photo", "media": f"attach://p{n}", "caption": f"<b>{n}</b>", "parse_mode": "HTML"}
        for n in range(2)
    ]
    sent = await desk.upload("sendMediaGroup", files, chat_id=str(user), media=media)
    assert len({m["media_group_id"] for m in sent}) == 1
    assert [m["caption"] for m in sent] == ["0", "1"]
    photo = sent[0]["photo"][-1]["file_id"]
    document = (await desk.upload("sendDocument", {"document": ("a.txt", b"x")}, chat_id=str(user)))[
        "document"
    ]["file_id"]
    words = await desk.refusal("sendMediaGroup", chat_id=user, media=[{"type": "photo", "media": photo}] * 11)
    assert words == "Bad Request: too many messages to send as an album"
    mixed = [{"type": "photo", "media": photo}, {"type": "document", "media": document}]
    words = await desk.refusal("sendMediaGroup", chat_id=user, media=mixed)
    assert words == "Bad Request: document can't be mixed with other media types"
    words = await desk.refusal(
        "sendMediaGroup", chat_id=user, media=json.dumps([{"type": "voice", "media": photo}])
    )
    assert words.startswith("Bad Request: can't parse InputMedia")


async def test_media_and_captions_are_edited(desk, picture, make_picture):
    user = await desk.person()
    sent = await desk.upload("sendPhoto", {"photo": ("a.png", picture)}, chat_id=str(user), caption="一")
    where = {"chat_id": user, "message_id": sent["message_id"]}
    edited = await desk.bot("editMessageCaption", caption="<i>二</i>", parse_mode="HTML", **where)
    assert edited["caption"] == "二"
    assert edited["photo"] == sent["photo"]
    assert "caption" not in await desk.bot("editMessageCaption", **where)
    changed = await desk.upload(
        "editMessageMedia", {"p": ("b.png", make_picture(10, 20))}, chat_id=str(user),
        message_id=str(sent["message_id"]), media={"type": "photo", "media": "attach://p", "caption": "三"},
    )  # fmt: skip
    assert (changed["photo"][-1]["width"], changed["caption"]) == (10, "三")


async def test_uploads_do_not_run_as_pages(desk):
    user = await desk.person()
    sent = await give(desk, user, "document", ("x.html", b"<script>1</script>"))
    async with desk.session.get(f"{desk.url}/playground/file/{sent[0]['document']['file_id']}") as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_sizes_are_read_from_heads(make_picture):
    assert image_size(make_picture(3, 4)) == (3, 4)
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x01\x00\x02\x00" + bytes(10)
    assert image_size(jpeg) == (512, 256)
    assert image_size(b"GIF89a\x05\x00\x06\x00") == (5, 6)
    assert image_size(b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x04\0\0\x05\0\0") == (5, 6)
    assert image_size(b"text") is None
    assert ogg_seconds(b"OggS" + bytes(30) + b"OggS\0\x04" + (48_000 * 3 - 5).to_bytes(8, "little")) == 3
