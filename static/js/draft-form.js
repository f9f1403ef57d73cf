// <draft-form name="compose"> around a form: what is typed stays on the device, per person, until
// the server has taken it. `client_id` is kept along, so sending again cannot post twice. The form
// travels by script, so that the page stays when the line breaks; without script it works plainly.
// With data-outbox the draft becomes a thing of the outbox: what nobody answers waits there
// (draft:waits), and the form is empty for the next one (draft:renewed). With data-until it does so only until
// the element of this name has come, which keeps and sends by itself.
import { filesOf } from "./form-files.js";
import { newId } from "./new-id.js";
import { tell } from "./page-events.js";

const DAYS = 30;
const SOON = 4_000; // who waits for longer is told so
const me = document.body.dataset.me;

const OWN = ["csrfmiddlewaretoken", "photo", "files"]; // the outbox has token and files by other ways
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
    const { until } = this.dataset;
    if (!me || !this.form || this.ended || (until && customElements.get(until))) return;
    if (until) customElements.whenDefined(until).then(() => this.disconnectedCallback());
    this.ended = new AbortController();
    const { signal } = this.ended;
    if (!this.restore() && this.contains(document.activeElement)) this.saveSoon(); // who was quicker than this
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
    const values = { ...(this.dataset.until && read(this.key)?.values), ...this.values(fields) };
    const given = Object.fromEntries(
      fields.filter(isText).map((one) => [slot(one), this.refused ? "" : one.defaultValue])
    );
    const done = write(this.key, { values, given, at: Date.now() }) ? "draft:saved" : "draft:unkept";
    this.dispatchEvent(new CustomEvent(done, { bubbles: true }));
  }

  values(fields = typed(this.form)) {
    return Object.fromEntries(fields.map((one) => [slot(one), isSwitch(one) ? one.checked : one.value]));
  }

  // What the person wrote, with the version it was written on: if the thing was changed meanwhile,
  // the server says so. A page that came with words of its own for an empty field keeps them. Says whether it was.
  restore() {
    const kept = read(this.key);
    if (!kept || this.refused) return false;
    if (Date.now() - kept.at > DAYS * 86_400_000) return this.forget();
    const fields = typed(this.form).filter((one) => slot(one) in kept.values && one.name !== "_method");
    const given = (one) => kept.given?.[slot(one)] ?? "";
    if (fields.some((one) => isText(one) && !given(one) && one.value.trim())) return false;
    for (const one of fields) {
      const value = kept.values[slot(one)];
      if (isSwitch(one)) one.checked = value;
      else if (!isText(one) || value !== given(one)) one.value = value;
    }
    return this.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
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
    const { outbox } = this.dataset;
    const tray = this.querySelector("photo-tray");
    const files = outbox && (tray?.hand ? tray.hand() : filesOf(this.form, this.key));
    if (outbox && !files) return;
    this.sending = event.submitter ?? this.form;
    this.sending.ariaBusy = "true";
    this.save();
    for (const old of this.querySelectorAll("[data-failure]")) old.remove();
    if (outbox) return this.put(outbox, files, event.submitter);
    const headers = { "X-Form": "script" };
    tell("form:send", {
      form: this.form, button: event.submitter, headers, done: (sent) => this.sent(sent, event.submitter),
    });
  }

  async put(kind, files, button) {
    const { pathname } = new URL(this.form.action);
    const { lane = pathname, upload = "/api/v1/files/", field: part = "photo", until } = this.dataset;
    const isSent = ([name, value]) => !OWN.includes(name) && (value.size ?? true);
    const pressed = button?.name ? [[button.name, button.value]] : [];
    const row = {
      id: this.form.elements.client_id.value, kind, lane, url: pathname, upload, part,
      promises: !until, fields: [...new FormData(this.form), ...pressed].filter(isSent),
      words: this.form.elements.body.value.trim(), place: this.place(kind, pathname),
      draft: { key: this.key, values: this.values() },
    };
    if (until) this.renew(); // as empty as the element that comes would find it
    row.files = await files;
    const hear = until ? { kept: () => this.handed(row) } : { tried: (outcome) => this.tried(outcome, button) };
    tell("outbox:put", { row, ...hear });
  }

  // the next one may have been begun meanwhile
  handed({ id }) {
    this.free();
    this.forget();
    this.save();
    const timer = setTimeout(() => this.waits(), SOON);
    document.addEventListener("outbox:sent", ({ detail: { row } }) => {
      if (row.id !== id) return;
      clearTimeout(timer);
      this.unheard();
    });
  }

  // where nothing else shows it yet
  waits() {
    const bar = document.querySelector("outbox-bar");
    if (bar?.matches(":not(:defined)")) tell("toast", { text: bar.dataset.waiting });
  }

  // where what would draw it has not come, the page does, once it is whole
  unheard() {
    if (!this.closest(":not(:defined)")) return;
    if (document.readyState === "complete") location.reload();
    else addEventListener("load", () => location.reload(), { once: true });
  }

  // where the draft is found again
  place(kind, pathname) {
    const { in: space, share } = this.form.elements;
    const query = space ? `?space=${space.value}` : share ? `?share=${share.value}` : "";
    return kind === "post" ? pathname + query : `${location.pathname}#write`;
  }

  tried({ ok, answer, why }, button) {
    this.free();
    if (why) return this.refuse(why, button);
    this.forget();
    const { back } = ok ? JSON.parse(answer) : {};
    this.taken = Boolean(back);
    if (back) return this.leave(new URL(back, location.href));
    this.renew();
    if (ok) return this.unheard();
    this.waits();
    return this.dispatchEvent(new CustomEvent("draft:waits", { bubbles: true }));
  }

  // the answer to an earlier version was lost: what is sent now is something new
  refuse(why, button) {
    if (why.code === "used_id") this.form.elements.client_id.value = newId();
    tell("failed", { thing: "text", why, form: this.form, retry: () => this.form.requestSubmit(button) });
  }

  renew() {
    this.form.reset();
    this.form.elements.body.value = "";
    this.form.elements.client_id.value = newId();
    this.querySelector(".composer__shots").replaceChildren();
    this.dispatchEvent(new CustomEvent("draft:renewed", { bubbles: true }));
  }

  free() {
    this.sending.ariaBusy = "false";
    this.sending = null;
  }

  sent({ ok, status, place, text, type, why, waits }, button) {
    this.free();
    if (ok) this.forget();
    this.taken = ok;
    if (waits) return undefined;
    if (place) return this.leave(new URL(place, location.href));
    const shown = (ok || [400, 409, 429].includes(status)) && /html/.test(type);
    const page = shown && new DOMParser().parseFromString(text, "text/html");
    if (page && page.querySelector("#main")) return this.show(page);
    tell("failed", { thing: "text", why, form: this.form, retry: () => this.form.requestSubmit(button) });
  }

  leave(target) {
    if (history.state?.sheet) {
      history.replaceState(null, "");
      return location.replace(target);
    }
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
