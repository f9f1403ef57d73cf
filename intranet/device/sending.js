// Sends what waits in the outbox of the person while no page is open, where a browser wakes the worker for it
// (Background Sync): in order within its lane, whatever has no file to bring first. What the server does not simply
// take is left to a page, which can say why (static/js/outbox.js); where nobody answers, the browser asks again.
async function sendWaiting() {
  const { person } = await state();
  const token = (await self.cookieStore?.get("csrftoken"))?.value;
  const things = new Rows({ base: "outbox", store: "things" });
  const left = new Set();
  await navigator.locks.request("outbox", async () => {
    for (const row of await things.all()) {
      if (row.me !== person || row.state !== "waiting" || left.has(row.lane)) continue;
      const isTaken = row.files.every(({ key }) => key) && (await isSent(row, person, token));
      if (isTaken) await things.drop(({ id, at }) => id === row.id && at === row.at);
      else left.add(row.lane);
    }
  });
  things.close();
}

async function isSent(row, person, token) {
  const answer = await fetch(row.url, { ...requestOf(row, person, token), signal: AbortSignal.timeout(LONG) });
  return answer.ok && isOurs(answer);
}
