/** The attach menu, and the little forms for a place and a phone number. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { coordinates } from "./format.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { openDialog, openMenu } from "./panels.js";
import { canRecord } from "./recorder.js";

/** Places offered where the page's address names none (`&places=Name@lat,lon;…`). */
const PRESETS = [
  ["place_1", 31.3041, 120.5954],
  ["place_2", 31.3126, 120.6288],
  ["place_3", 31.2987, 120.6172],
];
const SAMPLE_NUMBER = "+8613800000000";

export function presets() {
  const given = new URLSearchParams(location.search).get("places");
  const places = (given ?? "").split(";").flatMap((item) => {
    const match = /^(.+)@(-?[\d.]+),(-?[\d.]+)$/.exec(item.trim());
    return match ? [{ name: match[1], latitude: Number(match[2]), longitude: Number(match[3]) }] : [];
  });
  return places.length ? places : PRESETS.map(([key, latitude, longitude]) => ({ name: t(key), latitude, longitude }));
}

function choose(composer, { accept, kind, multiple = true }) {
  const picker = h("input", { type: "file", accept, multiple, class: "offscreen", tabindex: "-1", dataset: { picker: kind ?? "photo" } });
  picker.addEventListener("change", () => {
    composer.addFiles([...picker.files], kind);
    picker.remove();
  });
  picker.addEventListener("cancel", () => picker.remove());
  composer.phone.screen.append(picker);
  picker.click();
}

export function attachMenu(composer) {
  const { screen } = composer.phone;
  openMenu(screen, "bottom-left", t("attach"), [
    { icon: "photo", text: t("attach_photo"), data: { attachPhoto: "" }, act: () => choose(composer, { accept: "image/*,video/*" }) },
    { icon: "file", text: t("attach_document"), data: { attachDocument: "" }, act: () => choose(composer, { kind: "document" }) },
    { icon: "sound", text: t("attach_voice"), data: { attachVoice: "" }, act: () => choose(composer, { accept: "audio/*,.ogg,.oga,.opus", kind: "voice", multiple: false }) },
    canRecord() && { icon: "mic", text: t("record_voice"), data: { attachRecord: "" }, act: () => composer.recorder.start() },
    { icon: "place", text: t("attach_location"), data: { attachLocation: "" }, act: () => locationDialog(composer) },
  ]);
}

export function locationDialog(composer) {
  const { phone } = composer;
  const field = (name, value) => h("input", { type: "text", inputmode: "decimal", "aria-label": t(name), value, dataset: { [name]: "" } });
  const [first] = presets();
  const latitude = field("latitude", first.latitude);
  const longitude = field("longitude", first.longitude);
  const problem = h("p", { class: "problem", role: "alert" });
  const send = (place) => phone.attempt(async () => {
    const { replyTo } = composer;
    phone.sent(await api.location(composer.target(place)));
    composer.leaveIf(replyTo, composer.editing);
  });
  const close = openDialog(phone.screen, {
    name: "location",
    title: t("location_title"),
    content: [
      h("p", { class: "hint" }, t("location_presets")),
      presets().map((place) => h("button", { type: "button", class: "pick", dataset: { place: place.name }, onclick: () => {
        close();
        send({ latitude: place.latitude, longitude: place.longitude });
      } }, icon("place"), h("span", null, place.name, h("small", null, coordinates(place))))),
      h("p", { class: "hint" }, t("location_hint")),
      h("div", { class: "pair" }, h("label", null, t("latitude"), latitude), h("label", null, t("longitude"), longitude)),
      problem,
    ],
    buttons: [
      { text: t("cancel") },
      { text: t("send"), primary: true, data: { sendLocation: "" }, act: () => {
        const place = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
        const valid = latitude.value.trim() && longitude.value.trim() && Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
        if (!valid) {
          problem.textContent = t("location_wrong");
          return false;
        }
        send(place);
        return true;
      } },
    ],
  });
}

export function contactDialog(composer) {
  const { phone } = composer;
  const input = h("input", { type: "tel", value: SAMPLE_NUMBER, "aria-label": t("contact_title"), dataset: { phoneNumber: "" } });
  openDialog(phone.screen, {
    name: "contact",
    title: t("contact_title"),
    content: [h("p", { class: "hint" }, t("contact_hint")), input],
    buttons: [
      { text: t("cancel") },
      { text: t("send"), primary: true, data: { sendContact: "" }, act: () => {
        if (!input.value.trim()) return false;
        phone.attempt(async () => phone.sent(await api.contact(composer.target({ phone_number: input.value.trim() }))));
        return true;
      } },
    ],
  });
}
