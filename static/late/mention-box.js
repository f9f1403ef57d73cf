// <mention-box data-url="/mentions/?post=7"> around a textarea: after "@" a list of people who may
// read what is written. Arrows choose, Enter or Tab takes, Escape closes.
import { make, partAt } from "./parts.js";

const NAMED = /(^|[\s(])@([\p{L}\p{N}._-]{0,40}(?: [\p{L}]{0,20})?)$/u;
const PAUSE = 150;
let boxes = 0;

class MentionBox extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    if (!this.text || this.list) return;
    const id = `people-${++boxes}`;
    const ariaLabel = this.dataset.label;
    this.list = make("ul", { className: "suggest", id, role: "listbox", hidden: true, ariaLabel });
    this.append(this.list);
    this.text.setAttribute("aria-autocomplete", "list");
    this.text.setAttribute("aria-controls", this.list.id);
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.text.addEventListener("keydown", (event) => this.press(event), true);
    this.list.addEventListener("pointerdown", (event) => this.point(event));
  }

  begun() {
    return this.text.value.slice(0, this.text.selectionStart).match(NAMED);
  }

  typed() {
    clearTimeout(this.timer);
    const begun = this.begun();
    if (!begun?.[2]) return this.close();
    this.timer = setTimeout(() => this.ask(begun[2]), PAUSE);
  }

  async ask(name) {
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", name);
    for (const one of this.closest("form").querySelectorAll("[name=space]:checked"))
      url.searchParams.append("space", one.value);
    const html = await partAt(url);
    if (html === null || this.begun()?.[2] !== name) return;
    this.list.innerHTML = html;
    this.list.hidden = !this.list.children.length;
    if (!this.list.hidden) this.choose(0);
  }

  choose(at) {
    const options = [...this.list.children];
    this.at = (at + options.length) % options.length;
    for (const [place, one] of options.entries()) one.ariaSelected = String(place === this.at);
    this.text.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.at + step);
    else if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && !event.ctrlKey) this.take(this.list.children[this.at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  point(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    this.take(option);
  }

  take(option) {
    const begun = this.begun();
    const end = this.text.selectionStart;
    if (begun) this.text.setRangeText(`@${option.dataset.handle} `, end - begun[2].length - 1, end, "end");
    this.close();
    this.text.focus();
    this.text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }
}
customElements.define("mention-box", MentionBox);
