// A button beside a password that shows what was typed.
class ShowPassword extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.onclick = () => this.turn(this.input.type === "password");
    this.turn(false);
  }

  turn(visible) {
    this.input.type = visible ? "text" : "password";
    this.button.ariaLabel = visible ? this.dataset.hide : this.dataset.show;
    const [open, crossed] = this.button.querySelectorAll("svg");
    open.toggleAttribute("hidden", visible);
    crossed.toggleAttribute("hidden", !visible);
  }
}
customElements.define("show-password", ShowPassword);
