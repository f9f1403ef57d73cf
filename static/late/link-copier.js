// <link-copier data-copied="Link copied."> on every page: a button with data-copy="/p/7/" puts the whole
// address on the clipboard, or hands it to the phone where a page may not do that.
import { tell } from "./page-events.js";
import { make } from "./parts.js";

class LinkCopier extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-copy]");
      if (button) this.copy(button, new URL(button.dataset.copy, location.href).href);
    });
  }

  async copy(button, address) {
    const menu = button.closest("details.menu");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (navigator.clipboard) await navigator.clipboard.writeText(address);
    else if (!this.select(address)) return navigator.share?.({ url: address });
    tell("toast", { text: this.dataset.copied });
  }

  // without https a browser has no clipboard for scripts, but takes what is selected
  select(address) {
    const field = make("textarea", { value: address, className: "sr-only" });
    this.append(field);
    const held = document.activeElement;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    held.focus();
    return done;
  }
}
customElements.define("link-copier", LinkCopier);
