// How a row of the outbox travels, sent by a page (outbox.js) or by the worker (intranet/device/sending.js): its files
// before itself, or its text before its pictures where it may promise them (`promises`). `by` is
//   ask(url, row, send)   {ok, status, text, …}, with status 0 where nobody answers
//   keep(row)             remembers how far it came; false where the device does not
//   parts()               what sends files in parts (static/parts/outbox-files.js)
// What it answers is what the server said last: with `name` of a file, or `isText` of the text that went first.
const isPicture = ({ blob }) => blob?.type.startsWith("image/");
const isOpen = ({ key }) => !key;
const mayPromise = ({ promises, kind, words, files }) =>
  (promises ?? kind === "post") && words && files.some(isOpen) && files.every(isPicture);

// what follows on a text waits until all texts are there
export function nextOf(rows, busy) {
  const ready = rows.filter((row) => row.state === "waiting" && !busy.has(row.lane));
  return ready.find(({ kind }) => kind !== "photos") ?? ready[0];
}

export async function deliver(row, by) {
  if (await goesFirst(row, by)) return sendText(row, by);
  const open = row.files.filter(isOpen);
  const { carrier } = open.length ? await by.parts() : {};
  for (const file of open) {
    const fields = [["file", file.blob, file.name], ["description", file.description ?? ""]];
    const told = await by.ask(row.upload, { method: "POST", fields }, carrier?.(file, () => by.keep(row)));
    if (!told.ok) return { ...told, name: file.name };
    file.key = JSON.parse(told.text).key;
    await by.keep(row);
  }
  return by.ask(row.url, row);
}

// a promise changes what is sent: once it may have been given, and the device knows, there is no other way
async function goesFirst(row, { keep }) {
  if (row.kind === "photos" || row.isPromised) return row.kind !== "photos";
  if (!mayPromise(row)) return false;
  const isKept = await keep({ ...row, isPromised: true });
  if (!isKept) await keep(row);
  return isKept;
}

// the row becomes that of its pictures, which hold up nobody
async function sendText(row, { ask, keep }) {
  const fields = [...row.fields, ["photos_to_come", row.files.length]];
  const told = await ask(row.url, { ...row, files: [], fields });
  if (!told.ok) return told;
  const { photos_to: url } = JSON.parse(told.text);
  const rest = { kind: "photos", url, lane: url, method: "PUT", part: "photo", fields: [], draft: null };
  await keep({ ...row, ...rest });
  return { ...told, isText: true };
}
