// <draft-form name="compose"> around a form: what is typed stays on the device, per person, until
// the server has taken it. `client_id` is kept along, so sending again cannot post twice. The form
// travels by script, so that the page stays when the line breaks; without script it works plainly.
const DAYS = 30;
const me = document.body.dataset.me;
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// switches are kept where they or their form say so (data-keep); they alone make no draft
const isSwitch = (one) => /^(checkbox|radio)$/.test(one.type);
const isText = (one) => one.type !== "hidden" && one.tagName !== "SELECT" && !isSwitch(one);
const slot = (one) => (isSwitch(one) && one.value !== "on" ? `${one.name}=${one.value}` : one.name);
const changed = (one) => isText(one) && one.value !== one.defaultValue;

function typed(form) {
  const kept = (one) => !isSwitch(one) || "keep" in one.dataset || "keep" in form.dataset;
  return [...form.elements].filter(
    (one) => one.name && !["csrfmiddlewaretoken", "photo"].includes(one.name)
      && !/^(password|file|submit|button|fieldset)$/.test(one.type) && kept(one),
  );
}

// null where the device has nothing, or refuses to say
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// false where the device refuses
function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return value === null;
  }
}

class DraftForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.key = `draft:${me}:${this.getAttribute("name")}`;
    if (!me || !this.form || this.ended) return;
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.restore();
    for (const name of ["input", "change"]) this.addEventListener(name, () => this.saveSoon(), { signal });
    this.addEventListener("submit", (event) => this.send(event), { signal });
    addEventListener("pagehide", () => this.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.taken && location.reload(), { signal });
    this.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && event.detail.elt === this.form) this.forget();
    }, { signal });
  }

  disconnectedCallback() {
    this.flush();
    this.ended?.abort();
    this.ended = null;
  }

  // --- keeping -----------------------------------------------------------------------------------
  saveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 400);
  }

  flush() {
    if (this.timer) this.save();
  }

  // a form that came back refused holds what was typed, though nobody has touched it since
  get refused() {
    return Boolean(this.querySelector("[aria-invalid], .error, .banner--error:not([data-failure])"));
  }

  save() {
    clearTimeout(this.timer);
    this.timer = null;
    const fields = typed(this.form);
    if (!this.refused && !fields.some(changed) && !this.querySelector(".shot")) return write(this.key, null);
    const values = Object.fromEntries(fields.map((one) => [slot(one), isSwitch(one) ? one.checked : one.value]));
    const given = Object.fromEntries(
      fields.filter(isText).map((one) => [slot(one), this.refused ? "" : one.defaultValue])
    );
    const done = write(this.key, { values, given, at: Date.now() }) ? "draft:saved" : "draft:unkept";
    this.dispatchEvent(new CustomEvent(done, { bubbles: true }));
  }

  // What the person wrote, with the version it was written on: if the thing was changed meanwhile,
  // the server says so. A page that came with words of its own for an empty field keeps them.
  restore() {
    const kept = read(this.key);
    if (!kept || this.refused) return;
    if (Date.now() - kept.at > DAYS * 86_400_000) return this.forget();
    const fields = typed(this.form).filter((one) => slot(one) in kept.values && one.name !== "_method");
    const given = (one) => kept.given?.[slot(one)] ?? "";
    if (fields.some((one) => isText(one) && !given(one) && one.value.trim())) return;
    for (const one of fields) {
      const value = kept.values[slot(one)];
      if (isSwitch(one)) one.checked = value;
      else if (!isText(one) || value !== given(one)) one.value = value;
    }
    this.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }

  forget() {
    clearTimeout(this.timer);
    this.timer = null;
    write(this.key, null);
    tell("draft:drop", { draft: this.key });
  }

  // --- sending -----------------------------------------------------------------------------------
  send(event) {
    if (event.defaultPrevented) return; // a sheet or a thread sends it
    event.preventDefault();
    if (this.sending) return;
    this.sending = event.submitter ?? this.form;
    this.sending.ariaBusy = "true";
    this.save();
    const headers = { "X-Form": "script" };
    tell("form:send", {
      form: this.form, button: event.submitter, headers, done: (sent) => this.sent(sent, event.submitter),
    });
  }

  sent({ ok, status, place, text, type, why }, button) {
    this.sending.ariaBusy = "false";
    this.sending = null;
    if (ok) this.forget();
    this.taken = ok;
    if (place) return this.leave(new URL(place, location.href));
    const shown = (ok || [400, 409, 429].includes(status)) && /html/.test(type);
    const page = shown && new DOMParser().parseFromString(text, "text/html");
    if (page && page.querySelector("#main")) return this.show(page);
    tell("failed", { thing: "text", why, form: this.form, retry: () => this.form.requestSubmit(button) });
  }

  leave(target) {
    const here = target.pathname + target.search === location.pathname + location.search;
    location.assign(target);
    if (here && target.hash) location.reload();
  }

  // the page that the server answered with: the form with what it refuses, or what comes next
  show(page) {
    document.title = page.title;
    const main = page.querySelector("#main");
    document.querySelector("#main").replaceWith(main);
    document.querySelector("#toasts")?.append(...page.querySelectorAll("#toasts > .toast"));
    window.htmx?.process(main);
    const wrong = main.querySelector("[role=alert], [aria-invalid]");
    wrong?.scrollIntoView({ block: "center" });
    main.querySelector("[aria-invalid], textarea")?.focus({ preventScroll: true });
  }
}

document.addEventListener("person:gone", ({ detail: { who } }) => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`draft:${who}:`)) write(key, null);
});
customElements.define("draft-form", DraftForm);
