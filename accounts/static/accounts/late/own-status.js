// <own-status data-url="…" data-until="…">: the line with the person's own status. It follows when
// another window, or a sheet opened from here, changes it, and when it ends.
import { drawn, partAt } from "./parts.js";

const LONGEST = 2 ** 31 - 1; // more milliseconds and a timer rings at once

class OwnStatus extends HTMLElement {
  connectedCallback() {
    this.hear = (event) => event.detail?.change === "status" && this.refresh();
    this.sheet = (event) => event.target.contains(this) && this.refresh();
    document.addEventListener("live:person", this.hear);
    document.addEventListener("thing:changed", this.sheet);
    const left = Date.parse(this.dataset.until) - Date.now();
    if (left > 0) this.timer = setTimeout(() => this.refresh(), Math.min(left + 1000, LONGEST));
  }

  disconnectedCallback() {
    document.removeEventListener("live:person", this.hear);
    document.removeEventListener("thing:changed", this.sheet);
    clearTimeout(this.timer);
  }

  async refresh() {
    const html = await partAt(this.dataset.url);
    if (html !== null) this.replaceWith(drawn(html));
  }
}
customElements.define("own-status", OwnStatus);
