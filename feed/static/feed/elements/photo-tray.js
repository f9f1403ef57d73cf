// <photo-tray>: pictures are made small on the device and uploaded while the person still types.
// Each has its progress, a retry, a description and a way out; the form waits for all of them.
const small = (file) =>
  new Promise((done) => document.dispatchEvent(new CustomEvent("picture:small", { detail: { file, done } })));

class PhotoTray extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".composer__shots");
    this.form = this.closest("form");
    this.running = new Set();
    this.addEventListener("change", (event) => this.change(event));
    this.addEventListener("click", (event) => this.click(event));
    this.waitFor = (event) => this.running.size && event.target === this.form && this.wait(event);
    document.addEventListener("submit", this.waitFor, true);
    this.form.addEventListener("paste", (event) => this.addAll(event.clipboardData?.files ?? []));
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.waitFor, true);
  }

  change(event) {
    const { target } = event;
    if (target.matches("[data-describe]")) this.send(target.dataset.describe, { _method: "put", description: target.value });
    if (target.name !== "files") return;
    this.addAll(target.files);
    target.value = "";
  }

  addAll(files) {
    for (const file of files) if (file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name)) this.add(file);
  }

  add(file) {
    const item = Object.assign(document.createElement("li"), { className: "shot" });
    const preview = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "" });
    const words = Object.assign(document.createElement("span"), { className: "shot__wait", role: "status" });
    item.append(preview, words);
    this.list.append(item);
    this.upload(file, item, words);
  }

  async upload(file, item, words) {
    this.running.add(item);
    const data = new FormData();
    data.append("file", await small(file), file.name);
    const answer = await this.post(data, (done, all) => (words.textContent = this.progress(done, all)));
    URL.revokeObjectURL(item.querySelector("img").src);
    if (answer?.status === 201) item.outerHTML = answer.responseText;
    else this.failed(file, item, answer);
    this.running.delete(item);
    this.dispatchEvent(new CustomEvent("photos:settled"));
  }

  post(data, progress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = (event) => progress(event.loaded, event.total);
      request.onload = () => resolve(request);
      request.onerror = () => resolve(null);
      request.open("POST", this.dataset.url);
      request.setRequestHeader("X-CSRFToken", document.body.dataset.csrf);
      request.setRequestHeader("Accept", "application/json, text/html;q=0.9");
      request.send(data);
    });
  }

  progress(done, all) {
    const format = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return this.dataset.progress.replace("{done}", format.format(done / 1e6)).replace("{all}", format.format(all / 1e6));
  }

  failed(file, item, answer) {
    const words = item.querySelector(".shot__wait");
    words.textContent = this.reason(answer);
    const retry = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: this.dataset.retry });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: this.dataset.remove });
    retry.onclick = () => {
      item.remove();
      this.add(file);
    };
    remove.onclick = () => item.remove();
    words.append(retry, remove);
  }

  reason(answer) {
    try {
      return JSON.parse(answer.responseText).detail;
    } catch {
      return this.dataset.failed;
    }
  }

  click(event) {
    const button = event.target.closest("button[data-remove]");
    if (!button) return;
    this.send(button.dataset.remove, { _method: "delete" });
    button.closest(".shot").remove();
    this.querySelector("[name=files]").focus();
  }

  send(url, values) {
    const headers = { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf };
    return fetch(url, { method: "POST", headers, body: new URLSearchParams(values) }).catch(() => null);
  }

  // the post goes out when the last picture has arrived
  wait(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (button) button.ariaBusy = "true";
    const settled = () => {
      if (this.running.size) return;
      this.removeEventListener("photos:settled", settled);
      if (button) button.ariaBusy = "false";
      if (!this.list.querySelector(".shot__wait")) this.form.requestSubmit(button ?? undefined);
    };
    this.addEventListener("photos:settled", settled);
  }
}
customElements.define("photo-tray", PhotoTray);
