"""The chat page shows every kind of message, and what a person does on it reaches the bot."""

import re

from playwright.sync_api import expect

from tests.browser.chromium import in_chromium, phone, say, started
from tests.browser.page_bot import PICTURES

pytestmark = in_chromium


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
