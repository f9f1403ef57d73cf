// <post-composer>: says who will see the post, counts long texts, shows that a draft is kept,
// posts with Ctrl+Enter. The form works without any of it.
import { partAt } from "./parts.js";

const SHOWN_FROM = 5000;
const AUDIENCE = `draft:${document.body.dataset.me}:audience`; // goes with the drafts on sign-out

class PostComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.body = this.form.elements.body;
    this.addEventListener("change", (event) => event.target.name === "space" && this.audience());
    this.addEventListener("input", () => this.count());
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", (event) => this.click(event));
    this.closest("draft-form")?.addEventListener("draft:saved", () => this.kept());
    this.closest("draft-form")?.addEventListener("draft:waits", () => this.away());
    this.count();
    this.recall();
    if (location.hash === "#shared") import(this.dataset.shared);
  }

  // the audience of the last post, unless the page came with one
  recall() {
    const last = JSON.parse(localStorage.getItem(AUDIENCE) ?? "[]");
    if (this.chosen().length || !last.length) return;
    for (const one of this.form.querySelectorAll("[name=space]")) one.checked = last.includes(one.value);
    if (this.chosen().length) this.audience();
  }

  chosen() {
    return [...this.form.querySelectorAll("[name=space]:checked")];
  }

  async audience() {
    const words = this.querySelector("[data-chosen]");
    const chosen = this.chosen();
    try {
      localStorage.setItem(AUDIENCE, JSON.stringify(chosen.map((one) => one.value)));
    } catch { /* a device that keeps nothing; the draft says so */ }
    words.textContent = chosen.map((one) => one.dataset.name).join(", ") || words.dataset.none;
    const query = new URLSearchParams(chosen.map((one) => ["space", one.value]));
    const html = await partAt(`${this.dataset.audience}?${query}`);
    if (html !== null) this.querySelector("[data-reach]").innerHTML = html;
  }

  // a page of its own leads where the post waits, if the device can show that
  away() {
    const isPage = !this.closest("dialog") && (navigator.serviceWorker?.controller || navigator.onLine);
    if (isPage) location.assign("/");
  }

  count() {
    const length = [...this.body.value].length;
    const shown = this.querySelector("[data-count]");
    shown.hidden = length <= SHOWN_FROM;
    shown.textContent = `${length} / ${this.body.dataset.limit}`;
  }

  kept() {
    this.querySelector("[data-draft]").hidden = false;
  }

  press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    if (event.key === "Escape" && this.querySelector("details[open]")) {
      event.preventDefault();
      event.stopPropagation();
      this.querySelector("details[open]").open = false;
    }
  }

  click(event) {
    const details = this.querySelector("details.audience");
    if (!event.target.closest("details.audience") && this.chosen().length) details.open = false;
    if (!event.target.closest("[data-at]")) return;
    const before = this.body.value.slice(0, this.body.selectionStart);
    this.body.setRangeText(
      /(^|\s)$/.test(before) ? "@" : " @", this.body.selectionStart, this.body.selectionEnd, "end"
    );
    this.body.focus();
    this.body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("post-composer", PostComposer);
