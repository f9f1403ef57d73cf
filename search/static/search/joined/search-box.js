// <search-box data-url="/search/suggestions/" data-label="…" data-forget="…">: below the box of the frame
// what one may go to before the question is finished; while it is empty, what one looked for last. Arrows
// choose, Enter goes there, or searches where nothing is chosen, Escape closes.
import { drawn, make, partAt } from "./parts.js";

const PAUSE = 250;
const FEWEST = 2;

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.list = make("ul", { className: "suggest", id: "suggestions", role: "listbox", hidden: true });
    this.list.ariaLabel = this.dataset.label;
    this.append(this.list);
    this.field.role = "combobox";
    this.field.autocomplete = "off";
    this.field.ariaAutoComplete = "list";
    this.field.ariaExpanded = "false";
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.addEventListener("input", () => this.typed(PAUSE));
    this.field.addEventListener("focus", () => this.typed(0));
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.addEventListener("submit", () => this.remember());
    if (this.field === document.activeElement) this.typed(0);
  }

  typed(pause) {
    clearTimeout(this.timer);
    const words = this.field.value.trim();
    if (!words) this.recent();
    else if (words.length < FEWEST) this.close();
    else this.timer = setTimeout(() => this.ask(words), pause);
  }

  recent() {
    const done = (words) => this.show([
      ...words.map((one) => this.option(one, { words: one })),
      ...(words.length ? [this.option(this.dataset.forget, { forget: "" })] : []),
    ]);
    document.dispatchEvent(new CustomEvent("search:recent", { detail: { done } }));
  }

  option(text, data) {
    const option = make("li", { role: "option", textContent: text });
    Object.assign(option.dataset, data);
    return option;
  }

  async ask(words) {
    const html = await partAt(`${this.dataset.url}?q=${encodeURIComponent(words)}`);
    if (html !== null && this.field.value.trim() === words) this.show([...drawn(html).children]);
  }

  show(options) {
    if (this.field !== document.activeElement) return;
    this.list.replaceChildren(...options);
    for (const [at, one] of options.entries()) one.id = `suggestion-${at}`;
    this.list.hidden = !options.length;
    this.field.ariaExpanded = String(!this.list.hidden);
    this.choose(-1);
  }

  choose(at) {
    const options = [...this.list.children];
    this.at = at < -1 ? options.length - 1 : at >= options.length ? -1 : at;
    for (const [place, one] of options.entries()) one.ariaSelected = String(place === this.at);
    const chosen = options[this.at];
    if (chosen) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing || this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.at + step);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.at >= 0) this.take(this.list.children[this.at]);
    else return;
    event.preventDefault();
  }

  take(option) {
    if (!option) return;
    if ("forget" in option.dataset) return this.forget();
    if (option.dataset.url) {
      this.remember();
      location.assign(option.dataset.url);
    } else {
      this.field.value = option.dataset.words;
      this.field.form.requestSubmit();
    }
  }

  remember() {
    document.dispatchEvent(new CustomEvent("search:done", { detail: { words: this.field.value } }));
  }

  forget() {
    document.dispatchEvent(new CustomEvent("search:forget"));
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.field.ariaExpanded = "false";
    this.field.removeAttribute("aria-activedescendant");
  }
}
customElements.define("search-box", SearchBox);
