// Fills the device: asks what differs from what it has, until nothing does. A page asks for it with the token of its
// person ({fill: token, isSaving, isNow}) and hears {lent, wasEmpty}: whether that
// succeeded, and whether there was nothing before.
const REST = 5 * 60_000; // between two fillings that nobody asked for
const ROUNDS = 10;
let filling = null;
let keeping = null;

addEventListener("message", (event) => event.data?.fill && event.waitUntil(fillFor(event)));

async function fillFor({ data, source }) {
  const { at } = await lentIndex();
  const wasEmpty = !at;
  if (!data.isNow && Date.now() - at < REST) return;
  filling ??= fill(data, wasEmpty).finally(() => (filling = null));
  const isDone = await filling.catch(() => false);
  source.postMessage({ lent: isDone, wasEmpty });
  await keeping;
}

// Every tab opens without a line from then on, and one may write: whoever signed in came by a page of nobody.
// It waits for no large file, and nothing for it.
async function keepTabs() {
  for (const address of SHELL.tabs) {
    const url = new URL(address, location);
    const answer = await fetched(new Request(url, { headers: { Accept: "text/html" } }));
    if (answer) await take(url, answer, Date.now());
  }
}

async function fill({ fill: token, isSaving }, wasEmpty) {
  for (let round = 0, more = true; more && round < ROUNDS; round += 1) {
    const asked = Date.now();
    const told = await ask(token);
    if (!told || !(await isOf(told.person))) return false;
    const index = await takeDelta(told, round === 0);
    await fetchFrame(index, told.frame);
    ({ more } = told);
    if (!more) index.at = asked;
    await writeIndex(index);
    if (!(await isOf(told.person))) return clear(told.person);
  }
  if (wasEmpty) keeping = keepTabs();
  if (!isSaving) await fillFiles();
  return true;
}

const isOf = async (person) => (await state()).person === person;

async function fillFiles() {
  const index = await lentIndex();
  await fetchFiles(index);
  await writeIndex(index);
}

async function ask(token) {
  const { entries } = await lentIndex();
  const has = Object.fromEntries(Object.values(entries).map(({ key, version }) => [key, version]));
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
  await (await store("entries")).put(FRAME, answer);
  index.frame = version;
}

// who signed out while this went on finds nothing of it
async function clear(person) {
  await caches.delete(`entries:${person}`);
  return false;
}
