// <page-sheet>: links with data-sheet open their page in a dialog; links with data-compose do so
// on wide screens. The page itself stays reachable: without script, with the middle button, and
// as the way back. What was typed in a sheet waits as a draft.
import { tell } from "./page-events.js";
import { make, partAt } from "./parts.js";

const WIDE = matchMedia("(min-width: 48rem)");

class PageSheet extends HTMLElement {
  connectedCallback() {
    this.listen = (event) => this.click(event);
    document.addEventListener("click", this.listen);
    addEventListener("popstate", () => this.dialog?.open && !history.state?.sheet && this.dialog.close());
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.listen);
  }

  click(event) {
    const link = event.target.closest("a[data-sheet], a[data-compose]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.matches("[data-compose]") && !WIDE.matches) return;
    event.preventDefault();
    this.open(link);
  }

  async open(link) {
    const html = await partAt(link.href);
    if (html === null) return location.assign(link.href);
    this.build(link.dataset.sheet);
    this.fill(html);
    this.reveal(link);
  }

  // a link inside the sheet changes what it shows, not where it was opened from
  reveal(link) {
    if (this.dialog.open) return;
    const menu = link.closest("details.menu");
    if (menu) menu.open = false;
    this.opener = menu?.querySelector("summary") ?? link;
    this.region = this.opener.closest("li[id], post-card[id]")?.id;
    const card = this.opener.closest("post-card");
    this.beside = [card?.nextElementSibling, card?.previousElementSibling];
    this.dialog.showModal();
    history.pushState({ sheet: true }, "");
  }

  build(size) {
    if (!this.dialog) {
      this.dialog = make("dialog");
      this.dialog.setAttribute("aria-labelledby", "sheet-title");
      this.dialog.addEventListener("close", () => this.closed());
      this.dialog.addEventListener("click", (event) => this.press(event));
      this.dialog.addEventListener("submit", (event) => this.submit(event), true);
      this.dialog.addEventListener("draft:waits", () => this.dialog.close());
      this.append(this.dialog);
    }
    this.dialog.className = size === "small" ? "dialog dialog--small" : "dialog";
  }

  fill(html) {
    this.dialog.innerHTML = html;
    window.htmx?.process(this.dialog);
  }

  press(event) {
    if (event.target === this.dialog || event.target.closest("[data-close]")) {
      event.preventDefault();
      this.dialog.close();
    }
  }

  closed() {
    if (history.state?.sheet) history.back();
    this.dialog.replaceChildren();
    (this.opener?.isConnected ? this.opener : this.openerAgain())?.focus();
  }

  // what the sheet was opened from may have been drawn anew meanwhile, or be gone
  openerAgain() {
    const region = document.getElementById(this.region);
    const same = this.opener.matches("summary") ? "summary" : `[href="${this.opener.getAttribute("href")}"]`;
    const near = [region, ...this.beside].find((one) => one?.isConnected) ?? document.getElementById("main");
    near.tabIndex = -1;
    return region?.querySelector(same) ?? near.querySelector("post-card > article") ?? near;
  }

  // a refused form comes back with its text; an accepted one closes or leads to what it made
  submit(event) {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented || form.closest("[data-outbox]")) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    const done = (sent) => this.sent(form, button, sent);
    tell("form:send", { form, button, headers: { "HX-Request": "true" }, done });
  }

  sent(form, button, { ok, status, type, text, answer, why }) {
    button.ariaBusy = "false";
    if (ok) return this.done(form, answer);
    if ([400, 409, 429].includes(status) && type.includes("html")) return this.refused(text);
    const thing = form.querySelector("textarea, input[type=text]") ? "text" : "other";
    tell("failed", { thing, why, form, retry: () => form.requestSubmit(button) });
  }

  refused(html) {
    this.fill(html);
    this.dialog.querySelector("[role=alert]")?.scrollIntoView();
    this.dialog.querySelector("textarea")?.focus();
  }

  done(form, answer) {
    form.closest("draft-form")?.forget();
    const back = answer.headers.get("X-Back");
    if (back) return this.leave(new URL(back, location.href));
    this.opener?.dispatchEvent(new CustomEvent("thing:changed", { bubbles: true }));
    if (form.dataset.done) tell("toast", { text: form.dataset.done });
    this.dialog.close();
  }

  leave(target) {
    if (target.href !== location.href) return location.replace(target);
    history.replaceState(null, "");
    location.reload();
  }
}
customElements.define("page-sheet", PageSheet);
