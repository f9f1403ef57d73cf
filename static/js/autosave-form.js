// <autosave-form data-saved="Saved." data-undo="Undo" data-failed="…"> around a form: every change is
// sent, one after the other, with the whole form. The answer is the same form as it is now: its parts
// with `data-fresh` replace ours of the same id, so nobody loses the field that is being typed in.
// Without script the form's own button sends it.
class AutosaveForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.before = this.read();
    this.addEventListener("change", () => this.save());
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
      this.say(before);
    }
    if (answer) this.freshen(answer.html);
    if (!this.again) return;
    this.again = false;
    this.save();
  }

  async send(body) {
    this.sending = true;
    const headers = { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf };
    const answer = await fetch(this.form.action, { method: "POST", body, headers }).catch(() => null);
    this.sending = false;
    if (answer && !answer.redirected && (answer.ok || answer.status === 400)) {
      return { ok: answer.ok, html: await answer.text() };
    }
    this.tell({ text: this.dataset.failed, kind: "error" });
    return null;
  }

  say(before) {
    this.tell({ text: this.dataset.saved, undo: { text: this.dataset.undo, run: () => this.undo(before) } });
  }

  tell(detail) {
    document.dispatchEvent(new CustomEvent("toast", { detail }));
  }

  // back to what it was: the whole form comes new from the server
  async undo(before) {
    const answer = await this.send(before);
    if (answer?.ok) this.replaceWith(this.parse(answer.html).querySelector("autosave-form"));
  }

  freshen(html) {
    for (const part of this.parse(html).querySelectorAll("[data-fresh]")) {
      document.getElementById(part.id)?.replaceWith(part);
    }
  }

  parse(html) {
    return new DOMParser().parseFromString(html, "text/html");
  }
}
customElements.define("autosave-form", AutosaveForm);
