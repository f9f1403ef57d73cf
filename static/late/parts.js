// What elements share: parts of pages as the server draws them, and what they say to each other.
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
export const answerTo = (name, detail) => new Promise((done) => tell(name, { ...detail, done }));

export function make(tag, more, ...inside) {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...inside);
  return made;
}

export function drawn(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

// null where nobody answers, or with something else than the part at this address: a portal says 200 to everything
export async function partAt(address, options) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, ...options }).catch(() => null);
  const isOurs = answer?.ok && !answer.redirected && answer.headers.has("X-Shell");
  return isOurs ? answer.text().catch(() => null) : null;
}
