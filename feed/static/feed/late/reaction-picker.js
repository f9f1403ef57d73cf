// <reaction-picker data-own="like">: a tap on the button is a Like; the arrow beside it, a long press
// or a rest of the pointer opens the six, copied from the one <template id="reactions"> of the page.
// The button looks done at once and takes it back when the server refuses. Without script the arrow
// leads to the page of the reactions.
const REST = 400;

class ReactionPicker extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-react]");
    this.opener = this.querySelector(".react__open");
    this.opener.ariaHasPopup = "menu";
    this.opener.ariaExpanded = "false";
    this.dataset.thing = "react";
    this.outside = (event) => this.contains(event.target) || this.close();
    this.opener.addEventListener("click", (event) => this.toggle(event));
    this.button.addEventListener("pointerdown", () => this.openLater());
    for (const end of ["pointerup", "pointercancel"]) this.button.addEventListener(end, () => clearTimeout(this.timer));
    this.button.addEventListener("contextmenu", (event) => this.isOpen && event.preventDefault());
    this.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.openLater());
    this.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !this.held && this.close());
    this.addEventListener("click", (event) => this.click(event), true);
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusout", ({ relatedTarget: to }) => this.held && to && !this.contains(to) && this.close());
    this.addEventListener("htmx:afterRequest", ({ detail: { xhr: { status } } }) => this.answered(status));
  }

  get isOpen() {
    return this.opener.ariaExpanded === "true";
  }

  get items() {
    return this.picker ? [...this.picker.children] : [];
  }

  openLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), REST);
  }

  open() {
    this.fill();
    this.picker.hidden = false;
    this.opener.ariaExpanded = "true";
    this.pressed = true;
    document.addEventListener("pointerdown", this.outside);
  }

  fill() {
    if (this.picker) return;
    this.picker = document.querySelector("template#reactions").content.firstElementChild.cloneNode(true);
    const address = this.button.getAttribute("formaction");
    for (const item of this.items) {
      const { kind } = item.dataset;
      const formaction = `${address}?kind=${kind}`;
      const said = { form: "do", name: "_method", value: "put", formaction, role: "menuitemradio" };
      for (const name in said) item.setAttribute(name, said[name]);
      item.className = "picker__item";
      item.tabIndex = -1;
      item.ariaChecked = String(kind === this.dataset.own);
      item.ariaLabel = item.title;
    }
    this.append(this.picker);
  }

  toggle(event) {
    event.preventDefault();
    if (this.held) this.leave();
    else this.choose();
  }

  // opened by a key or a click: the choice begins where the own one is
  choose() {
    this.open();
    this.pressed = false;
    this.held = true;
    (this.items.find((item) => item.ariaChecked === "true") ?? this.items[0]).focus();
  }

  close() {
    clearTimeout(this.timer);
    if (this.picker) this.picker.hidden = true;
    this.held = false;
    this.opener.ariaExpanded = "false";
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
    if (!onButton) this.button.focus({ preventScroll: true }); // the answer brings it back there
    this.before = this.button.ariaPressed;
    this.button.ariaPressed = onButton ? String(this.before !== "true") : "true";
  }

  // what is busy or signed out comes later (taps.js)
  answered(status) {
    if (status < 400 || status >= 500 || status === 401 || status === 429) return;
    this.button.ariaPressed = this.before ?? this.button.ariaPressed;
  }

  press(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const goals = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: -1 };
    if (["ArrowUp", "ArrowDown"].includes(event.key) && at < 0) this.choose();
    else if (event.key === " " && event.target === this.opener) this.opener.click();
    else if (event.key === "Escape" && this.isOpen) this.leave();
    else if (event.key in goals && at >= 0) items.at(goals[event.key] % items.length).focus();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the bar around it has arrows, too
  }

  leave() {
    this.close();
    this.opener.focus();
  }
}
customElements.define("reaction-picker", ReactionPicker);
