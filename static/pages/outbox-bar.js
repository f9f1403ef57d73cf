// <outbox-bar>: says how many things wait for a connection, and shows them in a dialog of the page, where each can
// be sent again, edited or discarded;
// all of it without a line.
import { takeOver } from "./outbox-takeover.js";

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

class OutboxBar extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.addEventListener("click", ({ target }) => target.closest("[data-open]") && this.dialog.showModal());
    document.addEventListener("click", (event) => this.act(event));
    document.addEventListener("outbox:changed", ({ detail }) => this.show(detail));
    takeOver().catch(() => {});
    tell("outbox:list", { done: (rows) => this.show({ rows }) });
  }

  // taps wait without a word
  show({ rows, sending }) {
    const told = rows.filter(({ words, label, files }) => words || label || files.length);
    this.hidden = !told.length;
    const { one, many } = this.dataset;
    this.querySelector("[data-count]").textContent = told.length === 1 ? one : many.replace("{n}", told.length);
    const list = this.querySelector("ul");
    const known = new Map([...list.children].map((item) => [item.dataset.outbox, item]));
    for (const row of told) {
      list.append(this.dress(known.get(row.id) ?? this.item(row), row, sending));
      known.delete(row.id);
    }
    for (const gone of known.values()) gone.remove();
    if (this.hidden) this.dialog.close();
  }

  item(row) {
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const names = row.files.map(({ name }) => name);
    item.dataset.outbox = row.id;
    item.querySelector("[data-words]").textContent = row.words || row.label || names.join(", ");
    item.querySelector("[data-do=edit]").hidden = !row.draft;
    return item;
  }

  dress(item, row, sending) {
    const state = row.state === "failed" ? "failed" : sending === row.id ? "sending" : "waiting";
    item.dataset.state = state;
    const words = item.querySelector("[data-state-words]");
    words.textContent = `${this.dataset[state]} ${row.why ?? ""}`.trim();
    words.classList.toggle("error", state === "failed");
    item.querySelector("[data-do=retry]").hidden = state !== "failed";
    return item;
  }

  act({ target }) {
    const button = target.closest("[data-outbox] [data-do]");
    if (!button) return;
    tell("outbox:do", { id: button.closest("[data-outbox]").dataset.outbox, deed: button.dataset.do });
  }
}
customElements.define("outbox-bar", OutboxBar);
