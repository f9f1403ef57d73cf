// Pictures are made small on the device before they travel, and lose the place where they were taken:
// `picture:small` {file, done} on document. What the browser cannot read, and what is no picture, comes back as it is.
const LONGEST = 1600;
const QUALITY = 0.85;

async function small(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && /png|gif/.test(file.type)) return file; // a camera writes neither
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const written = (type) => new Promise((done) => canvas.toBlob(done, type, QUALITY));
    const made = await written("image/webp");
    const isRefused = made.type === "image/png" && file.type !== made.type; // Safari writes no WebP
    return isRefused ? await written("image/jpeg") : made;
  } catch {
    return file;
  }
}

let turn = Promise.resolve(); // one after the other, since each fills memory
document.addEventListener("picture:small", ({ detail: { file, done } }) => {
  turn = turn.then(() => small(file));
  turn.then(done);
});
