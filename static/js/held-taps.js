// Fetches the rest of the scripts (late.js) once the page is there to be read. A tap on what they do waits for them and
// is done then, once; what was typed into a search is asked for then. Without a line they are asked for again when it
// is back; where they will never come, links and forms do what they do without a script, as does a link that is tapped
// twice. What people write waits for none of it (draft-form.js).
import { isOurs } from "./outbox-request.js";

const AGAIN = 10_000;
const SWAPS = "[hx-get], [hx-post], [hx-put], [hx-delete]";
const OPENS = "a[data-sheet], a[data-view], a[data-compose=photo], [data-copy]";
const TAPPED = `:is(a, button):is(${SWAPS}, [form=do][formaction], ${OPENS})`;
const SENT = `:is(${SWAPS}, :has(photo-tray:not(:defined), poll-part:not(:defined))):not([data-outbox] *)`;
const held = new Map(); // what to do again, by what was tapped
let isOver = false; // they have come, or never will

function hold(event, thing, again) {
  const isEnough = held.has(thing) && thing.matches("a[href]");
  thing.ariaBusy = isEnough ? null : "true";
  if (isEnough) return held.delete(thing);
  event.preventDefault();
  event.stopImmediatePropagation();
  return held.set(thing, again);
}

addEventListener("click", (event) => {
  const thing = !isOver && event.target.closest?.(TAPPED);
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // another window shows it
  if (thing && !isElsewhere) hold(event, thing, (one) => one.click());
}, true);
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!isOver && form.matches(SENT)) hold(event, submitter ?? form, () => form.requestSubmit(submitter));
}, true);

// what was drawn anew meanwhile has its name
function settle() {
  isOver = true;
  for (const [thing, again] of held) {
    thing.ariaBusy = null;
    const one = thing.isConnected ? thing : document.getElementById(thing.id);
    if (one) again(one);
  }
  for (const field of document.querySelectorAll("form[hx-get] [type=search]"))
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
}

// the server has it not, or this browser cannot read it; a line that is dead, or a portal's, says nothing of them
async function isRefused(rest) {
  const answer = await fetch(rest).catch(() => null);
  return Boolean(answer) && (isOurs(answer) || /javascript/.test(answer.headers.get("Content-Type")));
}

const line = () =>
  new Promise((done) => {
    addEventListener("online", done, { once: true });
    setTimeout(done, AGAIN);
  });

// under another name each time: what failed once is not asked for again
document.addEventListener("DOMContentLoaded", async () => {
  const { rest } = document.querySelector("page-signals").dataset;
  const come = (tries) => import(tries ? `${rest}#${tries}` : rest).then(() => true, () => false);
  for (let tries = 0; !(await come(tries)) && !(await isRefused(rest)); tries += 1) await line();
  settle();
}, { once: true });
