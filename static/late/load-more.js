// <load-more> around a link to the next page: fetches it 600 px before the end is reached, and waits for a tap after
// five times, so that nobody scrolls without deciding to. With data-on-tap it waits for the first one.
import { partAt } from "./parts.js";

const AHEAD = "600px";
const BY_ITSELF = 5;
let loaded = 0;

class LoadMore extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.link.addEventListener("click", (event) => this.tap(event));
    if (loaded >= BY_ITSELF || "onTap" in this.dataset) return;
    this.watch = new IntersectionObserver(([seen]) => seen.isIntersecting && this.load(), { rootMargin: AHEAD });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  tap(event) {
    event.preventDefault();
    loaded = 0;
    this.load();
  }

  async load() {
    if (this.busy) return;
    this.busy = true;
    this.link.setAttribute("aria-busy", "true");
    const html = await partAt(this.link.href);
    this.busy = false;
    this.link.removeAttribute("aria-busy");
    if (html === null) return this.watch?.disconnect(); // a tap tries again
    loaded += 1;
    this.replace(html);
  }

  // the address follows, so that going back returns to this place
  replace(html) {
    const focused = this.contains(document.activeElement);
    const before = this.previousElementSibling;
    const list = this.parentElement;
    this.insertAdjacentHTML("beforebegin", html);
    this.remove();
    window.htmx?.process(list);
    if (focused) before?.nextElementSibling?.querySelector("article, a")?.focus();
  }
}
customElements.define("load-more", LoadMore);
