// What conversations and threads share: rows of messages are drawn by the server and put into the document
// here, so that nobody who listens hears more than what is new.
import { tell } from "./page-events.js";
import { drawn } from "./parts.js";

const BREATH = 300; // seconds
const DAY = ".day:not(.day--new, .day--note)";

// the furthest position waits for a connection
export function readUpTo(url, upto) {
  const row = { url, method: "PUT", fields: [["upto", upto]], isTap: true, isSilent: true };
  tell("outbox:put", { row });
}

// what the server made of a message that waited on the device
export function sentRow({ row, answer }) {
  const { html } = row.lane.startsWith("chat-") ? JSON.parse(answer) : {};
  return html ? drawn(html).querySelector("[data-seq]") : null;
}

// Lines above the first message of a day, and messages of one breath close together. What is right
// already stays untouched: a line that is put in anew would be read aloud again.
export function arrange(box) {
  const stale = new Set(box.querySelectorAll(DAY));
  let before = null;
  for (const row of box.querySelectorAll("[data-seq]")) {
    const sameDay = before?.dataset.day === row.dataset.day;
    if (!sameDay) stale.delete(dayLine(row));
    const same = sameDay && before.dataset.author && before.dataset.author === row.dataset.author;
    row.classList.toggle("msg--cont", Boolean(same) && row.dataset.at - before.dataset.at <= BREATH);
    before = row;
  }
  for (const line of stale) line.remove();
}

function dayLine(row) {
  const first = row.previousElementSibling?.matches(".day--new") ? row.previousElementSibling : row;
  let line = first.previousElementSibling;
  if (!line?.matches(DAY)) {
    line = Object.assign(document.createElement("p"), { className: "day", ariaLive: "off" });
    line.setAttribute("role", "separator");
    first.before(line);
  }
  if (line.textContent !== row.dataset.words) line.textContent = row.dataset.words;
  return line;
}

// Known rows stay silent whatever changes in them; what did not change stays what it is, so that
// focus and scroll position survive.
export function renew(old, row) {
  const held = old.contains(document.activeElement);
  become(old, row);
  quiet([old]);
  window.htmx?.process(old);
  if (held && !old.contains(document.activeElement)) old.focus({ preventScroll: true });
}

export function quiet(rows) {
  for (const row of rows) row.ariaLive = "off";
}

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) return void (old.nodeValue = fresh.nodeValue);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const known = [...old.childNodes];
  const pairs = [...fresh.childNodes].map((child) => {
    const at = known.findIndex((one) => kind(one) === kind(child));
    return [at < 0 ? null : known.splice(at, 1)[0], child];
  });
  for (const gone of known) gone.remove();
  let place = old.firstChild;
  for (const [same, child] of pairs) {
    if (same) become(same, child);
    if (same && same === place) place = place.nextSibling;
    else old.insertBefore(same ?? child, place);
  }
}

const kind = (node) => `${node.nodeName} ${node.getAttribute?.("formaction") ?? node.classList?.[0] ?? ""}`;

// a reaction given with a button of the row answers with the whole row
export function swapped(event) {
  if (!event.target.matches(".msg") || !event.detail.shouldSwap) return;
  const row = drawn(event.detail.serverResponse).querySelector("[data-seq]");
  if (!row) return;
  event.detail.shouldSwap = false;
  renew(event.target, row);
}
