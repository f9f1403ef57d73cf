// <chat-log data-live="chat:7">: a window of a long room. Hints only say that there is something;
// everything after the last known change is fetched over HTTP, so lost, doubled or late hints never
// change what is finally seen. Only a stretch of the messages is in the document.
const POLL = 15_000;
const MOST = 250; // messages in the document
const NEAR = 80; // pixels from the end within which one reads along
const BREATH = 300; // seconds
const PAGE = 200; // messages in one answer of the server
const asSwap = { "HX-Request": "true" };
const csrf = () => ({ ...asSwap, "X-CSRFToken": document.body.dataset.csrf });
const wide = matchMedia("(min-width: 72rem)");

function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

function arrange(box) {
  for (const day of box.querySelectorAll(".day:not(.day--new, .day--note)")) day.remove();
  let before = null;
  for (const row of box.querySelectorAll("[data-seq]")) {
    if (before?.dataset.day !== row.dataset.day) {
      const day = Object.assign(document.createElement("p"), { className: "day", textContent: row.dataset.words });
      day.setAttribute("role", "separator");
      const line = row.previousElementSibling;
      (line?.matches(".day--new") ? line : row).before(day);
    }
    const same = before?.dataset.author && before.dataset.author === row.dataset.author && before.dataset.day === row.dataset.day;
    row.classList.toggle("msg--cont", Boolean(same) && row.dataset.at - before.dataset.at <= BREATH);
    before = row;
  }
}

class ChatLog extends HTMLElement {
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
    document.dispatchEvent(new CustomEvent("chat:queue:list"));
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
    document.addEventListener("chat:queue", (event) => this.queued(event.detail), { signal });
    document.addEventListener("chat:sent", (event) => this.sent(event.detail), { signal });
    document.addEventListener("click", (event) => this.click(event), { signal });
    for (const name of ["online", "pageshow", "focus"]) addEventListener(name, () => this.back(), { signal });
    this.addEventListener("thing:changed", () => this.catchUp());
    this.addEventListener("htmx:afterSwap", () => arrange(this.box));
    this.box.addEventListener("scroll", () => this.reading(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("contextmenu", (event) => this.held(event));
    window.visualViewport?.addEventListener("resize", () => this.fit(), { signal });
    this.polling = setInterval(() => this.poll(), POLL);
  }

  // --- where the room opens --------------------------------------------------------------------
  place() {
    const sought = this.dataset.sought && document.getElementById(`m-${this.dataset.sought}`);
    const line = this.box.querySelector(".day--new");
    if (sought) this.show(sought);
    else if (line) line.scrollIntoView({ block: "center" });
    else this.toEnd();
  }

  show(row) {
    row.scrollIntoView({ block: "center" });
    row.classList.add("is-sought");
    row.focus({ preventScroll: true });
    setTimeout(() => row.classList.remove("is-sought"), 2000);
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  nearEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  // the keyboard of a phone takes half of the screen, and 100dvh does not know of it everywhere
  fit() {
    const room = this.closest(".chat");
    const short = innerHeight - visualViewport.height > NEAR && !wide.matches;
    const along = this.nearEnd();
    room.style.blockSize = short ? `${visualViewport.height}px` : "";
    if (along) this.toEnd();
  }

  // --- hearing and catching up -----------------------------------------------------------------
  hear({ change, spread }) {
    if (change <= this.cursor) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.catchUp(), Math.random() * (spread ?? 0));
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
    const answer = await fetch(url, { headers: asSwap }).catch(() => null);
    if (answer?.status === 404) return location.assign("/chat/");
    if (!answer?.ok || answer.redirected) return false;
    const rows = [...parsed(await answer.text()).querySelectorAll("[data-seq]")];
    if (!rows.length) return false;
    const along = this.nearEnd() && !this.box.querySelector("[data-later]");
    for (const row of rows) this.apply(row);
    arrange(this.box);
    if (along) this.toEnd();
    this.reading();
    return rows.length >= PAGE;
  }

  apply(row) {
    const seq = Number(row.dataset.seq);
    this.cursor = Math.max(this.cursor, Number(row.dataset.change));
    const old = document.getElementById(row.id);
    const isNew = seq > this.last;
    this.last = Math.max(this.last, seq);
    if (old && this.box.contains(old)) this.replace(old, row);
    else if (isNew) this.append(row);
    this.dispatchEvent(new CustomEvent("chat:row", { detail: row.cloneNode(true), bubbles: true }));
  }

  replace(old, row) {
    if (Number(old.dataset.change) >= Number(row.dataset.change)) return;
    const focused = old.contains(document.activeElement);
    old.replaceWith(row);
    window.htmx?.process(row);
    if (focused) row.focus({ preventScroll: true });
  }

  // at the end of the room; in a window further up it is only counted
  append(row) {
    if (!row.classList.contains("msg--me") && !this.nearEnd()) this.missed += 1;
    if (this.box.querySelector("[data-later]")) return;
    this.box.querySelector(".msgs__none")?.remove();
    const queued = this.box.querySelector(".msg--queued");
    if (queued) queued.before(row);
    else this.box.append(row);
    window.htmx?.process(row);
    this.trim("earlier");
  }

  // --- windows ---------------------------------------------------------------------------------
  watch() {
    const options = { root: this.box, rootMargin: "600px 0px" };
    this.seen = new IntersectionObserver((all) => all.forEach((one) => one.isIntersecting && this.more(one.target)), options);
    for (const mark of this.box.querySelectorAll(".msgs__more")) this.seen.observe(mark);
  }

  async more(mark) {
    if (mark.ariaBusy === "true") return;
    mark.ariaBusy = "true";
    const up = "earlier" in mark.dataset;
    const found = await this.fetched(`${up ? "before" : "after"}=${up ? mark.dataset.earlier : mark.dataset.later}`);
    mark.ariaBusy = "false";
    if (!found || !mark.isConnected) return;
    const kept = found.querySelector(up ? "[data-earlier]" : "[data-later]");
    const rows = [...found.querySelectorAll("[data-seq]")];
    this.quietly(() => {
      const height = this.box.scrollHeight;
      const top = this.box.scrollTop;
      if (up) mark.after(...rows);
      else mark.before(...rows);
      if (kept) mark.replaceWith(kept);
      else mark.remove();
      arrange(this.box);
      if (up) this.box.scrollTop = top + this.box.scrollHeight - height;
      this.trim(up ? "later" : "earlier");
    });
    for (const row of rows) window.htmx?.process(row);
    for (const one of this.box.querySelectorAll(".msgs__more")) this.seen.observe(one);
  }

  async fetched(query) {
    const answer = await fetch(`${this.dataset.url}?${query}`, { headers: asSwap }).catch(() => null);
    return answer?.ok && !answer.redirected ? parsed(await answer.text()) : null;
  }

  // older windows are not news: nothing of them is read aloud
  quietly(work) {
    this.box.setAttribute("aria-live", "off");
    work();
    requestAnimationFrame(() => this.box.setAttribute("aria-live", "polite"));
  }

  // what is far from the eye leaves the document; a mark brings it back
  trim(side) {
    const rows = [...this.box.querySelectorAll("[data-seq]")];
    const over = rows.length - MOST;
    if (over <= 0) return;
    const gone = side === "earlier" ? rows.slice(0, over) : rows.slice(-over);
    const rest = side === "earlier" ? rows[over] : rows.at(-over - 1);
    this.box.querySelector(`[data-${side}]`)?.remove();
    const mark = this.querySelector(`template[data-more=${side}]`).content.firstElementChild.cloneNode(true);
    mark.dataset[side] = rest.dataset.seq;
    const height = this.box.scrollHeight;
    if (side === "earlier") rest.before(mark);
    else rest.after(mark);
    for (const one of gone) one.remove();
    arrange(this.box);
    if (side === "earlier") this.box.scrollTop -= height - this.box.scrollHeight;
    this.seen.observe(mark);
  }

  async jump(seq) {
    const known = document.getElementById(`m-${seq}`);
    if (known && this.box.contains(known)) return this.show(known);
    if (await this.open(`around=${seq}`)) {
      const row = document.getElementById(`m-${seq}`);
      if (row) this.show(row);
    }
  }

  async open(query) {
    const found = await this.fetched(query);
    if (!found) return false;
    this.quietly(() => this.box.replaceChildren(...found.children));
    window.htmx?.process(this.box);
    for (const one of this.box.querySelectorAll(".msgs__more")) this.seen.observe(one);
    document.dispatchEvent(new CustomEvent("chat:queue:list"));
    return true;
  }

  async newest() {
    if (this.box.querySelector("[data-later]")) await this.open(`around=${this.last}`);
    this.toEnd();
    this.reading();
  }

  // --- reading ---------------------------------------------------------------------------------
  reading() {
    const end = this.nearEnd() && !this.box.querySelector("[data-later]");
    if (end) this.missed = 0;
    this.pill(end);
    if (document.hidden || !document.hasFocus()) return;
    const bottom = this.box.getBoundingClientRect().bottom;
    const rows = [...this.box.querySelectorAll("[data-seq]")];
    const seen = rows.findLast((row) => row.getBoundingClientRect().top < bottom - 8);
    const upto = Math.max(Number(seen?.dataset.seq ?? 0), end ? this.last : 0);
    if (upto > this.read) this.readTo(upto);
  }

  readTo(upto) {
    this.read = upto;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const body = new URLSearchParams({ upto: this.read });
      fetch(`${this.dataset.url}read/`, { method: "PUT", body, headers: csrf(), keepalive: true }).catch(() => {});
    }, 500);
  }

  pill(end) {
    this.down.hidden = end;
    const words = this.down.querySelector("span");
    words.dataset.plain ??= words.textContent;
    const many = words.dataset.many.replace("{n}", this.missed);
    words.textContent = this.missed === 0 ? words.dataset.plain : this.missed === 1 ? words.dataset.one : many;
  }

  // --- what waits on the device ----------------------------------------------------------------
  queued({ messages, sending }) {
    const mine = (this.waiting = messages.filter((one) => String(one.conversation) === this.dataset.pk));
    const along = this.nearEnd();
    const known = new Set([...this.box.querySelectorAll(".msg--queued")].map((row) => row.id));
    for (const row of this.box.querySelectorAll(".msg--queued")) row.remove();
    this.box.append(...mine.map((one) => this.bubble(one, sending)));
    const fresh = mine.some((one) => !known.has(`q-${one.id}`));
    if (mine.length && (along || fresh)) this.toEnd();
  }

  bubble(one, sending) {
    const row = this.querySelector("template[data-queued]").content.firstElementChild.cloneNode(true);
    row.id = `q-${one.id}`;
    row.dataset.state = one.state === "failed" ? "failed" : sending === one.id || navigator.onLine ? "sending" : "waiting";
    row.dataset.queue = one.id;
    row.querySelector("[data-text]").textContent = one.body;
    row.querySelector("[data-why]").textContent = one.why ?? "";
    if (!one.body) row.querySelector(".msg__b").hidden = true;
    const files = row.querySelector("[data-files]");
    const names = one.files.map((file) => file.name);
    if (one.label) names.push(one.label);
    files.hidden = !names.length;
    files.querySelector("span").textContent = names.join(", ");
    return row;
  }

  sent({ id, conversation, html }) {
    if (String(conversation) !== this.dataset.pk || !html) return;
    const row = parsed(html).querySelector("[data-seq]");
    document.getElementById(`q-${id}`)?.remove();
    this.hear({ change: Number(row.dataset.change) });
    if (Number(row.dataset.seq) === this.last + 1 && Number(row.dataset.change) === this.cursor + 1) this.apply(row);
    else if (!document.getElementById(row.id)) this.catchUp();
    arrange(this.box);
    this.newest();
  }

  // --- what people do --------------------------------------------------------------------------
  click(event) {
    const it = event.target.closest("[data-jump], [data-reply], [data-thread], [data-copy], [data-close-side], [data-do], [data-down]");
    if (!it || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { jump, reply, thread, copy } = it.dataset;
    if (jump) this.jump(jump);
    else if (reply) this.reply(reply);
    else if (copy) this.copy(copy);
    else if ("down" in it.dataset) this.newest();
    else if ("closeSide" in it.dataset && this.side) this.closeSide();
    else if (it.dataset.do) this.act(it);
    else if (thread && wide.matches && this.side) this.beside(it.href);
    else return;
    event.preventDefault();
    it.closest("dialog")?.close();
  }

  act(button) {
    const row = button.closest("[data-queue]");
    const deed = button.dataset.do;
    const one = this.waiting.find((known) => known.id === row.dataset.queue);
    if (deed === "edit" && one) document.dispatchEvent(new CustomEvent("chat:edit", { detail: one }));
    document.dispatchEvent(new CustomEvent("chat:queue:do", { detail: { id: row.dataset.queue, deed } }));
  }

  reply(seq) {
    const row = document.getElementById(`m-${seq}`);
    const name = row?.querySelector(".msg__name b")?.textContent ?? "";
    const words = row?.querySelector(".msg__text")?.textContent ?? "";
    const detail = { seq, name, words };
    // after the sheet that asked has closed and given the focus back
    setTimeout(() => document.dispatchEvent(new CustomEvent("chat:reply", { detail })), 60);
  }

  async copy(link) {
    await navigator.clipboard?.writeText(link).catch(() => {});
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: this.dataset.copied } }));
  }

  get side() {
    return this.closest(".chat")?.querySelector("[data-side]");
  }

  async beside(url) {
    const answer = await fetch(url, { headers: asSwap }).catch(() => null);
    if (!answer?.ok) return location.assign(url);
    this.side.replaceChildren(parsed(await answer.text()));
    window.htmx?.process(this.side);
    this.side.hidden = false;
    this.side.querySelector("h2")?.focus();
  }

  closeSide() {
    this.side.hidden = true;
    this.side.replaceChildren();
  }

  // a long press opens what one can do with a message, as a right click does elsewhere
  held(event) {
    const row = event.target.closest(".msg:not(.msg--queued)");
    if (!row || event.target.closest("a, img") || matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    row.querySelector(".msg__more")?.click();
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

  walk(row, step) {
    let next = row?.[step] ?? this.box.querySelector("article[data-seq]:last-of-type");
    while (next && !next.matches("article[data-seq]")) next = next[step];
    next?.focus();
  }
}
customElements.define("chat-log", ChatLog);

// <chat-thread>: a question and its replies beside the room; what comes is put at the end, and
// reading it moves the position of this thread only.
class ChatThread extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector(".msgs");
    this.hear = (event) => this.put(event.detail);
    this.own = (event) => event.detail.html && this.put(parsed(event.detail.html).firstElementChild);
    document.addEventListener("chat:row", this.hear);
    document.addEventListener("chat:sent", this.own);
    this.box.scrollTop = this.box.scrollHeight;
    this.tell(this.dataset.last);
  }

  disconnectedCallback() {
    document.removeEventListener("chat:row", this.hear);
    document.removeEventListener("chat:sent", this.own);
  }

  put(row) {
    const old = this.querySelector(`[data-seq="${row.dataset.seq}"]`);
    if (!old && row.dataset.root !== this.dataset.key) return;
    const copy = row.cloneNode(true);
    copy.classList.remove("msg--cont");
    copy.removeAttribute("id");
    if (old) old.replaceWith(copy);
    else this.box.append(copy);
    window.htmx?.process(copy);
    this.box.scrollTop = this.box.scrollHeight;
    this.tell(row.dataset.seq);
  }

  tell(upto) {
    if (!upto) return;
    const body = new URLSearchParams({ upto });
    fetch(this.dataset.url, { method: "PUT", body, headers: csrf(), keepalive: true }).catch(() => {});
  }
}
customElements.define("chat-thread", ChatThread);
