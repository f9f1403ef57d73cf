// <page-keys data-places="f / n /announcements/ c /chat/">: "/" and Ctrl+K search, "?" shows what the keys do, "n"
// writes, "g" and a letter leads to a place. Whoever speaks to the computer, or hits keys by chance,
// switches single ones off in the settings: then there are no places. What a box needs comes with its use.
const WAIT = 1500;
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), "
  + "textarea, select, [contenteditable]";

class PageKeys extends HTMLElement {
  connectedCallback() {
    const words = this.dataset.places?.split(" ") ?? [];
    this.places = Object.fromEntries(words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1]]])));
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press, true);
    document.addEventListener("focusin", ({ target }) => {
      for (const one of target.closest("[data-needs]")?.dataset.needs.split(" ") ?? []) import(one);
    });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press, true);
  }

  key(event) {
    if (document.querySelector("dialog[open]") || event.altKey) return;
    const isCombined = event.ctrlKey || event.metaKey;
    if (isCombined && event.key === "k") {
      event.preventDefault();
      return this.search();
    }
    if (isCombined || !this.dataset.places || event.target.closest?.(TYPING)) return;
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
