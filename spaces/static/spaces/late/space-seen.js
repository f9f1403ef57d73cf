// Says once that the posts of a space have been on the screen, while the page can be seen.
class SpaceSeen extends HTMLElement {
  connectedCallback() {
    if (document.visibilityState === "visible") this.tell();
    else document.addEventListener("visibilitychange", () => this.tell(), { once: true });
  }

  tell() {
    const headers = { "X-CSRFToken": document.body.dataset.csrf };
    fetch(this.dataset.url, { method: "PUT", headers, keepalive: true }).catch(() => {});
  }
}
customElements.define("space-seen", SpaceSeen);
