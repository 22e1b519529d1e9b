/** The scrolling list of a chat: day lines, bubbles, albums; only what changed is built again. */

import { h } from "./dom.js";
import { dayLabel, dayOf } from "./format.js";
import { icon } from "./icons.js";
import { language, t } from "./language.js";
import { renderMessage } from "./message.js";

const PAGE = 120;
const NEAR_BOTTOM_PX = 70;

export class MessageList {
  constructor(ctx) {
    this.ctx = ctx;
    this.chat = ctx.chat;
    this.nodes = new Map(); // key → {node, signature}
    this.limit = PAGE;
    this.atBottom = true;
    this.unread = 0;
    this.newest = 0;
    this.inner = h("div", { class: "log-inner" });
    this.el = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": t("phone_of", { name: this.chat.user.first_name }), dataset: { log: "" } }, this.inner);
    this.badge = h("span", { class: "badge", hidden: true });
    this.down = h("button", { type: "button", class: "to-latest", hidden: true, "aria-label": t("to_latest"), dataset: { toLatest: "" }, onclick: () => this.toBottom(true) }, icon("down"), this.badge);
    this.el.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.watcher = new ResizeObserver(() => this.atBottom && this.toBottom());
    this.watcher.observe(this.inner);
    this.watcher.observe(this.el);
  }

  scrolled() {
    const gap = this.el.scrollHeight - this.el.scrollTop - this.el.clientHeight;
    this.atBottom = gap < NEAR_BOTTOM_PX;
    if (this.atBottom) this.unread = 0;
    this.showDown();
  }

  showDown() {
    this.down.hidden = this.atBottom;
    this.badge.hidden = this.unread === 0;
    this.badge.textContent = String(this.unread);
    this.down.setAttribute("aria-label", this.unread ? t("new_messages", { count: this.unread }) : t("to_latest"));
  }

  toBottom(smooth = false) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.el.scrollTo({ top: this.el.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.atBottom = true;
    this.unread = 0;
    this.showDown();
  }

  /** Rows to show: `{key, signature, make}`. Messages of one album that follow each other are one row. */
  rows() {
    const all = this.chat.messages;
    const from = Math.max(0, all.length - this.limit);
    const rows = [];
    if (from > 0) rows.push({ key: "earlier", signature: language(), make: () => this.earlierButton() });
    let day = null;
    let before = null;
    for (let at = from; at < all.length; at += 1) {
      const message = all[at];
      if (dayOf(message.date) !== day) {
        day = dayOf(message.date);
        rows.push({ key: `day${day}`, signature: `${language()}${dayLabel(message.date)}`, make: () => h("div", { class: "day" }, h("span", null, dayLabel(message.date))) });
        before = null;
      }
      const members = [message];
      while (message.media_group_id && all[at + 1]?.media_group_id === message.media_group_id) members.push(all[(at += 1)]);
      const joined = before !== null && before === message.from?.id;
      before = message.from?.id ?? null;
      const versions = members.map((m) => `${m.message_id}.${this.chat.entries.get(m.message_id).version}`).join();
      rows.push({ key: `m${message.message_id}`, signature: `${versions}${joined}${language()}`, make: () => {
        const node = renderMessage(members, this.ctx);
        node.classList.toggle("joined", joined);
        return node;
      } });
    }
    return rows;
  }

  render() {
    const rows = this.rows();
    const wanted = new Set(rows.map((r) => r.key));
    for (const [key, { node }] of this.nodes) {
      if (wanted.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    let place = this.inner.firstChild;
    for (const row of rows) {
      let known = this.nodes.get(row.key);
      if (known?.signature !== row.signature) {
        const node = row.make();
        if (known) {
          if (place === known.node) place = node;
          swap(known.node, node);
        }
        known = { node, signature: row.signature };
        this.nodes.set(row.key, known);
      }
      if (known.node === place) place = place.nextSibling;
      else this.inner.insertBefore(known.node, place);
    }
    this.follow();
  }

  follow() {
    const last = this.chat.last;
    const fresh = this.newest ? this.chat.messages.filter((m) => m.message_id > this.newest) : [];
    const own = fresh.some((m) => m.from?.id === this.chat.user.id);
    if (last) this.newest = Math.max(this.newest, last.message_id);
    if (this.atBottom || own) this.toBottom();
    else this.unread += fresh.length;
    this.showDown();
  }

  earlierButton() {
    return h("button", { type: "button", class: "earlier", dataset: { earlier: "" }, onclick: () => {
      const height = this.el.scrollHeight - this.el.scrollTop;
      this.atBottom = false;
      this.limit += PAGE;
      this.render();
      this.el.scrollTop = this.el.scrollHeight - height;
    } }, t("earlier"));
  }

  /** Scrolls to a message and lights it up; where it is not shown yet, more is shown. */
  jump(messageId) {
    if (!this.chat.entries.has(messageId)) return;
    const later = this.chat.messages.filter((m) => m.message_id >= messageId).length;
    if (later > this.limit) {
      this.limit = later + 20;
      this.render();
    }
    const node = this.inner.querySelector(`[data-message-id="${messageId}"]`);
    const row = node?.closest(".message, .service");
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("lit");
    void row.offsetWidth; // restarts the animation
    row.classList.add("lit");
  }

  destroy() {
    this.watcher.disconnect();
  }
}

/** Replaces a row; a focused inline button stays focused in the new one. */
function swap(old, fresh) {
  const held = old.contains(document.activeElement) ? document.activeElement.dataset.inlineButton : undefined;
  old.replaceWith(fresh);
  if (held !== undefined) fresh.querySelector(`[data-inline-button="${held}"]`)?.focus({ preventScroll: true });
}
