// A row of the outbox as it travels, sent by a page (outbox.js) or by the worker (intranet/device/sending.js).
const PATIENCE = 30_000;
const BYTES = 10; // a millisecond, on the slowest line
const KEEPALIVE = 60_000; // what browsers send for a page that is left

export function requestOf({ method, fields, files = [], part, headers, json, isSilent }, me, token) {
  const body = json ?? (method === "POST" ? new FormData() : new URLSearchParams());
  const given = json ? [] : [...fields, ...files.map(({ key }) => [part, key])];
  for (const field of given) body.append(...field);
  const bytes = given.reduce((sum, [, value]) => sum + (value.size ?? `${value}`.length), 0);
  return {
    method, body: method === "DELETE" ? null : body, keepalive: Boolean(isSilent) && (json ?? "").length < KEEPALIVE,
    signal: AbortSignal.timeout(PATIENCE + bytes / BYTES),
    headers: { "X-CSRFToken": token, "X-Person": me, Accept: "application/json", ...headers },
  };
}

export const isJson = (answer) => /json/.test(answer.headers.get("Content-Type"));

// a portal's page is no answer; ours name their shell
export const isOurs = (answer) => isJson(answer) || answer.headers.has("X-Shell");
