/** Inline keyboards under bubbles and reply keyboards at the foot of a phone. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const STYLES = new Set(["primary", "success", "danger"]);

const styleOf = (button) => (STYLES.has(button.style) ? ` ${button.style}` : "");

/** `ctx`: `chat`, `onInline(message, row, column, button)`. */
export function inlineKeyboard(message, ctx) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const group = h("div", { class: "inline-keyboard", role: "group", "aria-label": t("inline_keyboard") });
  rows.forEach((row, r) => {
    const line = h("div", { class: `inline-row${row.length > 4 ? " dense" : ""}` });
    row.forEach((button, c) => line.append(inlineButton(message, button, r, c, ctx)));
    group.append(line);
  });
  return group;
}

function inlineButton(message, button, row, column, ctx) {
  const waiting = ctx.chat.waiting(message.message_id, row, column);
  const leaves = Boolean(button.url ?? button.login_url);
  return h("button", {
    type: "button",
    class: `inline-button${waiting ? " waiting" : ""}${styleOf(button)}`,
    dataset: { inlineButton: `${row},${column}` },
    "aria-busy": waiting ? "true" : null,
    title: button.url ?? null,
    onclick: () => ctx.onInline(message, row, column, button),
  },
  h("span", { class: "inline-text" }, button.text),
  leaves && icon("out", "inline-mark"),
  button.copy_text && icon("copy", "inline-mark"),
  waiting && h("span", { class: "spinner", role: "status", "aria-label": t("button_waiting") }));
}

/** `onButton(button)`; a button is a string or a KeyboardButton. */
export function replyKeyboard(markup, onButton) {
  const rows = markup?.keyboard;
  if (!rows?.length) return null;
  const full = markup.resize_keyboard ? "" : " tall";
  return h("div", { class: `reply-keyboard${full}`, role: "group", "aria-label": t("quick_replies"), dataset: { replyKeyboard: "" } },
    rows.map((row, r) =>
      h("div", { class: "reply-row" }, row.map((item, c) => {
        const button = typeof item === "string" ? { text: item } : item;
        return h("button", {
          type: "button",
          class: `reply-button${styleOf(button)}`,
          dataset: { replyButton: `${r},${c}` },
          onclick: () => onButton(button),
        }, button.text);
      }))));
}
