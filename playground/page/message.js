/** One message, or one album, as a bubble. */

import { fullName, h } from "./dom.js";
import { renderText } from "./entities.js";
import { clock, fullTime } from "./format.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";
import { t } from "./language.js";
import { contactBlock, documentBlock, photoBlock, placeBlock, summary, voiceBlock } from "./media.js";

/** What a deep link sends; as in Telegram its sender sees only the command. */
const DEEP_START = /^\/start [\w-]+$/;
/** Long presses open the message's menu on touch screens. */
const LONG_PRESS_MS = 480;

/**
 * `members`: the messages of an album, or one message. `ctx`: `chat`, `onLink`, `onCommand`, `onCopy`, `onInline`,
 * `onMenu(message, anchor)`, `onJump(messageId)`, `onReact(message, emoji)`.
 */
export function renderMessage(members, ctx) {
  const message = members[0];
  const service = serviceText(message);
  if (service) return h("div", { class: "service", dataset: ids(message) }, h("span", null, service));
  const own = message.from?.id === ctx.chat.user.id;
  const words = members.find((m) => m.caption) ?? message;
  const media = mediaBlock(members, ctx);
  const full = words.text ?? words.caption;
  const text = own && DEEP_START.test(full) ? "/start" : full;
  const bubble = h("div", { class: `bubble${media?.bare ? " picture" : ""}${text ? "" : " no-text"}`, tabindex: "-1" });
  const above = words.show_caption_above_media;
  bubble.append(...[forwarded(message), quote(message, ctx), !above && media?.node].filter(Boolean));
  const meta = metaLine(members, own);
  if (text) {
    bubble.append(h("div", { class: "text", dir: "auto" }, renderText(text, words.entities ?? words.caption_entities, ctx), meta));
  }
  if (above && media) bubble.append(media.node);
  if (!text) bubble.append(meta);
  const reactions = reactionLine(members, ctx);
  if (reactions) bubble.append(reactions);
  const menu = h("button", { type: "button", class: "message-menu", "aria-label": t("message_actions"), dataset: { messageMenu: "" }, onclick: (e) => ctx.onMenu(words, e.currentTarget) }, icon("down"));
  bubble.append(menu);
  const keyboard = inlineKeyboard(members.at(-1), ctx);
  const box = h("article", { class: `message ${own ? "own" : "theirs"}${keyboard ? " has-keyboard" : ""}`, dataset: ids(message), "aria-label": own ? t("you") : fullName(message.from) },
    bubble, keyboard);
  longPress(bubble, () => ctx.onMenu(words, menu));
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img") && !event.shiftKey && event.target.tagName === "A") return;
    event.preventDefault();
    ctx.onMenu(words, menu);
  });
  return box;
}

const ids = (message) => ({ messageId: message.message_id });

function mediaBlock(members, ctx) {
  const message = members[0];
  if (message.photo || message.video) return { bare: true, node: photoBlock(members) };
  if (message.voice) return { node: voiceBlock(message.voice) };
  if (message.audio) {
    const title = [message.audio.performer, message.audio.title ?? message.audio.file_name].filter(Boolean).join(" — ");
    return { node: voiceBlock(message.audio, title && h("span", { class: "audio-title" }, title)) };
  }
  if (message.document) {
    return { node: h("div", { class: "files" }, members.map((m) => m.document && documentBlock(m.document))) };
  }
  if (message.location || message.venue) return { bare: true, node: placeBlock(message, ctx) };
  if (message.contact) return { node: contactBlock(message.contact) };
  if (message.sticker || message.dice) {
    return { node: h("div", { class: "big-emoji" }, message.sticker?.emoji ?? message.dice.emoji) };
  }
  if (message.text === undefined && message.caption === undefined) {
    return { node: h("div", { class: "unsupported" }, t("unsupported")) };
  }
  return null;
}

function metaLine(members, own) {
  const message = members[0];
  const changed = members.find((m) => m.edit_date);
  return h("span", { class: "meta" },
    changed && h("span", { class: "edited", title: fullTime(changed.edit_date) }, t("edited")),
    h("time", { datetime: new Date(message.date * 1000).toISOString(), title: fullTime(message.date) }, clock(message.date)),
    own && icon("check", "sent"));
}

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = fullName(origin.sender_user) || origin.sender_user_name || origin.chat?.title || origin.sender_chat?.title || "";
  return h("div", { class: "forwarded" }, t("forwarded_from", { name }));
}

function quote(message, ctx) {
  const target = message.reply_to_message;
  if (!target) return null;
  const known = ctx.chat.entries.get(target.message_id)?.message ?? target;
  const name = known.from?.id === ctx.chat.user.id ? t("you") : fullName(known.from);
  return h("button", { type: "button", class: "quote", dataset: { quote: target.message_id }, onclick: () => ctx.onJump(target.message_id) },
    h("span", { class: "quote-name" }, name),
    h("span", { class: "quote-text" }, message.quote?.text ?? summary(known)));
}

function reactionLine(members, ctx) {
  const message = members[0];
  const counts = new Map();
  for (const m of members) {
    for (const given of ctx.chat.entries.get(m.message_id)?.reactions.values() ?? []) {
      for (const emoji of given) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
    }
  }
  if (!counts.size) return null;
  return h("div", { class: "reactions" }, [...counts].map(([emoji, count]) =>
    h("button", { type: "button", class: "reaction", dataset: { reaction: emoji }, onclick: () => ctx.onReact(message, emoji) }, count > 1 ? `${emoji} ${count}` : emoji)));
}

function serviceText(message) {
  const name = fullName(message.from);
  if (message.pinned_message) return t("service_pinned", { name });
  if (message.new_chat_members) return t("service_joined", { name: message.new_chat_members.map(fullName).join("、") });
  if (message.left_chat_member) return t("service_left", { name: fullName(message.left_chat_member) });
  const kinds = ["group_chat_created", "new_chat_title", "message_auto_delete_timer_changed", "write_access_allowed"];
  return kinds.some((k) => message[k]) ? t("service_other") : null;
}

function longPress(el, act) {
  let timer = null;
  const stop = () => clearTimeout(timer);
  el.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    stop();
    timer = setTimeout(act, LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove", "pointerleave"]) el.addEventListener(name, stop);
}
