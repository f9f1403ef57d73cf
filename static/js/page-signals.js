// What every page does: token for htmx, forms that scripts send, the words for what did not arrive,
// the arrow that goes back, and bars that make room for reading and typing. Elements ask by events:
//   form:send {form, button, body, headers, done}   done gets {ok, status, type, text, place, answer, why}
//   form:lost {form, url, body, done}   nobody answers; who takes it over prevents that this is done
//   failed {thing, why, form, retry}   says so in the form it is about, else as a toast
//   failed:why {status, url, text, done}   the reason, for those who ask the server themselves
//   draft:unkept   from a field of a form: the device refuses to keep what is written there
import { isOurs } from "./outbox-request.js";

const root = document.documentElement;
const TAP = "[form=do][formaction]:not([hx-put], [hx-delete])"; // these know a part of their own
const PART = ".post__foot, .comment, post-poll";
const PATIENCE = 60_000;
const SOON = 8_000; // of a form that may wait
const JSON_FIRST = "application/json, text/html;q=0.9";
const toast = (detail) => document.dispatchEvent(new CustomEvent("toast", { detail: { kind: "error", ...detail } }));
const isLogin = (url) => Boolean(url) && new URL(url, location.href).pathname.startsWith("/login");
const hasWords = (form) => Boolean(form?.querySelector("textarea, input:not([type]), input[type=text]"));

class PageSignals extends HTMLElement {
  connectedCallback() {
    const on = (name, deed) => document.addEventListener(name, deed);
    on("htmx:configRequest", (event) => (event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf));
    on("htmx:beforeSwap", (event) => this.guard(event));
    on("htmx:responseError", (event) => this.complain(event.detail));
    on("htmx:sendError", (event) => this.complain(event.detail));
    on("form:send", ({ detail }) => this.send(detail));
    on("failed", ({ detail }) => this.say(detail));
    on("failed:why", ({ detail }) => detail.done(this.why(detail)));
    on("draft:unkept", (event) => this.unkept(event.target.closest("form") ?? event.target.querySelector("form")));
    on("click", (event) => this.tap(event));
    this.count("htmx:beforeRequest", 1);
    this.count("htmx:afterRequest", -1);
  }

  // a button of the one form of the page; with script only the part around it is drawn anew
  tap(event) {
    const button = event.target.closest(TAP);
    const target = button?.closest(PART);
    if (!target || event.defaultPrevented || !window.htmx) return;
    event.preventDefault();
    const verb = button.name === "_method" ? button.value : "post";
    if (verb !== "post") button.setAttribute("hx-params", "none");
    const sent = window.htmx.ajax(verb, button.getAttribute("formaction"), {
      source: button, event, target, swap: "outerHTML",
    });
    sent?.catch(() => null); // heard of by its events
  }

  // a session that ended answers with the sign-in page: show it as a page, never inside a post; nor what a portal or
  // a proxy says
  guard(event) {
    const { xhr, elt } = event.detail;
    // notes about problems carry their own target and are shown whatever the status
    const isNote = xhr.getResponseHeader("HX-Retarget");
    if (isNote) event.detail.shouldSwap = true;
    const isForeign = !isNote && xhr.status < 500 && !xhr.getResponseHeader("X-Shell");
    if (!isForeign && !isLogin(xhr.responseURL)) return;
    event.detail.shouldSwap = false;
    if (isForeign || elt.closest("form")?.matches(":has(textarea, input[type=text])")) this.complain(event.detail);
    else location.reload();
  }

  complain({ xhr, elt }) {
    if (xhr.getResponseHeader("HX-Retarget")) return;
    const form = hasWords(elt.closest("form")) ? elt.closest("form") : null;
    const thing = elt.closest("[data-thing]")?.dataset.thing ?? (form ? "text" : "other");
    const again = () => (elt.isConnected ? elt : document.getElementById(elt.id));
    const retry = elt.matches("form")
      ? () => again()?.requestSubmit()
      : elt.matches("a, button") && (() => again()?.click());
    this.say({ thing, form, retry, why: this.why({ status: xhr.status, url: xhr.responseURL }) });
  }

  // --- forms -----------------------------------------------------------------------------------
  async send({ form, button, body = new FormData(form), headers, done }) {
    if (button?.name) body.append(button.name, button.value);
    const url = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    const token = { Accept: JSON_FIRST, "X-CSRFToken": document.body.dataset.csrf };
    const signal = AbortSignal.timeout("waits" in form.dataset ? SOON : PATIENCE);
    const options = { method: "POST", body, headers: { ...token, ...headers }, signal };
    for (const old of form.querySelectorAll("[data-failure]")) old.remove();
    const answer = await fetch(url || location.href, options).catch(() => null);
    const text = await answer?.text().catch(() => null);
    const isHeard = typeof text === "string" && (answer.status !== 200 || isOurs(answer));
    const lost = new CustomEvent("form:lost", { detail: { form, url, body, done }, cancelable: true });
    if (!isHeard) return document.dispatchEvent(lost) && done({ status: 0, why: this.why({}) });
    const { status, headers: said } = answer;
    const place = said.get("X-Location");
    const why = this.why({ status, text, url: place ?? (answer.redirected ? answer.url : "") });
    const ok = answer.ok && why.kind !== "out";
    done({ ok, status, text, answer, why, place: ok ? place : null, type: said.get("Content-Type") ?? "" });
  }

  // --- what did not arrive ---------------------------------------------------------------------
  why({ status = 0, url = "", text = "" }) {
    const { offline, out, large, many, server } = this.dataset;
    if (status === 401 || isLogin(url)) return { kind: "out", words: out };
    if (status < 300) return { kind: "offline", words: offline };
    if (status >= 500) return { kind: "server", words: server };
    let problem = {};
    try {
      problem = JSON.parse(text);
    } catch { /* a page; its status says enough */ }
    const known = { 413: large, 429: many }[status] ?? "";
    return { kind: problem.code === "csrf" ? "stale" : "refused", words: problem.detail ?? known, status };
  }

  say({ thing = "text", why, form, retry }) {
    const words = `${this.getAttribute(`data-no-${thing}`)} ${why.words}`.trim();
    const next = encodeURIComponent(location.pathname + location.search);
    const leave = { out: () => location.assign(`/login/?next=${next}`), stale: () => location.reload() }[why.kind];
    const text = leave ? this.dataset[why.kind === "out" ? "signIn" : "reload"] : this.dataset.retry;
    const run = leave ?? retry;
    if (!form?.isConnected) return toast({ text: words, undo: run && { text, run } });
    const note = this.note(form, words);
    const button = note.querySelector("button");
    button.hidden = !run;
    button.textContent = text;
    button.onclick = () => {
      note.remove();
      run();
    };
  }

  // in the form, above its buttons, where no field is covered
  note(form, words) {
    for (const old of form.querySelectorAll("[data-failure]")) old.remove();
    const note = this.querySelector("template").content.firstElementChild.cloneNode(true);
    note.querySelector("span").textContent = words;
    const foot = form.querySelector(".composer__tools, .form__foot, .mcomp__line, .mcomp__f");
    if (foot) foot.before(note);
    else form.append(note);
    note.scrollIntoView({ block: "nearest" });
    return note;
  }

  unkept(form) {
    if (!form || form.querySelector("[data-unkept]")) return;
    const note = Object.assign(document.createElement("p"), {
      className: "hint pad", textContent: this.dataset.noStore,
    });
    note.dataset.unkept = "";
    note.setAttribute("role", "status");
    form.append(note);
  }

  count(name, step) {
    document.addEventListener(name, () => {
      this.open = Math.max(0, (this.open ?? 0) + step);
      root.classList.toggle("busy", this.open > 0);
    });
  }
}
customElements.define("page-signals", PageSignals);

document.addEventListener("click", (event) => {
  const inside = document.referrer.startsWith(`${location.origin}/`) && !document.referrer.includes("/login");
  if (!event.target.closest("a[data-back]") || !inside || history.length < 2) return;
  event.preventDefault();
  history.back();
});

let last = 0;
addEventListener("scroll", () => {
  root.classList.toggle("bars-away", scrollY > 96 && scrollY > last);
  last = scrollY;
}, { passive: true });
visualViewport?.addEventListener("resize", () => {
  root.classList.toggle("typing", visualViewport.height < innerHeight * 0.75);
});

// browsers without invoker commands: <button commandfor="name" command="show-modal">
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const target = button && document.getElementById(button.getAttribute("commandfor"));
    if (target) button.getAttribute("command") === "close" ? target.close() : target.showModal();
  });
}
