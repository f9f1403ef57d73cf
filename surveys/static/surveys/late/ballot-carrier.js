// Hands anonymous ballots in that wait on this device: without cookie, at the moment chance gave
// them, on whatever page is open then; at once where nobody is signed in any more.
const WAITING = "ballot:";
const KEPT = 30 * 86_400_000; // what was refused for so long is over
let timer;

const waiting = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(WAITING))
    .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));

async function carry({ key, url, sent, due }) {
  const options = {
    method: "POST", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", keepalive: true,
  };
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(url, { ...options, headers, body: JSON.stringify(sent) }).catch(() => null);
  const isDone = answer && (answer.ok || (answer.status >= 400 && answer.status < 500));
  if (isDone || Date.now() - due > KEPT) localStorage.removeItem(key);
  return Boolean(isDone);
}

async function look() {
  clearTimeout(timer);
  const now = document.body.dataset.me ? Date.now() : Infinity;
  for (const ballot of waiting().filter((one) => one.due <= now)) await carry(ballot);
  const next = Math.min(...waiting().map((one) => one.due));
  if (Number.isFinite(next)) timer = setTimeout(look, Math.max(next - Date.now(), 30_000 * (next <= Date.now())));
}

addEventListener("online", look);
document.addEventListener("ballot:waiting", look);
look();
