// Shows a theme at once while the form that keeps it is on its way.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.show(event.target));
  }

  show(input) {
    const root = document.documentElement;
    const theme = input.type === "checkbox" && !input.checked ? "" : input.value;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    if (this.dataset.submit !== undefined) input.form?.requestSubmit();
  }
}
customElements.define("theme-switch", ThemeSwitch);
