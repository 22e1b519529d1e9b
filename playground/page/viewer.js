/** Photos, large: one dialog over the whole page; arrows go through an album. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";

/** `pictures`: `[{url, caption}]`. */
export function openViewer(pictures, index) {
  let at = index;
  const img = h("img", { alt: "" });
  const caption = h("p", { class: "viewer-caption" });
  const step = (by) => {
    at = (at + by + pictures.length) % pictures.length;
    show();
  };
  const arrow = (name, by, label) =>
    h("button", { type: "button", class: `viewer-step ${name}`, "aria-label": label, onclick: () => step(by) }, icon("down"));
  const close = () => dialog.close();
  const dialog = h("dialog", { class: "viewer", "aria-label": t("photo"), dataset: { viewer: "" } },
    h("button", { type: "button", class: "viewer-close", "aria-label": t("close"), onclick: close }, icon("close")),
    pictures.length > 1 && arrow("before", -1, t("previous")),
    img,
    pictures.length > 1 && arrow("after", 1, t("next_photo")),
    caption);
  function show() {
    img.src = pictures[at].url;
    img.alt = pictures[at].caption || t("photo");
    caption.textContent = pictures[at].caption ?? "";
    caption.hidden = !caption.textContent;
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (pictures.length < 2) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("close", () => dialog.remove());
  show();
  document.body.append(dialog);
  dialog.showModal();
}
