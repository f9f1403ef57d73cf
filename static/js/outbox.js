// What a person wrote or tapped waits on the device, for this person, until the server has it: stored before it is
// sent, in order within its lane, through reload, flight mode and closed tabs. Sending may happen any number of
// times, because `id` is the client id, or the same tap again. Elements ask by events on document:
//   outbox:put {row, kept, tried}   row {id, lane, url, method, fields, files, upload, part, words, place, draft};
//                             of a tap (isTap) the last one for its address counts, and nobody hears of a silent one
//                             (isSilent: how far somebody has read);
//                             `kept` says that the device has it; `tried` gets {ok, answer}, {why}, or {} while
//                             nobody answers; with `isHeld` somebody else sends it first, and tells
//   outbox:settle {row, isDone}   whether the server has answered
//   outbox:keep {row, done}   a row from elsewhere, as it is; done(false) where the device refuses
//   outbox:list {done}        done gets the rows, oldest first
//   outbox:do {id, deed}      "retry", "discard", "edit"
// and hear: outbox:changed {rows, sending}   outbox:sent {row, answer}   outbox:refused {row}   outbox:edit {row};
// who takes the last two prevents what else happens.
import { Rows } from "./device-rows.js";
import { newId } from "./new-id.js";
import { ask } from "./outbox-ask.js";

const SHORTEST = 2_000;
const LONGEST = 120_000;
const PATIENCE = 4_000; // of a person who looks at a button
const BROKEN = 3_600_000; // with errors of the server about one thing as long as this nobody repairs it
const me = document.body.dataset.me;
const store = new Rows({ base: "outbox", store: "things" });
const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
const tabs = new BroadcastChannel("outbox");
const held = new Set(); // ids of rows that others send
let pause = SHORTEST;
let newest = 0;
let running = false;
let again = false;
let sending = null;
let timer;

async function mine() {
  const rows = await store.all();
  newest = Math.max(newest, ...rows.map(({ at }) => at)); // a clock that is set back puts nothing before them
  return rows.filter((row) => row.me === me && !held.has(row.id));
}

async function find(id) {
  return (await mine()).find((row) => row.id === id);
}

async function show() {
  say("outbox:changed", { rows: await mine(), sending });
}

async function changed() {
  tabs.postMessage({ name: "outbox:changed" });
  await show();
}

// --- what elements ask --------------------------------------------------------------------------------
const waiting = new Map(); // who looks at a button, by the id of the row

function asRow(row) {
  newest = Math.max(Date.now(), newest + 1); // the order of writing, also within a moment
  const [address] = row.url.split("?");
  const tap = { id: `${me} ${address}`, lane: address, headers: { "HX-Request": "true" } };
  const made = { id: newId(), method: "POST", fields: [], files: [], ...(row.isTap && tap), ...row };
  if (!row.id && !row.isTap) made.fields.push(["client_id", made.id]);
  return { ...made, me, at: newest, state: "waiting" };
}

async function put(detail) {
  const { kept, tried, isHeld } = detail;
  const one = (detail.row = asRow(detail.row));
  if (isHeld) held.add(one.id);
  const isKept = await store.keep(one);
  kept?.(isKept);
  if (isHeld) return;
  if (one.isSilent) return flush();
  navigator.storage?.persist?.().catch(() => {});
  if (tried) {
    waiting.set(one.id, (outcome) => waiting.delete(one.id) && tried(outcome));
    setTimeout(() => waiting.get(one.id)?.({}), navigator.onLine ? PATIENCE : 0);
  }
  await changed();
  flush();
}

async function settle({ row: { id, at }, isDone }) {
  held.delete(id);
  if (isDone) return store.drop((row) => row.id === id && row.at === at); // it may have been tapped anew
  await changed();
  later();
}

async function act({ id, deed }) {
  const one = await find(id);
  if (!one) return;
  const isElsewhere = deed === "edit" && say("outbox:edit", { row: one });
  if (isElsewhere) await edit(one);
  if (deed === "retry") await store.renew({ ...one, state: "waiting", brokenAt: null });
  else await store.drop((row) => row.id === id);
  await changed();
  flush();
  if (!isElsewhere) return;
  location.assign(one.place);
  if (one.place.startsWith(location.pathname)) location.reload();
}

// back into its draft, where its form finds it
async function edit({ draft, files }) {
  localStorage.setItem(draft.key, JSON.stringify({ values: draft.values, at: Date.now() }));
  for (const [n, file] of files.entries()) {
    const row = { ...file, id: `${Date.now()}-${n}-${Math.random()}`, draft: draft.key, at: Date.now() + n };
    await new Promise((done) => say("draft:file", { row, done }));
  }
}

// --- sending ----------------------------------------------------------------------------------------
// one tab at a time sends; where locks are missing two tabs may, which does no harm
function flush() {
  if (!me) return;
  again = running;
  if (running) return;
  running = true;
  const work = () => sendAll().catch(() => later()).finally(() => {
    running = false;
    if (again) flush();
  });
  if (navigator.locks) navigator.locks.request("outbox", work).catch(() => (running = false));
  else work();
}

// what the server cannot take now holds up its own lane, and a line that is dead all of them
async function sendAll() {
  clearTimeout(timer);
  const busy = new Set();
  for (let next; (next = (await mine()).find((row) => row.state === "waiting" && !busy.has(row.lane))); ) {
    if (!navigator.onLine) return later();
    sending = next.id;
    await show();
    const said = await deliver(next);
    sending = null;
    if (said === "nobody") return later();
    if (said === "busy") busy.add(next.lane);
    else pause = SHORTEST;
  }
  await show();
  if (busy.size) later();
}

function later() {
  show();
  const { noStore: text } = document.querySelector("page-signals").dataset;
  if ([...store.held.values()].some((row) => !row.isSilent)) say("toast", { text, kind: "error" });
  timer = setTimeout(flush, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST);
  if (navigator.onLine) return; // where there is a line, a sync comes at once and without a pause
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("outbox")).catch(() => {});
}

// "nobody" answers, the server is "busy", or it is "done" with this: it has it, or will never take it
async function deliver(one) {
  const open = one.files.filter(({ key }) => !key);
  const { parts } = document.querySelector("outbox-bar").dataset;
  const { carrier, textFirst } = open.length ? await import(parts).catch(() => ({})) : {};
  if (open.length && !textFirst && one.isPromised) return "nobody";
  const first = await textFirst?.(one, ask, store);
  if (first) await changed();
  if (first && !first.ok) return failed(one, first);
  if (first) waiting.get(one.id)?.({ ok: true, answer: first.text });
  for (const file of open) {
    const fields = [["file", file.blob, file.name], ["description", file.description ?? ""]];
    const told = await ask(one.upload, { method: "POST", fields }, carrier?.(file, () => store.renew(one)));
    if (!told.ok) return failed(one, told, file.name);
    file.key = JSON.parse(told.text).key;
    await store.renew(one);
  }
  const told = await ask(one.url, one);
  if (told.ok) return taken(one, told);
  if (told.code === "unknown_file" && one.files.length && !one.anew) return anew(one);
  return failed(one, told);
}

// files that waited too long for what they belong to are gone there, but not here
async function anew(one) {
  await store.renew({ ...one, anew: true, files: one.files.map((file) => ({ ...file, key: "" })) });
  return "done";
}

async function taken(one, { text }) {
  await store.drop((row) => row.id === one.id && row.at === one.at);
  waiting.get(one.id)?.({ ok: true, answer: text });
  say("outbox:sent", { row: one, answer: text });
  tabs.postMessage({ name: "outbox:sent", detail: { row: one, answer: text } });
  await changed();
  return "done";
}

async function failed(one, { status, why, code }, name) {
  const brokenAt = status === 500 ? (one.brokenAt ?? Date.now()) : null;
  if (!status) return "nobody";
  const isBroken = brokenAt && Date.now() - brokenAt > BROKEN;
  const isLater = why.kind !== "refused" && !isBroken;
  if (isLater || status === 429) {
    await store.renew({ ...one, brokenAt, why: why.words });
    waiting.get(one.id)?.({});
    return "busy";
  }
  const words = [name, why.words].filter(Boolean).join(": ");
  const refused = { ...one, state: "failed", why: words, code };
  if (waiting.has(one.id) || one.isTap) await store.drop((row) => row.id === one.id && row.at === one.at);
  else await store.renew(refused);
  waiting.get(one.id)?.({ why: { ...why, words, code } });
  if (say("outbox:refused", { row: refused }) && one.isTap && !one.isSilent) say("tap:refused", { row: refused });
  await changed();
  return "done";
}

// of another tab
function hear({ name, detail }) {
  if (!detail) return show();
  store.forget(detail.row.id);
  return say(name, detail);
}

// --- when ---------------------------------------------------------------------------------------------
if (me) {
  document.addEventListener("outbox:put", ({ detail }) => put(detail));
  document.addEventListener("outbox:keep", ({ detail: { row, done } }) => store.keep(row).then(done).then(flush));
  document.addEventListener("outbox:settle", ({ detail }) => settle(detail));
  document.addEventListener("outbox:list", ({ detail }) => mine().then(detail.done));
  document.addEventListener("outbox:do", ({ detail }) => act(detail));
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  document.addEventListener("live:again", flush); // the line is back, also where no browser says so
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data.outbox && flush());
  for (const name of ["online", "pageshow"]) addEventListener(name, () => ((pause = SHORTEST), flush()));
  addEventListener("offline", show);
  tabs.onmessage = ({ data }) => hear(data);
}
document.addEventListener("person:leaving", ({ detail: { others } }) =>
  others.push(store.all().then((rows) => rows.some((row) => row.me !== me))));
document.addEventListener("person:gone", ({ detail: { who } }) => store.leave((row) => row.me === who));
