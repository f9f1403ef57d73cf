// <chat-log data-live="chat:7">: a conversation that hears. Messages arrive with the hint that tells of them,
// and the number they follow on. Where one is missing, and for what this person alone sees so,
// everything after the last known change is fetched over HTTP: lost, doubled or late hints never
// change what is finally seen.
import { arrange, readUpTo, renew, sentRow, swapped } from "./chat-rows.js";
import { MessageWindow } from "./message-window.js";
import { tell } from "./page-events.js";
import { drawn, partAt } from "./parts.js";

const POLL = 15_000;
const PAGE = 200; // messages in one answer of the server
const OWN = 80; // ms within which the answer to an own message makes the question needless
const TELL = 500; // ms until the position is told

class ChatLog extends MessageWindow {
  connectedCallback() {
    this.box = this.querySelector(".msgs");
    this.down = this.querySelector("[data-down]");
    this.cursor = Number(this.dataset.change);
    this.last = Number(this.dataset.last);
    this.read = Number(this.dataset.seen);
    this.missed = 0;
    this.listen();
    this.place();
    this.watch();
    requestAnimationFrame(() => this.reading());
    this.recall();
  }

  disconnectedCallback() {
    this.ended?.abort();
    clearInterval(this.polling);
  }

  listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.addEventListener("live:chat", (event) => this.hear(event.detail));
    document.addEventListener("live:again", () => this.catchUp(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.back(), { signal });
    document.addEventListener("outbox:changed", (event) => this.queued(event.detail), { signal });
    document.addEventListener("outbox:sent", (event) => this.sent(event.detail), { signal });
    document.addEventListener("click", (event) => this.click(event), { signal });
    for (const name of ["online", "focus"]) addEventListener(name, () => this.back(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.back(), { signal });
    for (const name of ["pagehide", "blur"]) addEventListener(name, () => this.telling && this.tell(), { signal });
    this.addEventListener("thing:changed", () => this.catchUp());
    this.addEventListener("htmx:beforeSwap", swapped);
    this.box.addEventListener("scroll", () => this.reading(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("contextmenu", (event) => this.held(event));
    window.visualViewport?.addEventListener("resize", () => this.fit(), { signal });
    this.polling = setInterval(() => this.poll(), POLL);
  }

  // --- hearing and catching up -----------------------------------------------------------------
  hear({ change, after, rows, spread }) {
    this.crowd = spread ?? 0;
    if (change <= this.cursor) return;
    if (rows && after <= this.cursor && !this.catching) return this.take(rows, change);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => change > this.cursor && this.catchUp(), OWN + Math.random() * this.crowd);
  }

  take(html, change) {
    const known = this.cursor;
    this.put([...drawn(html).querySelectorAll("[data-seq]")].filter((row) => row.dataset.change > known));
    this.cursor = Math.max(this.cursor, change);
  }

  // who reads along at the end stays there
  put(rows) {
    const along = this.nearEnd() && !this.box.querySelector("[data-later]");
    for (const row of rows) this.apply(row);
    arrange(this.box);
    if (along) this.toEnd();
    this.reading();
  }

  poll() {
    const listening = document.querySelector("live-socket[listening]");
    if (!listening && !document.hidden) this.catchUp();
  }

  back() {
    this.catchUp();
    this.reading();
  }

  async catchUp() {
    if (this.catching) return void (this.again = true);
    this.catching = true;
    try {
      while (await this.step()) this.again = false;
    } finally {
      this.catching = false;
    }
    if (this.again) {
      this.again = false;
      this.catchUp();
    }
  }

  // true while there may be more
  async step() {
    const url = `${this.dataset.url}messages/?after=${this.cursor}`;
    const html = await partAt(url, {}, () => location.assign("/chat/"));
    const rows = [...drawn(html ?? "").querySelectorAll("[data-seq]")];
    if (!rows.length) return false;
    this.put(rows);
    return rows.length >= PAGE;
  }

  apply(row) {
    const copy = row.cloneNode(true);
    const seq = Number(row.dataset.seq);
    this.cursor = Math.max(this.cursor, Number(row.dataset.change));
    const old = document.getElementById(row.id);
    const isNew = seq > this.last;
    this.last = Math.max(this.last, seq);
    if (old && this.box.contains(old)) this.replace(old, row);
    else if (isNew) this.append(row);
    this.dispatchEvent(new CustomEvent("chat:row", { detail: copy, bubbles: true }));
  }

  replace(old, row) {
    if (Number(old.dataset.change) < Number(row.dataset.change)) renew(old, row);
  }

  // at the end of the conversation; in a window further up it is only counted
  append(row) {
    if (!row.classList.contains("msg--me") && !this.nearEnd()) this.missed += 1;
    if (this.box.querySelector("[data-later]")) return;
    this.box.querySelector(".msgs__none")?.remove();
    const queued = this.box.querySelector(".msg--queued");
    // what stood for an own message on its way becomes that message
    if (queued && queued.id === `q-${row.dataset.client}`) renew(queued, row);
    else {
      if (queued) queued.before(row);
      else this.box.append(row);
      window.htmx?.process(row);
    }
    this.trim("earlier");
  }

  // --- reading ---------------------------------------------------------------------------------
  reading() {
    const end = this.nearEnd() && !this.box.querySelector("[data-later]");
    if (end) this.missed = 0;
    this.pill(end);
    const isHere = !document.hidden && document.hasFocus();
    this.toggleAttribute("reading", isHere && end); // for the number in badge and list
    if (!isHere) return;
    const bottom = this.box.getBoundingClientRect().bottom;
    const rows = [...this.box.querySelectorAll("[data-seq]")];
    const seen = rows.findLast((row) => row.getBoundingClientRect().top < bottom - 8);
    const upto = Math.max(Number(seen?.dataset.seq ?? 0), end ? this.last : 0);
    if (upto > this.read) this.readTo(upto);
  }

  readTo(upto) {
    this.read = upto;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), TELL + Math.random() * 4 * (this.crowd ?? 0));
  }

  tell() {
    if (this.told === this.read) return;
    this.told = this.read;
    readUpTo(`${this.dataset.url}read/`, this.read);
  }

  pill(end) {
    this.down.hidden = end;
    const words = this.down.querySelector("span");
    words.dataset.plain ??= words.textContent;
    const many = words.dataset.many.replace("{n}", this.missed);
    words.textContent = this.missed === 0 ? words.dataset.plain : this.missed === 1 ? words.dataset.one : many;
  }

  // --- what waits on the device ----------------------------------------------------------------
  queued({ rows, sending = [] }) {
    const mine = rows.filter((one) => one.lane === `chat-${this.dataset.pk}`);
    const along = this.nearEnd();
    const known = new Map([...this.box.querySelectorAll(".msg--queued")].map((row) => [row.id, row]));
    let fresh = false;
    for (const one of mine) {
      const bubble = known.get(`q-${one.id}`) ?? this.bubble(one);
      if (!known.delete(bubble.id)) fresh = Boolean(this.box.appendChild(bubble));
      this.dress(bubble, one, sending);
    }
    for (const gone of known.values()) gone.remove();
    if (mine.length && (along || fresh)) this.toEnd();
  }

  dress(bubble, one, sending) {
    const onItsWay = sending.includes(one.id) || navigator.onLine ? "sending" : "waiting";
    bubble.dataset.state = one.state === "failed" ? "failed" : onItsWay;
    bubble.querySelector("[data-why]").textContent = one.why ?? "";
  }

  bubble(one) {
    const row = this.querySelector("template[data-queued]").content.firstElementChild.cloneNode(true);
    row.id = `q-${one.id}`;
    row.dataset.queue = one.id;
    row.querySelector("[data-text]").textContent = one.words;
    if (!one.words) row.querySelector(".msg__b").hidden = true;
    const files = row.querySelector("[data-files]");
    const names = one.files.map((file) => file.name);
    if (one.label) names.push(one.label);
    files.hidden = !names.length;
    files.querySelector("span").textContent = names.join(", ");
    return row;
  }

  sent(sent) {
    const row = sent.row.lane === `chat-${this.dataset.pk}` && sentRow(sent);
    if (!row) return;
    const isNext = Number(row.dataset.seq) === this.last + 1 && Number(row.dataset.change) === this.cursor + 1;
    if (isNext) this.apply(row);
    else if (!document.getElementById(row.id)) this.catchUp();
    document.getElementById(`q-${sent.row.id}`)?.remove();
    arrange(this.box);
    this.newest();
  }

  // --- what people do --------------------------------------------------------------------------
  click(event) {
    const it = event.target.closest(
      "[data-jump], [data-reply], [data-thread], [data-copy], [data-close-side], [data-queue] [data-do], [data-down]"
    );
    if (!it || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { jump, reply, thread, copy } = it.dataset;
    if (jump) this.jump(jump);
    else if (reply) this.reply(reply);
    else if (copy) this.copy(copy);
    else if ("down" in it.dataset) this.newest();
    else if ("closeSide" in it.dataset && this.side) this.closeSide();
    else if (it.dataset.do) this.act(it);
    else if (thread && this.side && this.isBesideList()) this.beside(it.href);
    else return;
    event.preventDefault();
    it.closest("dialog")?.close();
  }

  act(button) {
    tell("outbox:do", { id: button.closest("[data-queue]").dataset.queue, deed: button.dataset.do });
  }

  reply(seq) {
    const row = document.getElementById(`m-${seq}`);
    const name = row?.querySelector(".msg__name b")?.textContent ?? "";
    const words = row?.querySelector(".msg__text")?.textContent ?? "";
    const detail = { seq, name, words };
    // after the sheet that asked has closed and given the focus back
    setTimeout(() => tell("chat:reply", detail), 60);
  }

  async copy(link) {
    await navigator.clipboard?.writeText(link).catch(() => {});
    tell("toast", { text: this.dataset.copied });
  }

  isBesideList() {
    return this.closest(".chat").querySelector(".chat__list").checkVisibility();
  }

  get side() {
    return this.closest(".chat")?.querySelector("[data-side]");
  }

  async beside(url) {
    const html = await partAt(url);
    if (html === null) return location.assign(url);
    this.side.replaceChildren(drawn(html));
    window.htmx?.process(this.side);
    this.side.hidden = false;
    this.side.querySelector("h2")?.focus();
  }

  closeSide() {
    this.side.hidden = true;
    this.side.replaceChildren();
  }

  press(event) {
    const row = event.target.closest("[data-seq]");
    const step = { j: "nextElementSibling", k: "previousElementSibling" }[event.key];
    if (event.key === "r" && row && !event.ctrlKey && !event.metaKey) this.reply(row.dataset.seq);
    else if (step) this.walk(row, step);
    else if (event.key === "End") this.newest();
    else return;
    event.preventDefault();
  }
}
customElements.define("chat-log", ChatLog);
