// A <details> menu works alone; here it learns Escape, arrow keys and closing from outside.
class MenuButton extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.addEventListener("keydown", (event) => this.press(event));
    this.details.addEventListener("toggle", () => {
      if (this.details.open) document.addEventListener("click", this);
      else document.removeEventListener("click", this);
    });
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
