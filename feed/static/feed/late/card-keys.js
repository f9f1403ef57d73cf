// <card-keys>: j and k walk through the cards, l likes, c comments, s saves, Enter opens. Only where
// <page-keys> stands, which a person may have switched off.
class CardKeys extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  key(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!document.querySelector("page-keys") || document.querySelector("dialog[open]")) return;
    const card = document.activeElement.closest("post-card");
    const moves = { j: 1, k: -1 };
    if (event.key in moves) this.walk(card, moves[event.key]);
    else if (event.key === "Enter" && document.activeElement.matches("post-card > article")) this.open(card);
    else if (!card || !this.act(card, event.key)) return;
    event.preventDefault();
  }

  walk(card, step) {
    const cards = [...document.querySelectorAll("post-card")];
    const next = card ? cards[cards.indexOf(card) + step] : cards[0];
    next?.querySelector("article").focus();
    next?.scrollIntoView({ block: "center" });
  }

  act(card, key) {
    const part = { l: "[data-react]", c: "[data-comment]", s: ".act--save" }[key];
    if (!part) return false;
    card.querySelector(part)?.click();
    return true;
  }

  open(card) {
    location.assign(card.querySelector(".post__meta a[id]").href);
  }
}
customElements.define("card-keys", CardKeys);
