// Fetches the rest of the scripts (late.js) once the page is there to be read. A tap on what they do waits for them
// and is done then, once; where they do not come, buttons and forms do what they do without a script.
const TAPPED = "[hx-get], [hx-post], [hx-put], [hx-delete], [form=do][formaction], a[data-compose=photo]";
const SENT = "[hx-get], [hx-post], [data-waits], :has(:not(:defined))";
const held = new Map(); // what to do again, by what was tapped
let isHere = false;

function hold(event, thing, again) {
  event.preventDefault();
  event.stopImmediatePropagation();
  held.set(thing, again);
  thing.ariaBusy = "true";
}

addEventListener("click", (event) => {
  const thing = event.target.closest?.(TAPPED);
  if (!isHere && thing) hold(event, thing, () => thing.click());
}, true);
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!isHere && form.matches(SENT)) hold(event, submitter ?? form, () => form.requestSubmit(submitter));
}, true);
document.addEventListener("DOMContentLoaded", async () => {
  await import(document.querySelector("page-signals").dataset.rest).catch(() => null);
  isHere = true;
  for (const [thing, again] of held) {
    thing.ariaBusy = null;
    again();
  }
}, { once: true });
