"""A small bot over raw HTTP that shows every kind of message: the other side of the chat page's tests."""

import json
import queue
import threading
import time
from pathlib import Path

import httpx
import segno

PICTURES = 3


def utf16(text: str, part: str, kind: str, **more: object) -> dict[str, object]:
    """An entity of `kind` over `part`, in UTF-16 units as the Bot API counts."""
    before = text[: text.index(part)]
    return {
        "type": kind,
        "offset": len(before.encode("utf-16-le")) // 2,
        "length": len(part.encode("utf-16-le")) // 2,
        **more,
    }


def inline(*rows: list[tuple[str, dict[str, object]]]) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": text, **what} for text, what in row] for row in rows]}


WELCOME = "🙂 您好!编号 XH-24,已加粗。\n引用一句\n秘密在此,详见网站。"
START_KEYBOARD = inline(
    [
        ("加一", {"callback_data": "plus"}),
        ("提示", {"callback_data": "alert"}),
        ("慢", {"callback_data": "slow"}),
    ],
    [("带参数打开", {"url": "https://t.me/page_test_bot?start=fromButton"})],
)


class PageBot:
    """Long-polls in a thread of its own. `seen` holds the updates it got; `release` lets the slow answers go."""

    def __init__(self, base: str, token: str, pictures: list[bytes], sound: bytes) -> None:
        self.base = f"{base}/bot{token}/"
        self.pictures = pictures
        self.sound = sound
        self.seen: queue.Queue[dict] = queue.Queue()
        self.release = threading.Event()
        self.failure: BaseException | None = None
        self.count = 0
        self._stop = threading.Event()
        self._http = httpx.Client(timeout=30)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "PageBot":
        self.call(
            "setMyCommands",
            commands=[
                {"command": "start", "description": "开始"},
                {"command": "help", "description": "帮助"},
            ],
        )
        self.call("setMyDescription", description="这是页面测试用的机器人。")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self.release.set()
        self._thread.join(10)
        self._http.close()
        if self.failure is not None:
            raise self.failure

    def call(self, method: str, files: dict | None = None, **params: object):
        if files:
            data = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
            answer = self._http.post(self.base + method, data=data, files=files)
        else:
            answer = self._http.post(self.base + method, json=params)
        body = answer.json()
        assert body["ok"], (method, body)
        return body["result"]

    def wait_for(self, wanted, timeout: float = 10) -> dict:
        """The next update for which `wanted(update)` is true."""
        end = time.monotonic() + timeout
        while True:
            update = self.seen.get(timeout=max(0.01, end - time.monotonic()))
            if wanted(update):
                return update

    def _run(self) -> None:
        offset = 0
        try:
            while not self._stop.is_set():
                try:
                    updates = self.call("getUpdates", offset=offset, timeout=1)
                except httpx.TransportError:
                    # The server is being restarted by a test.
                    self._stop.wait(0.1)
                    continue
                for update in updates:
                    offset = update["update_id"] + 1
                    self.seen.put(update)
                    if "callback_query" in update:
                        self.pressed(update["callback_query"])
                    elif "message" in update:
                        self.said(update["message"])
        except BaseException as error:
            self.failure = error

    def pressed(self, query: dict) -> None:
        message, data = query["message"], query["data"]
        if data == "slow":
            self.release.wait(10)
            self.release.clear()
            self.call("answerCallbackQuery", callback_query_id=query["id"], text="慢慢来")
        elif data == "alert":
            self.call("answerCallbackQuery", callback_query_id=query["id"], text="请注意", show_alert=True)
        else:
            self.count += 1
            self.call(
                "editMessageText",
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text=f"现在是 {self.count}",
                reply_markup=START_KEYBOARD,
            )
            self.call("answerCallbackQuery", callback_query_id=query["id"], text="已加一")

    def said(self, message: dict) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        word, _, rest = text.partition(" ")
        action = {
            "/start": lambda: self.start(chat, rest),
            "按键": lambda: self.keys(chat),
            "全部": lambda: self.everything(chat),
            "输入中": lambda: self.typing(chat),
            "置顶": lambda: self.pin(chat, message),
            "删除": lambda: self.delete(chat, message),
            "请回复": lambda: self.ask(chat),
            "邀请": lambda: self.invite(chat, rest),
        }.get(word)
        if action:
            action()
        elif word != "第":  # a long chat is told without answers
            kind = next(
                (k for k in ("photo", "voice", "document", "location", "contact") if k in message), "text"
            )
            self.call(
                "sendMessage",
                chat_id=chat,
                text=f"收到 {kind}",
                reply_parameters={"message_id": message["message_id"]},
            )

    def start(self, chat: int, rest: str) -> None:
        if rest:
            self.call("sendMessage", chat_id=chat, text=f"打开了:{rest}")
            return
        entities = [
            utf16(WELCOME, "XH-24", "code"),
            utf16(WELCOME, "加粗", "bold"),
            utf16(WELCOME, "引用一句", "blockquote"),
            utf16(WELCOME, "秘密", "spoiler"),
            utf16(WELCOME, "网站", "text_link", url="https://example.org/"),
        ]
        self.call("sendMessage", chat_id=chat, text=WELCOME, entities=entities, reply_markup=START_KEYBOARD)

    def keys(self, chat: int) -> None:
        keyboard = {
            "keyboard": [[{"text": "甲"}, {"text": "乙"}], [{"text": "我的号码", "request_contact": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": "请选一个",
        }
        self.call("sendMessage", chat_id=chat, text="请选", reply_markup=keyboard)

    def everything(self, chat: int) -> None:
        self.call("sendPhoto", files={"photo": ("a.png", self.pictures[0])}, chat_id=chat, caption="一张照片")
        album = [{"type": "photo", "media": f"attach://p{i}"} for i in range(PICTURES)]
        album[0]["caption"] = "三张照片"
        files = {f"p{i}": (f"{i}.png", self.pictures[i]) for i in range(PICTURES)}
        self.call("sendMediaGroup", files=files, chat_id=chat, media=album)
        self.call("sendVoice", files={"voice": ("v.ogg", self.sound, "audio/ogg")}, chat_id=chat, duration=2)
        self.call("sendDocument", files={"document": ("说明.txt", "正文".encode())}, chat_id=chat)
        self.call("sendLocation", chat_id=chat, latitude=31.25, longitude=120.5)
        self.call(
            "sendVenue", chat_id=chat, latitude=31.26, longitude=120.6, title="梧桐站", address="梧桐路 1 号"
        )
        self.call("sendContact", chat_id=chat, phone_number="+8651200000000", first_name="值班室")
        self.call("sendMessage", chat_id=chat, text="到此为止")

    def typing(self, chat: int) -> None:
        self.call("sendChatAction", chat_id=chat, action="typing")
        self.release.wait(10)
        self.release.clear()
        self.call("sendMessage", chat_id=chat, text="写好了")

    def pin(self, chat: int, message: dict) -> None:
        sent = self.call("sendMessage", chat_id=chat, text="这一条要置顶")
        self.call("pinChatMessage", chat_id=chat, message_id=sent["message_id"])
        self.call(
            "setMessageReaction",
            chat_id=chat,
            message_id=message["message_id"],
            reaction=[{"type": "emoji", "emoji": "👍"}],
        )

    def delete(self, chat: int, message: dict) -> None:
        self.call("deleteMessage", chat_id=chat, message_id=message["message_id"])
        self.call("sendMessage", chat_id=chat, text="已经删除")

    def ask(self, chat: int) -> None:
        self.call(
            "sendMessage",
            chat_id=chat,
            text="您的看法?",
            reply_markup={"force_reply": True, "input_field_placeholder": "写在这里"},
        )

    def invite(self, chat: int, code: str) -> None:
        link = f"https://t.me/page_test_bot?start={code}"
        self.call("sendMessage", chat_id=chat, text=f"邀请链接:\n{link}")
        self.call("sendPhoto", files={"photo": ("qr.png", qr_png(link))}, chat_id=chat)


def qr_png(text: str) -> bytes:
    import io

    out = io.BytesIO()
    segno.make(text).save(out, kind="png", scale=6)
    return out.getvalue()


def wav(path: Path) -> Path:
    """Half a second of silence that every browser can play."""
    import wave

    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 4000)
    return path
