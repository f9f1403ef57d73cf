// Short words above the tab bar: from the page, from `HX-Trigger: {"toast": {"text": …}}`,
// or from a script: document.dispatchEvent(new CustomEvent("toast", {detail: {text, kind}})). With
// `undo: {text, run}` its button takes back what was done, or tries again what failed; with
// `link: {text, href}` it leads there.
const SECONDS = 6;

class ToastRegion extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
    });
    document.addEventListener("toast", (event) => this.say(event.detail));
    document.addEventListener("htmx:afterSettle", () => this.watch());
    this.watch();
  }

  // toasts that came with the page or with a swap
  watch() {
    for (const toast of this.querySelectorAll(":scope > .toast:not([data-seen])")) this.expire(toast);
  }

  say({ text, kind = "", undo, link }) {
    for (const old of this.querySelectorAll(":scope > .toast")) old.remove();
    const template = this.querySelector(kind === "error" ? "template[data-kind]" : "template");
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.querySelector("span").textContent = text;
    if (link)
      toast.querySelector("button").before(
        Object.assign(document.createElement("a"), { href: link.href, textContent: link.text })
      );
    if (undo) this.offer(toast.querySelector("button"), undo, kind);
    this.append(toast);
    this.makeWay(toast);
    this.expire(toast);
  }

  // an error keeps its cross beside the button
  offer(button, { text, run }, kind) {
    if (kind === "error") button.before((button = button.cloneNode()));
    button.textContent = text;
    button.removeAttribute("aria-label");
    button.addEventListener("click", run);
  }

  // never over the field that is being typed in
  makeWay(toast) {
    this.classList.remove("toasts--top");
    const field = document.activeElement?.closest("input, textarea, select")?.getBoundingClientRect();
    const own = toast.getBoundingClientRect();
    if (field) this.classList.toggle("toasts--top", own.bottom > field.top && own.top < field.bottom);
  }

  // an error stays until it is dismissed; the rest waits while it has the focus or the pointer
  expire(toast) {
    toast.dataset.seen = "";
    if (toast.matches(".toast--error")) return;
    const later = () => {
      if (toast.matches(":focus-within, :hover")) setTimeout(later, 1000);
      else toast.remove();
    };
    setTimeout(later, SECONDS * 1000);
  }
}
customElements.define("toast-region", ToastRegion);
