/** Deep links, and where people find them: pasted, in a QR code, or on one of the phones. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { largest } from "./media.js";
import { openDialog } from "./panels.js";
import { readQr } from "./qr.js";
import { api } from "./api.js";

const SEEN_LINKS = 4;
const SEEN_PICTURES = 6;

/** `{bot, start}` of a t.me or tg://resolve link, or null for any other text. `start` is null where there is none. */
export function parseLink(text) {
  const trimmed = text.trim();
  const address = /^[a-z]+:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") {
    const values = new URLSearchParams(url.search);
    return values.get("domain") ? { bot: values.get("domain"), start: values.get("start") } : null;
  }
  if (!/^(www\.)?(t\.me|telegram\.me)$/i.test(url.hostname)) return null;
  const bot = url.pathname.split("/")[1];
  return bot ? { bot, start: url.searchParams.get("start") } : null;
}

/** Start links that were seen on any phone, newest first. */
export function seenLinks(chats) {
  const found = [];
  for (const chat of chats) {
    for (const message of chat.messages) {
      const text = message.text ?? message.caption ?? "";
      const entities = [...(message.entities ?? []), ...(message.caption_entities ?? [])];
      const links = entities.map((e) => e.url ?? (e.type === "url" ? text.slice(e.offset, e.offset + e.length) : null));
      for (const row of message.reply_markup?.inline_keyboard ?? []) for (const b of row) links.push(b.url, b.copy_text?.text);
      links.push(...(text.match(/(?:https?:\/\/)?t\.me\/\w+\?start=[\w-]+/g) ?? []));
      for (const link of links) if (link && parseLink(link)?.start) found.push({ link, date: message.date, who: chat.user });
    }
  }
  found.sort((a, b) => b.date - a.date);
  const plain = (link) => link.replace(/^https?:\/\//, "");
  return [...new Map(found.map((f) => [plain(f.link), { ...f, link: plain(f.link) }])).values()].slice(0, SEEN_LINKS);
}

function seenPictures(chats) {
  return chats
    .flatMap((chat) => chat.messages.filter((m) => m.photo || m.document?.mime_type?.startsWith("image/")))
    // The bot's own pictures first: codes come from it.
    .sort((a, b) => Number(b.from?.is_bot ?? false) - Number(a.from?.is_bot ?? false) || b.date - a.date)
    .slice(0, SEEN_PICTURES)
    .map((m) => api.fileUrl((largest(m) ?? m.document).file_id));
}

export function linkDialog(screen, chats, open) {
  const input = h("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", placeholder: "https://t.me/…?start=…", "aria-label": t("link_hint"), dataset: { linkInput: "" } });
  const problem = h("p", { class: "problem", role: "alert" });
  const go = (text) => {
    if (!parseLink(text)) {
      problem.textContent = t("link_wrong");
      return false;
    }
    open(text.trim());
    return true;
  };
  const seen = seenLinks(chats);
  const close = openDialog(screen, {
    name: "link",
    title: t("link_title"),
    focus: input,
    content: [
      h("p", { class: "hint" }, t("link_hint")),
      input,
      problem,
      seen.length > 0 && h("p", { class: "hint" }, t("link_seen")),
      seen.map(({ link }) => h("button", { type: "button", class: "pick", dataset: { seenLink: link }, onclick: () => go(link) && close() }, icon("link"), h("span", null, link))),
    ],
    buttons: [{ text: t("cancel") }, { text: t("open"), primary: true, act: () => go(input.value), data: { openLink: "" } }],
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && go(input.value)) close();
  });
}

export function qrDialog(screen, chats, open) {
  const problem = h("p", { class: "problem", role: "alert" });
  const file = h("input", { type: "file", accept: "image/*", class: "offscreen", tabindex: "-1", "aria-label": t("qr_choose"), dataset: { qrFile: "" } });
  const scan = async (blob) => {
    problem.textContent = "";
    const text = await readQr(blob);
    if (!text) problem.textContent = t("qr_none");
    else if (!parseLink(text)) problem.textContent = t("link_other", { text });
    else {
      close();
      open(text);
    }
  };
  const fromUrl = async (url) => scan(await (await fetch(url)).blob());
  const choose = h("button", { type: "button", class: "drop", onclick: () => file.click() }, icon("qr"), h("span", null, t("qr_hint")));
  const pictures = seenPictures(chats);
  const close = openDialog(screen, {
    name: "qr",
    title: t("qr_title"),
    focus: choose,
    onClose: () => document.removeEventListener("paste", onPaste, true),
    content: [
      choose,
      file,
      problem,
      pictures.length > 0 && h("p", { class: "hint" }, t("qr_seen")),
      pictures.length > 0 && h("div", { class: "seen-pictures" }, pictures.map((url) =>
        h("button", { type: "button", "aria-label": t("scan_photo"), dataset: { seenPicture: "" }, onclick: () => fromUrl(url) }, h("img", { src: url, alt: t("photo") })))),
    ],
    buttons: [{ text: t("cancel") }],
  });
  file.addEventListener("change", () => file.files[0] && scan(file.files[0]));
  const zone = choose.closest(".dialog");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    event.stopPropagation();
    choose.classList.add("over");
  });
  zone.addEventListener("dragleave", () => choose.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    choose.classList.remove("over");
    const dropped = [...event.dataTransfer.files].find((f) => f.type.startsWith("image/"));
    const address = event.dataTransfer.getData("text/uri-list").split("\n")[0];
    if (dropped) scan(dropped);
    else if (address && new URL(address, location.href).origin === location.origin) fromUrl(address);
  });
  const onPaste = (event) => {
    const picture = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (!picture) return;
    event.preventDefault();
    event.stopPropagation();
    scan(picture);
  };
  document.addEventListener("paste", onPaste, true);
}
