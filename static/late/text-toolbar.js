// <text-toolbar data-for="body" data-preview="/compose/preview/">: bold, list and link for the text
// field of that name in the same form, and a preview made by the server. One tab stop, arrows
// inside; Ctrl or Cmd with B, I and K in the field. What it types can be undone.
import { tell } from "./page-events.js";
import { partAt } from "./parts.js";

const AROUND = { bold: "**", italic: "*" };

class TextToolbar extends HTMLElement {
  connectedCallback() {
    this.text = this.closest("form")?.elements[this.dataset.for];
    this.bar = this.querySelector("[role=toolbar]");
    this.shown = this.querySelector("[data-shown]");
    if (!this.text || !this.bar) return;
    this.tools = [...this.bar.querySelectorAll("button")];
    this.reach(this.tools[0]);
    this.addEventListener("click", (event) => this.click(event.target.closest("button")));
    // the field keeps its keyboard
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.bar.addEventListener("keydown", (event) => this.walk(event));
    this.text.addEventListener("keydown", (event) => this.press(event));
  }

  click(button) {
    if (!button) return;
    if (button.dataset.open !== undefined) this.fold(button);
    else if (button.dataset.mark === "preview") this.preview(button);
    else if (button.dataset.mark === "picture") this.closest("form").querySelector("photo-tray [type=file]")?.click();
    else this.mark(button.dataset.mark);
  }

  fold(button) {
    this.bar.hidden = !this.bar.hidden;
    button.ariaExpanded = String(!this.bar.hidden);
  }

  reach(button) {
    for (const one of this.tools) one.tabIndex = one === button ? 0 : -1;
  }

  walk(event) {
    const at = this.tools.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tools.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const button = this.tools[(to + this.tools.length) % this.tools.length];
    this.reach(button);
    button.focus();
  }

  press(event) {
    const mark = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!mark || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.mark(mark);
  }

  mark(kind) {
    if (this.text.hidden) return;
    this.text.focus();
    if (kind === "list") return this.list();
    const chosen = this.text.value.slice(this.text.selectionStart, this.text.selectionEnd);
    if (kind === "link") return this.link(chosen);
    const sign = AROUND[kind];
    const inside = chosen.startsWith(sign) && chosen.endsWith(sign) && chosen.length > 2 * sign.length;
    const words = inside ? chosen.slice(sign.length, -sign.length) : chosen || this.bar.dataset.words;
    this.type(inside ? words : sign + words + sign, inside ? 0 : sign.length, words.length);
  }

  link(chosen) {
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    const words = isAddress || !chosen ? this.bar.dataset.words : chosen;
    const address = isAddress ? chosen : "https://";
    const at = isAddress ? 1 : words.length + 3;
    this.type(`[${words}](${address})`, at, isAddress ? words.length : address.length);
  }

  list() {
    const { value, selectionStart, selectionEnd } = this.text;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", selectionEnd);
    const to = end < 0 ? value.length : end;
    const lines = value.slice(from, to).split("\n");
    const isList = lines.every((line) => line.startsWith("- "));
    const words = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n");
    this.text.setSelectionRange(from, to);
    this.type(words, words.length, 0);
  }

  // in place of what is selected, then select `count` characters of it from `at` on
  type(words, at, count) {
    const from = this.text.selectionStart;
    // the only way that the browser's own undo takes back
    const typed = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (!typed) {
      this.text.setRangeText(words);
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.text.setSelectionRange(from + at, from + at + count);
  }

  async preview(button) {
    const isOn = !this.text.hidden;
    if (isOn) {
      const form = new FormData();
      form.set("body", this.text.value);
      form.set("csrfmiddlewaretoken", this.closest("form").elements.csrfmiddlewaretoken.value);
      const html = await partAt(this.dataset.preview, { method: "POST", body: form });
      if (html === null) return tell("toast", { text: this.dataset.failed, kind: "error" });
      this.shown.innerHTML = html;
    }
    this.text.hidden = isOn;
    this.shown.hidden = !isOn;
    button.ariaPressed = String(isOn);
    if (isOn) this.shown.focus();
    else this.text.focus();
  }
}
customElements.define("text-toolbar", TextToolbar);
