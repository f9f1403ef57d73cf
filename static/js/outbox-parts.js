// What sends files in parts (static/parts/outbox-files.js) comes with the first file. Nothing where it does not come:
// files go up in one piece then.
export async function parts() {
  await import(document.querySelector("outbox-bar").dataset.parts).catch(() => null);
  return globalThis.outboxFiles ?? {};
}
