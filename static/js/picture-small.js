// Pictures are made small on the device before they travel: `picture:small` {file, done} on document.
// What the browser cannot read, and what is no picture, comes back as it is.
const LONGEST = 1600;
const QUALITY = 0.85;

async function small(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = LONGEST / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/webp", QUALITY));
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}

document.addEventListener("picture:small", ({ detail: { file, done } }) => small(file).then(done));
