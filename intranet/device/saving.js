// Who pays for every byte has pictures come with a tap: says the browser, or the person in the settings of this device
// ({isSaving}). Until then a drawing stands in their place, which has no size of its own, so that the page stays as it
// is; with the tap pages ask for `?wanted` (static/late/image-viewer.js).
const WANTED = "wanted";
const SVG = { headers: { "Content-Type": "image/svg+xml", "Cache-Control": "no-store" } };
const isSaving = async () => Boolean(navigator.connection?.saveData || (await state()).isSaving);

addEventListener("message", (event) => event.data?.isSaving !== undefined && event.waitUntil(remember(event.data)));

// the colours of a person stay where a face is missing
const isFace = (url) => url.pathname.startsWith("/files/portraits/");
const noFace = () => new Response('<svg xmlns="http://www.w3.org/2000/svg"/>', SVG);

async function untapped() {
  const words = SHELL.tap[(await state()).language] ?? Object.values(SHELL.tap)[0];
  const text = '<text x="50%" y="50%" dy=".3em" fill="#fff" text-anchor="middle" font-family="sans-serif">';
  const ground = '<rect width="100%" height="100%" fill="#5f6672"/>';
  return new Response(`<svg xmlns="http://www.w3.org/2000/svg">${ground}${text}${words}</text></svg>`, SVG);
}

// what stands for this picture while nobody has tapped on it; nothing for one that is asked for
async function spared({ destination }, url) {
  const isWanted = url.searchParams.has(WANTED);
  if (isWanted) url.searchParams.delete(WANTED);
  if (isWanted || destination !== "image" || !(await isSaving())) return undefined;
  return (await otherSize(url)) ?? (isFace(url) ? noFace() : untapped());
}
