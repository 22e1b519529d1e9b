/** The page's own line icons, 24 × 24. */

const PATHS = {
  more: ["M12 5.5v.01M12 12v.01M12 18.5v.01"],
  menu: ["M4 7h16M4 12h16M4 17h10"],
  attach: ["M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6"],
  send: ["M4.5 11.9L20 4.5l-4.6 15.3-3.9-6z", "M20 4.5l-8.5 9.3"],
  mic: ["M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3z", "M6 11a6 6 0 0 0 12 0M12 17v3"],
  keyboard: ["M4 6.5h16v11H4z", "M7.5 10h.01M11 10h.01M14.5 10h.01M8 14h8"],
  close: ["M6 6l12 12M18 6L6 18"],
  reply: ["M10 6l-6 5.5 6 5.5v-3.6c4.6 0 7.6 1.2 9.8 4.1-.6-5-3.8-8.4-9.8-8.7z"],
  edit: ["M5 19l1-4L16 5l3 3L9 18z", "M14 7l3 3"],
  copy: ["M9 9h10v10H9z", "M5 15V5h10"],
  photo: ["M4 6h16v12H4z", "M4 15.5l4.5-4.5 4 4 3-3 4.5 4.5", "M15.5 9.5h.01"],
  file: ["M7 4h7l4 4v12H7z", "M14 4v4h4"],
  sound: ["M9 18V6l10-2v12", "M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z", "M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"],
  place: ["M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z", "M12 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1", "M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"],
  qr: ["M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z", "M14 14h2v2M20 14v2M14 20h2M18 18h2v2"],
  block: ["M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z", "M6.5 6.5l11 11"],
  trash: ["M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7"],
  down: ["M6 9l6 6 6-6"],
  play: ["M8 5.5v13l11-6.5z"],
  pause: ["M8.5 6v12M15.5 6v12"],
  download: ["M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"],
  pin: ["M9 4h6l-.7 6 3.2 3.5h-11L9.7 10z", "M12 13.5V20"],
  smile: ["M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z", "M9 10v.01M15 10v.01M8.5 14a4.2 4.2 0 0 0 7 0"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20a7.5 7.5 0 0 1 15 0"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  help: ["M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z", "M9.8 10a2.3 2.3 0 1 1 3.3 2c-.8.4-1.1.9-1.1 1.7M12 16.5v.01"],
  restart: ["M5 12a7 7 0 1 0 2.3-5.2", "M7.5 3.5v3.7h3.7"],
  out: ["M9 15L18 6M11.5 6H18v6.5"],
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name} ${extra}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
