/** One phone: the header, the chat, and what is at its foot (START, Restart, or the composer with its keyboard). */

import { api } from "./api.js";
import { contactDialog, locationDialog } from "./attach.js";
import { Composer } from "./composer.js";
import { avatar, fullName, h } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";
import { t } from "./language.js";
import { linkDialog, parseLink, qrDialog } from "./links.js";
import { summary } from "./media.js";
import { openMessageMenu } from "./messagemenu.js";
import { MessageList } from "./messagelist.js";
import { alertDialog, confirmDialog, copy, openMenu, toast } from "./panels.js";

const ACTIONS = new Set([
  "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
  "choose_sticker", "find_location", "record_video_note", "upload_video_note",
]);

/** What the server answers when this person has blocked the bot. */
const CONFLICT = 409;

export class Phone {
  /** `others()` gives every phone's chat: links and QR codes seen on one can be opened on another. */
  constructor(index, chat, caption, others) {
    this.index = index;
    this.chat = chat;
    this.caption = caption;
    this.others = others;
    this.foldKey = `playground.folded.${chat.bot.username}.${chat.user.id}`;
    this.ctx = {
      chat,
      onLink: (href, event) => this.followLink(href, event),
      onCommand: (text) => this.composer.command(text),
      onCopy: (text) => copy(this.screen, text),
      onInline: (message, row, column, button) => this.pressInline(message, row, column, button),
      onMenu: (message, anchor) => openMessageMenu(this, message, anchor),
      onJump: (id) => this.list.jump(id),
      onReact: (message, emoji) => this.react(message, emoji),
    };
    this.build();
    this.unlisten = chat.listen((what, detail) => this.changed(what, detail));
    this.render();
  }

  build() {
    const { chat } = this;
    const name = fullName(chat.user);
    this.screen = h("div", { class: "screen" });
    this.status = h("span", { class: "status", "aria-live": "polite", dataset: { status: "" } });
    const more = h("button", { type: "button", class: "round", "aria-label": t("more"), dataset: { more: "" }, onclick: () => this.showMore() }, icon("more"));
    const head = h("header", { class: "phone-head" },
      avatar(chat.bot.first_name, chat.bot.id, "of-bot"),
      h("div", { class: "phone-title" }, h("strong", null, chat.bot.first_name), this.status),
      more);
    this.pinnedBar = h("button", { type: "button", class: "pinned", hidden: true, dataset: { pinned: "" }, onclick: () => this.list.jump(chat.pinned) });
    this.list = new MessageList(this.ctx);
    this.intro = h("div", { class: "intro" });
    this.composer = new Composer(this);
    this.keyboardBox = h("div", { class: "keyboard-box" });
    this.big = h("button", { type: "button", class: "big-button", hidden: true });
    const foot = h("footer", { class: "phone-foot" }, this.big, this.composer.el, this.keyboardBox);
    const stage = h("div", { class: "stage" }, this.list.el, this.intro, this.list.down);
    this.screen.append(head, this.pinnedBar, stage, foot);
    this.person = h("div", { class: "person" },
      avatar(name, chat.user.id, "person-avatar"),
      h("div", { class: "person-words" }, this.caption && h("strong", null, this.caption), h("span", null, name)));
    this.el = h("section", { class: "phone", dataset: { phone: this.index }, "aria-label": t("phone_of", { name: this.caption || name }) }, this.person, this.screen);
    this.acceptDrops();
  }

  acceptDrops() {
    let depth = 0;
    const veil = h("div", { class: "veil", hidden: true }, t("drop_here"));
    this.screen.append(veil);
    const show = (on) => {
      veil.hidden = !on;
    };
    const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    this.screen.addEventListener("dragenter", (event) => {
      if (!hasFiles(event) || event.target.closest?.(".cover")) return;
      depth += 1;
      show(true);
    });
    this.screen.addEventListener("dragleave", (event) => {
      if (hasFiles(event)) show((depth = Math.max(0, depth - 1)) > 0);
    });
    this.screen.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      depth = 0;
      show(false);
      if (!event.dataTransfer.files.length || !this.composerShown) return;
      event.preventDefault();
      this.composer.addFiles([...event.dataTransfer.files]);
    });
  }

  changed(what, detail) {
    if (what === "action") this.renderStatus();
    else if (what === "commands") this.composer.commandsChanged();
    else if (what === "answer") this.showAnswer(detail);
    else if (what === "pinned") this.renderPinned();
    else if (what === "force") this.askedToReply(detail);
    else {
      if (what === "shown") this.fold(false);
      this.render();
    }
  }

  /** Several changes in one turn are drawn once. */
  render() {
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      if (this.gone) return;
      this.list.render();
      this.renderStatus();
      this.renderPinned();
      this.renderFoot();
      this.renderIntro();
      this.el.dispatchEvent(new CustomEvent("phone-drawn", { bubbles: true }));
    });
  }

  renderStatus() {
    const action = this.chat.action;
    const known = ACTIONS.has(action) ? action : "typing";
    this.status.classList.toggle("active", Boolean(action));
    this.status.replaceChildren(action ? t(`action_${known}`) : t("bot"));
    if (action) this.status.append(h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  }

  renderPinned() {
    const message = this.chat.entries.get(this.chat.pinned)?.message;
    this.pinnedBar.hidden = !message;
    if (!message) return;
    this.pinnedBar.replaceChildren(icon("pin"), h("span", { class: "pinned-words" }, h("strong", null, t("pinned")), h("span", null, summary(message))));
  }

  renderIntro() {
    const empty = this.chat.loaded && this.chat.entries.size === 0;
    this.intro.hidden = !empty;
    if (!empty) return;
    const { bot } = this.chat;
    this.intro.replaceChildren(h("div", { class: "intro-card" },
      avatar(bot.first_name, bot.id, "of-bot large"),
      h("strong", null, bot.first_name),
      bot.description && h("p", { class: "intro-question" }, t("what_can_it_do")),
      bot.description && h("p", null, bot.description)));
  }

  renderFoot() {
    const { chat } = this;
    const empty = chat.loaded && chat.entries.size === 0;
    this.composerShown = !chat.blocked && !empty;
    this.composer.el.hidden = !this.composerShown;
    this.big.hidden = this.composerShown;
    if (!this.composerShown) {
      const restart = chat.blocked;
      this.big.textContent = t(restart ? "restart" : "start");
      this.big.dataset.start = restart ? "restart" : "start";
      this.big.onclick = () => this.start(restart);
    }
    this.renderKeyboard();
  }

  renderKeyboard() {
    const { keyboard } = this.chat;
    const has = Boolean(keyboard?.keyboard?.length) && this.composerShown;
    const shown = has && !this.folded;
    const signature = shown ? JSON.stringify(keyboard) : "";
    if (this.drawnKeyboard !== signature) {
      // Only a change builds it anew, so that a focused button stays focused.
      this.drawnKeyboard = signature;
      this.keyboardBox.replaceChildren(...(shown ? [replyKeyboard(keyboard, (button) => this.pressReply(button))] : []));
    }
    this.composer.toggle.hidden = !has;
    this.composer.toggle.setAttribute("aria-expanded", String(Boolean(shown)));
    this.composer.toggle.setAttribute("aria-label", t(shown ? "hide_keyboard" : "show_keyboard"));
    this.composer.toggle.classList.toggle("on", Boolean(shown));
    this.composer.placeholder(this.keyboardPlaceholder());
  }

  keyboardPlaceholder() {
    const asked = this.asked && this.composer.replyTo?.message_id === this.asked.id ? this.asked.words : null;
    return asked || this.chat.keyboard?.input_field_placeholder;
  }

  /** The bot asks for a reply: the composer is set to answer its newest message. */
  askedToReply(markup) {
    const asking = this.chat.messages.filter((m) => m.from?.is_bot).at(-1);
    if (!asking) return;
    this.asked = { id: asking.message_id, words: markup.input_field_placeholder };
    this.composer.reply(asking);
    this.composer.placeholder(this.keyboardPlaceholder());
  }

  /** Whether this very keyboard was put away, by hand or as a one-time one; a reload does not bring it back. */
  get folded() {
    return localStorage.getItem(this.foldKey) === JSON.stringify(this.chat.keyboard);
  }

  fold(on) {
    if (on) localStorage.setItem(this.foldKey, JSON.stringify(this.chat.keyboard));
    else localStorage.removeItem(this.foldKey);
  }

  toggleKeyboard() {
    this.fold(!this.folded);
    this.render();
  }

  /** Runs what talks to the server; a refusal is told on this phone. Answers whether it went well. */
  async attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      if (error.name !== "ApiError" && error.status === undefined) throw error;
      if (error.status === CONFLICT) this.chat.setBlocked(true);
      const reason = error.status ? error.message : t("offline_reason");
      toast(this.screen, t("send_failed", { reason }));
      return false;
    }
  }

  /** Shows what this phone has just sent. */
  sent(messages) {
    this.chat.add(messages);
    this.list.toBottom();
  }

  async start(restart) {
    await this.attempt(async () => {
      if (restart) {
        await api.unblock(this.chat.user.id, this.chat.bot.username);
        this.chat.setBlocked(false);
      }
      this.sent(await api.send(this.composer.target({ text: "/start" })));
    });
  }

  async pressInline(message, row, column, button) {
    if (button.url) this.followLink(button.url);
    else if (button.copy_text) copy(this.screen, button.copy_text.text);
    else if (button.callback_data !== undefined) {
      try {
        await this.chat.press(message, row, column);
      } catch (error) {
        const reason = error.status ? error.message : t("offline_reason");
        toast(this.screen, error.status === 404 ? t("button_gone") : reason);
      }
    } else toast(this.screen, t("button_unsupported"));
  }

  showAnswer(answer) {
    if (answer.url) this.followLink(answer.url);
    else if (answer.show_alert) alertDialog(this.screen, answer.text);
    else toast(this.screen, answer.text);
  }

  async pressReply(button) {
    if (button.request_contact) contactDialog(this.composer);
    else if (button.request_location) locationDialog(this.composer);
    else if (button.web_app || button.request_users || button.request_chat || button.request_poll) toast(this.screen, t("button_unsupported"));
    else {
      // Before it is sent: the bot's next keyboard may be here before the answer to the call.
      const hide = this.chat.keyboard?.one_time_keyboard;
      if (hide) {
        this.fold(true);
        this.render();
      }
      const sent = await this.composer.command(button.text);
      if (hide && !sent) {
        this.fold(false);
        this.render();
      }
    }
  }

  followLink(href, event) {
    const link = parseLink(href);
    if (link && link.bot.toLowerCase() === this.chat.bot.username.toLowerCase()) {
      event?.preventDefault();
      if (link.start !== null) this.openLink(href);
      return;
    }
    if (!event) window.open(href, "_blank", "noopener,noreferrer");
  }

  async openLink(link) {
    await this.attempt(async () => {
      const message = await api.openLink(this.chat.user.id, link);
      if (this.chat.blocked) this.chat.setBlocked(false);
      this.sent(message);
    });
  }

  /** Puts an emoji under a message, or takes it away where it already is. */
  react(message, emoji) {
    const mine = this.chat.entries.get(message.message_id)?.reactions.get(this.chat.user.id) ?? [];
    const body = { user: this.chat.user.id, bot: this.chat.bot.username, message_id: message.message_id };
    return this.attempt(() => api.react({ ...body, emoji: mine.includes(emoji) ? null : emoji }));
  }

  showCommands() {
    const head = h("p", { class: "menu-head" }, t("commands"));
    openMenu(this.screen, "bottom-left wide", t("commands"), this.chat.commands.map((c) => ({
      text: c.description || `/${c.command}`,
      note: `/${c.command}`,
      data: { command: c.command },
      act: () => this.composer.command(`/${c.command}`),
    })), head);
  }

  showMore() {
    const { chat, screen } = this;
    openMenu(screen, "top-right", t("more"), [
      { icon: "link", text: t("open_link"), data: { action: "open-link" }, act: () => linkDialog(screen, this.others(), (link) => this.openLink(link)) },
      { icon: "qr", text: t("scan_qr"), data: { action: "scan-qr" }, act: () => qrDialog(screen, this.others(), (link) => this.openLink(link)) },
      { icon: "trash", text: t("clear_chat"), data: { action: "clear" }, act: () => confirmDialog(screen, { name: "clear", title: t("clear_chat"), text: t("clear_ask"), act: () => this.clear() }) },
      !chat.blocked && { icon: "block", text: t("block"), danger: true, data: { action: "block" }, act: () => confirmDialog(screen, { name: "block", title: t("block"), text: t("block_ask"), act: () => this.block() }) },
    ]);
  }

  block() {
    return this.attempt(async () => {
      await api.block(this.chat.user.id, this.chat.bot.username);
      this.chat.setBlocked(true);
    });
  }

  clear() {
    return this.attempt(async () => {
      await api.forget(this.chat.user.id);
      this.chat.clear();
    });
  }

  destroy() {
    this.gone = true;
    this.unlisten();
    this.list.destroy();
    this.el.remove();
  }
}
