// <notification-keys>: e marks the line with the focus read without opening it.
class NotificationKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      const form = event.target.closest("form[data-read]");
      if (event.key === "e" && form && !event.ctrlKey && !event.metaKey && !event.altKey) this.mark(form);
    });
  }

  async mark(form) {
    const headers = { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf };
    const answer = await fetch(form.action, { method: "PUT", headers }).catch(() => null);
    if (answer?.status === 204) this.settle(form);
  }

  settle(form) {
    const next = (form.closest("li").nextElementSibling ?? form.closest("li").previousElementSibling)?.querySelector("button");
    form.querySelector(".dot")?.remove();
    form.removeAttribute("data-read");
    next?.focus();
  }
}
customElements.define("notification-keys", NotificationKeys);
