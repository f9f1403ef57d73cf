// <outbox-bar>: says how many things wait for a connection, and shows them in a dialog of the page and where they
// will stand; in both places each can be sent again, edited or discarded, without a line.
import { tell } from "./page-events.js";
import { make, partAt } from "./parts.js";

const PLACES = [
  { list: "#deck", takes: (row) => row.kind === "post" && isHere(row), first: true, tag: "article", look: "card post" },
  { list: "comment-thread #comments", takes: (row) => row.kind === "comment" && isBelow(row), look: "comment" },
];
const isBelow = (row) => document.querySelector("comment-thread").dataset.url === row.url;
// the live connection may be faster than the answer
const isDrawn = ({ id }) => document.querySelector(`[data-client="${id}"]`);
const isPicture = ({ blob }) => blob?.type.startsWith("image/");
// the start page, and the spaces it was written for
const isHere = ({ fields }) =>
  location.pathname === "/" || fields.some(([name, slug]) => name === "space" && location.pathname === `/s/${slug}/`);
const DEEDS = ["retry", "edit", "discard"];

class OutboxBar extends HTMLElement {
  connectedCallback() {
    const { title, close } = this.dataset;
    this.opener = make("button", { type: "button", className: "grow", onclick: () => this.dialog.showModal() });
    const heading = make("h2", { id: "outbox-title", tabIndex: -1, autofocus: true, textContent: title });
    const closer = make("button", { className: "btn", textContent: close });
    const head = make("form", { method: "dialog", className: "dialog__head" }, heading, closer);
    this.rows = make("ul", { className: "dialog__body stack", role: "list" });
    this.dialog = make("dialog", { className: "dialog dialog--small" }, head, this.rows);
    this.dialog.setAttribute("aria-labelledby", "outbox-title");
    this.append(this.opener, this.dialog);
    document.addEventListener("click", (event) => this.act(event));
    document.addEventListener("outbox:changed", ({ detail }) => this.show(detail));
    document.addEventListener("outbox:sent", ({ detail }) => this.arrive(detail));
    tell("outbox:list", { done: (rows) => this.show({ rows }) });
  }

  // small taps wait without a word
  show({ rows, sending = [] }) {
    const told = rows.filter(({ words, label, files }) => words || label || files.length);
    this.hidden = !told.length;
    const { one, many } = this.dataset;
    this.opener.textContent = told.length === 1 ? one : many.replace("{n}", told.length);
    this.list(this.rows, told, sending);
    for (const place of PLACES) {
      const list = document.querySelector(place.list);
      if (list) this.list(list, told.filter((row) => place.takes(row) && !isDrawn(row)), sending, place);
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
    const textContent = row.words || row.label || row.files.map(({ name }) => name).join(", ");
    const words = make("b", { className: look ? "" : "clip", textContent });
    const pictures = look ? row.files.filter(isPicture) : [];
    const shown = pictures.map(({ blob }) => make("img", { src: URL.createObjectURL(blob), alt: "" }));
    const buttons = make("p", { className: "row gap-2" }, ...DEEDS.map((deed) => this.button(deed)));
    const inside = make("div", { className: "pad stack" }, words, ...shown, make("p", { className: "state" }), buttons);
    const item = make(tag, { className: look }, inside);
    item.dataset.outbox = row.id;
    return item;
  }

  button(deed) {
    const button = make("button", { type: "button", className: "btn", textContent: this.dataset[deed] });
    button.dataset.do = deed;
    return button;
  }

  dress(item, row, sending) {
    const state = row.state === "failed" ? "failed" : sending.includes(row.id) ? "sending" : "waiting";
    const words = item.querySelector(".state");
    words.textContent = `${this.dataset[state]} ${row.why ?? ""}`.trim();
    words.classList.toggle("error", state === "failed");
    item.querySelector("[data-do=retry]").hidden = state !== "failed";
    item.querySelector("[data-do=edit]").hidden = !row.draft;
  }

  // the card of a post that has arrived; comments and messages are drawn by their lists
  async arrive({ row, answer }) {
    const deck = row.kind === "post" && document.querySelector(`#deck:has([data-outbox="${row.id}"])`);
    const card = deck && (await partAt(`/p/${JSON.parse(answer).post}/card/`));
    if (!card || isDrawn(row)) return;
    deck.insertAdjacentHTML("afterbegin", card);
    window.htmx?.process(deck);
  }

  act({ target }) {
    const button = target.closest("[data-outbox] [data-do]");
    if (!button) return;
    tell("outbox:do", { id: button.closest("[data-outbox]").dataset.outbox, deed: button.dataset.do });
  }
}
customElements.define("outbox-bar", OutboxBar);
