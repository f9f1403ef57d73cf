// <chat-composer>: hands what is written to the outbox of the device, which sends it now or when the
// network is back. Keeps a draft here and, a moment later, on the server for other devices.
import { editLast } from "./edit-last.js";
import { answerTo, tell } from "./page-events.js";
import { partAt } from "./parts.js";

const DRAFT_PAUSE = 2000;
const LARGEST = 50 * 1024 * 1024;
const MOST_FILES = 10;
const typesOnKeys = matchMedia("(hover: hover) and (pointer: fine)");
const me = document.body.dataset.me;
const asSwap = () => ({ "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf });
const OWN = new Set(["csrfmiddlewaretoken", "client_id", "reply_to", "body", "due_at", "file", "files"]);

class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.form.elements.body;
    this.shots = this.querySelector("[data-shots]");
    this.key = `draft:${me}:chat-${this.dataset.pk}${this.dataset.root ? `-${this.dataset.root}` : ""}`;
    this.files = [];
    this.coming = 0; // files that are made small
    this.adding = Promise.resolve();
    this.listen();
    this.restore();
    const chosen = [...this.querySelectorAll("[name=files]")].filter((field) => field.files.length);
    for (const target of chosen) this.changed({ target }); // before this was here
    if (location.hash === "#write" || (typesOnKeys.matches && !this.dataset.root && !location.hash))
      this.text.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    this.ended?.abort();
  }

  listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("click", (event) => this.click(event));
    this.form.addEventListener("paste", (event) => this.take(event, event.clipboardData?.files));
    const dropZone = this.closest(".conversation, .conversation__side") ?? this;
    dropZone.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    dropZone.addEventListener("drop", (event) => this.take(event, event.dataTransfer?.files), { signal });
    document.addEventListener("outbox:sent", (event) => this.planned(event.detail), { signal });
    document.addEventListener("outbox:edit", (event) => this.edit(event), { signal });
    if (this.dataset.root) return;
    document.addEventListener("chat:reply", (event) => this.answer(event.detail), { signal });
  }

  // --- sending ---------------------------------------------------------------------------------
  async submit(event) {
    event.preventDefault();
    const by = event.submitter;
    await this.adding;
    const body = this.text.value.trim();
    if (!body && !this.files.length) return this.text.focus();
    const chosen = by?.matches("[data-plan]") && this.querySelector("[data-due]");
    const due = by?.name === "due_at" ? by.value : chosen?.value;
    const files = this.files.map(({ blob, name, description }) => ({ blob, name, description }));
    const rows = this.files.map(({ row }) => row.id);
    const written = { body: this.text.value, extra: this.extra(), reply_to: this.form.elements.reply_to.value };
    if (due) this.later = { ...written, files };
    this.put({ ...written, due_at: due }, files, () => {
      for (const id of rows) tell("draft:drop", { id });
      if (!this.text.value.trim()) this.keepDraft();
    });
    this.empty();
  }

  put({ body, extra, reply_to, due_at }, files, kept) {
    const { pk } = this.dataset;
    const row = {
      lane: `chat-${pk}`, url: `/chat/${pk}/messages/`, upload: "/chat/files/", part: "file",
      fields: [...Object.entries({ body, reply_to, due_at }), ...extra].filter(([, text]) => text),
      files, promises: !due_at, words: body.trim(), label: this.part()?.dataset.part,
      place: location.pathname, draft: { key: this.key, values: { body, extra } },
    };
    tell("outbox:put", { row, kept });
  }

  // at once, so that nothing is lost of what is typed while the queue still writes
  empty() {
    clearTimeout(this.timer);
    this.form.reset();
    this.text.value = "";
    this.clearFiles();
    this.answer(null);
    this.text.focus();
    const menu = this.querySelector("details.menu");
    if (menu) menu.open = false;
  }

  // the server has it: say when it goes, where it lies, and offer to have it back
  planned({ row, answer }) {
    const later = this.later;
    if (!later || row.lane !== `chat-${this.dataset.pk}`) return;
    const { planned, words, list } = JSON.parse(answer);
    if (!planned) return;
    this.later = null;
    const link = { text: this.dataset.see, href: list };
    const undo = { text: this.dataset.undo, run: () => this.takeBack(`${list}${planned}/`, later) };
    tell("toast", { text: words, link, undo });
  }

  async takeBack(url, { body, extra, files, reply_to }) {
    if ((await partAt(url, { method: "DELETE", headers: asSwap() })) === null)
      return tell("toast", { text: this.dataset.failed, kind: "error" });
    if (reply_to && !this.dataset.root) document.querySelector("chat-log")?.reply(reply_to);
    await this.again({ body, extra }, files);
  }

  // what waited comes back to be written anew
  edit(event) {
    const { draft, files } = event.detail.row;
    if (draft.key !== this.key) return;
    event.preventDefault();
    this.again(draft.values ?? {}, files);
  }

  async again({ body, extra }, files) {
    for (const file of files)
      await this.add(new File([file.blob], file.name, { type: file.blob.type }), file.description);
    this.text.value = [this.text.value, body].filter(Boolean).join("\n");
    this.fill(extra);
    this.typed();
    this.text.focus();
  }

  // --- what apps above lend ----------------------------------------------------------------------
  part() {
    return [...this.querySelectorAll("[data-part]")].find((one) => one.getClientRects().length);
  }

  // names and texts of a part that is switched on
  extra() {
    const all = this.part() ? [...new FormData(this.form)] : [];
    return all.filter(([name, text]) => !OWN.has(name) && typeof text === "string" && text);
  }

  fill(extra) {
    for (const [name, text] of extra ?? [])
      for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === text;
        else field.value = text;
      }
  }

  // --- keys ------------------------------------------------------------------------------------
  press(event) {
    const enter = event.key === "Enter" && !event.isComposing;
    if (enter && (event.ctrlKey || event.metaKey || (typesOnKeys.matches && !event.shiftKey))) {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector(".send"));
    } else if (event.key === "Escape") {
      this.answer(null);
    } else if (event.key === "ArrowUp" && !this.text.value) {
      editLast(event);
    }
  }

  // --- replying --------------------------------------------------------------------------------
  answer(to) {
    const note = this.querySelector("[data-replying]");
    if (!note) return;
    note.hidden = !to;
    this.form.elements.reply_to.value = to?.seq ?? "";
    note.querySelector("[data-name]").textContent = to?.name ?? "";
    note.querySelector("[data-words]").textContent = to?.words ?? "";
    if (to) this.text.focus();
  }

  click(event) {
    if (event.target.closest("[data-plain]")) {
      event.preventDefault();
      this.answer(null);
    }
    const cross = event.target.closest(".shot__x");
    if (!cross) return;
    tell("draft:drop", { id: this.files.find((one) => one.shot === cross.closest(".shot"))?.row.id });
    this.removeFile(cross.closest(".shot"));
  }

  // --- drafts ----------------------------------------------------------------------------------
  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    const isTouched = this.text.value !== this.text.defaultValue; // somebody was quicker than this
    const isGone = this.querySelector("draft-form").sending;
    if (kept?.values?.body && !isTouched && !isGone) this.text.value = kept.values.body;
    this.fill(kept?.values?.extra);
    tell("draft:files", { draft: this.key, done: (rows) => rows.forEach((row) => this.show(row)) });
  }

  typed() {
    clearTimeout(this.timer);
    const body = this.text.value;
    const extra = this.extra();
    if (body.trim() || extra.length)
      localStorage.setItem(this.key, JSON.stringify({ values: { body, extra }, at: Date.now() }));
    else localStorage.removeItem(this.key);
    this.timer = setTimeout(() => this.keepDraft(), DRAFT_PAUSE);
  }

  keepDraft() {
    clearTimeout(this.timer);
    const body = this.text.value;
    if (!body.trim() && !this.part()) localStorage.removeItem(this.key);
    if (this.dataset.root) return;
    fetch(this.dataset.draft, {
      method: "PUT", body: new URLSearchParams({ body }), headers: asSwap(), keepalive: body.length < 20_000,
    }).catch(() => {});
  }

  // --- files -----------------------------------------------------------------------------------
  changed(event) {
    if (event.target.matches("[data-due]")) this.querySelector("[data-plan]").disabled = !event.target.value;
    if (event.target.matches(".shot__alt")) this.described(event.target);
    if (event.target.type === "checkbox" && event.target.closest("details.menu"))
      this.querySelector("details.menu").open = false;
    if (event.target.type !== "file") return;
    this.addAll(event.target.files);
    event.target.value = "";
  }

  take(event, files = []) {
    if (!files.length) return;
    event.preventDefault();
    this.addAll(files);
  }

  addAll(files) {
    const free = MOST_FILES - this.files.length - this.coming;
    if (files.length > free) tell("toast", { text: this.dataset.tooMany, kind: "error" });
    for (const file of [...files].slice(0, free)) {
      if (file.size > LARGEST) tell("toast", { text: this.dataset.tooLarge, kind: "error" });
      else this.adding = Promise.all([this.adding, this.add(file)]);
    }
    this.adding.then(() => this.text.focus());
  }

  async add(file, description = "") {
    this.coming += 1;
    const blob = await answerTo("picture:small", { file });
    this.coming -= 1;
    const id = `${Date.now()}-${Math.random()}`;
    const row = { id, draft: this.key, at: Date.now(), blob, name: file.name, description, key: "" };
    this.show(row);
    this.keepFile(row);
  }

  // kept with the draft until the queue has it
  keepFile(row) {
    const done = (kept) => kept || this.dispatchEvent(new CustomEvent("draft:unkept", { bubbles: true }));
    tell("draft:file", { row, done });
  }

  show(row) {
    const { blob, name, description } = row;
    const shot = this.querySelector("template[data-shot]").content.firstElementChild.cloneNode(true);
    const picture = blob.type.startsWith("image/");
    const entry = { row, blob, name, description, shot };
    shot.querySelector("[data-name]").textContent = picture ? "" : name;
    shot.querySelector("[data-name]").hidden = picture;
    if (picture) shot.prepend(Object.assign(new Image(), { alt: "", src: (entry.url = URL.createObjectURL(blob)) }));
    if (picture) shot.querySelector(".shot__alt").value = description;
    else shot.querySelector(".shot__alt").remove();
    this.files.push(entry);
    this.shots.append(shot);
    this.shots.hidden = false;
  }

  described(field) {
    const entry = this.files.find((one) => one.shot === field.closest(".shot"));
    if (!entry) return;
    entry.description = entry.row.description = field.value;
    this.keepFile(entry.row);
  }

  removeFile(shot) {
    const entry = this.files.find((one) => one.shot === shot);
    if (entry?.url) URL.revokeObjectURL(entry.url);
    this.files = this.files.filter((one) => one !== entry);
    shot.remove();
    this.shots.hidden = !this.files.length;
    this.text.focus();
  }

  clearFiles() {
    for (const entry of [...this.files]) this.removeFile(entry.shot);
  }
}
customElements.define("chat-composer", ChatComposer);
