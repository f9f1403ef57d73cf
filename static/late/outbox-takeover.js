// What waited on this device before there was one outbox: messages of the database "chat-queue", and taps among the
// drafts. Each is forgotten there only once it is kept here.
import { answerTo } from "./page-events.js";

const TAPS = /^draft:(\d+):taps$/;

function opened(base) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(base);
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => done(asked.result);
  });
}

const stored = (base) => new Promise((done) => {
  const asked = base.transaction("messages").objectStore("messages").getAll();
  asked.onsuccess = () => done(asked.result);
});

function asRow(one) {
  const { id, me, at, conversation, body, files, extra = [], reply_to, due_at, label, state, why } = one;
  const fields = Object.entries({ client_id: id, body, reply_to, due_at }).filter(([, text]) => text);
  return {
    id, me, at, state, why, files, label, lane: `chat-${conversation}`, method: "POST",
    url: `/chat/${conversation}/messages/`, upload: "/chat/files/", part: "file",
    fields: [...fields, ...extra], words: body, place: `/chat/${conversation}/`,
    draft: { key: `draft:${me}:chat-${conversation}`, values: { body, extra } },
  };
}

async function messages() {
  const base = await opened("chat-queue").catch(() => null);
  if (!base) return;
  for (const one of await stored(base)) await keep(asRow(one));
  base.close();
  indexedDB.deleteDatabase("chat-queue");
}

async function taps() {
  for (const key of Object.keys(localStorage).filter((one) => TAPS.test(one))) {
    const [, me] = TAPS.exec(key);
    for (const [n, { url, body, sorry }] of JSON.parse(localStorage.getItem(key)).entries())
      await keep({
        id: `${me} ${url}`, me, at: Date.now() + n, state: "waiting", lane: url, url, method: "POST", files: [],
        fields: [...new URLSearchParams(body)], headers: { "HX-Request": "true" }, sorry, isTap: true, words: url,
      });
    localStorage.removeItem(key);
  }
}

async function keep(row) {
  if (!(await answerTo("outbox:keep", { row }))) throw new Error("refused");
}

async function takeOver() {
  const bases = (await indexedDB.databases?.()) ?? [];
  if (bases.some(({ name }) => name === "chat-queue")) await messages();
  await taps();
}
takeOver().catch(() => {});
