/** Times, days, sizes and lengths as people read them. */

import { locale, t } from "./language.js";

const dayNumber = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60000) / 86400000);

/** The local day a Unix time falls on, as a number: equal numbers are the same day. */
export const dayOf = (seconds) => dayNumber(new Date(seconds * 1000));

export function dayLabel(seconds) {
  const date = new Date(seconds * 1000);
  const ago = dayNumber(new Date()) - dayNumber(date);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  const sameYear = date.getFullYear() === new Date().getFullYear();
  const options = { month: "long", day: "numeric", ...(sameYear ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(locale(), options).format(date);
}

export function clock(seconds) {
  const date = new Date(seconds * 1000);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

export function fullTime(seconds) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "medium" }).format(seconds * 1000);
}

export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function size(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

export const coordinates = (place) => `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
