// Rows on the device, each with an `id` that never changes. Scripts ask by an event on document, which is answered
// at once: device:rows {base, store}   gives `detail.rows`
// Where the device refuses or is full, rows are held as long as the page is open.
class Rows {
  held = new Map();
  connection = null;

  constructor({ base, store }) {
    Object.assign(this, { base, store });
  }

  open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(this.base, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(this.store, { keyPath: "id" });
      asked.onerror = () => fail(asked.error);
      asked.onsuccess = () => {
        asked.result.onclose = () => (this.connection = null);
        asked.result.onversionchange = () => this.close();
        done(asked.result);
      };
    });
  }

  close() {
    this.connection?.close();
    this.connection = null;
  }

  // a browser may close the store behind the back of the page: once more, with a new one
  async work(mode, deed, again = true) {
    try {
      this.connection ??= await this.open();
      return await new Promise((done, fail) => {
        const change = this.connection.transaction(this.store, mode);
        const asked = deed(change.objectStore(this.store));
        change.oncomplete = () => done(asked.result);
        change.onabort = change.onerror = () => fail(change.error);
      });
    } catch (error) {
      this.connection = null;
      if (!again) throw error;
      return this.work(mode, deed, false);
    }
  }

  // in the order of writing
  async all() {
    const kept = await this.work("readonly", (store) => store.getAll()).catch(() => []);
    const known = new Map(kept.map((row) => [row.id, row]));
    return [...new Map([...known, ...this.held]).values()].sort((a, b) => a.at - b.at);
  }

  // false where the device refuses
  async keep(row) {
    try {
      await this.work("readwrite", (store) => store.put(row));
      this.held.delete(row.id);
      return true;
    } catch {
      this.held.set(row.id, row);
      return false;
    }
  }

  async drop(chosen) {
    for (const { id } of (await this.all()).filter(chosen)) {
      this.held.delete(id);
      await this.work("readwrite", (store) => store.delete(id)).catch(() => {});
    }
  }

  // without rows of others nothing of the store is left
  async leave(chosen) {
    await this.drop(chosen);
    if ((await this.all()).length) return;
    this.close();
    indexedDB.deleteDatabase(this.base);
  }
}

document.addEventListener("device:rows", ({ detail }) => (detail.rows = new Rows(detail)));
