// How a row of the outbox travels, sent by a page (outbox.js) or by the worker (intranet/device/sending.js): its files
// before itself, or its text before its pictures where it may promise them (`promises`). `by` is
//   ask(url, row, send)   {ok, status, text, …}, with status 0 where nobody answers
//   keep(row)             remembers how far it came; false where the device does not, null where the row is gone
//   parts()               what sends files in parts (static/parts/outbox-files.js)
// What it answers is what the server said last: with `name` of a file, or `isText` of the text that went first; or only
// that the row `isGone`, which is sent no further. A text whose row went meanwhile has promised at `promised` in vain.
const isPicture = ({ blob }) => blob?.type.startsWith("image/");
const isOpen = ({ key }) => !key;
const mayPromise = ({ promises, words, files }) => promises && words && files.some(isOpen) && files.every(isPicture);

const follows = ({ kind }) => kind === "photos";

// Who sends has the lock of a turn. What follows on a text comes after all texts, and what is written while it travels
// overtakes it.
export const PHOTOS = { lock: "outbox:photos", has: follows };
export const TEXTS = { lock: "outbox", has: (row) => !follows(row) };

export const nextOf = (rows, { has }, busy) =>
  rows.find((row) => row.state === "waiting" && has(row) && !busy.has(row.lane));

export async function deliver(row, by) {
  const isFirst = await goesFirst(row, by);
  if (isFirst === null) return { isGone: true };
  if (isFirst) return sendText(row, by);
  const open = row.files.filter(isOpen);
  const { carrier } = open.length ? await by.parts() : {};
  for (const file of open) {
    const fields = [["file", file.blob, file.name], ["description", file.description ?? ""]];
    const told = await by.ask(row.upload, { method: "POST", fields }, carrier?.(file, () => by.keep(row)));
    if (!told.ok) return { ...told, name: file.name };
    file.key = JSON.parse(told.text).key;
    if ((await by.keep(row)) === null) return { isGone: true };
  }
  return by.ask(row.url, row);
}

// a promise changes what is sent: once it may have been given, and the device knows, there is no other way
async function goesFirst(row, { keep }) {
  if (follows(row) || row.isPromised) return !follows(row);
  if (!mayPromise(row)) return false;
  const isKept = await keep({ ...row, isPromised: true });
  row.isPromised = Boolean(isKept);
  if (isKept === false) await keep(row);
  return isKept;
}

// The row becomes that of its pictures, in a lane of its own. Its text is no draft any more: the pictures alone come
// back to be edited, in the form of what was written (`edit_at`), or where it was written.
async function sendText(row, { ask, keep }) {
  const fields = [...row.fields, ["photos_to_come", row.files.length]];
  const told = await ask(row.url, { ...row, files: [], fields });
  if (!told.ok) return told;
  const { photos_to: url, edit_at: place = row.place, draft } = JSON.parse(told.text);
  const key = draft ? `draft:${row.me}:${draft}` : row.draft.key;
  const travels = { kind: "photos", url, lane: url, method: "PUT", part: "photo", fields: [] };
  const isKept = await keep({ ...row, ...travels, place, draft: { key }, why: "" });
  return { ...told, isText: true, promised: isKept === null && url };
}
