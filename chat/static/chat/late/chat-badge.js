// <chat-badge data-live="chats:0"> on every page: keeps the number beside "Chat" and in the title of
// the window true, on every device within moments. A hint says whether its conversation counted and
// counts now; only without that the number is asked for.
import { drawn, partAt } from "./parts.js";

const CALM = 300;

class ChatBadge extends HTMLElement {
  connectedCallback() {
    this.plain = document.title;
    this.owed = new Set(); // conversations that count until the server knows they are being read
    const dot = document.querySelector("[data-badge=chat] [aria-hidden]");
    this.titled(Number.parseInt(dot?.textContent ?? "0", 10));
    document.addEventListener("live:chat", (event) => this.hear(event.detail));
    document.addEventListener("live:person", (event) => event.detail.chat && this.hear(event.detail));
    document.addEventListener("live:again", () => this.soon());
    addEventListener("pageshow", (event) => event.persisted && this.soon());
  }

  // from 99 on the dot does not say how many they are
  hear({ channel, chat, unread, spread }) {
    if (!unread || this.timer || this.count > 98) return this.soon(spread);
    const [before, now] = unread;
    const name = chat ? `chat:${chat}` : channel;
    if (now > before && document.querySelector(`chat-log[reading][data-live="${name}"]`)) this.owed.add(name);
    else if (now !== before && !this.owed.delete(name)) this.show(this.count + now - before);
  }

  soon(spread = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), CALM + Math.random() * spread);
  }

  async ask() {
    const asking = this.timer;
    const html = await partAt(this.dataset.url);
    if (this.timer !== asking) return; // asked once more meanwhile
    this.timer = null;
    if (!html) return;
    const count = drawn(html).querySelector("[data-count]");
    this.owed.clear();
    this.put(count);
    this.titled(Number(count.dataset.count));
  }

  show(count) {
    if (count < 0) return this.soon();
    const made = this.querySelector("template").content.cloneNode(true);
    const [shown, said] = made.firstElementChild.children;
    shown.textContent = count;
    said.textContent = (count === 1 ? this.dataset.one : this.dataset.many).replace("{n}", count);
    if (!count) made.replaceChildren();
    this.put(made);
    this.titled(count);
  }

  put(dot) {
    for (const place of document.querySelectorAll("[data-badge=chat]"))
      place.replaceChildren(...dot.cloneNode(true).childNodes);
  }

  titled(count) {
    this.count = count;
    document.title = count ? `(${count}) ${this.plain}` : this.plain;
  }
}
customElements.define("chat-badge", ChatBadge);
