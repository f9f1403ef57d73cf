// <chat-badge data-live="chats:0"> on every page: keeps the number beside "Chat" and in the title of
// the window true, on every device within moments.
const CALM = 300;

class ChatBadge extends HTMLElement {
  connectedCallback() {
    this.plain = document.title;
    const dot = document.querySelector("[data-badge=chat] [aria-hidden]");
    this.titled(Number.parseInt(dot?.textContent ?? "0", 10));
    document.addEventListener("live:chat", (event) => this.soon(event.detail.spread));
    document.addEventListener("live:person", (event) => event.detail.chat && this.soon(0));
    document.addEventListener("live:again", () => this.soon(0));
    addEventListener("pageshow", (event) => event.persisted && this.soon(0));
  }

  soon(spread) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), CALM + Math.random() * (spread ?? 0));
  }

  async ask() {
    const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    const count = made.content.querySelector("[data-count]");
    for (const place of document.querySelectorAll("[data-badge=chat]")) place.replaceChildren(...count.cloneNode(true).childNodes);
    this.titled(Number(count.dataset.count));
  }

  titled(count) {
    document.title = count ? `(${count}) ${this.plain}` : this.plain;
  }
}
customElements.define("chat-badge", ChatBadge);
