// <outbox-bar>: says how many things wait for a connection, and shows them in a dialog of the page and where they
// will stand; in both places each can be sent again, edited or discarded, without a line.
import { takeOver } from "./outbox-takeover.js";

const SWAP = { "HX-Request": "true" };
const PLACES = [
  { list: "#deck", takes: (row) => row.kind === "post" && isHere(row), first: true, tag: "article", look: "card post" },
  { list: "comment-thread #comments", takes: (row) => row.kind === "comment" && isBelow(row), look: "comment" },
];
const isBelow = (row) => document.querySelector("comment-thread").dataset.url === row.url;
const isPicture = ({ blob }) => blob?.type.startsWith("image/");
// the start page, and the spaces it was written for
const isHere = ({ fields }) =>
  location.pathname === "/" || fields.some(([name, slug]) => name === "space" && location.pathname === `/s/${slug}/`);
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

class OutboxBar extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.addEventListener("click", ({ target }) => target.closest("[data-open]") && this.dialog.showModal());
    document.addEventListener("click", (event) => this.act(event));
    document.addEventListener("outbox:changed", ({ detail }) => this.show(detail));
    document.addEventListener("outbox:sent", ({ detail }) => this.arrive(detail));
    takeOver().catch(() => {});
    tell("outbox:list", { done: (rows) => this.show({ rows }) });
  }

  // small taps wait without a word
  show({ rows, sending }) {
    const told = rows.filter(({ words, label, files }) => words || label || files.length);
    this.hidden = !told.length;
    const { one, many } = this.dataset;
    this.querySelector("[data-open]").textContent = told.length === 1 ? one : many.replace("{n}", told.length);
    this.list(this.querySelector("ul"), told, sending);
    for (const place of PLACES) {
      const list = document.querySelector(place.list);
      if (list) this.list(list, told.filter(place.takes), sending, place);
    }
    if (this.hidden) this.dialog.close();
  }

  list(list, rows, sending, place = {}) {
    const known = new Map([...list.querySelectorAll(":scope > [data-outbox]")].map((one) => [one.dataset.outbox, one]));
    for (const row of rows) {
      const item = known.get(row.id) ?? this.item(row, place);
      if (!item.isConnected) list[place.first ? "prepend" : "append"](item);
      this.dress(item, row, sending);
      known.delete(row.id);
    }
    for (const gone of known.values()) gone.remove();
  }

  item(row, { tag = "li", look = "" }) {
    const item = Object.assign(document.createElement(tag), { className: look });
    item.dataset.outbox = row.id;
    item.append(this.querySelector("template").content.cloneNode(true));
    const words = item.querySelector("[data-words]");
    words.textContent = row.words || row.label || row.files.map(({ name }) => name).join(", ");
    item.querySelector("[data-do=edit]").hidden = !row.draft;
    if (look) {
      words.classList.remove("clip");
      words.after(...row.files.filter(isPicture).map(({ blob }) => this.picture(blob)));
    }
    return item;
  }

  picture(blob) {
    return Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: "" });
  }

  dress(item, row, sending) {
    const state = row.state === "failed" ? "failed" : sending === row.id ? "sending" : "waiting";
    const words = item.querySelector("[data-state-words]");
    words.textContent = `${this.dataset[state]} ${row.why ?? ""}`.trim();
    words.classList.toggle("error", state === "failed");
    item.querySelector("[data-do=retry]").hidden = state !== "failed";
  }

  // the card of a post that has arrived; comments and messages are drawn by their lists
  async arrive({ row, answer }) {
    const deck = row.kind === "post" && document.querySelector(`#deck:has([data-outbox="${row.id}"])`);
    const made = deck && (await fetch(`/p/${JSON.parse(answer).post}/card/`, { headers: SWAP }).catch(() => null));
    if (!made?.ok || made.redirected) return;
    deck.insertAdjacentHTML("afterbegin", await made.text());
    window.htmx?.process(deck);
  }

  act({ target }) {
    const button = target.closest("[data-outbox] [data-do]");
    if (!button) return;
    tell("outbox:do", { id: button.closest("[data-outbox]").dataset.outbox, deed: button.dataset.do });
  }
}
customElements.define("outbox-bar", OutboxBar);
