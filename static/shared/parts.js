// Parts of pages as the server draws them.
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

// null where nobody answers, or with something else than the part at this address: a portal says 200 to everything.
// `gone` is told where we say that there is no such thing.
export async function partAt(address, options, gone) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, ...options }).catch(() => null);
  if (!answer?.headers.has("X-Shell")) return null;
  if (answer.status === 404) gone?.();
  return answer.ok && !answer.redirected ? answer.text().catch(() => null) : null;
}
