// What a person does with a thing that waits, in the bar or where it will stand: outbox:do {id, deed}, with "retry",
// "discard" or "edit". To be edited it goes back into its draft, where its form finds it; of pictures whose text is
// there already, nothing but the files. Who takes `outbox:edit {row}` prevents that.
import { answerTo, tell } from "./page-events.js";

async function act({ id, deed }) {
  const row = (await answerTo("outbox:list")).find((one) => one.id === id);
  if (!row || (deed === "edit" && !row.draft)) return;
  if (deed === "retry") return void answerTo("outbox:keep", { row: { ...row, state: "waiting", brokenAt: null } });
  const isElsewhere = deed === "edit" && tell("outbox:edit", { row });
  if (isElsewhere) await putBack(row);
  await answerTo("outbox:drop", { row });
  if (isElsewhere) lead(row.place);
}

async function putBack({ draft: { key, values }, files }) {
  if (values) localStorage.setItem(key, JSON.stringify({ values, at: Date.now() }));
  for (const [n, file] of files.entries())
    await answerTo("draft:file", {
      row: { ...file, id: `${Date.now()}-${n}-${Math.random()}`, draft: key, at: Date.now() + n },
    });
}

// a part of this very page would be shown without the draft
function lead(place) {
  const isHere = place.split("#")[0] === location.pathname + location.search;
  location.assign(place);
  if (isHere) location.reload();
}

document.addEventListener("outbox:do", ({ detail }) => act(detail));
