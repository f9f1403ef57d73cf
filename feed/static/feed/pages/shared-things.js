// Lays what the phone shared (feed/worker.js) into the composer: words into the text, the rest into its tray.
async function lay(composer) {
  const cache = await caches.open("shared");
  const kept = await Promise.all((await cache.keys()).map(async ({ url }) => [new URL(url), await cache.match(url)]));
  await caches.delete("shared");
  const files = [];
  for (const [{ pathname, searchParams }, answer] of kept) {
    if (pathname.endsWith("/text")) write(composer.body, await answer.text());
    else files.push(await named(answer, searchParams.get("name")));
  }
  await composer.querySelector("photo-tray").addAll(files);
}

function write(field, words) {
  field.value = [field.value, words].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function named(answer, name) {
  const blob = await answer.blob();
  return new File([blob], name, { type: blob.type });
}

history.replaceState(history.state, "", location.pathname);
lay(document.querySelector("post-composer"));
