// <confirm-bar>: confirms with the time of the device. Without a network the tap waits on the device (taps.js); the
// server decides what it is worth.
class ConfirmBar extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-fresh]")?.focus({ preventScroll: true });
    const { signal } = (this.ended = new AbortController());
    const clock = ({ detail }) => (detail.parameters.device_at = new Date().toISOString());
    this.addEventListener("htmx:configRequest", clock, { signal });
    this.addEventListener("tap:waits", () => this.say(), { signal });
    this.addEventListener("thing:changed", () => location.reload(), { signal });
  }

  disconnectedCallback() {
    this.ended.abort();
  }

  say() {
    const note = this.querySelector("[data-note]");
    if (note) note.textContent = this.dataset.waiting;
  }
}
customElements.define("confirm-bar", ConfirmBar);
