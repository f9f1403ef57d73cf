// A <details> menu works alone; here it learns Escape, arrow keys and closing from outside.
const EDGE = 8;

class MenuButton extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.addEventListener("keydown", (event) => this.press(event));
    this.list = this.querySelector(".menu__list");
    this.details.addEventListener("toggle", () => {
      this.place();
      if (this.details.open) document.addEventListener("click", this);
      else document.removeEventListener("click", this);
    });
  }

  // a list hangs at its button; one near the edge of the window is moved inside, a long one scrolls
  place() {
    if (!this.list) return;
    const { style } = this.list;
    style.translate = style.maxBlockSize = "";
    if (!this.details.open) return;
    const { left, right, top, bottom } = this.list.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const step = left < EDGE ? EDGE - left : Math.min(0, clientWidth - EDGE - right);
    if (step) style.translate = `${step}px`;
    if (top < EDGE) style.maxBlockSize = `${bottom - EDGE}px`;
    else if (bottom > clientHeight - EDGE) style.maxBlockSize = `${clientHeight - EDGE - top}px`;
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  handleEvent(event) {
    if (!this.contains(event.target)) this.details.open = false;
  }

  press(event) {
    if (!this.details.open) return;
    if (event.key === "Escape") {
      this.details.open = false;
      this.details.querySelector("summary").focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.querySelectorAll(".menu__list :is(a, button)")];
    items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
  }
}
customElements.define("menu-button", MenuButton);
