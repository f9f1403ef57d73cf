// Pictures and files of drafts, kept on the device with the text of the draft (draft-form.js) until
// the server has taken both. Elements ask by events on document:
//   draft:files {draft, done}   done gets the rows {id, draft, at, blob, name, description, key}
//   draft:file {row, done}      keeps a row; done(false) where the device refuses
//   draft:drop {id} or {draft}  forgets one, or all of a draft
import { Rows } from "./device-rows.js";

const DAYS = 30;
const files = new Rows({ base: "drafts", store: "files" });
const isOf = (who) => (row) => row.draft.startsWith(`draft:${who}:`);

async function list(draft) {
  const rows = (await files.all()).filter((row) => row.draft === draft);
  return rows.filter((row) => Date.now() - row.at < DAYS * 86_400_000);
}

document.addEventListener("draft:files", ({ detail: { draft, done } }) => list(draft).then(done));
document.addEventListener("draft:file", ({ detail: { row, done } }) => files.keep(row).then(done));
document.addEventListener(
  "draft:drop", ({ detail: { id, draft } }) => files.drop((row) => row.id === id || row.draft === draft)
);
document.addEventListener("person:leaving", ({ detail: { others } }) =>
  others.push(files.all().then((rows) => !rows.every(isOf(document.body.dataset.me)))));
document.addEventListener("person:gone", ({ detail: { who } }) => files.leave(isOf(who)));
