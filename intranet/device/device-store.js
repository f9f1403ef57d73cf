// What is stored on the device, always of one person: `state` (who, in which language), pages that were visited,
// pictures, and what the person was lent to be read without a network. Of that, an index names each entry and is
// written last, so that it names nothing that is not there; what a device refuses or takes away is missing from it,
// and comes again with the next filling.
const INDEX = "/device/index";
const BUDGET = 50 * 1024 * 1024; // with pictures and files
const FRAME = "/device/frame/";
const nothing = (person) => ({ person, entries: {}, at: 0, frame: "", isFull: false });

let memory = null;

async function state() {
  memory ??= recall();
  return memory;
}

async function recall() {
  const kept = await caches.open("state");
  const told = (await kept.keys()).map(async (name) => (await kept.match(name))?.json());
  return Object.assign({}, ...(await Promise.all(told)));
}

// What changes together is an entry of its own: a browser that is killed may lose the one that it writes, which
// must not be who this is because of when something was sent.
async function remember(change) {
  memory = state().then((known) => ({ ...known, ...change })); // one after the other, so that none is lost
  await memory;
  await (await caches.open("state")).put(`${STATE}/${Object.keys(change)}`, new Response(JSON.stringify(change)));
}

// null where nobody is, and for who is somebody else (`owner`): what was kept for who is gone is never opened again
async function store(kind, owner) {
  const { person = "0" } = await state();
  return person === "0" || (owner && owner !== person) ? null : caches.open(`${kind}:${person}`);
}

const find = async (kind, url) => (await store(kind))?.match(url, ANY);

// a device that is full or refuses keeps nothing; the page is shown all the same
async function keep(kind, url, answer, owner) {
  const cache = await store(kind, owner);
  await cache?.put(url, answer).catch(() => null);
  const kept = (await cache?.keys()) ?? [];
  for (const oldest of kept.slice(0, Math.max(0, kept.length - MOST))) await cache.delete(oldest, ANY);
}

async function drop(file) {
  for (const kind of ["pictures", "entries"]) await (await store(kind))?.delete(file, ANY);
}

// --- what was lent: an index says whose it is, and changes nothing of anybody else ----------------------
const placeOf = (key) => `/device/entries/${key}`;
const sizeOf = (entry) => entry.size + Object.values(entry.files).reduce((sum, size) => sum + size, 0);

async function lentIndex() {
  const { person } = await state();
  const answer = await (await store("entries", person))?.match(INDEX);
  return { ...nothing(person), ...(await answer?.json()) };
}

async function writeIndex(index) {
  await (await store("entries", index.person))?.put(INDEX, new Response(JSON.stringify(index)));
}

// Keeps what came and forgets what went; an index that says how far that succeeded.
async function takeDelta(told, isFirst) {
  const index = await lentIndex();
  if (isFirst) index.isFull = false;
  for (const key of told.gone) await forget(index, key);
  for (const entry of told.entries) await keepEntry(index, entry);
  return index;
}

async function keepEntry(index, { blocks, ...entry }) {
  const text = JSON.stringify(blocks);
  const known = index.entries[entry.key];
  const files = Object.fromEntries(entry.files.map((address) => [address, known?.files[address] ?? 0]));
  try {
    await (await store("entries", index.person))?.put(placeOf(entry.key), new Response(text));
    index.entries[entry.key] = { ...entry, files, size: text.length + entry.text.length };
  } catch {
    index.isFull = true;
    await forget(index, entry.key);
  }
}

// a page that was visited goes with it: nobody may read what is gone
async function forget(index, key) {
  const entry = index.entries[key];
  delete index.entries[key];
  await (await store("entries", index.person))?.delete(placeOf(key));
  if (!entry) return;
  const pages = await store("pages", index.person);
  for (const address of [entry.address, ...entry.aliases]) await pages?.delete(address, ANY);
  for (const address of Object.keys(entry.files)) await drop(address);
}

// Pictures and files of what is kept, the newest first, as long as there is room.
async function fetchFiles(index) {
  let used = Object.values(index.entries).reduce((sum, entry) => sum + sizeOf(entry), 0);
  for (const entry of Object.values(index.entries))
    for (const address of Object.keys(entry.files)) {
      if (entry.files[address] || used > BUDGET) continue;
      const size = await keepFile(address, index.person);
      index.isFull ||= size === null;
      used += size ?? 0;
      entry.files[address] = size ?? 0;
    }
  index.isFull ||= used > BUDGET;
}

// its size; 0 where it does not come, null where the device takes no more
async function keepFile(address, owner) {
  const answer = await fetch(address).catch(() => null);
  if (answer?.status !== 200 || isForeign(answer)) return 0;
  const file = await answer.blob();
  const { status, headers } = answer;
  const kept = (await store("entries", owner))?.put(address, new Response(file, { status, headers }));
  return kept ? kept.then(() => file.size, () => null) : 0;
}

// of a picture in another size than the one that came along
async function otherSize(url) {
  const begin = url.pathname.replace(/\d+$/, "");
  const known = Object.values((await lentIndex()).entries).flatMap(({ files }) => Object.keys(files));
  const address = known.find((one) => one.startsWith(begin));
  return address && find("entries", address);
}

// Styles of a shell that is gone are gone, too; everything comes again with the next filling.
async function forgetOldShells(shells) {
  const frame = await find("entries", FRAME);
  const { person } = await state();
  if (frame && !shells.includes(frame.headers.get("X-Shell"))) await caches.delete(`entries:${person}`);
}

// --- the pages of entries --------------------------------------------------------------------------
const MARKS = /\[\[(layout|title|head|scripts|main)\]\]/g;
const SAVED = /(<a\b[^>]*) download(?=[\s>])/g;
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// What was lent at this address, in the frame of the person, or nothing; what stands in for a page that only the
// server can make is asked for by itself.
async function lentPage(url, { standsIn = false } = {}) {
  const index = await lentIndex();
  const isHere = (one) => [one.address, ...one.aliases].includes(url.pathname) && one.stands_in === standsIn;
  const entry = Object.values(index.entries).find(isHere);
  const frame = entry && (await find("entries", FRAME));
  const lent = entry && (await find("entries", placeOf(entry.key)));
  if (!frame || !lent) return undefined;
  const parts = { ...(await lent.json()), title: escaped(entry.title) };
  parts.main = parts.main.replace(SAVED, "$1"); // what is saved by its attribute asks the line, and never us
  const text = (await frame.text()).replace(MARKS, (_all, name) => parts[name]);
  const headers = new Headers(frame.headers);
  headers.set("X-Kept", index.at);
  return new Response(text, { headers });
}
