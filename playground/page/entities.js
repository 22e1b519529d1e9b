/** Text with Bot API entities to DOM. Offsets and lengths are UTF-16 units, which is what JavaScript strings count in. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

const SAFE = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** The address to follow, or null where it is not one of the harmless kinds. */
export function safeHref(text) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return SAFE.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

/**
 * A fragment for `text`. `ctx`: `onLink(href, event)`, `onCommand(text)`, `onCopy(text)`.
 * Entities that overlap without nesting are cut where they cross, so every character appears once.
 */
export function renderText(text, entities, ctx) {
  const fragment = document.createDocumentFragment();
  const list = (entities ?? []).filter((e) => e.length > 0 && e.offset < text.length).sort(order);
  fragment.append(...walk(text, list, 0, text.length, ctx));
  return fragment;
}

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const order = (a, b) =>
  a.offset - b.offset || b.length - a.length || Number(BLOCKS.has(b.type)) - Number(BLOCKS.has(a.type));

function walk(text, list, start, end, ctx) {
  const nodes = [];
  const queue = [...list];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at);
    const stop = Math.min(entity.offset + entity.length, end);
    if (stop <= from) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = [];
    while (queue.length && queue[0].offset < stop) {
      const child = queue.shift();
      const childEnd = child.offset + child.length;
      inner.push(childEnd > stop ? { ...child, length: stop - child.offset } : child);
      if (childEnd > stop) {
        queue.push({ ...child, offset: stop, length: childEnd - stop });
        queue.sort(order);
      }
    }
    nodes.push(element(entity, text.slice(from, stop), walk(text, inner, from, stop, ctx), ctx));
    at = stop;
    // A block brings its own line break.
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function element(entity, raw, children, ctx) {
  switch (entity.type) {
    case "bold":
      return h("strong", null, children);
    case "italic":
      return h("em", null, children);
    case "underline":
      return h("u", null, children);
    case "strikethrough":
      return h("s", null, children);
    case "code":
      return pressable("code", children, t("copy"), () => ctx.onCopy(raw));
    case "pre":
      return h("pre", { "data-language": entity.language }, h("code", null, children));
    case "spoiler":
      return spoiler(children);
    case "blockquote":
      return h("blockquote", null, children);
    case "expandable_blockquote":
      return expandable(children);
    case "text_link":
      return link(entity.url, children, ctx);
    case "url":
      return link(raw, children, ctx);
    case "email":
      return link(`mailto:${raw}`, children, ctx);
    case "phone_number":
      return link(`tel:${raw.replace(/[^\d+]/g, "")}`, children, ctx);
    case "mention":
      return link(`https://t.me/${raw.slice(1)}`, children, ctx);
    case "bot_command":
      return h("button", { type: "button", class: "text-link", onclick: () => ctx.onCommand(raw) }, children);
    case "hashtag":
    case "cashtag":
    case "text_mention":
      return h("span", { class: "tag" }, children);
    default:
      return h("span", null, children);
  }
}

function pressable(tag, children, label, act) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
  return h(tag, { tabindex: "0", role: "button", title: label, onclick: act, onkeydown }, children);
}

function link(address, children, ctx) {
  const href = safeHref(address);
  if (!href) return h("span", null, children);
  const onclick = (event) => ctx.onLink(href, event);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href, onclick }, children);
}

function spoiler(children) {
  const content = h("span", { class: "spoiler-text", "aria-hidden": "true" }, children);
  const box = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("reveal") }, content);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (box.classList.contains("shown")) return;
    event.preventDefault();
    box.classList.add("shown");
    content.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) box.removeAttribute(name);
  };
  box.addEventListener("click", show, true);
  box.addEventListener("keydown", show);
  return box;
}

function expandable(children) {
  const quote = h("blockquote", { class: "expandable" }, h("div", { class: "expandable-text" }, children));
  const more = h("button", { type: "button", class: "expand", "aria-label": t("expand"), "aria-expanded": "false" });
  more.append(icon("down"));
  more.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    more.setAttribute("aria-expanded", String(open));
  });
  quote.append(more);
  return quote;
}
