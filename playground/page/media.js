/** What a bubble can hold besides text: photos, albums, voice, files, places, people. */

import { api } from "./api.js";
import { avatar, fullName, h } from "./dom.js";
import { coordinates, length, size } from "./format.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { openViewer } from "./viewer.js";

const ALBUM_COLUMNS = { 1: [1], 2: [2], 3: [1, 2], 4: [2, 2], 5: [2, 3], 6: [3, 3], 7: [2, 2, 3], 8: [2, 3, 3], 9: [3, 3, 3], 10: [2, 2, 3, 3] };
const BARS = 32;

/** The largest size of a photo, or null where the message has none. */
export const largest = (message) =>
  message.photo?.reduce((best, p) => (p.width * p.height >= best.width * best.height ? p : best)) ?? null;

function fileLink(file, name, children, extra = {}) {
  return h("a", { href: api.fileUrl(file.file_id), download: name, ...extra }, children);
}

export function photoBlock(messages) {
  const all = messages.map((m) => api.fileUrl((largest(m) ?? m.video ?? m.document).file_id));
  const tiles = messages.map((m, index) => tile(m, index, all, messages));
  if (messages.length === 1) return tiles[0];
  const rows = [];
  let at = 0;
  for (const count of ALBUM_COLUMNS[Math.min(messages.length, 10)]) {
    rows.push(h("div", { class: "album-row", style: { "--count": count } }, tiles.slice(at, at + count)));
    at += count;
  }
  return h("div", { class: "album", role: "group", "aria-label": t("album") }, rows);
}

function tile(message, index, all, messages) {
  const single = messages.length === 1;
  const data = { messageId: message.message_id };
  if (message.video) {
    const video = h("video", { src: all[index], controls: true, preload: "metadata", "aria-label": t("video") });
    return h("div", { class: "tile", dataset: single ? {} : data }, video);
  }
  const photo = largest(message);
  const img = h("img", { src: all[index], alt: message.caption || t("photo"), loading: "lazy", draggable: "true" });
  if (single) {
    // The box has the picture's shape before the picture is there, so nothing jumps.
    const ratio = Math.min(Math.max((photo.width || 1) / (photo.height || 1), 0.62), 2.2);
    img.style.setProperty("aspect-ratio", String(ratio));
    img.style.setProperty("--own-width", `${Math.max(photo.width || 0, 160)}px`);
  }
  const photos = messages.filter((m) => largest(m));
  const open = () => openViewer(photos.map((m) => ({ url: api.fileUrl(largest(m).file_id), caption: m.caption })), photos.indexOf(message));
  return h(
    "button",
    { type: "button", class: single ? "tile single" : "tile", "aria-label": t("open_photo"), dataset: single ? {} : data, onclick: open },
    img,
  );
}

/** A player of our own: play, a bar to seek by, the time; the shape of the bars is made from the file's id. */
export function voiceBlock(file, title) {
  const audio = h("audio", { src: api.fileUrl(file.file_id), preload: "none" });
  const bars = h("span", { class: "bars", "aria-hidden": "true" }, barHeights(file.file_unique_id ?? file.file_id));
  const seek = h("input", { type: "range", min: "0", max: "1000", value: "0", class: "seek", "aria-label": t("seek") });
  const time = h("span", { class: "voice-time" }, length(file.duration));
  const button = h("button", { type: "button", class: "voice-play", "aria-label": t("play"), dataset: { play: "" } }, icon("play"));
  const box = h("div", { class: "voice" }, button, h("div", { class: "voice-body" }, title, h("div", { class: "voice-line" }, bars, seek), time), audio);
  const total = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : file.duration || 0);
  const show = () => {
    const share = total() ? Math.min(1, audio.currentTime / total()) : 0;
    seek.value = String(Math.round(share * 1000));
    box.style.setProperty("--played", String(share));
    time.textContent = audio.paused && audio.currentTime === 0 ? length(total()) : `${length(audio.currentTime)} / ${length(total())}`;
  };
  const state = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", t(audio.paused ? "play" : "pause"));
    box.classList.toggle("playing", !audio.paused);
    show();
  };
  button.addEventListener("click", () => {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    audio.play().catch(() => {
      time.textContent = t("cannot_play");
    });
  });
  seek.addEventListener("input", () => {
    if (total()) audio.currentTime = (Number(seek.value) / 1000) * total();
  });
  for (const name of ["play", "pause"]) audio.addEventListener(name, state);
  audio.addEventListener("timeupdate", show);
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    state();
  });
  return box;
}

function barHeights(seed) {
  let state = 7;
  for (const c of String(seed)) state = (state * 31 + c.charCodeAt(0)) >>> 0;
  return Array.from({ length: BARS }, (_, i) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const height = 22 + ((state >>> 8) % 78);
    return h("i", { style: { "--h": `${height}%`, "--at": String(i / BARS) } });
  });
}

export function documentBlock(file) {
  const name = file.file_name || t("document");
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase();
  return fileLink(file, name, [
    h("span", { class: "file-mark", "aria-hidden": "true" }, ending ?? icon("file")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "file-size" }, size(file.file_size))),
    icon("download", "file-get"),
  ], { class: "file", "aria-label": t("download", { name }) });
}

export function placeBlock(message, ctx) {
  const place = message.venue?.location ?? message.location;
  const text = coordinates(place);
  return h("div", { class: "place" },
    h("div", { class: "place-map", "aria-hidden": "true" }, h("span", { class: "place-pin" }, icon("place"))),
    h("div", { class: "place-words" },
      h("strong", null, message.venue?.title ?? t("location")),
      message.venue?.address && h("span", null, message.venue.address),
      h("button", { type: "button", class: "text-link place-coordinates", title: t("copy_coordinates"), onclick: () => ctx.onCopy(text) }, text)));
}

export function contactBlock(contact) {
  const name = fullName(contact) || contact.phone_number;
  return h("div", { class: "contact" },
    avatar(name, contact.user_id ?? 0),
    h("div", { class: "contact-words" }, h("strong", null, name), h("span", null, contact.phone_number)));
}

/** A message in a few words: for reply quotes, the pinned bar and the composer. */
export function summary(message) {
  if (!message) return t("deleted_message");
  const words = message.text ?? message.caption;
  const kinds = ["photo", "video", "voice", "audio", "document", "location", "contact", "sticker"];
  const kind = kinds.find((k) => message[k]);
  const label = kind === "document" ? message.document.file_name ?? t("document") : kind && t(kind);
  if (!label) return words ?? t("unsupported");
  return words ? `${label} · ${words}` : label;
}
