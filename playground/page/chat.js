/** One person's chat with the bot: what is known of it, kept current by history and events. No DOM here. */

import { api } from "./api.js";

const ACTION_SECONDS = 6;
const PRESS_SECONDS = 20;

export class Chat {
  constructor(user, bot) {
    this.user = user;
    this.bot = bot;
    this.id = user.id;
    this.entries = new Map(); // message id → {message, version, reactions, sending}
    this.presses = new Map(); // "message:row,column" → callback query id, or null while it is being sent
    this.answers = new Map(); // callback answers that came before their press returned
    this.commands = [];
    this.keyboard = null;
    this.pinned = null;
    this.action = null;
    this.actionTimer = null;
    this.loaded = false;
    this.listeners = new Set();
    this.blockedKey = `playground.blocked.${bot?.username}.${user.id}`;
    this.blocked = localStorage.getItem(this.blockedKey) === "1";
  }

  /** `listener(what, detail)`; what: messages, keyboard, commands, action, answer, blocked, pinned. */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(what, detail) {
    for (const listener of this.listeners) listener(what, detail);
  }

  get messages() {
    return [...this.entries.values()].map((e) => e.message).sort((a, b) => a.message_id - b.message_id);
  }

  get last() {
    return this.messages.at(-1) ?? null;
  }

  /** Loads everything; what the server no longer has goes, what events brought meanwhile stays. */
  async load() {
    const known = new Set(this.entries.keys());
    const [messages, commands, keyboard] = await Promise.all([
      api.messages(this.id, this.user.id, this.bot?.username),
      api.commands(this.id, this.user.id, this.bot?.username),
      api.keyboard(this.id, this.user.id, this.bot?.username),
    ]);
    const there = new Set(messages.map((m) => m.message_id));
    for (const id of known) if (!there.has(id)) this.entries.delete(id);
    for (const message of messages) this.put(message);
    this.commands = commands ?? [];
    this.keyboard = keyboard ?? null;
    this.presses.clear();
    this.loaded = true;
    this.findPinned();
    for (const what of ["messages", "commands", "keyboard", "pinned"]) this.tell(what);
  }

  put(message) {
    const entry = this.entries.get(message.message_id);
    if (!entry) {
      this.entries.set(message.message_id, { message, version: 0, reactions: message.reactions ?? [] });
      return true;
    }
    if ((message.edit_date ?? 0) < (entry.message.edit_date ?? 0)) return false;
    if (JSON.stringify(entry.message) === JSON.stringify(message)) return false;
    entry.message = message;
    entry.version += 1;
    return true;
  }

  /** A message this page has just sent: shown at once, its event changes nothing. */
  add(messages) {
    for (const message of [messages].flat()) if (message?.message_id) this.put(message);
    this.tell("messages");
  }

  touch(messageId) {
    const entry = this.entries.get(messageId);
    if (!entry) return;
    entry.version += 1;
    this.tell("messages");
  }

  findPinned() {
    const service = this.messages.filter((m) => m.pinned_message).at(-1);
    const id = service?.pinned_message.message_id;
    if (id && this.entries.has(id) && this.pinned === null) this.pinned = id;
    if (this.pinned && !this.entries.has(this.pinned)) this.pinned = null;
  }

  /** Takes one server event that concerns this chat. */
  apply(event) {
    switch (event.type) {
      case "message":
        if (event.message.from?.id === this.bot?.id) this.setAction(null);
        if (this.put(event.message)) this.tell("messages");
        return;
      case "edited":
        if (this.put(event.message)) this.tell("messages");
        return;
      case "deleted":
        for (const id of event.message_ids ?? []) this.entries.delete(id);
        this.findPinned();
        this.tell("messages");
        this.tell("pinned");
        return;
      case "keyboard":
        this.keyboard = event.keyboard ?? event.reply_markup ?? null;
        this.tell("keyboard");
        return;
      case "chat_action":
        this.setAction(event.action);
        return;
      case "callback_answer":
        this.answered(event.callback_query_id, event.answer ?? event);
        return;
      case "reaction":
        this.setReactions(event);
        return;
      case "pinned":
        this.pinned = event.message?.message_id ?? event.message_id ?? null;
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
      this.commands = (await api.commands(this.id, this.user.id, this.bot?.username)) ?? [];
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

  setReactions(event) {
    const entry = this.entries.get(event.message_id);
    if (!entry) return;
    entry.reactions = event.reactions ?? [];
    this.touch(event.message_id);
  }

  /** Presses an inline button; the answer, when it comes, is told as "answer". */
  async press(message, row, column) {
    const key = `${message.message_id}:${row},${column}`;
    if (this.presses.has(key)) return;
    this.presses.set(key, null);
    this.touch(message.message_id);
    try {
      const result = await api.press({ user: this.user.id, chat: this.id, message_id: message.message_id, row, column });
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
