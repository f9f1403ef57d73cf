// Sends a file in parts (tus 1.0.0), each as large as the line carries in some seconds, and goes on where it broke.
// tus-js-client stands before this when the site is set up (kit/design/assets.py), which comes with the first file.
// `carrier(file, keep)` is a fetch for the form that uploads this file, and answers what that would get. `file.sent` is
// {id, description, place}: the client id, and since it is known the address of what has arrived, for which it calls
// `keep`. `tell(done, all)` hears how many bytes went out. Pages and the worker load it alike, and find it as
// `outboxFiles`.
const FIRST = 64 * 1024;
const LEAST = 16 * 1024; // the server takes no more than 4,000 parts of the largest file
const MOST = 4 * 1024 * 1024;
const AIM = 4_000; // of a part on its way; what is cut is lost
const PATIENCE = 60_000;
const PAUSES = [0, 1_000, 3_000]; // without a step ahead; after them the outbox waits
const KINDS = { "/api/v1/files/": "files", "/api/v1/photos/": "photos", "/chat/files/": "messages" };
let size = FIRST; // what the line carried last

// a worker has no XMLHttpRequest, which tus takes because it tells how many bytes went out
class Asked {
  ended = new AbortController();
  headers = {};

  constructor(method, url) {
    Object.assign(this, { method, url });
  }

  getMethod = () => this.method;
  getURL = () => this.url;
  setHeader = (name, value) => (this.headers[name] = value);
  getHeader = (name) => this.headers[name];
  setProgressHandler = () => {};
  getUnderlyingObject = () => this;
  abort = async () => this.ended.abort();

  async send(body = null) {
    const { method, headers } = this;
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(PATIENCE)]);
    const answer = await fetch(this.url, { method, headers, body, signal });
    const text = await answer.text();
    return {
      getStatus: () => answer.status,
      getHeader: (name) => answer.headers.get(name),
      getBody: () => text,
      getUnderlyingObject: () => answer,
    };
  }
}
const byFetch = { createRequest: (...asked) => new Asked(...asked), getName: () => "fetch" };
const inWorker = globalThis.XMLHttpRequest ? {} : { httpStack: byFetch };

function resize({ options }, bytes) {
  size = Math.round(Math.min(Math.max(bytes, LEAST), MOST));
  options.chunkSize = size;
}

// where crypto.randomUUID is refused (plain http), the name of a blob ends with one; a worker has no names of blobs
function newId(blob) {
  if (crypto.randomUUID) return crypto.randomUUID();
  const name = URL.createObjectURL(blob);
  URL.revokeObjectURL(name);
  return name.slice(-36);
}

async function inParts(url, { body, headers, signal }, file, keep, tell) {
  const description = body.get("description") ?? "";
  if (file.sent?.description !== description) file.sent = { id: newId(file.blob), description };
  await keep(); // before it travels, so that it is announced once
  return new Promise((done) => {
    let began;
    const sending = new globalThis.tus.Upload(file.blob, {
      headers,
      endpoint: "/api/v1/uploads/",
      uploadUrl: file.sent.place,
      chunkSize: size,
      retryDelays: PAUSES,
      storeFingerprintForResuming: false,
      ...inWorker,
      metadata: {
        kind: KINDS[url], filename: file.name, description, client_id: file.sent.id,
      },
      onBeforeRequest(request) {
        const asked = request.getUnderlyingObject();
        asked.timeout = PATIENCE;
        asked.ontimeout = () => asked.onerror(new Error("nobody answers"));
        began = Date.now();
      },
      onUploadUrlAvailable() {
        file.sent.place = new URL(sending.url, location).pathname;
        keep();
      },
      onProgress: tell,
      onChunkComplete(bytes) {
        resize(sending, Math.min(size * 4, (bytes * AIM) / (Date.now() - began + 1)));
      },
      onShouldRetry({ originalResponse }) {
        const status = originalResponse?.getStatus() ?? 0;
        resize(sending, size / 2);
        return navigator.onLine && (status < 400 || status === 409 || status >= 500);
      },
      onSuccess({ lastResponse }) {
        const key = lastResponse.getHeader("File-Key");
        file.sent = null; // its key is kept instead
        done(key ? Response.json({ key }, { status: 201 }) : Response.error());
      },
      onError: ({ originalResponse }) => done(originalResponse ? answerOf(originalResponse) : Response.error()),
    });
    const stop = () => {
      sending.abort();
      done(Response.error());
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else sending.start();
  });
}

// as fetch would have brought it; one that is no error, and still none of ours, is nobody's
function answerOf(said) {
  const status = said.getStatus();
  if (status < 400) return Response.error();
  const headers = ["Content-Type", "X-Shell"].map((name) => [name, said.getHeader(name)]);
  return new Response(said.getBody(), { status, headers: headers.filter(([, value]) => value) });
}

// without what npm brings files go up in one piece
function carrier(file, keep, tell = null) {
  return (url, asked) => (globalThis.tus && KINDS[url] ? inParts(url, asked, file, keep, tell) : fetch(url, asked));
}

// the same for who has no form, and shows in `words` how much went out: {key}, or why not; nothing of nobody
async function post({ url, progress }, file, keep, words, { signal }) {
  const { csrf, me } = document.body.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: 1, maximumFractionDigits: 1,
  });
  const tell = (...bytes) => {
    const [done, all] = bytes.map((one) => number.format(one / 1e6));
    words.textContent = progress.replace("{done}", done).replace("{all}", all);
  };
  tell(0, file.blob.size);
  const body = new FormData();
  body.append("file", file.blob, file.name);
  const headers = { "X-CSRFToken": csrf, "X-Person": me, Accept: "application/json" };
  const answer = await carrier(file, keep, tell)(url, { method: "POST", body, headers, signal }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (!text) return null;
  return answer.status === 201 ? JSON.parse(text) : { status: answer.status, url: answer.url, text };
}

globalThis.outboxFiles = { carrier, post };
