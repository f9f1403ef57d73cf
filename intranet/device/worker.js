// Pages, styles and pictures from the device. `SHELL` stands before this: {version, files, typeface, languages, tabs}.
// Pages tell the worker {ask: address} and hear {state, at, text}: "kept" (older, the server is being asked), "alone"
// (nobody answers), "fresh" (with the text, where it differs) and "gone" (it is elsewhere, or no longer theirs).
const HEAD_START = 300; // what comes within it needs not slide in; a line that was slower gets none
const SENT = 1_200; // whoever sent something waits longer, to see it
const PATIENCE = 2_000; // a line that accepts and never answers is none
const LONG = 20_000; // for who asks again, and for what comes late
const MOST = 300; // pages, and as many pictures
const NAME = `shell:${SHELL.version}`;
const STATE = "/device/state";
const GONE = [403, 404, 410];
const ANY = { ignoreVary: true };

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", route);
addEventListener("message", (event) => event.data?.ask && event.waitUntil(askAgain(event)));
addEventListener("sync", (event) => event.waitUntil(wake()));

// the line is back: open pages send what waits in their outbox, and say how that went
async function wake() {
  const pages = await clients.matchAll({ type: "window" });
  for (const page of pages) page.postMessage({ outbox: true });
  if (!pages.length) await sendWaiting();
}

function route(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  // whoever sends something is shown it: what was kept before is old (reading positions are no such thing)
  if (request.method !== "GET") return request.keepalive || event.waitUntil(remember({ wrote: Date.now() }));
  const isFile = request.destination === "image" || url.pathname.startsWith("/files/");
  if (request.mode === "navigate" && !isFile) event.respondWith(open(event, url));
  else if (url.pathname.startsWith("/static/") || url.pathname.startsWith("/brand")) event.respondWith(shell(request));
  else if (isFile) event.respondWith(file(event, url));
}

// --- the shell: styles, scripts, icons, typeface ---------------------------------------------------
// All or nothing, so that old and new never mix; names hold a digest of what is in them.
async function install() {
  skipWaiting();
  const cache = await caches.open(NAME);
  const offline = SHELL.languages.map((language) => new Request(offlineAddress(language), { credentials: "omit" }));
  await Promise.all([...SHELL.files, ...offline].map(async (file) => {
    const answer = await fetch(file);
    const version = answer.headers.get("X-Shell");
    if (!answer.ok || isForeign(answer) || (version && version !== SHELL.version)) throw new Error("not of this shell");
    await cache.put(file, answer);
  }));
}

// The shell before stays for the pages it drew, until the next one.
async function activate() {
  const others = (await caches.keys()).filter((name) => /^shell:/.test(name) && name !== NAME);
  for (const name of others.slice(0, -1)) await caches.delete(name);
  const shells = [NAME, ...others.slice(-1)].map((name) => name.slice("shell:".length));
  const pages = await store("pages");
  for (const request of (await pages?.keys()) ?? [])
    if (!shells.includes((await pages.match(request, ANY))?.headers.get("X-Shell"))) await pages.delete(request, ANY);
  await forgetOldShells(shells);
  await clients.claim();
}

async function shell(request) {
  const cache = await caches.open(NAME);
  const kept = (await cache.match(request, ANY)) ?? (await caches.match(request, ANY));
  const answer = kept ?? (await fetch(request));
  if (!kept && answer.ok && !isForeign(answer)) await cache.put(request, answer.clone());
  return answer;
}

// --- pages -----------------------------------------------------------------------------------------
async function open(event, url) {
  const { wrote = 0, isSlow } = await state();
  const kept = newest(await find("pages", url), await lentPage(url));
  const asked = Date.now();
  const isAgain = ["no-cache", "reload"].includes(event.request.cache);
  const isOld = isAgain || Number(kept?.headers.get("X-Kept")) < wrote;
  const patience = kept ? (isOld ? SENT : isSlow ? 0 : HEAD_START) : isAgain ? LONG : PATIENCE;
  const coming = fetched(event.request, kept);
  const answer = await within(patience, coming);
  if (answer) event.waitUntil(take(url, answer.clone(), asked));
  else event.waitUntil(report(event.resultingClientId, url, asked, coming, kept?.clone()));
  return answer ?? (kept ? anew(kept) : ((await lentPage(url, { standsIn: true })) ?? offlinePage()));
}

// what a form of a kept page sends is not what it sent when the page was opened before
async function anew(kept) {
  const fresh = (_all, head) => head + crypto.randomUUID();
  const text = (await kept.text()).replace(/(name="client_id"\s+value=")[\da-f-]{36}/g, fresh);
  return new Response(text, { headers: { ...Object.fromEntries(kept.headers), Link: SHELL.typeface } });
}

async function askAgain({ data, source }) {
  const url = new URL(data.ask, location);
  const kept = newest(await find("pages", url), await lentPage(url));
  const coming = fetched(new Request(url, { headers: { Accept: "text/html" } }), kept);
  await report(source.id, url, Date.now(), coming, kept);
}

// null: nobody answers, or somebody else does; where a redirect leads only who follows it knows
async function fetched(request, kept) {
  const asked = Date.now();
  const answer = await fetch(request).catch(() => null);
  const isSlow = Date.now() - asked > HEAD_START;
  if (answer && isSlow !== (await state()).isSlow) remember({ isSlow });
  const end = kept && answer?.type === "opaqueredirect" ? await fetch(request.url).catch(() => null) : answer;
  return !end || isForeign(end) || (kept && end.status >= 500) ? null : answer;
}

async function report(page, url, asked, coming, kept) {
  const at = Number(kept?.headers.get("X-Kept"));
  if (kept) await tell(page, { state: "kept", at });
  if (kept && !(await within(PATIENCE, coming))) await tell(page, { state: "alone", at });
  const answer = await within(LONG, coming);
  if (!answer) return;
  const final = answer.type === "opaqueredirect" ? await fetched(url, kept) : answer;
  const text = final && (await take(url, final, asked));
  if (!text) return final && tell(page, { state: "gone" });
  const isNew = kept && plain(await kept.text()) !== plain(text);
  await tell(page, { state: "fresh", text: isNew ? text : null });
}

// Keeps a page of ours for the person it was drawn for; its text, or null where it is not to be kept.
async function take(url, answer, asked) {
  await meet(answer);
  if (answer.redirected || GONE.includes(answer.status)) await (await store("pages"))?.delete(url, ANY);
  if (answer.status !== 200 || answer.redirected || !isPage(answer) || isSecret(answer)) return null;
  const text = await answer.text();
  const person = answer.headers.get("X-Person");
  if ((await state()).person !== person) return null; // somebody else came meanwhile
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("X-Kept", asked);
  headers.set("X-Title", encodeURIComponent(/<title>([^<]*)/.exec(text)?.[1].trim() ?? url.pathname));
  await keep("pages", url, new Response(text, { headers }), person);
  return text;
}

// Whoever the server answers to owns what is kept from now on; what was kept for somebody else goes.
async function meet(answer) {
  const person = answer.headers.get("X-Person");
  const language = answer.headers.get("Content-Language");
  const known = await state();
  if (!person || answer.status >= 500 || (person === known.person && language === known.language)) return;
  await remember({ person, language }); // before anything goes, so that nobody opens it anew
  for (const name of await caches.keys())
    if (/^(?:pages|pictures|entries|shared)\b/.test(name) && !name.endsWith(`:${person}`)) await caches.delete(name);
}

// of what was visited and what was lent
function newest(visited, lent) {
  const isNewer = Number(lent?.headers.get("X-Kept")) > Number(visited?.headers.get("X-Kept") ?? 0);
  return isNewer ? lent : visited;
}

// --- pictures and files: from the device first; who may no longer see one loses it -----------------
async function file(event, url) {
  const { person } = await state();
  const saved = await spared(event.request, url);
  const kept = (await find("pictures", url)) ?? (await find("entries", url)) ?? saved;
  if (saved) return kept;
  const coming = fetch(event.request).then(async (answer) => {
    if (GONE.includes(answer.status) && !isForeign(answer)) await drop(url);
    const isPicture = event.request.destination === "image" && url.pathname.startsWith("/files/");
    const isOurs = answer.status === 200 && answer.type === "basic";
    if (isPicture && isOurs) await keep("pictures", url, answer.clone(), person);
    return answer;
  });
  event.waitUntil(coming.catch(() => null));
  return kept ?? coming.catch(async () => (await otherSize(url)) ?? (isFace(url) ? noFace() : Response.error()));
}

const isPage = (answer) => /^text\/html/.test(answer.headers.get("Content-Type") ?? "");
const isSecret = (answer) => /no-store/.test(answer.headers.get("Cache-Control") ?? "");
// a captive portal or a proxy answers with a page of its own, also a refusal; ours name their shell
const isForeign = (answer) => isPage(answer) && !answer.headers.has("X-Shell");
const plain = (text) => text.replace(/(?:data-csrf|nonce|value)="[\w+/=-]{20,}"/g, "");
const offlineAddress = (language) => `/offline/?language=${language}`;

const pause = (time) => new Promise((done) => setTimeout(done, time));
const within = (time, coming) => Promise.race([coming, pause(time)]);

async function offlinePage() {
  const { language } = await state();
  const known = SHELL.languages.find((one) => one === language) ?? SHELL.languages[0];
  return (await caches.match(offlineAddress(known), ANY)) ?? Response.error();
}

// Firefox knows a page only once its answer has begun
async function tell(page, news) {
  let client = await clients.get(page);
  for (let tries = 0; !client && tries < 40; tries += 1) {
    await pause(50);
    client = await clients.get(page);
  }
  client?.postMessage(news);
}
