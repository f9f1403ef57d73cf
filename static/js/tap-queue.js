// Taps that wait for a network, like a vote or a confirmation: kept on the device for this person,
// one for each address, sent as soon as there is a connection, wiped on sign-out with the drafts.
// The server decides what a tap is still worth. Elements ask by events on document:
//   tap:keep {url, body, sorry}   tap:list {done}
// and hear: tap:sent {url}   tap:refused {url, text}, which is a toast unless somebody prevents that
const EVERY = 30_000;
const person = document.body.dataset.me;
const place = `draft:${person}:taps`;
const kept = () => JSON.parse(localStorage.getItem(place) ?? "[]");
const keep = (taps) => (
  taps.length ? localStorage.setItem(place, JSON.stringify(taps)) : localStorage.removeItem(place)
);
const without = (url) => kept().filter((one) => one.url !== url);
const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
let sending = false;

// true when the server has taken or refused it; false: try again later
async function deliver(tap) {
  const headers = {
    "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true", Accept: "application/json, text/html;q=0.9",
  };
  const answer = await fetch(tap.url, {
    method: "POST", headers, body: new URLSearchParams(tap.body),
  }).catch(() => null);
  if (!answer || answer.redirected || answer.status >= 500 || answer.status === 429) return false;
  if (kept().some((one) => one.url === tap.url && one.body !== tap.body)) return true; // tapped anew meanwhile
  keep(without(tap.url));
  if (answer.ok) say("tap:sent", { url: tap.url });
  else await refused(tap, answer);
  return true;
}

async function refused(tap, answer) {
  const why = await answer.json().then((problem) => problem.detail, () => "");
  const text = `${tap.sorry ?? ""} ${why}`.trim();
  if (say("tap:refused", { url: tap.url, text })) say("toast", { text, kind: "error" });
}

async function sendAll() {
  if (sending) return;
  sending = true;
  for (const tap of kept()) if (!navigator.onLine || !(await deliver(tap))) break;
  sending = false;
}

if (person) {
  document.addEventListener("tap:keep", ({ detail }) => keep([...without(detail.url), detail]));
  document.addEventListener("tap:list", ({ detail }) => detail.done(kept()));
  for (const name of ["online", "pageshow"]) addEventListener(name, sendAll);
  setInterval(sendAll, EVERY);
}
