/** Where a person writes: text, answers, changes, and a tray of pictures and files about to be sent. */

import { api } from "./api.js";
import { fullName, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { summary } from "./media.js";
import { Recorder, soundLength } from "./recorder.js";
import { attachMenu } from "./attach.js";

const TALLEST_PX = 132;
/** Telegram's most for one album. */
const ALBUM_MOST = 10;

export class Composer {
  /** `phone`: `chat`, `screen`, `attempt(promiseFunction)`, `sent(messages)`, `showCommands()`, `toggleKeyboard()`. */
  constructor(phone) {
    this.phone = phone;
    this.chat = phone.chat;
    this.tray = []; // {kind, file, url}
    this.replyTo = null;
    this.editing = null;
    this.busy = false;
    this.draftKey = `playground.draft.${this.chat.bot?.username}.${this.chat.user.id}`;
    this.build();
  }

  build() {
    const name = fullName(this.chat.user);
    this.input = h("textarea", { rows: "1", class: "input", placeholder: t("message_placeholder"), "aria-label": t("message_for", { name }), dataset: { composer: "" }, oninput: () => this.changed(), onkeydown: (e) => this.key(e), onpaste: (e) => this.paste(e) });
    this.input.value = localStorage.getItem(this.draftKey) ?? "";
    this.menu = h("button", { type: "button", class: "menu-button", "aria-label": t("commands"), dataset: { commandMenu: "" }, onclick: () => this.phone.showCommands() }, icon("menu"), h("span", null, t("menu")));
    this.attach = h("button", { type: "button", class: "round", "aria-label": t("attach"), dataset: { attach: "" }, onclick: () => attachMenu(this) }, icon("attach"));
    this.toggle = h("button", { type: "button", class: "round", "aria-label": t("show_keyboard"), "aria-expanded": "false", dataset: { keyboardToggle: "" }, hidden: true, onclick: () => this.phone.toggleKeyboard() }, icon("keyboard"));
    this.send = h("button", { type: "button", class: "round send", "aria-label": t("send"), dataset: { send: "" }, onclick: () => this.submit() }, icon("send"));
    this.context = h("div", { class: "composer-context", hidden: true });
    this.trayBox = h("div", { class: "tray", hidden: true, dataset: { tray: "" } });
    this.suggestions = h("div", { class: "suggestions", hidden: true, role: "listbox", "aria-label": t("commands"), dataset: { suggestions: "" } });
    this.recorder = new Recorder(this.phone.screen, (file, seconds) => this.sendFiles([{ kind: "voice", file, seconds }], ""));
    this.line = h("div", { class: "composer-line" }, this.menu, this.attach, this.input, this.toggle, this.send);
    this.el = h("div", { class: "composer" }, this.suggestions, this.context, this.trayBox, this.line, this.recorder.el);
    this.commandsChanged();
    queueMicrotask(() => this.changed());
  }

  commandsChanged() {
    this.menu.hidden = this.chat.commands.length === 0;
  }

  placeholder(text) {
    this.input.placeholder = this.tray.length ? t("caption_placeholder") : text || t("message_placeholder");
  }

  changed() {
    const text = this.input.value;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
    this.input.classList.toggle("scrolls", this.input.scrollHeight > TALLEST_PX);
    if (!this.editing) {
      if (text) localStorage.setItem(this.draftKey, text);
      else localStorage.removeItem(this.draftKey);
    }
    this.el.classList.toggle("has-text", Boolean(text) || this.tray.length > 0);
    this.send.disabled = this.busy || !(text.trim() || this.tray.length);
    this.suggest(text);
  }

  suggest(text) {
    const match = /^\/(\w*)$/.exec(text);
    const found = match ? this.chat.commands.filter((c) => c.command.startsWith(match[1].toLowerCase())) : [];
    this.suggestions.hidden = found.length === 0;
    this.suggestions.replaceChildren(...found.map((c) =>
      h("button", { type: "button", role: "option", "aria-selected": "false", class: "suggestion", onclick: () => this.command(`/${c.command}`) },
        h("strong", null, `/${c.command}`), h("span", null, c.description))));
  }

  key(event) {
    // An Enter that ends a Chinese input method's composition is not a send.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.replyTo || this.editing)) {
      this.leaveContext();
    } else if (event.key === "ArrowUp" && !this.input.value && !this.tray.length) {
      const mine = this.chat.messages.filter((m) => m.from?.id === this.chat.user.id && m.text !== undefined).at(-1);
      if (mine) {
        event.preventDefault();
        this.edit(mine);
      }
    }
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.addFiles(files);
  }

  /** Puts files in the tray; pictures go as photos unless `kind` says otherwise. */
  addFiles(files, kind) {
    for (const file of files) {
      const guess = file.type.startsWith("image/") && file.type !== "image/svg+xml" ? "photo" : file.type.startsWith("video/") ? "video" : "document";
      this.tray.push({ kind: kind ?? guess, file, url: URL.createObjectURL(file) });
    }
    this.showTray();
    this.input.focus();
  }

  showTray() {
    this.trayBox.hidden = this.tray.length === 0;
    this.trayBox.replaceChildren(...this.tray.map((item, index) => {
      const remove = h("button", { type: "button", class: "tray-remove", "aria-label": t("remove"), onclick: () => this.drop(index) }, icon("close"));
      const picture = item.kind === "photo" ? h("img", { src: item.url, alt: item.file.name }) : h("span", { class: "tray-file" }, icon(item.kind === "document" ? "file" : item.kind === "video" ? "photo" : "sound"), h("span", null, item.file.name));
      return h("div", { class: "tray-item" }, picture, remove);
    }));
    this.placeholder(this.phone.keyboardPlaceholder?.());
    this.changed();
  }

  drop(index) {
    URL.revokeObjectURL(this.tray[index].url);
    this.tray.splice(index, 1);
    this.showTray();
  }

  emptyTray() {
    for (const item of this.tray) URL.revokeObjectURL(item.url);
    this.tray = [];
    this.showTray();
  }

  reply(message) {
    this.leaveContext();
    this.replyTo = message;
    const name = message.from?.id === this.chat.user.id ? t("you") : fullName(message.from);
    this.showContext("reply", t("replying_to", { name }), summary(message));
  }

  edit(message) {
    this.leaveContext();
    this.editing = message;
    this.input.value = message.text ?? message.caption ?? "";
    this.showContext("edit", t("editing"), summary(message));
    this.changed();
  }

  showContext(name, title, words) {
    this.context.hidden = false;
    this.context.dataset.context = name;
    this.context.replaceChildren(
      icon(name),
      h("div", { class: "context-words" }, h("strong", null, title), h("span", null, words)),
      h("button", { type: "button", class: "round small", "aria-label": t("cancel"), dataset: { contextCancel: "" }, onclick: () => this.leaveContext() }, icon("close")),
    );
    this.send.setAttribute("aria-label", t(name === "edit" ? "save_edit" : "send"));
    this.send.replaceChildren(icon(name === "edit" ? "check" : "send"));
    this.input.focus();
  }

  leaveContext() {
    if (this.editing) this.input.value = localStorage.getItem(this.draftKey) ?? "";
    this.editing = null;
    this.replyTo = null;
    this.context.hidden = true;
    this.send.setAttribute("aria-label", t("send"));
    this.send.replaceChildren(icon("send"));
    this.changed();
  }

  /** Sends `text` as if it had been written, without touching what is being written; answers whether it went. */
  async command(text) {
    if (this.input.value.startsWith("/")) this.input.value = "";
    this.changed();
    return this.phone.attempt(async () => this.phone.sent(await api.send(this.target({ text }))));
  }

  target(extra, replyTo = this.replyTo) {
    const body = { user: this.chat.user.id, chat: this.chat.id, bot: this.chat.bot.username, ...extra };
    if (replyTo) body.reply_to = replyTo.message_id;
    return body;
  }

  async submit() {
    const written = this.input.value;
    const { replyTo, editing } = this;
    if (this.busy || !(written.trim() || this.tray.length)) return;
    this.busy = true;
    this.changed();
    const done = await this.phone.attempt(() => this.deliver(written.trim(), replyTo, editing));
    this.busy = false;
    if (done && editing) this.leaveIf(replyTo, editing);
    else if (done) {
      // What was added while it was on its way stays.
      this.input.value = this.input.value.startsWith(written) ? this.input.value.slice(written.length) : this.input.value;
      this.leaveIf(replyTo, editing);
    }
    this.changed();
  }

  /** Ends the reply or change that was just sent, unless another one was begun (or asked for) meanwhile. */
  leaveIf(replyTo, editing) {
    if (this.replyTo === replyTo && this.editing === editing) this.leaveContext();
  }

  async deliver(text, replyTo, editing) {
    if (editing) {
      const field = editing.text === undefined ? "caption" : "text";
      const body = { user: this.chat.user.id, bot: this.chat.bot.username, message_id: editing.message_id };
      await api.edit({ ...body, [field]: text });
    } else if (this.tray.length) {
      await this.upload(this.tray, text, replyTo);
      this.emptyTray();
    } else {
      this.phone.sent(await api.send(this.target({ text }, replyTo)));
    }
  }

  async sendFiles(items, caption) {
    const { replyTo } = this;
    await this.phone.attempt(async () => {
      await this.upload(items, caption, replyTo);
      this.leaveIf(replyTo, null);
    });
  }

  /** One upload for every run of the same kind, ten at most: each is one message or one album. */
  async upload(items, caption, replyTo) {
    let words = caption;
    for (const kind of ["photo", "video", "document", "voice", "audio"]) {
      const same = items.filter((item) => item.kind === kind);
      // Voices and music are one message each.
      const most = kind === "voice" || kind === "audio" ? 1 : ALBUM_MOST;
      for (let at = 0; at < same.length; at += most) {
        const form = new FormData();
        for (const [key, value] of Object.entries(this.target({ kind }, replyTo))) form.set(key, value);
        if (words) form.set("caption", words);
        words = "";
        if (most === 1) form.set("duration", Math.round((same[at].seconds ?? (await soundLength(same[at].file))) || 0));
        for (const { file } of same.slice(at, at + most)) form.append("file", file, file.name);
        this.phone.sent(await api.upload(form));
      }
    }
  }
}
