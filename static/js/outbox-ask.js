// One request of a page that sends its outbox, and what the answer means in words: {ok, status, text, why, code}; the
// status 0 of nobody, or of somebody who is not ours.
import { isJson, isOurs, requestOf } from "./outbox-request.js";
import { answerTo } from "./page-events.js";

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.body.dataset.csrf;

// a proxy that finds a file too large says so itself
export async function ask(url, row, send = fetch) {
  try {
    const answer = await send(url, requestOf(row, document.body.dataset.me, token()));
    const text = await answer.text();
    const { status, redirected } = answer;
    if (!isOurs(answer) && status !== 413) return { status: 0 };
    const why = await answerTo("failed:why", { status, text, url: redirected ? answer.url : "" });
    const { code } = isJson(answer) && text ? JSON.parse(text) : {};
    return { ok: answer.ok && why.kind !== "out", status, text, why, code };
  } catch {
    return { status: 0 };
  }
}
