// <this-device>: what the worker keeps of the person (intranet/device/device-store.js), how much room that takes and
// of when it is; has it fetched at once, or empties it. All of it is read from the device, with or without a line.
const KEPT = /^(?:pages|pictures|entries|shared)\b/;
const worker = navigator.serviceWorker;
const language = document.documentElement.lang;

async function lentIndex() {
  const name = (await caches.keys()).find((one) => one.startsWith("entries:"));
  const answer = name && (await (await caches.open(name)).match("/device/index"));
  return answer ? answer.json() : { entries: {}, at: 0 };
}

function weight(bytes) {
  const unit = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const form = { style: "unit", unit: unit[0], maximumFractionDigits: bytes < 1e7 ? 1 : 0 };
  return new Intl.NumberFormat(language, form).format(unit[1]);
}

function moment(stamp) {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language, form).format(new Date(stamp));
}

class ThisDevice extends HTMLElement {
  connectedCallback() {
    if (!window.caches || !worker?.controller) return this.say(this.dataset.nowhere);
    worker.addEventListener("message", ({ data }) => "lent" in data && this.fetched(data));
    this.querySelector("[data-fetch]").addEventListener("click", () => this.fetch());
    this.querySelector("[data-empty]").addEventListener("click", () => this.empty());
    this.saver();
    this.show();
  }

  // the browser may have said so itself
  saver() {
    const row = this.querySelector("[data-saver]");
    const switched = row.querySelector("input");
    const isAsked = Boolean(navigator.connection?.saveData);
    switched.checked = isAsked || Boolean(localStorage.getItem("saving"));
    switched.disabled = isAsked;
    row.hidden = false;
    switched.addEventListener("change", () => {
      worker.controller.postMessage({ isSaving: switched.checked });
      if (switched.checked) localStorage.setItem("saving", "yes");
      else localStorage.removeItem("saving");
    });
  }

  async show() {
    const { entries, at, isFull } = await lentIndex();
    const listed = Object.values(entries);
    const files = listed.flatMap((entry) => Object.values(entry.files)).filter(Boolean);
    const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
    for (const row of this.querySelectorAll("[data-kind]"))
      row.querySelector("[data-count]").textContent = listed.filter(({ kind }) => kind === row.dataset.kind).length;
    this.put("files", files.length);
    this.put("size", weight(sum(files) + sum(listed.map(({ size }) => size))));
    this.put("age", at ? moment(at) : this.dataset.never);
    this.querySelector("[data-full]").hidden = !isFull;
    this.querySelector("[data-evicted]").hidden = sessionStorage.getItem("evicted") !== document.body.dataset.me;
  }

  put(name, words) {
    this.querySelector(`[data-${name}]`).textContent = words;
  }

  say(words) {
    this.put("said", words);
  }

  fetch() {
    this.say(this.dataset.busy);
    const { me, csrf } = document.body.dataset;
    worker.controller.postMessage({ fill: csrf, me, isNow: true });
  }

  async fetched({ lent }) {
    this.say(lent ? "" : this.dataset.failed);
    await this.show();
  }

  async empty() {
    for (const name of await caches.keys()) if (KEPT.test(name)) await caches.delete(name);
    localStorage.removeItem("lent");
    await this.show();
    this.say(this.dataset.emptied);
  }
}
customElements.define("this-device", ThisDevice);
