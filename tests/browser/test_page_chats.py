"""Whole chats on the chat page: opened by links, lost by nothing, cleared, long, in both languages."""

import re
import time

from playwright.sync_api import expect

from tests.browser.chromium import in_chromium, phone, say, started
from tests.browser.page_bot import qr_png

pytestmark = in_chromium


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
