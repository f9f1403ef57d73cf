// <people-picker>: finds people while one types and keeps the chosen ones above.
import { partAt } from "./parts.js";

const PAUSE = 250;

class PeoplePicker extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.found = this.querySelector("[data-found]");
    this.chosen = this.querySelector("[data-chosen]");
    this.group = this.querySelector("[data-group]");
    this.querySelector("[role=search]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    this.addEventListener("change", (event) => event.target.name === "person" && this.choose(event.target));
    this.field.focus();
  }

  async ask() {
    const html = await partAt(`${this.dataset.url}?q=${encodeURIComponent(this.field.value)}`);
    if (html === null) return;
    const legend = this.found.querySelector("legend");
    this.found.innerHTML = html;
    this.found.prepend(legend);
    const taken = new Set([...this.chosen.querySelectorAll("[name=person]")].map((one) => one.value));
    for (const one of this.found.querySelectorAll("[name=person]"))
      if (taken.has(one.value)) one.closest("label").remove();
  }

  choose(box) {
    const row = box.closest("label");
    if (box.checked && this.found.contains(row)) this.chosen.append(row);
    else if (!box.checked) row.remove();
    box.focus();
    const many = this.chosen.querySelectorAll("[name=person]").length > 1;
    if (this.group && many) this.group.open = true;
  }
}
customElements.define("people-picker", PeoplePicker);
