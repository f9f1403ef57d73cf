// <device-search>: stands at the address of the search while nobody answers, and looks through what the device was
// lent (intranet/device/device-store.js). Words are folded as search/text/folding.py folds them; what holds all of
// them comes first, then what holds some, the newest first.
const MOST = 50;
const AROUND = 60; // characters before the first word in what is shown
const AGAIN = 5_000;
const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", þ: "th", ı: "i" };
const language = document.documentElement.lang;

export function fold(text) {
  const plain = text.toLowerCase().replace(/[ßæœøłđþı]/g, (sign) => PLAIN[sign]);
  const bare = plain.normalize("NFKD").replace(/\p{M}/gu, "");
  return bare.replace(/(?<![aeiouyq])([aou])e/g, "$1");
}

const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function moment(stamp) {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language, form).format(new Date(stamp));
}

async function lentIndex() {
  const name = (await caches.keys()).find((one) => one.startsWith("entries:"));
  const answer = name && (await (await caches.open(name)).match("/device/index"));
  return answer ? answer.json() : { entries: {}, at: 0 };
}

// How much of the question an entry holds: a word of the title counts double.
function measure(entry, words) {
  const title = ` ${wordsOf(entry.title).join(" ")}`;
  const text = ` ${wordsOf(entry.text).join(" ")}`;
  const inTitle = words.filter((word) => title.includes(` ${word}`)).length;
  const found = words.filter((word) => title.includes(` ${word}`) || text.includes(` ${word}`)).length;
  return { entry, found, weight: found + inTitle };
}

function search(entries, question) {
  const words = [...new Set(wordsOf(question))];
  const measured = entries.map((entry) => measure(entry, words)).filter(({ found }) => found);
  const age = ({ entry }) => Date.parse(entry.at ?? 0);
  const inOrder = (a, b) => b.found - a.found || b.weight - a.weight || age(b) - age(a);
  return measured.sort(inOrder).slice(0, MOST).map(({ entry }) => entry);
}

function excerpt({ text }, question) {
  const words = wordsOf(question);
  const pieces = text.split(/\s+/);
  const first = pieces.findIndex((piece) => wordsOf(piece).some((one) => words.some((word) => one.startsWith(word))));
  const from = Math.max(0, first - AROUND / 10);
  return `${from ? "… " : ""}${pieces.slice(from, from + 24).join(" ")}`;
}

class DeviceSearch extends HTMLElement {
  async connectedCallback() {
    this.field = this.querySelector("input");
    this.field.value = new URLSearchParams(location.search).get("q") ?? "";
    this.field.addEventListener("input", () => this.find());
    this.querySelector("form").addEventListener("submit", (event) => this.submit(event));
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data.state === "fresh" && location.reload());
    setInterval(() => this.askServer(), AGAIN);
    addEventListener("online", () => this.askServer());
    const { entries, at } = await lentIndex();
    this.entries = Object.values(entries).filter(({ kind }) => this.template(kind));
    this.age = at;
    this.find();
  }

  template(kind) {
    return this.querySelector(`template[data-kind="${kind}"]`);
  }

  // the real page takes over as soon as there is a line; the question stands in the address
  askServer() {
    navigator.serviceWorker.controller?.postMessage({ ask: location.href });
  }

  submit(event) {
    event.preventDefault();
    this.find();
  }

  find() {
    const question = this.field.value;
    history.replaceState(null, "", question ? `?${new URLSearchParams({ q: question })}` : location.pathname);
    const found = question.trim() ? search(this.entries, question) : [];
    const list = this.querySelector("[data-hits]");
    list.replaceChildren(...found.map((entry) => this.row(entry, question)));
    list.hidden = !found.length;
    const only = this.dataset.words.replace("{t}", moment(this.age));
    const isNone = question.trim() && !found.length;
    this.querySelector("[data-said]").textContent = isNone ? `${this.dataset.none} ${only}` : only;
  }

  row(entry, question) {
    const row = this.template(entry.kind).content.firstElementChild.cloneNode(true);
    const link = row.querySelector("a");
    link.href = entry.address;
    link.textContent = entry.title;
    row.querySelector("p").textContent = excerpt(entry, question);
    if (entry.at) row.querySelector("[data-at]").textContent = moment(entry.at);
    else row.querySelector("[data-at]").remove();
    return row;
  }
}
customElements.define("device-search", DeviceSearch);
