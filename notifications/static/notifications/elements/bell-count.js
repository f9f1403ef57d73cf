// <bell-count data-live="person:7" data-url> on every page: keeps the number in the bell true on
// every device within moments. The hint says only that it may have changed.
const MOMENT = 300;

class BellCount extends HTMLElement {
  connectedCallback() {
    this.addEventListener("live:person", (event) => event.detail.bell && this.soon());
    document.addEventListener("live:again", () => this.soon());
    addEventListener("pageshow", (event) => event.persisted && this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), MOMENT);
  }

  async ask() {
    const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-count]");
    for (const place of document.querySelectorAll("[data-badge=notifications]")) place.replaceChildren(...shown.cloneNode(true).childNodes);
  }
}
customElements.define("bell-count", BellCount);
