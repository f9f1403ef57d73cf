// <bell-count data-live="person:7" data-url role="status"> on every page: keeps the number in the bell,
// and on the icon of the app, true on every device within moments, and says politely when it grows.
// A hint says only that it may have changed.
import { drawn, partAt } from "./parts.js";

const MOMENT = 300;

class BellCount extends HTMLElement {
  connectedCallback() {
    const dot = document.querySelector("[data-badge=notifications] [aria-hidden]");
    if (window.Notification?.permission === "granted" && document.body.dataset.worker) import(this.dataset.watch);
    this.mark(Number.parseInt(dot?.textContent ?? "0", 10));
    this.addEventListener("live:person", ({ detail }) => (detail.bell || detail.settled || detail.read) && this.soon());
    document.addEventListener("live:again", () => this.soon());
    document.addEventListener("submit", (event) => event.target.matches("[data-logout]") && this.mark(0));
    addEventListener("pageshow", (event) => event.persisted && this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), MOMENT);
  }

  async ask() {
    const html = await partAt(this.dataset.url);
    if (!html) return;
    const shown = drawn(html).querySelector("[data-count]");
    for (const place of document.querySelectorAll("[data-badge=notifications]"))
      place.replaceChildren(...shown.cloneNode(true).childNodes);
    const count = Number(shown.dataset.count);
    if (count > this.count) this.textContent = shown.dataset.said;
    this.mark(count);
  }

  // devices without such icons, and browsers that were not asked for it, refuse
  mark(count) {
    this.count = count;
    navigator.setAppBadge?.(count).catch(() => {});
  }
}
customElements.define("bell-count", BellCount);
