// <draft-form name="compose"> around a form: what is typed stays on the device, per person, until
// the server has taken it. `client_id` is kept along, so sending again cannot post twice.
const DAYS = 30;
const me = document.body.dataset.me;
const keyOf = (name) => `draft:${me}:${name}`;
const sentMark = "draft-sent";

// switches are kept where they say so (data-keep); they alone make no draft
const isSwitch = (one) => /^(checkbox|radio)$/.test(one.type);
const slot = (one) => (one.type === "radio" ? `${one.name}=${one.value}` : one.name);

function typed(form) {
  return [...form.elements].filter(
    (one) => one.name && one.name !== "csrfmiddlewaretoken" && !/^(password|file|submit|button)$/.test(one.type) && (!isSwitch(one) || "keep" in one.dataset),
  );
}

function hasWords(one) {
  return one.type !== "hidden" && one.tagName !== "SELECT" && !isSwitch(one) && one.value.trim();
}

class DraftForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.key = keyOf(this.getAttribute("name"));
    if (!me || !this.form) return;
    this.restore();
    this.addEventListener("input", () => this.saveSoon());
    this.addEventListener("submit", (event) => event.defaultPrevented || this.leave());
    this.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && event.detail.elt === this.form) this.forget();
    });
  }

  saveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 400);
  }

  save() {
    const fields = typed(this.form);
    const values = Object.fromEntries(fields.map((one) => [slot(one), isSwitch(one) ? one.checked : one.value]));
    if (!fields.some(hasWords)) return localStorage.removeItem(this.key);
    localStorage.setItem(this.key, JSON.stringify({ values, at: Date.now() }));
    this.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept || Date.now() - kept.at > DAYS * 86_400_000) return localStorage.removeItem(this.key);
    const fields = typed(this.form);
    if (fields.some(hasWords)) return;
    for (const one of fields) {
      if (!(slot(one) in kept.values) || one.name === "_method") continue;
      if (isSwitch(one)) one.checked = kept.values[slot(one)];
      else one.value = kept.values[slot(one)];
    }
    this.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }

  leave() {
    clearTimeout(this.timer);
    this.save();
    sessionStorage.setItem(sentMark, JSON.stringify({ key: this.key, from: location.href }));
  }

  forget() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.key);
    sessionStorage.removeItem(sentMark);
  }
}

// A form that was sent plainly is done when another page follows that does not show it again.
const sent = JSON.parse(sessionStorage.getItem(sentMark) ?? "null");
if (sent && sent.from !== location.href) {
  const again = [...document.querySelectorAll("draft-form")].some(
    (one) => keyOf(one.getAttribute("name")) === sent.key && one.querySelector("[aria-invalid], .error, .banner--error"),
  );
  if (!again) localStorage.removeItem(sent.key);
  sessionStorage.removeItem(sentMark);
}
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-logout]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
});
customElements.define("draft-form", DraftForm);
