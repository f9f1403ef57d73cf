const AGAIN = 1_000; // who clears the store may begin with its connections
const SILENT = 2_000; // a store that does not open by then counts as one that refuses, until it does

// Rows on the device, each with an `id` that never changes.
// Where the device refuses or is full, rows are held as long as the page is open. What the page has kept itself it
// keeps again when the browser clears the store under it.
export class Rows {
  held = new Map();
  own = new Map();
  connection = null;

  // `back` hears that rows were kept again
  constructor({ base, store, back = () => {} }) {
    Object.assign(this, { base, store, back });
    if (globalThis.document) this.listen();
  }

  // who signs out, here or in another tab, has the browser clear the store: nothing comes back
  listen() {
    const letGo = () => this.own.clear();
    document.addEventListener("person:leaving", letGo);
    new BroadcastChannel("person:leaving").onmessage = letGo;
  }

  open() {
    return new Promise((done, fail) => {
      setTimeout(() => {
        fail();
        done = this.back; // who asked has gone on without it
      }, SILENT);
      const asked = indexedDB.open(this.base); // a later version may have been here: it leaves these rows as they are
      asked.onupgradeneeded = () => asked.result.createObjectStore(this.store, { keyPath: "id" });
      asked.onerror = fail;
      asked.onsuccess = () => {
        asked.result.onclose = () => this.lost();
        asked.result.onversionchange = () => this.close(); // a later version comes, and would wait for us
        this.connection = Promise.resolve(asked.result);
        done(asked.result);
      };
    });
  }

  close() {
    this.connection?.then((base) => base.close()).catch(() => {});
    this.connection = null;
  }

  async lost() {
    this.connection = null;
    if (!this.own.size) return;
    for (const wait of [0, AGAIN]) {
      await new Promise((done) => setTimeout(done, wait));
      const known = await this.all();
      const gone = [...this.own.values()].filter(({ id }) => !known.some((one) => one.id === id));
      for (const row of gone) await this.keep(row);
      if (gone.length) this.back();
    }
  }

  // a browser may close the store behind the back of the page: once more, with a new one
  async work(mode, deed, again = true) {
    try {
      this.connection ??= this.open(); // one for all who ask at once
      const base = await this.connection;
      return await new Promise((done, fail) => {
        const change = base.transaction(this.store, mode);
        const asked = deed(change.objectStore(this.store));
        change.oncomplete = () => done(asked.result);
        change.onabort = change.onerror = fail;
      });
    } catch (error) {
      if (!error || !again) throw error;
      this.close();
      return this.work(mode, deed, false);
    }
  }

  // in the order of writing
  async all() {
    const kept = await this.work("readonly", (store) => store.getAll()).catch(() => []);
    const known = kept.map((row) => [row.id, row]);
    return [...new Map([...known, ...this.held]).values()].sort((a, b) => a.at - b.at);
  }

  // false where the device refuses
  async keep(row) {
    this.own.set(row.id, row);
    try {
      await this.work("readwrite", (store) => store.put(row));
      this.held.delete(row.id);
      return true;
    } catch {
      this.held.set(row.id, row);
      return false;
    }
  }

  // the same row as it is now, where it still is: one that was sent, discarded or left by its person elsewhere, or
  // tapped anew, does not come back with what a page hears late; false where the device refuses, null where it is gone
  async renew(row) {
    if (this.held.has(row.id)) return this.keep(row);
    let isThere = false;
    const change = (store) => {
      const asked = store.get(row.id);
      asked.onsuccess = () => {
        const known = asked.result ?? this.own.get(row.id); // the browser may have cleared the store a moment ago
        isThere = known?.at === row.at;
        if (isThere) store.put(row);
      };
      return asked;
    };
    try {
      await this.work("readwrite", change);
      if (isThere && this.own.has(row.id)) this.own.set(row.id, row);
      return isThere || null;
    } catch {
      this.held.set(row.id, row);
      return false;
    }
  }

  async drop(chosen) {
    for (const { id } of (await this.all()).filter(chosen)) {
      this.forget(id);
      await this.work("readwrite", (store) => store.delete(id)).catch(() => {});
    }
  }

  // somebody else has dropped it
  forget(id) {
    this.held.delete(id);
    this.own.delete(id);
  }

  // without rows of others nothing of the store is left
  async leave(chosen) {
    await this.drop(chosen);
    if ((await this.all()).length) return;
    this.close();
    indexedDB.deleteDatabase(this.base);
  }
}
