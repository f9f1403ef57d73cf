// <poll-part>: the cursor goes where the next answer is typed, and a kept draft opens the poll.
class PollPart extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.switch = this.form.querySelector(".poll-on");
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.addEventListener("keydown", (event) => this.press(event));
  }

  changed(field) {
    if (field === this.switch && field.checked) this.fields()[0].focus();
    if (field.type === "file" && this.contains(field)) field.closest("label").classList.toggle("is-set", field.files.length > 0);
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
