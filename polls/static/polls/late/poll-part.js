// <poll-part>: the cursor goes where the next option is typed, a kept draft opens the poll, and
// pictures are made small on the device before the form goes out.
import { answerTo } from "./page-events.js";

class PollPart extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.switch = this.form.querySelector(".poll-on");
    this.shrinking = new Set();
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.addEventListener("keydown", (event) => this.press(event));
    this.hold = (event) => this.shrinking.size && event.target === this.form && this.wait(event);
    document.addEventListener("submit", this.hold, true);
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.hold, true);
  }

  changed(field) {
    if (field === this.switch && field.checked) this.fields()[0].focus();
    if (field.type !== "file" || !this.contains(field)) return;
    field.closest("label").classList.toggle("is-set", field.files.length > 0);
    if (field.files[0]) this.shrink(field, field.files[0]);
  }

  async shrink(field, file) {
    const work = answerTo("picture:small", { file });
    this.shrinking.add(work);
    const small = await work;
    if (small !== file && field.files[0] === file) {
      const chosen = new DataTransfer();
      chosen.items.add(new File([small], file.name, { type: small.type }));
      field.files = chosen.files;
    }
    this.shrinking.delete(work);
  }

  async wait(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.all(this.shrinking);
    setTimeout(() => this.form.requestSubmit(event.submitter ?? undefined)); // after the smaller picture took its place
  }

  press(event) {
    const fields = this.fields();
    const at = fields.indexOf(event.target);
    if (event.key !== "Enter" || at < 0 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    fields[at + 1]?.focus();
  }

  fields() {
    return [...this.querySelectorAll(".poll-part__row > .input")];
  }
}
customElements.define("poll-part", PollPart);
