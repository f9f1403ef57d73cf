// Takes what a phone shares with the site (pictures, files, links) and keeps it on the device, with or without a
// line, until the composer asks for it (feed/pages/shared-things.js). Nothing is published before a tap there.
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "POST" && new URL(request.url).pathname === "/share/") event.respondWith(take(request));
});

async function take(request) {
  const given = await request.formData();
  const words = ["title", "text", "url"].map((name) => given.get(name)).filter(Boolean);
  await caches.delete("shared");
  const cache = await caches.open("shared");
  await cache.put("/share/text", new Response([...new Set(words)].join("\n")));
  for (const [n, file] of given.getAll("files").entries())
    await cache.put(`/share/${n}?${new URLSearchParams({ name: file.name })}`, new Response(file));
  return Response.redirect("/compose/#shared", 303);
}
