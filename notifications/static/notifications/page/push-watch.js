// Heals being reached, once per visit, where the browser allows it (bell-count.js asks): push services end
// subscriptions and tell nobody. It asks no question, because somebody wanted this, in this session; where nobody does
// (any more) the browser's subscription ends too.
const HEALED = "push-healed";
const { worker } = document.body.dataset;

async function heal() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const had = await registration?.pushManager.getSubscription();
  if (sessionStorage.getItem(HEALED) === (had?.endpoint ?? "none")) return;
  const { key, csrf, wanted } = await (await fetch("/push/")).json();
  const endpoint = wanted ? await kept(had, key, csrf) : await ended(had);
  sessionStorage.setItem(HEALED, endpoint);
}

async function ended(had) {
  await had?.unsubscribe();
  return "none";
}

async function kept(had, key, csrf) {
  if (had && isOurs(had, key) && (await send(had, csrf, { again: 1 })).ok) return had.endpoint;
  await had?.unsubscribe();
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  if (!(await send(made, csrf, { again: 1 })).ok) await send(made, csrf, {});
  return made.toJSON().endpoint;
}

function isOurs(had, key) {
  const raw = had.options?.applicationServerKey;
  if (!raw) return true;
  const said = btoa(String.fromCharCode(...new Uint8Array(raw)));
  return said.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === key;
}

function send(subscription, csrf, more) {
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint, ...keys, ...more });
  return fetch("/push/devices/", { method: "POST", body, headers: { "X-CSRFToken": csrf } });
}

heal().catch(() => null);
