// What a person wrote or tapped waits on the device, for this person, until the server has it: stored before it is
// sent, in order within its lane, through reload, flight mode and closed tabs. Sending may happen any number of
// times, because `id` is the client id, or the same tap again. Elements ask by events on document:
//   outbox:put {row, kept, tried}   row {id, lane, url, method, fields, files, upload, part, words, place, draft,
//                             promises (outbox-delivery.js)};
//                             of a tap (isTap) the last one for its address counts, and nobody hears of a silent one
//                             (isSilent: how far somebody has read);
//                             `kept` says that the device has it; `tried` gets {ok, answer}, {why}, or {} while
//                             nobody answers; with `isHeld` somebody else sends it first, and tells
//   outbox:settle {row, isDone}   whether the server has answered
//   outbox:keep {row, done}   a row from elsewhere, as it is; done(false) where the device refuses
//   outbox:drop {row, done}   forgets a row, and takes back what it promised
//   outbox:list {done}        done gets the rows, oldest first
//   outbox:parts {done}       done gets what sends files in parts
// and hear: outbox:changed {rows, sending}   outbox:sent {row, answer}   outbox:refused {row}; who takes the last one
// prevents that it is said. What people do with rows is in late/outbox-deeds.js.
import { Rows } from "./device-rows.js";
import { newId } from "./new-id.js";
import { ask } from "./outbox-ask.js";
import { PHOTOS, TEXTS, deliver, nextOf } from "./outbox-delivery.js";
import { parts } from "./outbox-parts.js";
import { tell } from "./page-events.js";

const SHORTEST = 2_000;
const LONGEST = 120_000;
const PATIENCE = 4_000; // of a person who looks at a button
const BROKEN = 3_600_000; // with errors of the server about one thing as long as this nobody repairs it
const me = document.body.dataset.me;
const store = new Rows({ base: "outbox", store: "things", back: () => flush() });
const tabs = new BroadcastChannel("outbox");
const held = new Set(); // ids of rows that others send
let pause = SHORTEST;
let newest = 0;
const sending = new Set(); // ids
let timer;

async function mine() {
  const rows = await store.all();
  newest = Math.max(newest, ...rows.map(({ at }) => at)); // a clock that is set back puts nothing before them
  return rows.filter((row) => row.me === me && !held.has(row.id));
}

async function show() {
  tell("outbox:changed", { rows: await mine(), sending: [...sending] });
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

// it may have been tapped anew
const isSame = ({ id, at }) => (row) => row.id === id && row.at === at;

async function settle({ row, isDone }) {
  held.delete(row.id);
  if (isDone) return store.drop(isSame(row));
  await changed();
  later();
}

async function drop({ row, done }) {
  await store.drop(({ id }) => id === row.id);
  tabs.postMessage({ name: "outbox:dropped", detail: { row: { id: row.id } } });
  if (row.kind === "photos") await takeBack(row.url);
  await changed();
  done();
}

// nobody waits for pictures that were promised at `url` and do not come
const takeBack = (url) => put({ row: { url, method: "DELETE", isTap: true, isSilent: true } });

// --- sending ----------------------------------------------------------------------------------------
const running = new Map(); // whether a turn is to be taken once more, by turn

function flush() {
  if (me) take(TEXTS);
}

// one tab at a time has a turn; where locks are missing two tabs may, which does no harm
function take(turn) {
  if (running.has(turn)) return running.set(turn, true);
  running.set(turn, false);
  const work = () => sendAll(turn).catch(() => later()).then((isDone) => {
    const again = running.get(turn);
    running.delete(turn);
    if (again) take(turn);
    else if (isDone && turn === TEXTS) take(PHOTOS);
  });
  if (navigator.locks) navigator.locks.request(turn.lock, work).catch(() => running.delete(turn));
  else work();
}

// what the server cannot take now holds up its own lane, and a line that is dead all of them: nothing then
async function sendAll(turn) {
  const busy = new Set();
  for (let next; (next = nextOf(await mine(), turn, busy)); ) {
    if (!navigator.onLine) return later();
    const { id, lane } = next;
    sending.add(id);
    await show();
    const said = await send(next).finally(() => sending.delete(id));
    if (said === "nobody") return later();
    if (said === "busy") busy.add(lane);
    else pause = SHORTEST;
  }
  await show();
  if (busy.size) later();
  return true;
}

function later() {
  show();
  clearTimeout(timer);
  const { noStore: text } = document.querySelector("page-signals").dataset;
  if ([...store.held.values()].some((row) => !row.isSilent)) tell("toast", { text, kind: "error" });
  timer = setTimeout(flush, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST);
  if (navigator.onLine) return; // where there is a line, a sync comes at once and without a pause
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("outbox")).catch(() => {});
}

// "nobody" answers, the server is "busy", or it is "done" with this: it has it, or will never take it
async function send(one) {
  const told = await deliver(one, { ask, keep: (row) => store.renew(row), parts });
  if (told.isGone) return "done";
  if (told.promised) takeBack(told.promised);
  if (told.ok) return taken(one, told);
  if (told.code === "unknown_file" && one.files.length && !one.anew) return anew(one);
  return failed(one, told);
}

// files that waited too long for what they belong to are gone there, but not here
async function anew(one) {
  await store.renew({ ...one, anew: true, files: one.files.map((file) => ({ ...file, key: "" })) });
  return "done";
}

// all of it, or the text alone
async function taken(one, { text, isText }) {
  const detail = { row: one, answer: text };
  if (!isText) await store.drop(isSame(one));
  if (!isText) tabs.postMessage({ name: "outbox:sent", detail });
  waiting.get(one.id)?.({ ok: true, answer: text });
  tell("outbox:sent", detail);
  await changed();
  return "done";
}

async function failed(one, { status, why, code, name }) {
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
  if (waiting.has(one.id) || one.isTap) await store.drop(isSame(one));
  else await store.renew(refused);
  waiting.get(one.id)?.({ why: { ...why, words, code } });
  if (tell("outbox:refused", { row: refused }) && one.isTap && !one.isSilent) tell("tap:refused", { row: refused });
  await changed();
  return "done";
}

// of another tab
function hear({ name, detail }) {
  if (detail) store.forget(detail.row.id);
  if (detail) tell(name, detail);
  show();
}

// --- when ---------------------------------------------------------------------------------------------
if (me) {
  document.addEventListener("outbox:put", ({ detail }) => put(detail));
  document.addEventListener("outbox:keep", ({ detail: { row, done } }) => store.keep(row).then(done).then(flush));
  document.addEventListener("outbox:drop", ({ detail }) => drop(detail));
  document.addEventListener("outbox:settle", ({ detail }) => settle(detail));
  document.addEventListener("outbox:parts", ({ detail }) => parts().then(detail.done));
  document.addEventListener("outbox:list", ({ detail }) => mine().then(detail.done));
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
