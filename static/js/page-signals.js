// What every page does: token for htmx, one message when a request fails, the arrow that goes
// back, and bars that make room for reading and typing.
const root = document.documentElement;
const toast = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "error" } }));

class PageSignals extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:configRequest", (event) => {
      event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
    });
    document.addEventListener("htmx:beforeSwap", (event) => this.guard(event));
    document.addEventListener("htmx:responseError", (event) => this.complain(event.detail.xhr));
    document.addEventListener("htmx:sendError", () => toast(this.dataset.offline));
    this.count("htmx:beforeRequest", 1);
    this.count("htmx:afterRequest", -1);
  }

  // a session that ended answers with the sign-in page: show it as a page, never inside a post
  guard(event) {
    // notes about problems carry their own target and are shown whatever the status
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
    if (!new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/login")) return;
    event.detail.shouldSwap = false;
    location.reload();
  }

  complain(xhr) {
    if (!xhr.getResponseHeader("HX-Retarget")) toast(this.dataset.failed);
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
