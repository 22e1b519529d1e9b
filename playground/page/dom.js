/** Small pieces for building elements: no strings of HTML anywhere, so nothing a person writes can become markup. */

/** `h("button", {class: "x", onclick: f}, "text", child)`; null, undefined and false are left out. */
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "class") el.className = value;
    else if (key === "dataset") Object.assign(el.dataset, value);
    else if (key === "style") for (const [name, v] of Object.entries(value)) el.style.setProperty(name, v);
    else el.setAttribute(key, value === true ? "" : String(value));
  }
  append(el, children);
  return el;
}

export function append(el, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) el.append(child);
  }
  return el;
}

/** Keeps Tab inside `box` and closes on Escape; answers a function that gives the focus back. */
export function holdFocus(box, onEscape) {
  const before = document.activeElement;
  const onKey = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onEscape();
      return;
    }
    if (event.key !== "Tab") return;
    const stops = [...box.querySelectorAll("button, [href], input, textarea, select, [tabindex='0']")].filter(
      (el) => !el.disabled && el.offsetParent !== null,
    );
    if (!stops.length) return;
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement === edge || !box.contains(document.activeElement)) {
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    }
  };
  box.addEventListener("keydown", onKey);
  return () => {
    box.removeEventListener("keydown", onKey);
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}

/** A colour for a name's avatar: the same id always gets the same one. */
export function hue(id) {
  const hues = [205, 150, 28, 262, 340, 178, 48, 225];
  return hues[Math.abs(Number(id) || 0) % hues.length];
}

/** The round letter that stands for a person or a bot. */
export function avatar(name, id, extra = "") {
  const letter = [...(name || "?").trim()][0] ?? "?";
  return h("span", { class: `avatar ${extra}`, style: { "--hue": hue(id) }, "aria-hidden": "true" }, letter);
}

export function fullName(user) {
  return [user?.first_name, user?.last_name].filter(Boolean).join(" ");
}
