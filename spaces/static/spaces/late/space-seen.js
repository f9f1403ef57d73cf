// Says once that the posts of a space have been on the screen, while the page can be seen.
import { tell } from "./page-events.js";

class SpaceSeen extends HTMLElement {
  connectedCallback() {
    if (document.visibilityState === "visible") this.tell();
    else document.addEventListener("visibilitychange", () => this.tell(), { once: true });
  }

  tell() {
    tell("outbox:put", { row: { url: this.dataset.url, method: "PUT", isTap: true, isSilent: true } });
  }
}
customElements.define("space-seen", SpaceSeen);
