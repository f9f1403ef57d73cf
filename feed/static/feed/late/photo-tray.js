// <photo-tray>: pictures are made small on the device and uploaded while the person still types;
// with `data-any` other files too. Each has its progress, a retry, a description and a way out. They
// are kept with the draft until the server has the post, tried again when the network is back, and
// the form waits for all of them.
import { answerTo, tell } from "./page-events.js";
import { drawn, make, partAt } from "./parts.js";

const MB = 1024 * 1024;
const IMAGE = /\.(jpe?g|png|webp|gif|hei[cf])$/i;
const isImage = (file) => (file.type.startsWith("image/") && file.type !== "image/svg+xml") || IMAGE.test(file.name);
const swap = () => ({ "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf });

class PhotoTray extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".composer__shots");
    this.form = this.closest("form");
    this.draft = this.closest("draft-form")?.key;
    this.running = new Set();
    this.undescribed = new Map();
    this.ended = new AbortController();
    this.listen(this.ended.signal);
    this.restore();
    const field = this.querySelector("[name=files]");
    if (field?.files.length) this.change({ target: field }); // chosen before this was here
  }

  disconnectedCallback() {
    this.ended.abort();
  }

  listen(signal) {
    this.addEventListener("change", (event) => this.change(event), { signal });
    this.addEventListener("input", ({ target }) => {
      if (target.matches("[data-describe]")) this.note(target.closest(".shot"), target.value);
    }, { signal });
    this.addEventListener("click", (event) => this.click(event), { signal });
    document.addEventListener("submit", (event) => event.target === this.form && this.wait(event), {
      signal, capture: true,
    });
    this.form.addEventListener("paste", (event) => this.take(event, event.clipboardData), { signal });
    this.form.addEventListener("drop", (event) => this.take(event, event.dataTransfer), { signal });
    this.form.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    }, { signal });
    for (const name of ["online", "pageshow"]) addEventListener(name, () => this.again(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.again(), { signal });
  }

  get waiting() {
    return [...this.list.querySelectorAll(":scope > .shot:has(.shot__wait)")];
  }

  change(event) {
    const { target } = event;
    if (target.matches("[data-describe]"))
      this.describe(target.closest(".shot"), target.dataset.describe, target.value);
    if (target.name !== "files") return;
    this.addAll(target.files);
    target.value = "";
  }

  take(event, { files } = {}) {
    if (!files?.length) return;
    event.preventDefault();
    this.addAll(files);
  }

  addAll(files) {
    for (const file of files) this.add(file);
  }

  async add(file) {
    const id = `${Date.now()}-${Math.random()}`;
    const at = Date.now() + this.list.children.length;
    const row = { id, draft: this.draft, at, blob: file, name: file.name, description: "", key: "" };
    const item = this.item(row);
    const no = this.refusal(file, item);
    if (no) return this.failed(item, { kind: "refused", words: no });
    item.ready = this.shrink(item, file);
    await item.ready;
    if (item.isHanded) return; // the outbox has it, and uploads it
    await this.keep(item.row);
    this.upload(item);
  }

  // what leaves the device is small and says no place
  async shrink(item, file) {
    if (isImage(file)) item.row.blob = await answerTo("picture:small", { file });
  }

  // what is known to be refused is said before anything travels
  refusal(file, item) {
    const { any, onlyPictures, tooLarge, tooMany, empty } = this.dataset;
    if (any === undefined && !isImage(file)) return onlyPictures;
    if (!file.size) return empty;
    if (!isImage(file) && file.size > 50 * MB) return tooLarge;
    return [...this.list.children].indexOf(item) >= 10 ? tooMany : "";
  }

  async keep(row) {
    if (row.draft && !(await answerTo("draft:file", { row })))
      this.dispatchEvent(new CustomEvent("draft:unkept", { bubbles: true }));
    this.changed();
  }

  // the text of the draft is kept along, and with it the client id
  changed() {
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  drop(item) {
    this.undescribed.delete(item);
    tell("draft:drop", { id: item.row?.id });
    item.remove();
    this.changed();
  }

  item(row) {
    const preview = isImage({ name: row.name, type: row.blob.type })
      ? make("img", { src: URL.createObjectURL(row.blob), alt: "" })
      : make("b", { className: "shot__name", textContent: row.name });
    const words = make("span", { className: "shot__wait", role: "status" });
    const item = make("li", { className: "shot", row }, preview, words);
    this.list.append(item);
    return item;
  }

  // --- what an earlier visit left ------------------------------------------------------------------
  async restore() {
    const rows = this.draft ? await answerTo("draft:files", { draft: this.draft }) : [];
    if (!this.isConnected) return;
    for (const row of rows) {
      const shown = row.key && this.list.querySelector(`[name=photo][value="${CSS.escape(row.key)}"]`);
      if (shown) shown.closest(".shot").row = row;
      else this.upload(this.item(row));
    }
  }

  // everything that did not arrive and may arrive now
  again() {
    for (const item of this.waiting) if (!this.running.has(item) && !item.final) this.upload(item);
    for (const [item, [url, value]] of this.undescribed) this.describe(item, url, value);
  }

  // --- sending -------------------------------------------------------------------------------------
  async upload(item) {
    this.running.add(item);
    item.querySelector(".shot__wait").replaceChildren();
    const answer = (await this.known(item.row)) ?? (await this.post(item));
    if (answer?.status === 201) await this.arrived(item, answer.text);
    else this.failed(item, await answerTo("failed:why", answer ?? {}));
    this.running.delete(item);
    this.dispatchEvent(new CustomEvent("photos:settled"));
  }

  // what arrived before a reload is still there for a day
  async known({ key }) {
    const text = key && (await partAt(`${this.dataset.one}${key}/`));
    return text ? { status: 201, text } : null;
  }

  async arrived(item, html) {
    const fresh = drawn(html).firstElementChild;
    const { row } = item;
    URL.revokeObjectURL(item.querySelector("img")?.src);
    item.replaceWith(fresh);
    fresh.row = { ...row, key: fresh.querySelector("[name=photo]").value };
    const words = fresh.querySelector("[data-describe]");
    if (words && row.description && words.value !== row.description) {
      words.value = row.description;
      this.describe(fresh, words.dataset.describe, row.description);
    }
    await this.keep(fresh.row);
  }

  // in parts, where the outbox may go on (outbox-files.js)
  async post(item) {
    const { row } = item;
    item.ended = new AbortController();
    const { post } = await answerTo("outbox:parts");
    const answer = await post?.(this.dataset, row, () => this.keep(row), item.querySelector(".shot__wait"), item.ended);
    return answer?.key ? this.known(answer) : answer;
  }

  failed(item, why) {
    item.final = why.kind === "refused" && why.status !== 429; // the same would be refused again
    const words = item.querySelector(".shot__wait");
    const button = (textContent, onclick) => make("button", { type: "button", className: "btn", textContent, onclick });
    const remove = button(this.dataset.remove, () => this.drop(item));
    const retry = item.final && why.status === undefined ? [] : [button(this.dataset.retry, () => this.upload(item))];
    words.replaceChildren(why.words || this.dataset.failed, ...retry, remove);
  }

  click(event) {
    const button = event.target.closest("button[data-remove]");
    if (!button) return;
    this.send(button.dataset.remove, { _method: "delete" }); // what stays on the server goes after a day
    this.drop(button.closest(".shot"));
    this.querySelector("[name=files]").focus();
  }

  note(item, description) {
    if (item.row) this.keep((item.row = { ...item.row, description }));
  }

  async describe(item, url, value) {
    this.undescribed.set(item, [url, value]);
    this.note(item, value);
    const settled = () => this.undescribed.delete(item);
    if ((await this.send(url, { _method: "put", description: value }, settled)) !== null) settled();
  }

  send(url, values, gone) {
    return partAt(url, { method: "POST", headers: swap(), body: new URLSearchParams(values) }, gone);
  }

  // what goes along with the text into the outbox, which uploads what has not arrived; null where that cannot be
  hand() {
    const items = [...this.list.querySelectorAll(":scope > .shot")];
    if (items.some((item) => item.final)) return this.complain();
    for (const item of items) item.ended?.abort();
    return Promise.all(items.map(async (item) => {
      item.isHanded = true;
      await item.ready;
      const key = item.querySelector("[name=photo]")?.value ?? "";
      const { blob, name = "", description = "", sent } = item.row ?? {};
      return { blob, name, description, sent, key: blob && this.undescribed.has(item) ? "" : key };
    }));
  }

  // the post goes out when the last picture has arrived; what failed is tried once more
  wait(event) {
    if (this.closest("[data-outbox]")) return;
    if (!this.waiting.length && !this.undescribed.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (button?.ariaBusy === "true") return;
    if (button) button.ariaBusy = "true";
    this.again();
    const settled = async () => {
      if (this.running.size) return;
      this.removeEventListener("photos:settled", settled);
      for (const [item, [url, value]] of this.undescribed) await this.describe(item, url, value);
      if (button) button.ariaBusy = "false";
      if (!this.waiting.length && !this.undescribed.size) return this.form.requestSubmit(button ?? undefined);
      this.complain(button);
    };
    this.addEventListener("photos:settled", settled);
    settled();
  }

  complain(button) {
    const why = { words: this.waiting.length ? "" : this.dataset.failed };
    const retry = () => this.form.requestSubmit(button ?? undefined);
    tell("failed", { thing: "picture", why, form: this.form, retry });
    return null;
  }
}
customElements.define("photo-tray", PhotoTray);
