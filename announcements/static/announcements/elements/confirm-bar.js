// <confirm-bar>: confirms with the time of the device. Without a network the tap waits on the device
// (tap-queue.js); the server decides what it is worth.
const person = document.body.dataset.me;

class ConfirmBar extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-fresh]")?.focus({ preventScroll: true });
    const form = this.querySelector("form");
    if (!form || !person) return;
    this.url = form.getAttribute("action");
    this.addEventListener(
      "htmx:configRequest", (event) => (event.detail.parameters.device_at = new Date().toISOString())
    );
    this.addEventListener("htmx:sendError", (event) => this.wait(event, form));
    this.reload = ({ detail }) => detail.url === this.url && location.reload();
    for (const name of ["tap:sent", "tap:refused"]) document.addEventListener(name, this.reload);
    const done = (taps) => taps.some((tap) => tap.url === this.url) && this.say();
    document.dispatchEvent(new CustomEvent("tap:list", { detail: { done } }));
  }

  disconnectedCallback() {
    for (const name of ["tap:sent", "tap:refused"]) document.removeEventListener(name, this.reload);
  }

  wait(event, form) {
    event.stopPropagation();
    const sent = { _method: "put", version: form.elements.version.value, device_at: new Date().toISOString() };
    const detail = { url: this.url, body: new URLSearchParams(sent).toString() };
    document.dispatchEvent(new CustomEvent("tap:keep", { detail }));
    this.say();
  }

  say() {
    this.querySelector("[data-note]").textContent = this.dataset.waiting;
  }
}
customElements.define("confirm-bar", ConfirmBar);
