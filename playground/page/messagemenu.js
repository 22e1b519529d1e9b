/** What can be done with one message: answer it, copy it, change it, react to it, read its QR code. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { parseLink } from "./links.js";
import { largest } from "./media.js";
import { closePanels, copy, openMenu, toast } from "./panels.js";
import { readQr } from "./qr.js";

const REACTIONS = ["👍", "❤", "👏", "🙏", "🎉", "🤔"];

export function openMessageMenu(phone, message, anchor) {
  const { chat, screen, composer } = phone;
  const own = message.from?.id === chat.user.id;
  const words = message.text ?? message.caption;
  const editable = own && (message.text !== undefined || message.caption !== undefined || message.photo);
  const react = (emoji) => {
    closePanels(screen);
    phone.react(message, emoji);
  };
  const head = own ? null : h("div", { class: "react-row", role: "group", "aria-label": t("react") },
    REACTIONS.map((emoji) => h("button", { type: "button", dataset: { react: emoji }, onclick: () => react(emoji) }, emoji)));
  openMenu(screen, anchor, t("message_actions"), [
    phone.composerShown && { icon: "reply", text: t("reply"), data: { action: "reply" }, act: () => composer.reply(message) },
    phone.composerShown && editable && { icon: "edit", text: t("edit"), data: { action: "edit" }, act: () => composer.edit(message) },
    words && { icon: "copy", text: t("copy"), data: { action: "copy" }, act: () => copy(screen, words) },
    own && { icon: "trash", text: t("delete"), danger: true, data: { action: "delete" }, act: () => remove(phone, message) },
    message.photo && { icon: "qr", text: t("scan_photo"), data: { action: "scan" }, act: () => scan(phone, message) },
  ], head);
}

function remove(phone, message) {
  const { chat } = phone;
  return phone.attempt(() => api.remove({ user: chat.user.id, bot: chat.bot.username, message_ids: [message.message_id] }));
}

async function scan(phone, message) {
  const response = await fetch(api.fileUrl(largest(message).file_id));
  const text = await readQr(await response.blob());
  if (!text) toast(phone.screen, t("qr_none"));
  else if (parseLink(text)?.start) phone.followLink(/^[a-z]+:/i.test(text) ? text : `https://${text}`);
  else toast(phone.screen, t("link_other", { text }));
}
