/** What opens inside a phone: menus, dialogs, toasts. Each is dismissed by Escape or a tap beside it. */

import { append, h, holdFocus } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const TOAST_MS = 3500;

/**
 * A menu of `[{icon, text, note, act, danger, data}]` in `screen`. `where`: "top-right", "bottom-left" or an element
 * it stands beside. `head`: an element above the items.
 */
export function openMenu(screen, where, label, items, head) {
  closePanels(screen);
  const list = h("div", { class: "menu", role: "menu", "aria-label": label });
  append(list, head);
  const cover = h("div", { class: "cover", dataset: { panel: "menu" } }, list);
  const close = () => {
    release();
    cover.remove();
  };
  for (const item of items.filter(Boolean)) {
    const act = () => {
      close();
      item.act();
    };
    list.append(h("button", { type: "button", role: "menuitem", class: item.danger ? "menu-item danger" : "menu-item", dataset: item.data ?? {}, onclick: act },
      item.icon && icon(item.icon),
      h("span", { class: "menu-words" }, h("span", { class: "menu-text" }, item.text), item.note && h("span", { class: "menu-note" }, item.note))));
  }
  cover.closePanel = close;
  cover.addEventListener("pointerdown", (event) => event.target === cover && close());
  cover.addEventListener("contextmenu", (event) => event.preventDefault());
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    all[(at + all.length) % all.length].focus();
  });
  screen.append(cover);
  place(screen, list, where);
  const release = holdFocus(cover, close);
  list.querySelector("button")?.focus({ preventScroll: true });
  return close;
}

function place(screen, list, where) {
  if (typeof where === "string") {
    list.classList.add(...where.split(" "));
    return;
  }
  const frame = screen.getBoundingClientRect();
  const anchor = where.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  const left = Math.min(Math.max(8, anchor.right - frame.left - box.width), frame.width - box.width - 8);
  const below = anchor.bottom - frame.top + 4;
  const top = below + box.height < frame.height - 8 ? below : Math.max(8, anchor.top - frame.top - box.height - 4);
  list.style.left = `${left}px`;
  list.style.top = `${top}px`;
}

/** A dialog in the phone; `content` are its elements, `buttons` `[{text, act, primary, data}]` where `act` may answer false to stay. */
export function openDialog(screen, { title, content, buttons = [], name, onClose, focus }) {
  closePanels(screen);
  const box = h("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title, dataset: { dialog: name } });
  const cover = h("div", { class: "cover dim", dataset: { panel: "dialog" } }, box);
  const close = () => {
    release();
    cover.remove();
    onClose?.();
  };
  cover.closePanel = close;
  const press = async (button) => {
    if ((await button.act?.()) !== false && cover.isConnected) close();
  };
  append(box, [
    title && h("h2", null, title),
    content,
    buttons.length > 0 && h("div", { class: "dialog-buttons" }, buttons.map((b) =>
      h("button", { type: "button", class: b.primary ? "button primary" : "button", dataset: b.data ?? {}, onclick: () => press(b) }, b.text))),
  ]);
  cover.addEventListener("pointerdown", (event) => event.target === cover && close());
  screen.append(cover);
  const release = holdFocus(cover, close);
  (focus ?? box.querySelector(".primary") ?? box.querySelector("button, input"))?.focus({ preventScroll: true });
  return close;
}

export function confirmDialog(screen, { title, text, act, name }) {
  openDialog(screen, {
    title,
    name,
    content: h("p", null, text),
    buttons: [{ text: t("cancel"), data: { cancel: "" } }, { text: t("confirm"), primary: true, act, data: { confirm: "" } }],
  });
}

export function alertDialog(screen, text) {
  openDialog(screen, {
    name: "alert",
    content: h("p", { class: "alert-text" }, text),
    buttons: [{ text: t("ok"), primary: true, data: { ok: "" } }],
  });
}

export function toast(screen, text) {
  screen.querySelector(".toast")?.remove();
  const box = h("div", { class: "toast", role: "status", dataset: { toast: "" } }, text);
  screen.append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}

export function closePanels(screen) {
  for (const cover of screen.querySelectorAll(".cover")) cover.closePanel?.();
}

/** Copies where the browser allows it; answers whether it did. */
export async function copy(screen, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // Without permission (or on plain HTTP) there is the old way.
    const area = h("textarea", { class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) {
      console.warn("copy", error);
      return;
    }
  }
  toast(screen, t("copied"));
}
