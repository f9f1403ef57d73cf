// Receives messages while no page is open. A message never says more than that there is something
// new; what it is, the page shows that opens. Every message is answered by its receipt, because
// nobody but the device knows that it arrived.
addEventListener("push", (event) => event.waitUntil(take(event.data?.json() ?? declared(event))));
addEventListener("notificationclick", (event) => event.waitUntil(follow(event.notification)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

// what a browser hands over that has read the message itself
function declared({ notification, appBadge }) {
  return { notification, app_badge: appBadge ?? undefined };
}

async function take({ notification, close: tags, app_badge: number, receipt }) {
  await (tags ? close(tags) : show(notification));
  await count(number);
  const known = receipt ?? notification.data.receipt;
  await send("/push/receipts/", { receipt: known }, { credentials: "omit" }).catch(() => null);
}

// a repeated message replaces the first one without a sound; an urgent one rings again
function show({ title, body, tag, navigate, data, renotify, requireInteraction }) {
  const { read } = data;
  return registration.showNotification(title, {
    body, tag, renotify, requireInteraction, data: { url: navigate, read },
  });
}

async function close(tags) {
  for (const shown of await registration.getNotifications()) if (tags.includes(shown.tag)) shown.close();
}

async function count(number) {
  if (number === undefined || !navigator.setAppBadge) return;
  await (number ? navigator.setAppBadge(number) : navigator.clearAppBadge());
}

async function follow(shown) {
  const { url = shown.navigate, read } = shown.data;
  shown.close();
  await open(url);
  if (read) await fetch(read, { method: "PUT", headers: { "HX-Request": "true", "X-CSRFToken": (await keys()).csrf } });
}

async function open(url) {
  const [page] = await clients.matchAll({ type: "window" });
  if (!page) return clients.openWindow(url);
  await page.focus();
  return page.navigate(url);
}

async function keys() {
  return (await fetch("/push/")).json();
}

async function renew({ newSubscription }) {
  const { key, csrf } = await keys();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { endpoint, keys } = (newSubscription ?? (await registration.pushManager.subscribe(options))).toJSON();
  await send("/push/devices/", { endpoint, ...keys }, { headers: { "X-CSRFToken": csrf } });
}

function send(address, fields, more) {
  return fetch(address, { method: "POST", body: new URLSearchParams(fields), ...more });
}
