// <page-sheet>: links with data-sheet open their page in a dialog; links with data-compose do so
// on wide screens. The page itself stays reachable: without script, with the middle button, and
// as the way back. What was typed in a sheet waits as a draft.
const WIDE = matchMedia("(min-width: 48rem)");

class PageSheet extends HTMLElement {
  connectedCallback() {
    this.listen = (event) => this.click(event);
    document.addEventListener("click", this.listen);
    addEventListener("popstate", () => this.dialog?.open && this.dialog.close());
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
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return location.assign(link.href);
    this.build(link.dataset.sheet);
    this.fill(await answer.text());
    this.reveal(link);
    if (link.dataset.compose === "photo") this.dialog.querySelector("[name=files]")?.click();
  }

  // a link inside the sheet changes what it shows, not where it was opened from
  reveal(link) {
    if (this.dialog.open) return;
    const menu = link.closest("details.menu");
    if (menu) menu.open = false;
    this.opener = menu?.querySelector("summary") ?? link;
    this.dialog.showModal();
    history.pushState({ sheet: true }, "");
  }

  build(size) {
    if (!this.dialog) {
      this.dialog = document.createElement("dialog");
      this.dialog.setAttribute("aria-labelledby", "sheet-title");
      this.dialog.addEventListener("close", () => this.closed());
      this.dialog.addEventListener("click", (event) => this.press(event));
      this.dialog.addEventListener("submit", (event) => this.submit(event), true);
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
    this.opener?.focus();
  }

  // a refused form comes back with its text; an accepted one closes or leads to what it made
  async submit(event) {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    const headers = { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf };
    const body = new FormData(form);
    if (button.name) body.append(button.name, button.value);
    const address = button.getAttribute("formaction") ?? form.action;
    const answer = await fetch(address, { method: "POST", body, headers }).catch(() => null);
    button.ariaBusy = "false";
    if (answer?.ok && !new URL(answer.url).pathname.startsWith("/login")) return this.done(form, answer);
    if (answer && [400, 409, 429].includes(answer.status)) return this.refused(await answer.text());
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: this.dataset.failed, kind: "error" } }));
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
    this.dialog.close();
  }

  leave(target) {
    if (target.href !== location.href) return location.replace(target);
    history.replaceState(null, "");
    location.reload();
  }
}
customElements.define("page-sheet", PageSheet);
