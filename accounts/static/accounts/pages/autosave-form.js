// <autosave-form data-saved="Saved." data-undo="Undo"> around a form: every change is
// sent, one after the other, with the whole form. The answer is the same form as it is now: its parts
// with `data-fresh` replace ours of the same id, so nobody loses the field that is being typed in. The
// way back stands behind what was changed, as the next stop of the tab key, until the next change.
// Without script the form's own button sends it.
class AutosaveForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.before = this.read();
    this.addEventListener("change", (event) => {
      this.changed = event.target;
      this.save();
    });
  }

  read() {
    return new URLSearchParams(new FormData(this.form));
  }

  async save() {
    if (this.sending) return void (this.again = true);
    const [before, body] = [this.before, this.read()];
    if (`${before}` === `${body}`) return;
    const answer = await this.send(body);
    if (answer?.ok) {
      this.before = body;
    }
    if (answer) this.freshen(answer.html);
    if (answer?.ok) this.say(before);
    if (!this.again) return;
    this.again = false;
    this.save();
  }

  // null where it did not arrive, or waits for a line
  async send(body) {
    this.sending = true;
    const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
    const ask = (done) => tell("form:send", { form: this.form, body, headers: { "HX-Request": "true" }, done });
    const { ok, status, text, why, waits } = await new Promise(ask);
    this.sending = false;
    if (waits) return null;
    if (ok || status === 400) return { ok, html: text };
    tell("failed", { thing: "change", why, retry: () => this.save() });
    return null;
  }

  say(before) {
    this.tell({ text: this.dataset.saved });
    this.querySelector("[data-way-back]")?.remove();
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "textbtn", textContent: this.dataset.undo,
    });
    button.addEventListener("click", () => this.undo(before));
    const place = this.now(this.changed);
    const row = place.closest("tr");
    const line = document.createElement(row ? "tr" : "p");
    line.dataset.wayBack = "";
    if (row) line.append(Object.assign(document.createElement("td"), { colSpan: row.cells.length }));
    (line.firstChild ?? line).append(button);
    (row ?? place.closest(".field, fieldset, .level, .row") ?? place).after(line);
  }

  // a control as it stands in the form at this moment
  now(control) {
    if (control.isConnected) return control;
    const same = [...this.form.elements].filter((one) => one.name === control.name);
    return same.find((one) => one.value === control.value) ?? same[0] ?? this.form;
  }

  tell(detail) {
    document.dispatchEvent(new CustomEvent("toast", { detail }));
  }

  // back to what it was: the whole form comes new from the server
  async undo(before) {
    const answer = await this.send(before);
    if (!answer?.ok) return;
    const fresh = this.parse(answer.html).querySelector("autosave-form");
    const { changed } = this;
    this.replaceWith(fresh);
    fresh.now(changed).focus();
  }

  freshen(html) {
    const held = document.activeElement;
    for (const part of this.parse(html).querySelectorAll("[data-fresh]")) {
      document.getElementById(part.id)?.replaceWith(part);
    }
    if (!held.isConnected) this.now(held).focus({ preventScroll: true });
  }

  parse(html) {
    return new DOMParser().parseFromString(html, "text/html");
  }
}
customElements.define("autosave-form", AutosaveForm);
