// Links with data-view open their picture in the viewer (static/parts/image-viewer.js) instead of as a page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const viewer = document.querySelector("image-viewer");
  await import(viewer.dataset.script).catch(() => null);
  if (viewer.show) viewer.show(link);
  else location.assign(link.href);
});

// where data is saved, a picture that the device does not have comes with a tap (intranet/device/saving.js)
const isSaving = () => navigator.connection?.saveData || localStorage.getItem("saving");
const isSpared = ({ currentSrc, dataset }) =>
  !("wanted" in dataset) && currentSrc.startsWith(`${location.origin}/files/`) && !currentSrc.includes("/portraits/");

async function tapped(event) {
  const found = event.target.closest?.("img, a:has(> img)");
  const picture = found?.querySelector("img") ?? found;
  if (!picture || !isSaving() || !isSpared(picture)) return;
  event.preventDefault();
  event.stopPropagation();
  picture.dataset.wanted = "";
  const { currentSrc } = picture;
  if (await caches.match(currentSrc, { ignoreVary: true })) return event.target.click();
  picture.srcset = "";
  picture.src = `${currentSrc}?wanted`;
}
if (navigator.serviceWorker?.controller) addEventListener("click", tapped, true);
