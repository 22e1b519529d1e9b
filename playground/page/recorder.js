/** A voice message from the microphone, where the browser can record. */

import { h } from "./dom.js";
import { length } from "./format.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { toast } from "./panels.js";

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const SHORTEST_SECONDS = 0.5;

export const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);

export class Recorder {
  /** `done(file, seconds)` gets the recording when it is sent, not when it is cancelled. */
  constructor(screen, done) {
    this.screen = screen;
    this.done = done;
    this.time = h("span", { class: "record-time", role: "timer" });
    this.el = h("div", { class: "recorder", hidden: true, dataset: { recorder: "" } },
      h("button", { type: "button", class: "round", "aria-label": t("cancel"), onclick: () => this.stop(false) }, icon("trash")),
      h("span", { class: "record-dot", "aria-hidden": "true" }),
      this.time,
      h("button", { type: "button", class: "round send", "aria-label": t("send_recording"), onclick: () => this.stop(true) }, icon("send")));
  }

  async start() {
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      console.warn("microphone", error);
      toast(this.screen, t("recording_failed"));
      return;
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(sound, mimeType ? { mimeType } : {});
    this.parts = [];
    this.keep = false;
    this.began = performance.now();
    this.recorder.ondataavailable = (event) => this.parts.push(event.data);
    this.recorder.onstop = () => this.finish(sound);
    this.recorder.start();
    this.el.hidden = false;
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
  }

  seconds() {
    return (performance.now() - this.began) / 1000;
  }

  tick() {
    this.time.textContent = t("recording", { time: length(this.seconds()) });
  }

  stop(keep) {
    this.taken = this.seconds();
    this.keep = keep && this.taken >= SHORTEST_SECONDS;
    this.recorder?.stop();
  }

  finish(sound) {
    clearInterval(this.timer);
    for (const track of sound.getTracks()) track.stop();
    this.el.hidden = true;
    if (!this.keep) return;
    const type = (this.recorder.mimeType || "audio/webm").split(";")[0];
    const ending = { "audio/ogg": "ogg", "audio/mp4": "m4a" }[type] ?? "webm";
    this.done(new File(this.parts, `voice.${ending}`, { type }), this.taken);
  }
}

/** The length of a sound file in seconds; null where the browser cannot tell. */
export function soundLength(file) {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const sound = new Audio();
    const end = (seconds) => {
      URL.revokeObjectURL(url);
      resolve(Number.isFinite(seconds) ? seconds : null);
    };
    sound.addEventListener("loadedmetadata", () => end(sound.duration));
    sound.addEventListener("error", () => end(null));
    sound.preload = "metadata";
    sound.src = url;
  });
}
