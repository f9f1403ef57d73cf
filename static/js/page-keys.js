// <page-keys data-places="f / n /announcements/ c /chat/">: "/" searches, "?" shows what the keys do, "n" writes,
// "g" and a letter leads to a place. Whoever speaks to the computer, or hits keys by chance, switches
// them off in the settings.
const WAIT = 1500;
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), "
  + "textarea, select, [contenteditable]";

class PageKeys extends HTMLElement {
  connectedCallback() {
    const words = this.dataset.places.split(" ");
    this.places = Object.fromEntries(words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1]]])));
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press, true);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press, true);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    const address = this.going && this.places[event.key];
    const deed = {
      "/": () => this.search(),
      "?": () => this.querySelector("a").click(),
      n: () => this.write(),
      g: () => this.go(),
    }[event.key];
    this.going = false;
    if (!address && !deed) return;
    event.preventDefault();
    event.stopPropagation(); // c comments a card, but not after g
    if (address) location.assign(address);
    else deed();
  }

  go() {
    this.going = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.going = false), WAIT);
  }

  search() {
    const visible = (one) => one.checkVisibility();
    const field = [...document.querySelectorAll("[role=search] input[type=search]")].find(visible);
    if (field) field.focus();
    else document.querySelector("a[data-search]")?.click();
  }

  write() {
    document.querySelector("a[data-compose]")?.click();
  }
}
customElements.define("page-keys", PageKeys);
