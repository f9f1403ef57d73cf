// Fills the device: asks what differs from what it has, until nothing does. A page asks for it with the token of its
// person ({fill: token, me, isNow}) and hears {lent, wasEmpty}: whether that
// succeeded, and whether there was nothing before.
const REST = 5 * 60_000; // between two fillings that nobody asked for
const ROUNDS = 10;
const fillings = new Map(); // by person: one that goes on for who is gone answers nobody else

addEventListener("message", (event) => event.data?.fill && event.waitUntil(fillFor(event)));

async function fillFor(event) {
  const { data, source } = event;
  const { person, at } = await lentIndex();
  const wasEmpty = !at || person !== data.me;
  if (!data.isNow && !wasEmpty && Date.now() - at < REST) return;
  if (!fillings.has(data.me)) fillings.set(data.me, fill(event, wasEmpty).finally(() => fillings.delete(data.me)));
  const isDone = await fillings.get(data.me).catch(() => false);
  source.postMessage({ lent: isDone, wasEmpty });
}

// Every tab opens without a line from then on, and one may write: whoever signed in came by a page of nobody. Later
// those are renewed that nobody has opened for a while. It waits for no large file, and nothing for it.
async function keepTabs() {
  for (const address of SHELL.tabs) {
    const url = new URL(address, location);
    if (Date.now() - Number((await find("pages", url))?.headers.get("X-Kept")) < REST) continue;
    const answer = await fetched(new Request(url, { headers: { Accept: "text/html" } }));
    if (answer) await take(url, answer, Date.now());
  }
}

// An index is of one person, and does nothing once that is somebody else.
async function fill(event, wasEmpty) {
  const { fill: token, me } = event.data;
  let isNew = wasEmpty;
  for (let round = 0, more = true; more && round < ROUNDS; round += 1) {
    const asked = Date.now();
    const told = await ask(token, me);
    if (told?.person !== me) return false;
    const index = await takeDelta(told, round === 0);
    if (index.person !== me) return false;
    await fetchFrame(index, told.frame);
    ({ more } = told);
    isNew ||= told.entries.length + told.gone.length > 0;
    if (!more) index.at = asked;
    await writeIndex(index);
  }
  const isSparing = await isSaving();
  if (isNew && (wasEmpty || !isSparing)) event.waitUntil(keepTabs());
  if (!isSparing) await fillFiles(me);
  return true;
}

async function fillFiles(me) {
  const index = await lentIndex();
  if (index.person !== me) return;
  await fetchFiles(index);
  await writeIndex(index);
}

async function ask(token, me) {
  const { person, entries } = await lentIndex();
  const known = person === me ? Object.values(entries) : [];
  const has = Object.fromEntries(known.map(({ key, version }) => [key, version]));
  const answer = await fetch("/api/v1/device/delta/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ has }),
  }).catch(() => null);
  if (!answer?.ok || !answer.headers.has("X-Person")) return null;
  await meet(answer);
  return answer.json();
}

async function fetchFrame(index, version) {
  if (index.frame === version) return;
  const answer = await fetch(FRAME).catch(() => null);
  if (!answer?.ok || answer.redirected || isForeign(answer)) return;
  await (await store("entries", index.person))?.put(FRAME, answer);
  index.frame = version;
}
