// <page-age>: says that a page comes from the device and of when it is, and lets what the server says meanwhile
// slide in: at once while nobody has touched the page, else on a tap. What it hears, intranet/device/worker.js says;
// device-worker.js fetches this file with the first word.
// An element with data-catches-up asks for its news itself.
const PARTS = ["#main", ".aside", ".rail", ".tabbar"];
const AGAIN = 30_000;
const files = (page) => [...page.querySelectorAll("head link[rel=stylesheet], head script[src], page-signals")]
  .map((one) => one.getAttribute("href") ?? one.getAttribute("src") ?? one.dataset.rest).join();

class PageAge extends HTMLElement {
  connectedCallback() {
    addEventListener("online", () => this.ask());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    setInterval(() => this.ask(), AGAIN);
  }

  hear({ state, at, text, touched }) {
    this.touched = touched;
    if (state === "kept") this.begin();
    if (state === "alone") this.show(at);
    if (state !== "fresh" && state !== "gone") return;
    this.hidden = true;
    this.isOld = false;
    if (state === "gone") this.leave(this.dataset.changed);
    else if (text) this.take(new DOMParser().parseFromString(text, "text/html"));
  }

  // forms of a kept page carry the token of that day
  begin() {
    this.isOld = true;
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (!token) return;
    document.body.dataset.csrf = token;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  }

  show(at) {
    const date = new Date(at);
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const isToday = date.toDateString() === new Date().toDateString();
    const form = isToday ? clock : { day: "numeric", month: "short", ...clock };
    const when = new Intl.DateTimeFormat(document.documentElement.lang, form).format(date);
    this.querySelector("[data-words]").textContent = this.dataset.words.replace("{t}", when);
    this.hidden = false;
  }

  ask() {
    if (this.isOld) navigator.serviceWorker.controller?.postMessage({ ask: location.href });
  }

  take(page) {
    if (page.body.dataset.me !== document.body.dataset.me) return location.reload(); // of somebody else
    if (document.querySelector("[data-catches-up]")) return;
    if (files(page) !== files(document)) return this.leave(this.dataset.changed);
    if (this.touched || document.querySelector("dialog[open]")) return this.offer(this.dataset.changed);
    const hold = this.anchor();
    document.title = page.title;
    for (const part of PARTS) document.querySelector(part)?.replaceWith(page.querySelector(part) ?? "");
    window.htmx?.process(document.body);
    document.dispatchEvent(new CustomEvent("htmx:load"));
    hold();
  }

  // what is read stays where it is: the thing below the bars keeps its place on the screen
  anchor() {
    const things = [...document.querySelectorAll("#main [id]")];
    const read = scrollY > 0 && things.find((one) => one.getBoundingClientRect().bottom > 96);
    const before = read && read.getBoundingClientRect().top;
    return () => {
      const now = read && document.getElementById(read.id);
      if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
    };
  }

  leave(words) {
    if (this.touched) this.offer(words);
    else location.reload();
  }

  offer(text) {
    const undo = { text: this.dataset.open, run: () => location.reload() };
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, undo } }));
  }
}
customElements.define("page-age", PageAge);
