/** The language the page itself speaks; what the bot says is the bot's own business. */

import { TEXTS } from "./texts.js";

const KEY = "playground.language";
let current = stored() ?? preferred();

function stored() {
  const value = localStorage.getItem(KEY);
  return value in TEXTS ? value : null;
}

function preferred() {
  for (const tag of navigator.languages ?? [navigator.language]) {
    const short = String(tag).toLowerCase().split("-")[0];
    if (short in TEXTS) return short;
  }
  return "zh";
}

export const language = () => current;
export const locale = () => (current === "zh" ? "zh-CN" : "en-GB");

export function setLanguage(value) {
  current = value in TEXTS ? value : "zh";
  localStorage.setItem(KEY, current);
  document.documentElement.lang = locale();
}

/** The text of a key in the page's language, with `{name}` places filled in. */
export function t(key, values = {}) {
  const text = TEXTS[current][key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** One of `{zh, en}` as the guide's steps carry them; a plain string is itself. */
export function pick(text) {
  if (typeof text === "string") return text;
  return text?.[current] ?? text?.zh ?? text?.en ?? "";
}
