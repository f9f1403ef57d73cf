// A stretch of a long conversation: only that much is in the document, more of it comes while one scrolls.
import { arrange, quiet } from "./chat-rows.js";
import { tell } from "./page-events.js";
import { drawn, partAt } from "./parts.js";

const MOST = 250; // messages in the document
const NEAR = 80; // pixels from the end within which one reads along

export class MessageWindow extends HTMLElement {
  // --- where the conversation opens --------------------------------------------------------------------
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
    const frame = this.closest(".chat");
    const short = innerHeight - visualViewport.height > NEAR;
    const along = this.nearEnd();
    frame.style.blockSize = short ? `${visualViewport.height}px` : "";
    if (along) this.toEnd();
  }

  // --- windows ---------------------------------------------------------------------------------
  watch() {
    const options = { root: this.box, rootMargin: "600px 0px" };
    this.seen = new IntersectionObserver(
      (all) => all.forEach((one) => one.isIntersecting && this.more(one.target)), options
    );
    for (const mark of this.box.querySelectorAll(".msgs__more")) this.seen.observe(mark);
  }

  // older windows are not news: nothing of them is read aloud
  async more(mark) {
    if (mark.ariaBusy === "true") return;
    mark.ariaBusy = "true";
    const up = "earlier" in mark.dataset;
    const found = await this.fetched(`${up ? "before" : "after"}=${up ? mark.dataset.earlier : mark.dataset.later}`);
    mark.ariaBusy = "false";
    if (!found || !mark.isConnected) return;
    const kept = found.querySelector(up ? "[data-earlier]" : "[data-later]");
    const rows = [...found.querySelectorAll("[data-seq]")];
    const height = this.box.scrollHeight;
    const top = this.box.scrollTop;
    quiet(rows);
    if (up) mark.after(...rows);
    else mark.before(...rows);
    if (kept) mark.replaceWith(kept);
    else mark.remove();
    arrange(this.box);
    if (up) this.box.scrollTop = top + this.box.scrollHeight - height;
    this.trim(up ? "later" : "earlier");
    for (const row of rows) window.htmx?.process(row);
    for (const one of this.box.querySelectorAll(".msgs__more")) this.seen.observe(one);
  }

  async fetched(query) {
    const html = await partAt(`${this.dataset.url}?${query}`);
    return html === null ? null : drawn(html);
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
    quiet(found.children);
    this.box.replaceChildren(...found.children);
    window.htmx?.process(this.box);
    for (const one of this.box.querySelectorAll(".msgs__more")) this.seen.observe(one);
    this.recall();
    return true;
  }

  recall() {
    tell("outbox:list", { done: (rows) => this.queued({ rows }) });
  }

  async newest() {
    if (this.box.querySelector("[data-later]")) await this.open(`around=${this.last}`);
    this.toEnd();
    this.reading();
  }

  // a long press opens what one can do with a message, as a right click does elsewhere
  held(event) {
    const row = event.target.closest(".msg:not(.msg--queued)");
    if (!row || event.target.closest("a, img") || matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    row.querySelector(".msg__more")?.click();
  }

  walk(row, step) {
    let next = row?.[step] ?? this.box.querySelector("article[data-seq]:last-of-type");
    while (next && !next.matches("article[data-seq]")) next = next[step];
    next?.focus();
  }
}
