// The way back, served in place of the worker while an operator has it off (DEVICE_WORKER=0): empties what
// the worker kept, takes it off the device and has open pages ask the server. What people wrote and is not
// sent yet (drafts, queues) is theirs and stays.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) await caches.delete(name);
  await clients.claim();
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window" })) await page.navigate(page.url).catch(() => null);
}
