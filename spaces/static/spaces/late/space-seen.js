// Says once that the posts of a space have been on the screen, while the page can be seen.
class SpaceSeen extends HTMLElement {
  connectedCallback() {
    if (document.visibilityState === "visible") this.tell();
    else document.addEventListener("visibilitychange", () => this.tell(), { once: true });
  }

  tell() {
    const row = { url: this.dataset.url, method: "PUT", isTap: true, isSilent: true };
    document.dispatchEvent(new CustomEvent("outbox:put", { detail: { row } }));
  }
}
customElements.define("space-seen", SpaceSeen);
