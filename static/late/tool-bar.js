// <tool-bar>, named by the form "do": one stop of the tab key; arrows lead from button to button inside.
class ToolBar extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "toolbar");
    this.ariaLabel = document.getElementById("do")?.dataset.bar ?? "";
    this.addEventListener("focusin", (event) => this.hold(event.target));
    this.addEventListener("keydown", (event) => this.press(event));
    this.hold(this.items[0]);
  }

  // what hangs over the bar, like a menu, has keys of its own
  get items() {
    const all = [...this.querySelectorAll("a[href], button")];
    return all.filter((one) => !one.closest("details") && one.checkVisibility());
  }

  hold(item) {
    const { items } = this;
    if (items.includes(item)) for (const one of items) one.tabIndex = one === item ? 0 : -1;
  }

  press(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const goals = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    if (at < 0 || !(event.key in goals) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    items.at(goals[event.key] % items.length).focus();
  }
}
customElements.define("tool-bar", ToolBar);
