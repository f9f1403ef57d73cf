// Pictures and files of drafts, kept on the device with the text of the draft (draft-form.js) until
// the server has taken both. Elements ask by events on document:
//   draft:files {draft, done}   done gets the rows {id, draft, at, blob, name, description, key}
//   draft:file {row, done}      keeps a row; done(false) where the device refuses
//   draft:drop {id} or {draft}  forgets one, or all of a draft
const STORE = "files";
const DAYS = 30;
const held = new Map(); // what the device refused, as long as the page is open
let base = null;

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => (base = null);
      done(asked.result);
    };
  });
}

// a browser may close the store behind the back of the page: once more, with a new one
async function work(mode, deed, again = true) {
  try {
    base ??= await opened();
    return await new Promise((done, fail) => {
      const change = base.transaction(STORE, mode);
      const asked = deed(change.objectStore(STORE));
      change.oncomplete = () => done(asked.result);
      change.onabort = change.onerror = () => fail(change.error);
    });
  } catch (error) {
    base = null;
    if (!again) throw error;
    return work(mode, deed, false);
  }
}

async function all() {
  const kept = await work("readonly", (store) => store.getAll()).catch(() => []);
  return [...kept, ...held.values()];
}

async function drop(chosen) {
  for (const { id } of (await all()).filter(chosen)) {
    held.delete(id);
    await work("readwrite", (store) => store.delete(id)).catch(() => {});
  }
}

async function keep(row) {
  try {
    await work("readwrite", (store) => store.put(row));
    held.delete(row.id);
    return true;
  } catch {
    held.set(row.id, row);
    return false;
  }
}

async function list(draft) {
  const rows = (await all()).filter((row) => row.draft === draft).sort((a, b) => a.at - b.at);
  return rows.filter((row) => Date.now() - row.at < DAYS * 86_400_000);
}

document.addEventListener("draft:files", ({ detail: { draft, done } }) => list(draft).then(done));
document.addEventListener("draft:file", ({ detail: { row, done } }) => keep(row).then(done));
document.addEventListener(
  "draft:drop", ({ detail: { id, draft } }) => drop((row) => row.id === id || row.draft === draft)
);
document.addEventListener("person:leaving", ({ detail: { others } }) =>
  others.push(all().then((rows) => rows.some((row) => !row.draft.startsWith(`draft:${document.body.dataset.me}:`)))));
document.addEventListener("person:gone", ({ detail: { who } }) => drop((row) => row.draft.startsWith(`draft:${who}:`)));
