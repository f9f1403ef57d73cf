// <confirm-bar>: confirms with the time of the device. Without a network the tap is kept on the
// device, for this person, and sent as soon as there is one; the server decides what it is worth.
const person = document.body.dataset.me;
const place = `confirm:${person}`;
const kept = () => JSON.parse(localStorage.getItem(place) ?? "[]");
const keep = (taps) => (taps.length ? localStorage.setItem(place, JSON.stringify(taps)) : localStorage.removeItem(place));

async function sendKept() {
  const left = [];
  for (const tap of kept()) {
    const body = new URLSearchParams({ _method: "put", version: tap.version, device_at: tap.at });
    const headers = { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true" };
    const answer = await fetch(tap.url, { method: "POST", headers, body }).catch(() => null);
    if (!answer || answer.status >= 500) left.push(tap);
    else document.dispatchEvent(new CustomEvent("tap:sent", { detail: tap.url }));
  }
  keep(left);
}

class ConfirmBar extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-fresh]")?.focus({ preventScroll: true });
    const form = this.querySelector("form");
    if (!form || !person) return;
    this.addEventListener("htmx:configRequest", (event) => (event.detail.parameters.device_at = new Date().toISOString()));
    this.addEventListener("htmx:sendError", () => this.wait(form));
    this.reload = ({ detail }) => detail === form.getAttribute("action") && location.reload();
    document.addEventListener("tap:sent", this.reload);
    if (kept().some((tap) => tap.url === form.getAttribute("action"))) this.say();
  }

  disconnectedCallback() {
    document.removeEventListener("tap:sent", this.reload);
  }

  wait(form) {
    const url = form.getAttribute("action");
    const tap = { url, version: form.elements.version.value, at: new Date().toISOString() };
    keep([...kept().filter((one) => one.url !== url), tap]);
    this.say();
  }

  say() {
    this.querySelector("[data-note]").textContent = this.dataset.waiting;
  }
}
customElements.define("confirm-bar", ConfirmBar);
if (person) {
  addEventListener("online", sendKept);
  if (kept().length) sendKept();
}
