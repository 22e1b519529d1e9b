/**
 * The guided first minute: a slim bar that says what to do next, and a soft pulse on the thing to tap. Steps come
 * from the product (`GET /playground/guide`); a step is done when its words have been seen on its phone.
 */

import { fullName, h } from "./dom.js";
import { icon } from "./icons.js";
import { pick, t } from "./language.js";

/** `{zh, en}` (each a string or a list), a list or a string: all the texts that count. */
const variants = (text) => (typeof text === "string" ? [text] : Object.values(text ?? {}).flat()).filter(Boolean);

export class Guide {
  /** `phones()` gives the phones, `showPhone(index)` brings one forward on a narrow screen. */
  constructor(steps, key, phones, showPhone) {
    this.steps = steps;
    this.key = `playground.guide.${key}`;
    this.phones = phones;
    this.showPhone = showPhone;
    const saved = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    const at = steps.findIndex((s) => s.id === saved.step);
    this.at = saved.done ? steps.length : Math.max(0, at);
    this.since = saved.since ?? 0;
    this.hidden = Boolean(saved.hidden);
    this.el = h("div", { class: "guide", role: "region", "aria-label": t("guide"), dataset: { guide: "" } });
    this.opener = h("button", { type: "button", class: "top-button", "aria-label": t("guide_show"), dataset: { guideOpen: "" }, onclick: () => this.open() }, icon("help"), h("span", null, t("guide")));
    this.draw();
  }

  save() {
    const step = this.steps[this.at]?.id;
    localStorage.setItem(this.key, JSON.stringify({ step, done: this.at >= this.steps.length, hidden: this.hidden, since: this.since }));
  }

  open() {
    if (this.hidden && this.at < this.steps.length) {
      this.hidden = false;
      this.draw();
    } else this.again();
  }

  /** From the beginning; what was seen before now does not count. */
  again() {
    const dates = this.phones().flatMap((p) => p.chat.messages.map((m) => m.edit_date ?? m.date));
    this.since = Math.max(0, ...dates);
    this.at = 0;
    this.hidden = false;
    this.draw();
    this.forward();
  }

  go(to) {
    this.at = to;
    this.draw();
    this.forward();
  }

  /** On a narrow screen the phone to look at comes to the front. */
  forward() {
    const step = this.steps[this.at];
    if (step && !this.hidden) this.showPhone(step.phone);
  }

  hide() {
    this.hidden = true;
    this.draw();
  }

  draw() {
    this.save();
    const step = this.steps[this.at];
    this.el.hidden = this.hidden;
    this.opener.classList.toggle("quiet", !this.hidden);
    const button = (text, act, data, extra = "") => h("button", { type: "button", class: `guide-button ${extra}`, dataset: data, onclick: act }, text);
    const close = h("button", { type: "button", class: "round small", "aria-label": t("guide_hide"), title: t("guide_hide"), dataset: { guideHide: "" }, onclick: () => this.hide() }, icon("close"));
    if (!step) {
      this.el.replaceChildren(icon("check", "guide-done"), h("p", { class: "guide-text", role: "status" }, t("guide_done")), button(t("guide_again"), () => this.again(), { guideAgain: "" }, "primary"), close);
    } else {
      const total = this.steps.length;
      const count = h("span", { class: "guide-count" }, t("guide_step", { step: this.at + 1, total }));
      const track = h("span", { class: "guide-track", "aria-hidden": "true" }, this.steps.map((_, i) => h("i", { class: i < this.at ? "past" : i === this.at ? "now" : "" })));
      const last = this.at === total - 1;
      this.el.replaceChildren(
        h("div", { class: "guide-where" }, count, track),
        h("p", { class: "guide-text", role: "status" }, this.phoneName(step) && h("b", null, this.phoneName(step)), pick(step.text)),
        button(t("guide_next"), () => this.go(this.at + 1), { guideNext: "" }, "primary"),
        !last && button(t("guide_skip"), () => this.go(total), { guideSkip: "" }),
        close);
    }
    this.mark();
  }

  phoneName(step) {
    const phone = this.phones()[step.phone];
    return phone ? phone.caption || fullName(phone.chat.user) : "";
  }

  /** Called whenever a phone was drawn: goes on when the step is done, and marks what to tap. */
  look() {
    let step = this.steps[this.at];
    const before = this.at;
    while (step && this.done(step)) {
      this.at += 1;
      step = this.steps[this.at];
    }
    if (this.at === before) this.mark();
    else {
      this.draw();
      this.forward();
    }
  }

  done(step) {
    const phone = this.phones()[step.done_when?.phone ?? step.phone];
    const words = variants(step.done_when?.contains);
    if (!phone || !words.length) return false;
    return phone.chat.messages.some((m) => {
      if ((m.edit_date ?? m.date) <= this.since) return false;
      const labels = (m.reply_markup?.inline_keyboard ?? []).flat().map((b) => b.text);
      const seen = [m.text, m.caption, ...labels].filter(Boolean).join("\n");
      return words.some((w) => seen.includes(w));
    });
  }

  mark() {
    const step = this.hidden ? null : this.steps[this.at];
    const target = step && this.target(step);
    for (const el of document.querySelectorAll(".guide-mark")) if (el !== target) el.classList.remove("guide-mark");
    target?.classList.add("guide-mark");
    if (target && this.shown !== this.at) {
      // Once a step: afterwards the person may scroll as they like.
      this.shown = this.at;
      target.scrollIntoView({ block: "nearest" });
    }
    for (const tab of document.querySelectorAll("[data-tab]")) tab.classList.toggle("wanted", Boolean(step) && Number(tab.dataset.tab) === step.phone);
    for (const phone of this.phones()) phone.el.classList.toggle("guided", Boolean(step) && phone.index === step.phone);
  }

  /** What to tap: of all that is named, what stands in the newest message; within one, what is named first. */
  target(step) {
    const root = this.phones()[step.phone]?.el;
    if (!root) return null;
    let best = null;
    for (const wanted of variants(step.highlight)) {
      const el = find(root, wanted);
      if (el && (!best || newness(el) > newness(best))) best = el;
    }
    return best;
  }
}

/** Quick replies are the newest, then inline buttons by their message; what is always there comes last. */
function newness(el) {
  if ("replyButton" in el.dataset) return Infinity;
  return Number(el.closest("[data-message-id]")?.dataset.messageId ?? -1);
}

function find(root, wanted) {
  const visible = (el) => (el && !el.closest("[hidden]") ? el : null);
  if (wanted === "start") return visible(root.querySelector("[data-start]"));
  if (wanted === "composer") return visible(root.querySelector(".composer-line"));
  if (wanted === "menu") return visible(root.querySelector("[data-command-menu]"));
  if (wanted === "more") return visible(root.querySelector("[data-more]"));
  if (wanted === "attach") return visible(root.querySelector("[data-attach]"));
  if (!wanted.startsWith("button:")) return null;
  const prefix = wanted.slice("button:".length).trim();
  // The newest button with this text: older messages may carry the same.
  const all = [...root.querySelectorAll("[data-reply-button], [data-inline-button]")].reverse();
  return all.find((b) => b.textContent.trim().startsWith(prefix)) ?? null;
}
