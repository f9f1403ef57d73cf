// <search-results> around the box and what it found: arrows walk through the hits and back into the
// box, Escape leads back and then clears; what is looked for is remembered once somebody follows a
// hit or presses Enter. On phones the filters are folded until somebody narrows something down.
const NARROW = matchMedia("(max-width: 71.99rem)");

class SearchResults extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    this.found = this.querySelector("#found");
    const folded = this.querySelector("details");
    if (NARROW.matches && ![...folded.querySelectorAll("select, input")].some(isSet)) folded.open = false;
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("submit", () => this.remember());
    this.addEventListener("click", (event) => this.follow(event));
    document.body.addEventListener("htmx:configRequest", (event) => this.narrow(event));
  }

  get hits() {
    return [...this.found.querySelectorAll(".search__hit h3 > a")];
  }

  press(event) {
    if (event.isComposing || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
    const inBox = event.target === this.field;
    if (event.key === "Escape") this.leave(inBox);
    else if (inBox ? event.key === "ArrowDown" : event.target.matches(".search__hit a")) this.walk(event);
    else return;
    event.preventDefault();
  }

  walk(event) {
    const at = this.hits.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    if (at < 0) this.field.focus();
    else this.hits[at]?.focus();
  }

  leave(inBox) {
    this.field.focus();
    if (!inBox || !this.field.value) return;
    this.field.value = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  follow(event) {
    if (event.target.closest(".search__hit a, .search__direct a")) this.remember();
    if (!event.target.closest("[data-clear]")) return;
    event.preventDefault();
    this.leave(true);
  }

  remember() {
    document.dispatchEvent(new CustomEvent("search:done", { detail: { words: this.field.value } }));
  }

  // the kind that is looked at stands in what was found, outside of the form
  narrow({ detail }) {
    if (!detail.elt.matches?.(".search__form")) return;
    const kind = this.found.querySelector("[name=kind]");
    if (kind) detail.formData.set("kind", kind.value);
    for (const [name, value] of [...detail.formData]) if (!value && name !== "q") detail.formData.delete(name);
  }
}

function isSet(one) {
  return one.type === "checkbox" ? one.checked : one.selectedIndex > 0;
}
customElements.define("search-results", SearchResults);
