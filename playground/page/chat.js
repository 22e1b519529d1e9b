/** One person's chat with the bot: what is known of it, kept current by history and events. No DOM here. */

import { api } from "./api.js";

const ACTION_SECONDS = 6;
/** A little longer than a callback query lives. */
const PRESS_SECONDS = 16;

export class Chat {
  constructor(user, bot) {
    this.user = user;
    this.bot = bot;
    this.id = user.id;
    this.entries = new Map(); // message id → {message, version, reactions: Map of user id → emoji list, heard}
    this.heard = 0; // counts events, so that a history asked for before one cannot undo it
    this.gone = new Map(); // message id → when (by `heard`) it was deleted
    this.presses = new Map(); // "message:row,column" → callback query id, or null while it is being sent
    this.answers = new Map(); // callback answers that came before their press returned
    this.commands = [];
    this.keyboard = null;
    this.keyboardHeard = 0;
    this.pinned = null;
    this.pinnedHeard = 0;
    this.action = null;
    this.actionTimer = null;
    this.loaded = false;
    this.listeners = new Set();
    this.blockedKey = `playground.blocked.${bot.username}.${user.id}`;
    this.blocked = localStorage.getItem(this.blockedKey) === "1";
  }

  /** `listener(what, detail)`; what: messages, keyboard (loaded), shown (a new one), force, commands, action, answer, blocked, pinned. */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(what, detail) {
    if (what === "messages") this.sorted = null;
    for (const listener of this.listeners) listener(what, detail);
  }

  /** All messages, oldest first. */
  get messages() {
    this.sorted ??= [...this.entries.values()].map((e) => e.message).sort((a, b) => a.message_id - b.message_id);
    return this.sorted;
  }

  get last() {
    return this.messages.at(-1) ?? null;
  }

  /** Loads everything. What the server no longer has goes; what events said since it was asked stays. */
  async load() {
    const asked = this.heard;
    const known = new Set(this.entries.keys());
    const [messages, commands, keyboard, pinned, reactions] = await Promise.all([
      this.ask("messages", []),
      this.ask("commands", []),
      this.ask("keyboard", null),
      this.ask("pinned", []),
      this.ask("reactions", {}),
    ]);
    const there = new Set(messages.map((m) => m.message_id));
    for (const id of known) if (!there.has(id) && this.entries.get(id)?.heard <= asked) this.entries.delete(id);
    for (const message of messages) {
      const id = message.message_id;
      if ((this.gone.get(id) ?? 0) > asked || (this.entries.get(id)?.heard ?? 0) > asked) continue;
      this.put(message);
      this.takeReactions(this.entries.get(id), reactions[id] ?? {});
    }
    this.gone.clear();
    this.commands = commands;
    if (this.keyboardHeard <= asked) this.keyboard = keyboard;
    if (this.pinnedHeard <= asked) this.pinned = pinned.at(-1) ?? null;
    for (const key of this.presses.keys()) this.settle(key, null);
    this.loaded = true;
    for (const what of ["messages", "commands", "keyboard", "pinned"]) this.tell(what);
  }

  /** One list of the server's. A chat nobody has opened yet is not there for it: that is an empty one here. */
  async ask(what, otherwise) {
    try {
      return (await api.chat(what, this.id, this.user.id, this.bot.username)) ?? otherwise;
    } catch (error) {
      if (error.status === 404) return otherwise;
      throw error;
    }
  }

  put(message) {
    const entry = this.entries.get(message.message_id);
    if (!entry) {
      this.entries.set(message.message_id, { message, version: 0, reactions: new Map(), heard: this.heard });
      return true;
    }
    entry.heard = this.heard;
    if (JSON.stringify(entry.message) === JSON.stringify(message)) return false;
    entry.message = message;
    entry.version += 1;
    return true;
  }

  /**
   * Messages this page has just sent, shown at once. Their events may have been faster, and even those of what the
   * bot did with them; then these answers have nothing to add.
   */
  add(messages) {
    this.heard += 1;
    for (const message of [messages].flat()) {
      const id = message.message_id;
      if (!this.entries.has(id) && !this.gone.has(id)) this.put(message);
    }
    this.tell("messages");
  }

  touch(messageId) {
    const entry = this.entries.get(messageId);
    if (!entry) return;
    entry.version += 1;
    this.tell("messages");
  }

  /** Takes one server event that concerns this chat. */
  apply(event) {
    this.heard += 1;
    switch (event.type) {
      case "message":
        if (event.message.from?.id === this.bot.id) this.setAction(null);
        if (this.put(event.message)) this.tell("messages");
        return;
      case "edited":
        if (this.put(event.message)) this.tell("messages");
        return;
      case "deleted":
        for (const id of event.message_ids ?? []) {
          this.entries.delete(id);
          this.gone.set(id, this.heard);
        }
        this.tell("messages");
        this.tell("pinned");
        return;
      case "keyboard":
        this.keyboard = event.keyboard ?? null;
        this.keyboardHeard = this.heard;
        this.tell("shown");
        if (event.force_reply) this.tell("force", event.force_reply);
        return;
      case "chat_action":
        this.setAction(event.action);
        return;
      case "callback_answer":
        this.answered(event.callback_query_id, event);
        return;
      case "reaction":
        this.setReactions(event);
        return;
      case "pinned":
        this.pinned = event.message_id ?? null;
        this.pinnedHeard = this.heard;
        this.tell("pinned");
        return;
      case "commands":
        this.reloadCommands();
        return;
      default:
        return;
    }
  }

  async reloadCommands() {
    try {
      this.commands = await this.ask("commands", []);
      this.tell("commands");
    } catch (error) {
      console.warn("commands", error);
    }
  }

  setAction(action) {
    clearTimeout(this.actionTimer);
    this.action = action;
    if (action) this.actionTimer = setTimeout(() => this.setAction(null), ACTION_SECONDS * 1000);
    this.tell("action");
  }

  takeReactions(entry, given) {
    const reactions = new Map(Object.entries(given).map(([who, list]) => [Number(who), list.map((r) => r.emoji)]));
    if (JSON.stringify([...reactions]) === JSON.stringify([...entry.reactions])) return;
    entry.reactions = reactions;
    entry.version += 1;
  }

  setReactions(event) {
    const entry = this.entries.get(event.message_id);
    if (!entry) return;
    const emoji = (event.reaction ?? []).map((r) => r.emoji).filter(Boolean);
    if (emoji.length) entry.reactions.set(event.user_id, emoji);
    else entry.reactions.delete(event.user_id);
    this.touch(event.message_id);
  }

  /** Presses an inline button; the answer, when it comes, is told as "answer". */
  async press(message, row, column) {
    const key = `${message.message_id}:${row},${column}`;
    if (this.presses.has(key)) return;
    this.presses.set(key, null);
    this.touch(message.message_id);
    try {
      const result = await api.press({ user: this.user.id, bot: this.bot.username, message_id: message.message_id, row, column });
      const id = result.callback_query_id;
      if (result.answer) {
        this.settle(key, result.answer);
      } else if (this.answers.has(id)) {
        this.settle(key, this.answers.get(id));
      } else if (this.presses.has(key)) {
        this.presses.set(key, id);
        setTimeout(() => this.presses.get(key) === id && this.settle(key, null), PRESS_SECONDS * 1000);
      }
      this.answers.delete(id);
    } catch (error) {
      this.settle(key, null);
      throw error;
    }
  }

  answered(id, answer) {
    for (const [key, waiting] of this.presses) {
      if (waiting === id) {
        this.settle(key, answer);
        return;
      }
    }
    // Only a press still on its way can own this one.
    if ([...this.presses.values()].includes(null)) this.answers.set(id, answer);
  }

  settle(key, answer) {
    this.presses.delete(key);
    this.touch(Number(key.split(":")[0]));
    if (answer && (answer.text || answer.url)) this.tell("answer", answer);
  }

  waiting(messageId, row, column) {
    return this.presses.has(`${messageId}:${row},${column}`);
  }

  setBlocked(blocked) {
    this.blocked = blocked;
    if (blocked) localStorage.setItem(this.blockedKey, "1");
    else localStorage.removeItem(this.blockedKey);
    this.tell("blocked");
  }

  clear() {
    this.entries.clear();
    this.presses.clear();
    this.keyboard = null;
    this.pinned = null;
    this.setAction(null);
    for (const what of ["messages", "keyboard", "pinned"]) this.tell(what);
  }
}
