// Lets the worker (intranet/device/worker.js) stand between pages and the line, where the operator has it on: no
// page asks for it otherwise, and the browser finds by itself what takes an earlier one away.
const device = navigator.serviceWorker;
const { worker } = document.body.dataset;

// the first page came before there was a worker to keep it
async function begin() {
  const isFirst = !device.controller;
  await device.register(worker, { updateViaCache: "none" });
  const { active } = await device.ready;
  if (isFirst) active.postMessage({ ask: location.href });
}

// what the person was lent: once the page is at rest, and whenever somebody or the line comes back
async function fill() {
  const { active } = await device.ready;
  const { me, csrf } = document.body.dataset;
  if (!document.hidden && me) active.postMessage({ fill: csrf, me });
}

// the mark is of another storage than what was lent: where one is left alone, the browser took the other away
function filled({ lent, wasEmpty }) {
  const { me } = document.body.dataset;
  if (wasEmpty && localStorage.getItem("lent") === me) sessionStorage.setItem("evicted", me);
  if (lent) localStorage.setItem("lent", me);
}

// a tap may come before the file that asks
let touched = false;
for (const name of ["pointerdown", "keydown", "input"])
  addEventListener(name, () => (touched = true), { capture: true, passive: true });

// only pages that come from the device have anything to say about their age
async function heard({ data }) {
  if ("lent" in data) return filled(data);
  const age = document.querySelector("page-age");
  if (age) await import(age.dataset.script);
  age?.hear({ ...data, touched });
}

// what may wait until the page is there
addEventListener("load", () => {
  for (const one of document.querySelectorAll("[data-module]")) import(one.dataset.module).catch(() => null);
});
if (device && worker) {
  const rest = window.requestIdleCallback ?? setTimeout;
  addEventListener("load", () => begin().then(() => rest(fill)).catch(() => null));
  addEventListener("online", fill);
  document.addEventListener("visibilitychange", fill);
  device.addEventListener("message", (event) => heard(event).catch(() => null));
}
