"""The chat page in a real Chromium against the real playground, with a bot that shows every kind of message."""

import math
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect  # noqa: E402
from test_page_bot import PICTURES, PageBot, qr_png, wav  # noqa: E402

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream",
         "--use-fake-ui-for-media-stream"]  # fmt: skip
TOKEN = "42:page_test_token_page_test_token_000"
BOT = f"{TOKEN}:page_test_bot:页面测试"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: install Debian's chromium"),
]


class Server:
    """`python -m playground` in a process of its own, kept in a directory, on one port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self.http = httpx.Client(timeout=30)
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "playground",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
            "--bot",
            BOT,
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        line = self.process.stdout.readline() if ready else ""
        match = re.fullmatch(r"playground (http://127\.0\.0\.1:(\d+))\n", line)
        assert match, f"the playground did not start: {line!r}"
        self.url, self.port = match[1], int(match[2])

    def stop(self) -> None:
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        self.process.stdout.close()

    def post(self, path: str, **body: object):
        answer = self.http.post(f"{self.url}/playground/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str):
        answer = self.http.get(f"{self.url}/playground/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


def picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG with a soft wave in it."""
    rows = b"".join(
        b"\0" + b"".join(
            bytes(int(c * (0.6 + 0.4 * math.sin(x / 30 + y / 50) ** 2)) for c in colour) for x in range(width)
        )
        for y in range(height)
    )  # fmt: skip

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for number, colour in enumerate([(120, 180, 230), (220, 150, 90), (90, 170, 140)]):
        (folder / f"{number}.png").write_bytes(picture(120, 90, colour))
    (folder / "说明.txt").write_text("正文", encoding="utf-8")
    wav(folder / "voice.wav")
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("playground"))
    yield server
    server.stop()
    server.http.close()


@pytest.fixture(scope="module")
def bot(server: Server, files: Path) -> Iterator[PageBot]:
    pictures = [(files / f"{n}.png").read_bytes() for n in range(PICTURES)]
    with PageBot(server.url, TOKEN, pictures, (files / "voice.wav").read_bytes()) as bot:
        yield bot


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Server, bot: PageBot) -> Iterator[Callable[..., Page]]:
    """Opens the page for three new people; at the end nothing may have gone wrong in it or come from outside."""
    opened = []
    troubles: list[str] = []

    def open_(width: int = 1440, guide: list | None = None, locale: str = "zh-CN", **more: object) -> Page:
        people = [
            server.post("users", first_name=name, language_code="zh")["id"]
            for name in ("陈静", "李明", "王芳")
        ]
        context = browser.new_context(viewport={"width": width, "height": 860}, locale=locale, **more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("console", lambda line: troubles.append(line.text) if said_wrong(line) else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((server.url, "blob:", "data:")) else troubles.append(r.url),
        )
        if guide is not None:
            page.route("**/playground/guide", lambda route: route.fulfill(json=guide))
        captions = quote("群众,代表,工作人员")
        page.goto(f"{server.url}/playground/?people={','.join(map(str, people))}&captions={captions}")
        expect(page.locator("[data-phone]")).to_have_count(3)
        return page

    yield open_
    for context in opened:
        context.close()
    while not bot.seen.empty():
        bot.seen.get()
    assert troubles == []


def said_wrong(line: ConsoleMessage) -> bool:
    """Whether the browser complains of the page; an address that is not there (no guide, server away) is none."""
    return line.type == "error" and "Failed to load resource" not in line.text


def phone(page: Page, number: int = 0) -> Locator:
    return page.locator(f'[data-phone="{number}"]')


def started(page: Page, number: int = 0) -> Locator:
    """A phone whose person has pressed START and been greeted."""
    here = phone(page, number)
    here.locator('[data-start="start"]').click()
    expect(here.locator(".theirs")).to_contain_text("您好")
    return here


def say(here: Locator, text: str) -> None:
    here.locator("[data-composer]").fill(text)
    here.locator("[data-send]").click()
    expect(here.locator("[data-composer]")).to_have_value("")


def test_three_phones_stand_side_by_side_and_start(open_page):
    page = open_page()
    boxes = [phone(page, n).bounding_box() for n in range(3)]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    expect(phone(page, 1).locator(".person")).to_contain_text("代表")
    expect(phone(page).locator(".intro")).to_contain_text("这是页面测试用的机器人。")
    expect(phone(page).locator("[data-composer]")).to_be_hidden()
    here = started(page)
    expect(here.locator(".own")).to_contain_text("/start")
    here.locator("[data-command-menu]").click()
    here.locator('[data-command="help"]').click()
    expect(here.locator(".own").last).to_contain_text("/help")
    here.locator("[data-composer]").fill("/he")
    expect(here.locator("[data-suggestions] button")).to_have_count(1)


def test_entities_are_shown_where_utf16_offsets_put_them(open_page):
    text = started(open_page()).locator(".theirs .text")
    expect(text.locator("code")).to_have_text("XH-24")
    expect(text.locator("strong")).to_have_text("加粗")
    expect(text.locator("blockquote")).to_have_text("引用一句")
    expect(text.locator("a")).to_have_attribute("href", "https://example.org/")
    spoiler = text.locator(".spoiler")
    assert spoiler.evaluate("e => getComputedStyle(e.firstChild).visibility") == "hidden"
    spoiler.click()
    assert spoiler.evaluate("e => getComputedStyle(e.firstChild).visibility") == "visible"


def test_inline_buttons_wait_toast_alert_and_edit(open_page, bot):
    here = started(open_page())
    slow = here.locator('[data-inline-button="0,2"]')
    slow.click()
    expect(slow).to_have_class(re.compile("waiting"))
    bot.release.set()
    expect(here.locator("[data-toast]")).to_have_text("慢慢来")
    expect(slow).not_to_have_class(re.compile("waiting"))
    here.locator('[data-inline-button="0,1"]').click()
    expect(here.locator('[data-dialog="alert"]')).to_contain_text("请注意")
    here.locator("[data-ok]").click()
    here.locator('[data-inline-button="0,0"]').click()
    expect(here.locator(".theirs")).to_contain_text("现在是")
    expect(here.locator(".theirs .edited")).to_be_visible()
    here.locator('[data-inline-button="1,0"]').click()
    expect(here.locator(".theirs").last).to_contain_text("打开了:fromButton")


def test_every_kind_of_message_from_the_bot_is_shown(open_page, server):
    page = open_page()
    here = started(page)
    say(here, "全部")
    expect(here.locator(".theirs").last).to_contain_text("到此为止")
    expect(here.locator(".tile.single img")).to_have_count(1)
    expect(here.locator(".album .tile")).to_have_count(PICTURES)
    expect(here.locator(".file-name")).to_have_text("说明.txt")
    expect(here.locator(".place")).to_have_count(2)
    expect(here.locator(".place").first).to_contain_text("31.25000, 120.50000")
    expect(here.locator(".place").last).to_contain_text("梧桐站")
    expect(here.locator(".contact")).to_contain_text("+8651200000000")
    here.locator("[data-play]").click()
    expect(here.locator(".voice-time")).to_contain_text("/")  # elapsed / whole: it plays
    here.locator(".album .tile").nth(1).click()
    expect(page.locator("[data-viewer] img")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("[data-viewer]")).to_have_count(0)
    broken = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).length")
    assert broken == 0


def test_what_a_person_sends_reaches_the_bot(open_page, bot, files):
    page = open_page()
    here = started(page)
    composer = here.locator("[data-composer]")
    composer.fill("第一行")
    composer.press("Shift+Enter")
    composer.press_sequentially("第二行")
    composer.press("Enter")
    bot.wait_for(lambda u: u.get("message", {}).get("text") == "第一行\n第二行")

    with page.expect_file_chooser() as chooser:
        here.locator("[data-attach]").click()
        here.locator("[data-attach-photo]").click()
    chooser.value.set_files([files / "0.png", files / "1.png"])
    expect(here.locator("[data-tray] img")).to_have_count(2)
    composer.fill("两张照片")
    here.locator("[data-send]").click()
    first = bot.wait_for(lambda u: "photo" in u.get("message", {}))["message"]
    second = bot.wait_for(lambda u: "photo" in u.get("message", {}))["message"]
    assert first["caption"] == "两张照片"
    assert first["media_group_id"] == second["media_group_id"]
    expect(here.locator(".own .album .tile")).to_have_count(2)

    for button, file, kind in [("document", "说明.txt", "document"), ("voice", "voice.wav", "voice")]:
        with page.expect_file_chooser() as chooser:
            here.locator("[data-attach]").click()
            here.locator(f"[data-attach-{button}]").click()
        chooser.value.set_files(files / file)
        here.locator("[data-send]").click()
        bot.wait_for(lambda u, kind=kind: kind in u.get("message", {}))
    here.locator("[data-attach]").click()
    here.locator("[data-attach-location]").click()
    here.locator("[data-latitude]").fill("91")
    here.locator("[data-send-location]").click()
    expect(here.locator(".problem")).to_be_visible()
    here.locator("[data-latitude]").fill("31.5")
    here.locator("[data-send-location]").click()
    place = bot.wait_for(lambda u: "location" in u.get("message", {}))["message"]["location"]
    assert place["latitude"] == 31.5
    expect(here.locator(".theirs").last).to_contain_text("收到 location")


def test_a_recording_and_a_pasted_picture_reach_the_bot(open_page, bot):
    page = open_page()
    here = started(page)
    here.locator("[data-attach]").click()
    here.locator("[data-attach-record]").click()
    expect(here.locator(".record-time")).to_contain_text("0:01")
    here.locator("[data-recorder] .send").click()
    voice = bot.wait_for(lambda u: "voice" in u.get("message", {}))["message"]["voice"]
    assert voice["file_size"] > 0
    expect(here.locator(".own .voice")).to_be_visible()
    here.locator("[data-composer]").evaluate(PASTE_A_PICTURE)
    expect(here.locator("[data-tray] img")).to_have_count(1)
    here.locator("[data-send]").click()
    bot.wait_for(lambda u: "photo" in u.get("message", {}))
    expect(here.locator("[data-tray]")).to_be_hidden()


PASTE_A_PICTURE = """async (field) => {
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext("2d").fillRect(0, 0, 20, 30);
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([await canvas.convertToBlob()], "a.png", {type: "image/png"}));
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_replies_edits_reactions_and_deletion(open_page, bot):
    page = open_page()
    here = started(page)
    say(here, "路灯坏了")
    expect(here.locator(".theirs").last).to_contain_text("收到 text")
    expect(here.locator(".theirs [data-quote]")).to_contain_text("路灯坏了")
    here.locator(".theirs").last.locator(".bubble").click(button="right")
    here.locator('[data-action="reply"]').click()
    say(here, "谢谢")
    reply = bot.wait_for(lambda u: u.get("message", {}).get("text") == "谢谢")["message"]
    assert reply["reply_to_message"]["text"] == "收到 text"
    here.locator(".own", has_text="路灯坏了").locator(".bubble").click(button="right")
    here.locator('[data-action="edit"]').click()
    expect(here.locator("[data-composer]")).to_have_value("路灯坏了")
    say(here, "路灯又坏了")
    bot.wait_for(lambda u: u.get("edited_message", {}).get("text") == "路灯又坏了")
    expect(here.locator(".own", has_text="路灯又坏了").locator(".edited")).to_be_visible()
    here.locator(".theirs").first.locator(".bubble").click(button="right")
    here.locator('[data-react="👍"]').click()
    expect(here.locator('.theirs [data-reaction="👍"]')).to_be_visible()
    say(here, "置顶")
    expect(here.locator("[data-pinned]")).to_contain_text("这一条要置顶")
    expect(here.locator(".own").last.locator('[data-reaction="👍"]')).to_be_visible()
    say(here, "删除")
    expect(here.locator(".theirs").last).to_contain_text("已经删除")
    expect(here.locator(".own", has_text="删除")).to_have_count(0)


def test_reply_keyboards_contacts_and_asked_replies(open_page, bot):
    page = open_page()
    here = started(page)
    say(here, "按键")
    expect(here.locator("[data-composer]")).to_have_attribute("placeholder", "请选一个")
    here.locator('[data-reply-button="1,0"]').click()
    here.locator("[data-send-contact]").click()
    bot.wait_for(lambda u: "contact" in u.get("message", {}))
    here.locator('[data-reply-button="0,1"]').click()
    bot.wait_for(lambda u: u.get("message", {}).get("text") == "乙")
    expect(here.locator("[data-reply-keyboard]")).to_have_count(0)
    page.reload()
    expect(here.locator("[data-keyboard-toggle]")).to_be_visible()
    expect(here.locator("[data-reply-keyboard]")).to_have_count(0)
    here.locator("[data-keyboard-toggle]").click()
    expect(here.locator("[data-reply-keyboard]")).to_be_visible()
    say(here, "请回复")
    expect(here.locator("[data-composer]")).to_have_attribute("placeholder", "写在这里")
    say(here, "我的看法")
    answer = bot.wait_for(lambda u: u.get("message", {}).get("text") == "我的看法")["message"]
    assert answer["reply_to_message"]["text"] == "您的看法?"


def test_typing_is_shown_until_the_message_comes(open_page, bot):
    here = started(open_page())
    say(here, "输入中")
    expect(here.locator("[data-status]")).to_contain_text("正在输入")
    bot.release.set()
    expect(here.locator(".theirs").last).to_contain_text("写好了")
    expect(here.locator("[data-status]")).to_have_text("机器人")


def test_a_start_link_opens_by_paste_by_pick_and_by_qr_code(open_page, tmp_path):
    page = open_page()
    clerk, deputy = started(page, 2), phone(page, 1)
    say(clerk, "邀请 code-1_A")
    expect(clerk.locator(".tile.single img")).to_be_visible()

    def choose(action: str) -> None:
        deputy.locator("[data-more]").click()
        deputy.locator(f'[data-action="{action}"]').click()

    choose("open-link")
    deputy.locator("[data-link-input]").fill("https://example.org/")
    deputy.locator("[data-open-link]").click()
    expect(deputy.locator(".problem")).to_be_visible()
    deputy.locator("[data-link-input]").fill("t.me/page_test_bot?start=pasted")
    deputy.locator("[data-open-link]").click()
    expect(deputy.locator(".theirs").last).to_contain_text("打开了:pasted")
    choose("open-link")
    deputy.locator('[data-seen-link$="code-1_A"]').click()
    expect(deputy.locator(".theirs").last).to_contain_text("打开了:code-1_A")
    (tmp_path / "qr.png").write_bytes(qr_png("https://t.me/page_test_bot?start=scanned"))
    choose("scan-qr")
    deputy.locator("[data-qr-file]").set_input_files(tmp_path / "qr.png")
    expect(deputy.locator(".theirs").last).to_contain_text("打开了:scanned")
    choose("scan-qr")
    deputy.locator("[data-seen-picture]").first.click()
    expect(deputy.locator(".theirs")).to_have_count(4)
    # As in Telegram, what the link carries is not shown to whoever opens it.
    assert set(deputy.locator(".own .text strong, .own .text-link").all_inner_texts()) == {"/start"}
    expect(deputy.locator(".own", has_text="pasted")).to_have_count(0)


def test_a_reload_and_a_restart_of_the_server_lose_and_double_nothing(open_page, server):
    page = open_page()
    here = started(page)
    say(here, "第一条")
    expect(here.locator(".theirs").last).to_contain_text("收到 text")
    here.locator("[data-composer]").fill("还没写完")
    page.reload()
    expect(here.locator(".own")).to_have_count(2)
    expect(here.locator(".theirs")).to_have_count(2)
    expect(here.locator("[data-composer]")).to_have_value("还没写完")
    server.stop()
    expect(page.locator("[data-banner]")).to_be_visible()
    here.locator("[data-send]").click()
    expect(here.locator("[data-toast]")).to_contain_text("没有发出去")
    expect(here.locator("[data-composer]")).to_have_value("还没写完")
    server.start()
    expect(page.locator("[data-banner]")).to_be_hidden(timeout=15000)
    here.locator("[data-send]").click()
    expect(here.locator(".theirs")).to_have_count(3, timeout=15000)
    ids = here.locator(".message").evaluate_all("all => all.map(e => e.dataset.messageId)")
    assert len(ids) == len(set(ids)) == 6
    kept = server.get(f"chats/{server.get('users')[-3]['id']}/messages")
    assert [str(m["message_id"]) for m in kept] == ids


def test_blocking_and_restarting(open_page, bot):
    here = started(open_page())
    here.locator("[data-more]").click()
    here.locator('[data-action="block"]').click()
    here.locator("[data-confirm]").click()
    change = bot.wait_for(lambda u: "my_chat_member" in u)["my_chat_member"]
    assert change["new_chat_member"]["status"] == "kicked"
    here.locator('[data-start="restart"]').click()
    expect(here.locator(".theirs").last).to_contain_text("您好")
    expect(here.locator("[data-composer]")).to_be_visible()


def test_clearing_the_chat_brings_start_back(open_page):
    here = started(open_page())
    here.locator("[data-more]").click()
    here.locator('[data-action="clear"]').click()
    here.locator("[data-confirm]").click()
    expect(here.locator('[data-start="start"]')).to_be_visible()
    expect(here.locator(".message")).to_have_count(0)


GUIDE = [
    {"id": "start", "phone": 0, "text": {"zh": "点“开始”。", "en": "Tap Start."}, "highlight": "start",
     "done_when": {"phone": 0, "contains": "您好"}},
    {"id": "press", "phone": 0, "text": {"zh": "点“加一”。", "en": "Tap it."}, "highlight": "button:加",
     "done_when": {"phone": 0, "contains": "现在是"}},
    {"id": "keys", "phone": 0, "text": {"zh": "写“按键”。", "en": "Write it."}, "highlight": "composer",
     "done_when": {"phone": 0, "contains": "请选"}},
    {"id": "key", "phone": 0, "text": {"zh": "点“乙”。", "en": "Tap it."}, "highlight": {"zh": "button:乙", "en": "button:B"},
     "done_when": {"phone": 0, "contains": {"zh": "收到", "en": "Got"}}},
    {"id": "deputy", "phone": 1, "text": {"zh": "看代表的手机。", "en": "Now the deputy."}, "highlight": "start",
     "done_when": {"phone": 1, "contains": "您好"}},
]  # fmt: skip


def test_the_guide_points_goes_on_by_itself_and_remembers(open_page):
    page = open_page(guide=GUIDE)
    guide = page.locator("[data-guide]")
    expect(guide).to_contain_text("第 1 步,共 5 步".replace(",", "\uff0c"))
    expect(phone(page).locator("[data-start]")).to_have_class(re.compile("guide-mark"))
    here = started(page)
    expect(guide).to_contain_text("点“加一”。")
    expect(here.locator('[data-inline-button="0,0"]')).to_have_class(re.compile("guide-mark"))
    page.reload()
    expect(guide).to_contain_text("点“加一”。")
    here.locator('[data-inline-button="0,0"]').click()
    expect(here.locator(".composer-line")).to_have_class(re.compile("guide-mark"))
    say(here, "按键")
    expect(here.locator('[data-reply-button="0,1"]')).to_have_class(re.compile("guide-mark"))
    here.locator('[data-reply-button="0,1"]').click()
    expect(guide).to_contain_text("看代表的手机。")
    page.locator("[data-guide-hide]").click()
    expect(guide).to_be_hidden()
    expect(page.locator(".guide-mark")).to_have_count(0)
    page.locator("[data-guide-open]").click()
    expect(guide).to_contain_text("看代表的手机。")
    page.locator("[data-guide-next]").click()
    page.locator("[data-guide-again]").click()
    expect(guide).to_contain_text("点“开始”。")


def test_a_narrow_screen_shows_one_phone_and_the_guide_turns_to_it(open_page):
    page = open_page(width=390, guide=[GUIDE[0], GUIDE[-1]])
    expect(phone(page, 0)).to_be_visible()
    expect(phone(page, 1)).to_be_hidden()
    started(page)
    expect(phone(page, 1)).to_be_visible()
    page.locator('[data-tab="2"]').click()
    expect(phone(page, 2)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_both_languages_have_every_text_and_can_be_switched(open_page):
    page = open_page(locale="en-GB")
    expect(phone(page).locator("[data-start]")).to_have_text("Start")
    page.locator("[data-language]").click()
    expect(phone(page).locator("[data-start]")).to_have_text("开始")
    texts = page.evaluate("import('/playground/texts.js').then(m => m.TEXTS)")
    assert list(texts["zh"]) == list(texts["en"])
    places = {lang: {k: sorted(re.findall(r"\{\w+\}", v)) for k, v in texts[lang].items()} for lang in texts}
    assert places["zh"] == places["en"]


def test_a_long_chat_shows_its_end_and_the_rest_on_demand(open_page, server):
    page = open_page()
    here = started(page)
    user = server.get("users")[-3]["id"]
    for number in range(125):
        server.post("send", user=user, text=f"第 {number} 条")
    expect(here.locator(".own", has_text="第 124 条")).to_be_visible()
    page.reload()
    expect(here.locator(".own", has_text="第 124 条")).to_be_in_viewport()
    here.locator("[data-earlier]").first.evaluate("e => e.scrollIntoView()")
    deadline = time.monotonic() + 20
    while here.locator("[data-earlier]").count() and time.monotonic() < deadline:
        here.locator("[data-earlier]").click()
    expect(here.locator(".own", has_text="/start")).to_have_count(1)
    here.locator("[data-to-latest]").click()
    expect(here.locator(".own").last).to_be_in_viewport()
