// <bell-menu data-url data-sheet> around the bell of a desk: opens the newest lines beside the page.
// With a modifier key, without script or without an answer the link leads to the page as usual.
import { drawn, make, partAt } from "./parts.js";

class BellMenu extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (this.list) this.close();
      else this.open();
    });
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.list && this.close());
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  handleEvent(event) {
    if (!this.contains(event.target) && event.target.isConnected) this.close(false);
  }

  async open() {
    const html = await partAt(this.dataset.url);
    if (!html) return location.assign(this.link.href);
    await (this.styled ??= this.load());
    const lines = drawn(html).querySelector("[data-newest]");
    this.list = make("div", { className: "menu__list newest", tabIndex: -1 }, lines);
    this.append(this.list);
    this.link.setAttribute("aria-expanded", "true");
    this.list.focus();
    document.addEventListener("click", this);
  }

  load() {
    const style = make("link", { rel: "stylesheet", href: this.dataset.sheet });
    document.head.append(style);
    return new Promise((done) => (style.onload = style.onerror = done));
  }

  close(back = true) {
    document.removeEventListener("click", this);
    this.list.remove();
    this.list = null;
    this.link.removeAttribute("aria-expanded");
    if (back) this.link.focus();
  }
}
customElements.define("bell-menu", BellMenu);
