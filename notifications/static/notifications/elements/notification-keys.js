// <notification-keys>: e marks the line with the focus read without opening it; marking all read stays
// on the page.
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

  async put(form) {
    const headers = { "HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf };
    const answer = await fetch(form.action, { method: "PUT", headers }).catch(() => null);
    return answer?.status === 204;
  }

  async mark(form) {
    if (!(await this.put(form))) return;
    const line = form.closest("li");
    this.settle(form);
    (line.nextElementSibling ?? line.previousElementSibling)?.querySelector("button, a")?.focus();
  }

  async markAll(form) {
    if (!(await this.put(form))) return form.submit();
    for (const line of this.querySelectorAll("form[data-read]")) this.settle(line);
    form.remove();
  }

  settle(form) {
    form.querySelector(".dot")?.remove();
    form.removeAttribute("data-read");
  }
}
customElements.define("notification-keys", NotificationKeys);
