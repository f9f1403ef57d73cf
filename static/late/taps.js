// Taps (reactions, saved marks, votes, confirmations) are stored before they travel, the last one for each address.
// Without an answer they wait in the outbox and keep their final look, of which their part of the page hears
// tap:waits {row}; what the server makes of them later is drawn there.
import { tell } from "./page-events.js";

const TAP = "[data-thing], .msg .rxb, confirm-bar form";
const LONGEST = 20_000;
const me = document.body.dataset.me;
const taps = new WeakMap(); // what was stored, by its request
const on = (name, hear) => document.addEventListener(name, hear, true);

on("htmx:beforeRequest", ({ detail: { elt, xhr, target, requestConfig: { path, verb, formData } } }) => {
  if (!me || !elt.closest(TAP)) return;
  const row = {
    url: path, method: verb.toUpperCase(), isTap: true, target: target.id, place: location.pathname, ...words(target),
    fields: [...formData].filter(([name]) => name !== "csrfmiddlewaretoken"),
  };
  const put = { row, isHeld: true };
  tell("outbox:put", put);
  taps.set(xhr, put);
  xhr.timeout = LONGEST;
});

// what a list can say about taps that are no small thing
function words(target) {
  const { waiting, sorry } = target.dataset;
  const thing = target.closest("article")?.querySelector("h1, h2, .post__text, .msg__text");
  return waiting ? { words: thing?.textContent.trim().slice(0, 120) || document.title, sorry } : {};
}

// ours, and about this person
function isAnswer(xhr) {
  const isOurs = xhr.getResponseHeader("X-Shell") || /json/.test(xhr.getResponseHeader("Content-Type"));
  return isOurs && xhr.status < 500 && xhr.status !== 429 && xhr.status !== 401 && !isLogin(xhr);
}

const isLogin = ({ responseURL }) => new URL(responseURL, location).pathname.startsWith("/login");

function heard(event) {
  const { elt, xhr } = event.detail;
  const put = taps.get(xhr);
  if (!put) return;
  const isDone = event.type === "htmx:beforeOnLoad" && isAnswer(xhr);
  tell("outbox:settle", { ...put, isDone });
  if (isDone) return;
  event.preventDefault();
  event.stopPropagation(); // nothing failed: it waits
  if (isLogin(xhr)) location.reload();
  else wait(put.row, elt);
}
for (const name of ["beforeOnLoad", "sendError", "timeout"]) on(`htmx:${name}`, heard);

// a switch that was set is the one to take it back
function wait(row, tapped) {
  const part = document.getElementById(row.target);
  const button = part?.querySelector(`[name=_method][aria-pressed][formaction="${CSS.escape(row.lane)}"]`);
  const isSet = row.method !== "DELETE";
  if (button) button.value = isSet ? "delete" : "put";
  for (const one of [button, tapped]) if (one?.ariaPressed) one.ariaPressed = isSet;
  part?.dispatchEvent(new CustomEvent("tap:waits", { detail: row }));
}

const recall = (rows) => rows.filter(({ isTap }) => isTap).forEach((row) => wait(row));

on("outbox:sent", ({ detail: { row, answer } }) => {
  const part = row.isTap && document.getElementById(row.target);
  if (part) window.htmx?.swap(part, answer, { swapStyle: "outerHTML" });
});
on("tap:refused", ({ detail: { row } }) => {
  tell("toast", { text: [row.sorry, row.why].filter(Boolean).join(" "), kind: "error" });
  document.getElementById(row.target)?.dispatchEvent(new CustomEvent("thing:changed", { bubbles: true }));
});
tell("outbox:list", { done: recall });
