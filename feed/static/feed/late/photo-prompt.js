// The camera beside "What is new?": a browser opens the choice of pictures only within the tap, so
// they are chosen (on phones: taken) first, kept with the draft, and wait in the composer that opens then.
import { answerTo } from "./page-events.js";
import { make } from "./parts.js";

const chosen = new WeakSet();

async function hand(link, files) {
  const draft = `draft:${document.body.dataset.me}:${link.dataset.draft}`;
  for (const [n, file] of [...files].entries()) {
    const [id, at, blob] = [`${Date.now()}-${n}`, Date.now() + n, await answerTo("picture:small", { file })];
    await answerTo("draft:file", { row: { id, draft, at, blob, name: file.name, description: "", key: "" } });
  }
  chosen.add(link);
  link.click();
  chosen.delete(link);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-compose=photo]");
  if (!link || chosen.has(link) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const field = make("input", { type: "file", accept: "image/*", multiple: true });
  if (matchMedia("(pointer: coarse)").matches) field.setAttribute("capture", "environment");
  field.onchange = () => hand(link, field.files);
  field.click();
}, true);
