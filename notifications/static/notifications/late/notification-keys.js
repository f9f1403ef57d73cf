// <notification-keys>: e marks the line with the focus read without opening it; marking all read stays on the page.
// What is read is said to the server as soon as there is a line, and a line leads to its thing without one.
import { tell } from "./page-events.js";

class NotificationKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      const form = event.target.closest("form[data-read]");
      if (event.key === "e" && form && !event.ctrlKey && !event.metaKey && !event.altKey) this.mark(form);
    });
    this.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-all]")) return;
      event.preventDefault();
      this.markAll(event.target);
    });
  }

  mark(form) {
    say(form);
    const line = form.closest("li");
    this.settle(form);
    (line.nextElementSibling ?? line.previousElementSibling)?.querySelector("button, a")?.focus();
  }

  markAll(form) {
    say(form);
    for (const line of this.querySelectorAll("form[data-read]")) this.settle(line);
    form.remove();
  }

  settle(form) {
    form.querySelector(".dot")?.remove();
    form.removeAttribute("data-read");
  }
}

function say({ action }, kept) {
  tell("outbox:put", { row: { url: action, method: "PUT", isTap: true, isSilent: true }, kept });
}

document.addEventListener("submit", (event) => {
  const { read } = event.target.dataset;
  if (!read) return;
  event.preventDefault();
  say(event.target, () => location.assign(read));
});
customElements.define("notification-keys", NotificationKeys);
