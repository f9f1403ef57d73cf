// Lets the worker (intranet/device/worker.js) stand between pages and the line, where the operator has it on: no
// page asks for it otherwise, and the browser finds by itself what takes an earlier one away.
const device = navigator.serviceWorker;
const { worker } = document.body.dataset;

// the first page came before there was a worker to keep it; and one may write without a line from then on
async function begin() {
  const isFirst = !device.controller;
  await device.register(worker, { updateViaCache: "none" });
  const { active } = await device.ready;
  if (isFirst) for (const ask of [location.href, "/compose/"]) active.postMessage({ ask });
}

// only pages that come from the device have anything to say about their age
async function heard({ data }) {
  const age = document.querySelector("page-age");
  if (age) await import(age.dataset.script);
  age?.hear(data);
}

// what may wait until the page is there
addEventListener("load", () => {
  for (const one of document.querySelectorAll("[data-module]")) import(one.dataset.module).catch(() => null);
});
if (device && worker) {
  addEventListener("load", () => begin().catch(() => null));
  device.addEventListener("message", heard);
}
