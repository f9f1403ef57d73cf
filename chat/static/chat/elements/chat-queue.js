// <chat-queue> on every page: messages that were written wait on the device until the server has
// them, in order per conversation, through reload, flight mode and closed tabs. Sending may happen
// any number of times: the client id makes it once. Elements ask by events on document:
//   chat:send {conversation, body, ...}   chat:queue:list   chat:queue:do {id, deed}
// and hear: chat:queue {messages}   chat:sent {id, conversation, seq, change, html, planned}
const STORE = "messages";
const EVERY = 30_000;
const SHORTEST = 2_000;
const me = document.body.dataset.me;
const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("chat-queue", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

function stored(base, mode, work) {
  return new Promise((done, fail) => {
    const change = base.transaction(STORE, mode);
    const asked = work(change.objectStore(STORE));
    change.oncomplete = () => done(asked.result);
    change.onabort = change.onerror = () => fail(change.error);
  });
}

async function kept(base) {
  return base ? stored(base, "readonly", (store) => store.getAll()) : [];
}

async function hasOthers() {
  const base = await opened();
  const rows = await kept(base);
  base.close();
  return rows.some((row) => row.me !== me);
}

document.addEventListener("person:leaving", ({ detail: { others } }) => others.push(hasOthers()));
// who has signed out leaves nothing here; what others wrote waits for them
document.addEventListener("person:gone", async ({ detail: { who } }) => {
  const base = await opened().catch(() => null);
  const rows = await kept(base);
  for (const one of rows.filter((row) => row.me === who))
    await stored(base, "readwrite", (store) => store.delete(one.id));
  base?.close();
  if (rows.every((row) => row.me === who)) indexedDB.deleteDatabase("chat-queue");
});

class Memory {
  rows = new Map();

  getAll() {
    return [...this.rows.values()];
  }

  put(one) {
    this.rows.set(one.id, one);
  }

  delete(id) {
    this.rows.delete(id);
  }
}

class ChatQueue extends HTMLElement {
  connectedCallback() {
    if (!me) return;
    this.pause = SHORTEST;
    this.tabs = new BroadcastChannel("chat-queue");
    this.tabs.onmessage = ({ data }) => (data ? tell("chat:sent", data) : this.show());
    document.addEventListener("chat:send", (event) => this.add(event.detail));
    document.addEventListener("chat:queue:list", () => this.show());
    document.addEventListener("chat:queue:do", (event) => this.act(event.detail));
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    for (const name of ["online", "pageshow"]) addEventListener(name, () => this.flush());
    addEventListener("offline", () => this.show());
    setInterval(() => this.flush(), EVERY);
    this.flush();
  }

  // A browser may close the store behind the back of the page: once more, with a new one. Where it
  // keeps nothing, what waits is held as long as the page is open.
  async rows(mode, work) {
    for (let tries = 0; tries < 2 && !this.memory; tries += 1) {
      try {
        this.base ??= await opened();
        return await stored(this.base, mode, work);
      } catch {
        this.base = null;
      }
    }
    return work((this.memory ??= new Memory()));
  }

  async mine() {
    const all = await this.rows("readonly", (store) => store.getAll());
    return all.filter((one) => one.me === me).sort((a, b) => a.at - b.at);
  }

  keep(one) {
    return this.rows("readwrite", (store) => store.put(one));
  }

  drop(one) {
    return this.rows("readwrite", (store) => store.delete(one.id));
  }

  // `kept` says that the device has the text, so that its draft may go
  async add({ kept, ...message }) {
    this.newest = Math.max(Date.now(), (this.newest ?? 0) + 1); // the order of writing, also within a moment
    await this.keep({ id: newId(), files: [], ...message, me, at: this.newest, state: "waiting" });
    kept();
    await this.changed();
    this.flush();
  }

  async act({ id, deed }) {
    const one = (await this.mine()).find((known) => known.id === id);
    if (!one) return;
    if (deed === "retry") await this.keep({ ...one, state: "waiting" });
    else await this.drop(one);
    await this.changed();
    this.flush();
  }

  async changed() {
    this.tabs.postMessage(null);
    await this.show();
  }

  async show() {
    const messages = await this.mine().catch(() => []);
    tell("chat:queue", { messages, sending: this.sending });
    const waiting = messages.filter((one) => one.state === "waiting").length;
    this.hidden = !waiting || navigator.onLine;
    const words = this.querySelector("[data-words]");
    if (words) words.textContent = waiting === 1 ? this.dataset.one : this.dataset.many.replace("{n}", waiting);
  }

  // one tab at a time sends; where locks are missing two tabs may, which does no harm
  flush() {
    if (this.running) return;
    this.running = true;
    const work = () => this.sendAll().finally(() => (this.running = false));
    if (navigator.locks) navigator.locks.request("chat-queue", work).catch(() => (this.running = false));
    else work();
  }

  async sendAll() {
    clearTimeout(this.timer);
    await this.show();
    for (let next; (next = (await this.mine()).find((one) => one.state === "waiting")); ) {
      if (!navigator.onLine || !(await this.deliver(next))) return this.later();
      this.pause = SHORTEST;
    }
    this.sending = null;
    await this.show();
  }

  later() {
    this.sending = null;
    this.show();
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.pause = Math.min(this.pause * 2, EVERY);
  }

  // true when the server has taken or refused it; false: try again later
  async deliver(one) {
    this.sending = one.id;
    this.show();
    try {
      for (const file of one.files) if (!file.key && !(await this.upload(one, file))) return true;
      const answer = await this.post(`/chat/${one.conversation}/messages/`, this.form(one));
      if (answer.ok) await this.taken(one, await answer.json());
      else await this.refused(one, answer);
      return true;
    } catch {
      return false;
    }
  }

  async upload(one, file) {
    const form = new FormData();
    form.append("file", file.blob, file.name);
    form.append("description", file.description ?? "");
    const answer = await this.post("/chat/files/", form);
    if (!answer.ok) return this.refused(one, answer);
    file.key = (await answer.json()).key;
    await this.keep(one);
    return true;
  }

  form(one) {
    const form = new FormData();
    form.append("client_id", one.id);
    form.append("body", one.body);
    for (const name of ["reply_to", "due_at"]) if (one[name]) form.append(name, one[name]);
    for (const [name, text] of one.extra ?? []) form.append(name, text);
    for (const file of one.files) form.append("file", file.key);
    return form;
  }

  // throws for whatever may be better later: no network, server away, signed out, too fast
  async post(url, body) {
    const headers = { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" };
    const answer = await fetch(url, { method: "POST", body, headers });
    if (answer.redirected || answer.status >= 500 || answer.status === 429) throw new Error("later");
    return answer;
  }

  async taken(one, answer) {
    await this.drop(one);
    const detail = { id: one.id, conversation: one.conversation, ...answer };
    tell("chat:sent", detail);
    this.tabs.postMessage(detail);
    await this.changed();
  }

  async refused(one, answer) {
    const why = await answer.json().then((problem) => problem.detail, () => "");
    await this.keep({ ...one, state: "failed", why });
    await this.changed();
    return false;
  }
}
customElements.define("chat-queue", ChatQueue);
