/**
 * The server's events, one connection for the whole page (browsers allow six to a host, and three phones in two
 * tabs would use them up). After a break it resumes behind the last event it saw and says so, and whoever listens
 * loads the history again: together nothing is missing, and as messages are kept by id nothing is doubled.
 */

const TYPES = [
  "message", "edited", "deleted", "keyboard", "chat_action", "callback_answer", "reaction", "pinned", "commands", "reset",
];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

export class Stream {
  /** `urlFor(lastSeq)` gives the address; `handlers`: `event(data)`, `open(again)`, `away()`. */
  constructor(urlFor, handlers) {
    this.urlFor = urlFor;
    this.handlers = handlers;
    this.last = 0;
    this.wait = FIRST_WAIT_MS;
    this.opened = false;
    this.source = null;
    this.timer = null;
    window.addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.retryNow();
    });
  }

  connect() {
    this.timer = null;
    const source = new EventSource(this.urlFor(this.last));
    this.source = source;
    source.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      const again = this.opened;
      this.opened = true;
      this.handlers.open(again);
    };
    const receive = (event) => this.receive(event);
    source.onmessage = receive;
    for (const type of TYPES) source.addEventListener(type, receive);
    source.onerror = () => {
      if (this.source !== source) return;
      source.close();
      this.source = null;
      this.handlers.away();
      this.timer = setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 1.7, LONGEST_WAIT_MS);
    };
  }

  receive(event) {
    const data = JSON.parse(event.data);
    if (typeof data.seq === "number") this.last = data.seq;
    this.handlers.event(data);
  }

  retryNow() {
    if (this.source || this.timer === null) return;
    clearTimeout(this.timer);
    this.connect();
  }

  /** The server began again with a lower count (its memory was emptied): start behind nothing. */
  forget() {
    this.last = 0;
  }
}
