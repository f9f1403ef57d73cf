// <chat-list data-live="chats:0">: fetches the rows again when something moved, keeping focus and
// place. In a room it stays empty until there is room for it beside.
const CALM = 400;
const WIDE = matchMedia("(min-width: 72rem)");

class ChatList extends HTMLElement {
  connectedCallback() {
    if ("empty" in this.dataset) {
      if (WIDE.matches) this.ask();
      WIDE.addEventListener("change", () => WIDE.matches && this.ask());
    }
    document.addEventListener("live:chat", (event) => this.soon(event.detail.spread));
    document.addEventListener("live:person", (event) => event.detail.chat && this.soon(0));
    document.addEventListener("live:again", () => this.soon(0));
    this.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("keydown", (event) => event.altKey && this.press(event));
  }

  soon(spread) {
    if ("empty" in this.dataset && !WIDE.matches) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), CALM + Math.random() * (spread ?? 0));
  }

  async ask() {
    const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const focused = this.contains(document.activeElement) && document.activeElement.id;
    const top = this.scrollTop;
    this.innerHTML = await answer.text();
    this.scrollTop = top;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  // arrows move, with Alt to the next conversation with something new
  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.querySelectorAll(event.altKey ? ".unread" : ".chat__rows a")];
    if (!all.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) return all.at(step > 0 ? 0 : -1).click();
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
  }
}
customElements.define("chat-list", ChatList);
