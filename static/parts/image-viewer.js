// Pictures of one post at full size, with the first tap on one (picture-taps.js). What is open is an entry of the
// history, so going back closes it; a swipe or an arrow key shows the next picture.
import { make } from "./parts.js";

const SWIPE = 48; // pixels to the side
const shape = (name) => `<svg class="icon icon--l" aria-hidden="true"><use href="${name}"/></svg>`;

class ImageViewer extends HTMLElement {
  connectedCallback() {
    addEventListener("popstate", () => this.dialog?.open && !history.state?.viewer && this.dialog.close());
  }

  show(link) {
    const together = link.closest("[data-views], .post__media") ?? link.parentElement;
    this.links = [...together.querySelectorAll("a[data-view]")];
    this.hidden = false;
    this.dialog ??= this.build();
    this.dialog.showModal();
    history.pushState({ ...history.state, viewer: true }, "");
    this.turn(this.links.indexOf(link));
  }

  build() {
    const sprite = document.querySelector("use")?.getAttribute("href").split("#")[0];
    const button = (ariaLabel, icon, onclick) =>
      make("button", { className: "iconbtn", ariaLabel, innerHTML: shape(`${sprite}#${icon}`), onclick });
    const close = button(this.dataset.close, "x", () => dialog.close());
    const back = button(this.dataset.previous, "chevron-left", () => this.turn(this.place - 1));
    const next = button(this.dataset.next, "chevron-right", () => this.turn(this.place + 1));
    this.arrows = [back, next];
    this.picture = make("img", { className: "viewer__img", draggable: false });
    this.words = make("p", { className: "viewer__text" });
    const bar = make("div", { className: "viewer__bar" }, close, back, next);
    const dialog = make("dialog", { className: "viewer" }, bar, this.picture, this.words);
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    dialog.onkeydown = ({ key }) => {
      if (key in steps) this.turn(this.place + steps[key]); // an answer of false would take Escape from the dialog
    };
    dialog.onclose = () => this.closed();
    this.picture.onpointerdown = (event) => (this.start = event.isPrimary ? event : null);
    this.picture.onpointerup = (event) => this.swipe(event);
    this.append(dialog);
    return dialog;
  }

  closed() {
    if (history.state?.viewer) history.back();
    this.links[this.place]?.focus();
  }

  // to the side with one finger, and not while the picture is enlarged
  swipe(event) {
    const { start } = this;
    this.start = null;
    if (!start || event.pointerId !== start.pointerId || (visualViewport?.scale ?? 1) > 1.01) return;
    const [x, y] = [event.clientX - start.clientX, event.clientY - start.clientY];
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.turn(this.place + (x < 0 ? 1 : -1));
  }

  turn(place) {
    const link = this.links[place];
    if (!link) return;
    this.place = place;
    const alt = link.querySelector("img")?.alt ?? "";
    Object.assign(this.picture, { src: `${link.href}?wanted`, alt });
    this.words.textContent = alt;
    this.dialog.ariaLabel = alt || document.title;
    for (const arrow of this.arrows) arrow.hidden = this.links.length === 1;
    this.arrows[0].disabled = place === 0;
    this.arrows[1].disabled = place === this.links.length - 1;
  }
}
customElements.define("image-viewer", ImageViewer);
