// <audience-picker> around the check boxes of an audience: a search that ticks them, and a chip for
// each that is ticked. The boxes stay the form; without scripts they are all there is.
const SHOWN = 12;

class AudiencePicker extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.chips = this.querySelector("[data-chips]");
    this.boxes = [...this.querySelectorAll("[data-pick] input[type=checkbox]")];
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("focus", () => this.offer());
    // a tap on "not" takes the focus away for a moment
    this.field.addEventListener(
      "blur", () => setTimeout(() => document.activeElement === this.field || this.close(), 150)
    );
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("pointerdown", (event) => this.point(event));
    this.chips.addEventListener("click", (event) => this.drop(event.target.closest("button")));
    this.addEventListener("change", (event) => {
      if (event.target.name === "picking") this.field.focus();
      else this.draw();
    });
    this.closest("draft-form")?.addEventListener("draft:restored", () => this.draw());
    this.draw();
  }

  get isNot() {
    return Boolean(this.querySelector("[name=picking][value=not]:checked"));
  }

  words(box) {
    return box.closest("label").querySelector("[data-words]").textContent.trim();
  }

  kind(box) {
    return box.closest("[data-kind]").dataset.kind;
  }

  offer() {
    const wanted = this.field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (box) => {
      const said = `${this.words(box)} ${this.kind(box)}`.toLocaleLowerCase();
      return (box.name === "none_of") === this.isNot && !box.checked && wanted.every((word) => said.includes(word));
    };
    const found = this.boxes.filter(fits).slice(0, SHOWN);
    this.list.replaceChildren(...found.map((box, place) => this.option(box, place)));
    this.list.hidden = !found.length;
    this.field.ariaExpanded = String(!this.list.hidden);
    this.choose(found.length ? 0 : -1);
  }

  option(box, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.role = "option";
    option.box = box;
    const name = Object.assign(document.createElement("b"), { textContent: this.words(box) });
    const kind = Object.assign(document.createElement("small"), { className: "meta", textContent: this.kind(box) });
    option.append(name, kind);
    return option;
  }

  choose(at) {
    const options = [...this.list.children];
    this.at = at < 0 ? -1 : (at + options.length) % options.length;
    for (const [place, one] of options.entries()) one.ariaSelected = String(place === this.at);
    if (this.at < 0) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.key === "Enter") event.preventDefault(); // sends no half-written announcement
    if (event.key === "Escape" && !this.list.hidden) return this.close(event.preventDefault());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.list.hidden) return step && this.offer();
    if (step) this.choose(this.at + step, event.preventDefault());
    else if (event.key === "Enter" && this.at >= 0) this.take(this.list.children[this.at].box);
  }

  point(event) {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    this.take(option.box);
  }

  take(box) {
    this.field.value = "";
    this.set(box, true);
    this.close();
    this.field.focus();
  }

  drop(button) {
    if (!button) return;
    this.set(button.box, false);
    this.field.focus();
  }

  set(box, isOn) {
    box.checked = isOn;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.field.ariaExpanded = "false";
    this.field.removeAttribute("aria-activedescendant");
  }

  draw() {
    const ticked = this.boxes.filter((box) => box.checked);
    this.chips.replaceChildren(...ticked.map((box) => this.chip(box)));
  }

  chip(box) {
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    const isNot = box.name === "none_of";
    item.classList.toggle("picked--not", isNot);
    item.querySelector("[data-not]").hidden = !isNot;
    item.querySelector("[data-name]").textContent = this.words(box);
    button.ariaLabel = button.ariaLabel.replace("{name}", this.words(box));
    button.box = box;
    return item;
  }
}
customElements.define("audience-picker", AudiencePicker);
