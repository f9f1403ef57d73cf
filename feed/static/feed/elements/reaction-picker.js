// <reaction-picker>: a tap on the button is a Like; a long press, a rest of the pointer or the
// arrow up opens the six. The button looks done at once and takes it back when the server refuses.
const REST = 400;

class ReactionPicker extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-react]");
    this.details = this.querySelector("details");
    this.button.addEventListener("pointerdown", () => this.openLater());
    this.button.addEventListener("pointerup", () => clearTimeout(this.timer));
    this.button.addEventListener("pointercancel", () => clearTimeout(this.timer));
    this.button.addEventListener("contextmenu", (event) => this.details.open && event.preventDefault());
    this.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.openLater());
    this.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.close());
    this.addEventListener("click", (event) => this.click(event), true);
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("htmx:responseError", () => this.undo());
    this.addEventListener("htmx:sendError", () => this.undo());
  }

  openLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), REST);
  }

  open() {
    this.details.open = true;
    this.pressed = true;
    this.outside = (event) => this.contains(event.target) || this.close();
    document.addEventListener("pointerdown", this.outside);
  }

  close() {
    clearTimeout(this.timer);
    this.details.open = false;
    this.pressed = false;
    document.removeEventListener("pointerdown", this.outside);
  }

  // the click that ends a long press chooses nothing
  click(event) {
    const onButton = this.button.contains(event.target);
    if (onButton && this.pressed && event.pointerType === "touch") {
      this.pressed = false;
      event.stopImmediatePropagation();
      return event.preventDefault();
    }
    clearTimeout(this.timer);
    if (!event.target.closest("button")) return;
    this.before = this.button.ariaPressed;
    this.button.ariaPressed = onButton ? String(this.before !== "true") : "true";
  }

  undo() {
    if (this.before) this.button.ariaPressed = this.before;
  }

  press(event) {
    const items = [...this.querySelectorAll(".picker__item")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "ArrowUp" && at < 0) this.open();
    else if (event.key === "Escape" && this.details.open) this.close();
    else if (!["ArrowLeft", "ArrowRight"].includes(event.key) || at < 0) return;
    event.preventDefault();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "ArrowUp") (items.find((item) => item.ariaChecked === "true") ?? items[0]).focus();
    else if (step) items.at((at + step) % items.length).focus();
    else this.button.focus();
  }
}
customElements.define("reaction-picker", ReactionPicker);
