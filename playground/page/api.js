/** The control interface of `playground/README.md`, one function per call. Paths are relative to the page. */

const ROOT = new URL("/playground/", window.location.href).pathname;

/** What the server refused; `status` is 0 when it could not be reached. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(ROOT + path, options);
  } catch (cause) {
    throw new ApiError(String(cause), 0);
  }
  const text = await response.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // An answer that is not JSON is told by its status below, or is the server's fault.
    if (response.ok) throw new ApiError(`not JSON: ${path}`, response.status);
  }
  if (!response.ok) throw new ApiError(body?.error ?? `HTTP ${response.status}`, response.status);
  return body;
}

const get = (path) => call(path, { cache: "no-store" });
const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const query = (values) =>
  new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== null)).toString();

export const api = {
  bots: () => get("bots"),
  users: () => get("users"),
  addUser: (user) => post("users", user),
  /** `what`: messages, commands, keyboard, pinned, reactions. */
  chat: (what, chat, user, bot) => get(`chats/${chat}/${what}?${query({ user, bot })}`),
  send: (body) => post("send", body),
  openLink: (user, link) => post("open_link", { user, link }),
  location: (body) => post("location", body),
  contact: (body) => post("contact", body),
  edit: (body) => post("edit", body),
  press: (body) => post("press", body),
  remove: (body) => post("delete", body),
  react: (body) => post("react", body),
  block: (user, bot) => post("block", { user, bot }),
  unblock: (user, bot) => post("unblock", { user, bot }),
  forget: (user) => post("forget", { user }),
  upload: (form) => call("upload", { method: "POST", body: form }),
  fileUrl: (fileId) => `${ROOT}file/${encodeURIComponent(fileId)}`,
  eventsUrl: (after) => `${ROOT}events${after ? `?after=${after}` : ""}`,
  /** The product's guide, or null where there is none or it cannot be had: the phones work without. */
  guide: async () => {
    try {
      return await get("guide");
    } catch (error) {
      if (error.status === 0) throw error;
      if (error.status !== 404) console.warn("guide", error);
      return null;
    }
  },
};
