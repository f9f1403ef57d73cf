// Sends what waits in the outbox of the person while no page is open, where a browser wakes the worker for it
// (Background Sync): in order within its lane, texts before pictures, files in parts. What the server does not simply
// take is left to a page, which can say why (static/js/outbox.js); where nobody answers or the server is busy, the
// browser asks again.
// a worker may read later only what it has read while it was installed
addEventListener("install", () => importScripts(SHELL.parts));

async function sendWaiting() {
  const { person } = await state();
  const token = (await self.cookieStore?.get("csrftoken"))?.value;
  const things = new Rows({ base: "outbox", store: "things" });
  const by = { ask: asker(person, token), keep: (row) => things.renew(row), parts: partsOfFiles };
  const mine = async () => (await things.all()).filter(({ me }) => me === person);
  const statuses = [];
  try {
    for (const turn of [TEXTS, PHOTOS])
      statuses.push(...(await navigator.locks.request(turn.lock, () => sendTurn(turn, things, mine, by))));
  } finally {
    things.close();
  }
  if (statuses.some((status) => status === 429 || status >= 500)) throw new Error("the server is busy");
}

// the statuses of what is left
async function sendTurn(turn, things, mine, by) {
  const left = new Map();
  for (let row; (row = nextOf(await mine(), turn, left)); ) {
    const { ok, isText, isGone, status } = await deliver(row, by);
    if (ok && !isText) await things.drop(({ id, at }) => id === row.id && at === row.at);
    if (!ok && !isGone) left.set(row.lane, status);
  }
  return left.values();
}

function asker(person, token) {
  return async (url, row, send = fetch) => {
    const answer = await send(url, requestOf(row, person, token));
    if (answer.type === "error") throw new Error("nobody answers");
    return { ok: answer.ok && isOurs(answer), status: answer.status, text: await answer.text() };
  };
}

// without it files go up in one piece
async function partsOfFiles() {
  try {
    if (!globalThis.outboxFiles) importScripts(SHELL.parts);
  } catch { /* it was not there when the worker came */ }
  return globalThis.outboxFiles ?? {};
}
