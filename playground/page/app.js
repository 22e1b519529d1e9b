/** The page: reads its address, opens the phones, keeps them live. */

import { api } from "./api.js";
import { Chat } from "./chat.js";
import { fullName, h } from "./dom.js";
import { Guide } from "./guide.js";
import { icon } from "./icons.js";
import { language, locale, setLanguage, t } from "./language.js";
import { Phone } from "./phone.js";
import { Stream } from "./stream.js";
import { TEXTS } from "./texts.js";

const MOST_PHONES = 3;
const BANNER_DELAY_MS = 700;
const RETRY_MS = 1500;

const address = new URLSearchParams(location.search);
const root = document.getElementById("app");
const state = { bots: [], chats: [], phones: [], steps: null, guide: null, front: 0, stream: null, missing: [] };

async function begin() {
  document.documentElement.lang = locale();
  root.replaceChildren(h("p", { class: "notice" }, t("loading")));
  const [bots, users, steps] = await Promise.all([api.bots(), api.users(), api.guide()]);
  state.bots = bots;
  state.steps = steps?.length ? steps : null;
  const wanted = (address.get("people") ?? "").split(",").map((id) => id.trim()).filter(Boolean);
  const people = wanted.length ? wanted.map((id) => users.find((u) => String(u.id) === id) ?? id) : users.filter((u) => !u.is_bot);
  state.missing = people.filter((p) => typeof p === "string");
  const name = address.get("bot");
  const bot = bots.find((b) => b.username === name) ?? bots[0];
  state.chats = bot ? people.filter((p) => typeof p !== "string").slice(0, MOST_PHONES).map((user) => new Chat(user, bot)) : [];
  state.front = Math.min(Number(sessionStorage.getItem("playground.front") ?? 0), Math.max(0, state.chats.length - 1));
  draw();
  if (state.chats.length) listen();
}

/** Builds everything that is seen; again after a change of language. */
function draw() {
  for (const phone of state.phones) phone.destroy();
  const captions = (address.get("captions") ?? "").split(",").map((text) => text.trim());
  state.phones = state.chats.map((chat, index) => new Phone(index, chat, captions[index] ?? "", () => state.chats));
  document.title = state.chats[0]?.bot.first_name ?? t("title");
  const phones = h("main", { class: "phones", "aria-label": t("phones") }, state.phones.map((p) => p.el));
  state.guide = state.steps && state.phones.length ? new Guide(state.steps, guideKey(), () => state.phones, bringForward) : null;
  root.replaceChildren(topBar(), banner(), state.guide?.el ?? "", tabs(), state.phones.length ? phones : nobody());
  bringForward(state.front);
}

const guideKey = () => state.chats.map((c) => c.id).join("-");

function topBar() {
  const other = Object.keys(TEXTS).find((key) => key !== language());
  const change = () => {
    setLanguage(other);
    draw();
    state.guide?.look();
  };
  const label = TEXTS[other].language;
  return h("header", { class: "top" },
    h("div", { class: "brand" }, h("strong", null, state.chats[0]?.bot.first_name ?? t("title")), h("span", null, t("title"))),
    h("div", { class: "top-actions" },
      state.guide?.opener,
      h("button", { type: "button", class: "top-button", "aria-label": `${t("switch_language")}: ${label}`, lang: other, dataset: { language: other }, onclick: change }, label)));
}

function banner() {
  return h("div", { class: "banner", role: "status", hidden: true, dataset: { banner: "" } }, h("span", { class: "spinner", "aria-hidden": "true" }), h("span", null, t("reconnecting")));
}

function tabs() {
  if (state.phones.length < 2) return "";
  return h("div", { class: "tabs", role: "tablist", "aria-label": t("phones") }, state.phones.map((phone, index) =>
    h("button", { type: "button", role: "tab", class: "tab", "aria-selected": "false", dataset: { tab: index }, onclick: () => bringForward(index) },
      phone.caption || fullName(phone.chat.user),
      h("span", { class: "tab-dot", hidden: true, "aria-hidden": "true" }))));
}

function bringForward(index) {
  if (!state.phones[index]) return;
  state.front = index;
  sessionStorage.setItem("playground.front", String(index));
  for (const phone of state.phones) phone.el.classList.toggle("front", phone.index === index);
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const selected = Number(tab.dataset.tab) === index;
    tab.setAttribute("aria-selected", String(selected));
    if (selected) tab.querySelector(".tab-dot").hidden = true;
  }
  state.guide?.mark();
}

function nobody() {
  const problem = state.bots.length === 0 ? t("no_bot") : state.missing.length ? t("person_missing", { id: state.missing[0] }) : t("no_people");
  const add = async () => {
    const language_code = language();
    for (const key of ["sample_person_1", "sample_person_2", "sample_person_3"]) await api.addUser({ first_name: t(key), language_code });
    location.reload();
  };
  const canAdd = state.bots.length > 0 && state.missing.length === 0;
  return h("main", { class: "nobody" }, h("p", null, problem), canAdd && h("button", { type: "button", class: "button primary", dataset: { addPeople: "" }, onclick: add }, icon("person"), t("add_people")));
}

function listen() {
  let bannerTimer = null;
  state.stream = new Stream((after) => api.eventsUrl(after), {
    open: async () => {
      clearTimeout(bannerTimer);
      bannerTimer = null;
      await loadAll();
      if (bannerTimer === null) showBanner(false);
    },
    away: () => {
      bannerTimer ??= setTimeout(() => showBanner(true), BANNER_DELAY_MS);
    },
    event: (event) => dispatch(event),
  });
  state.stream.connect();
  root.addEventListener("phone-drawn", () => state.guide?.look());
}

function showBanner(on) {
  const box = document.querySelector("[data-banner]");
  if (box) box.hidden = !on;
  document.body.classList.toggle("away", on);
}

async function loadAll() {
  try {
    await Promise.all(state.chats.map((chat) => chat.load()));
  } catch (error) {
    // The stream is open but a call failed: the server is going or coming. It is asked again.
    console.warn("history", error);
    setTimeout(loadAll, RETRY_MS);
  }
}

function dispatch(event) {
  if (event.type === "reset") {
    loadAll();
    return;
  }
  if (event.type === "commands") {
    for (const chat of state.chats) chat.reloadCommands();
    return;
  }
  const chat = state.chats.find((c) => c.id === event.chat_id && (!event.bot || event.bot === c.bot.username));
  if (!chat) return;
  chat.apply(event);
  if (event.type === "message" && state.front !== state.chats.indexOf(chat)) {
    const dot = document.querySelector(`[data-tab="${state.chats.indexOf(chat)}"] .tab-dot`);
    if (dot) dot.hidden = false;
  }
}

function open() {
  begin().catch((error) => {
    console.warn("start", error);
    const away = error.status === 0;
    const words = away ? t("reconnecting") : t("cannot_open", { reason: error.message });
    root.replaceChildren(h("p", { class: "notice", role: "status", dataset: { banner: "" } }, away && h("span", { class: "spinner", "aria-hidden": "true" }), words));
    if (away) setTimeout(open, RETRY_MS);
  });
}

open();
