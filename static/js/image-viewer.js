// Pictures of one post at full size: links with data-view open here instead of as a page.
const shape = (name) => `<svg class="icon icon--l" aria-hidden="true"><use href="${name}"/></svg>`;

class ImageViewer extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-view]");
      if (!link || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.show(link);
    });
  }

  show(link) {
    this.links = [...(link.closest("[data-views], .post__media") ?? link.parentElement).querySelectorAll("a[data-view]")];
    this.hidden = false;
    this.dialog ??= this.build();
    this.dialog.showModal();
    this.turn(this.links.indexOf(link));
  }

  build() {
    const sprite = document.querySelector("use")?.getAttribute("href").split("#")[0];
    const dialog = document.createElement("dialog");
    dialog.className = "viewer";
    const button = (label, icon) => {
      const made = document.createElement("button");
      made.className = "iconbtn";
      made.ariaLabel = label;
      made.innerHTML = shape(`${sprite}#${icon}`);
      return made;
    };
    const [close, back, next] = [button(this.dataset.close, "x"), button(this.dataset.previous, "chevron-left"), button(this.dataset.next, "chevron-right")];
    close.onclick = () => dialog.close();
    back.onclick = () => this.turn(this.place - 1);
    next.onclick = () => this.turn(this.place + 1);
    this.arrows = [back, next];
    this.picture = Object.assign(document.createElement("img"), { className: "viewer__img" });
    this.words = Object.assign(document.createElement("p"), { className: "viewer__text" });
    const bar = Object.assign(document.createElement("div"), { className: "viewer__bar" });
    bar.append(close, back, next);
    dialog.append(bar, this.picture, this.words);
    dialog.onkeydown = (event) => {
      if (event.key === "ArrowLeft") this.turn(this.place - 1);
      if (event.key === "ArrowRight") this.turn(this.place + 1);
    };
    dialog.onclose = () => this.links[this.place]?.focus();
    this.append(dialog);
    return dialog;
  }

  turn(place) {
    const link = this.links[place];
    if (!link) return;
    this.place = place;
    const alt = link.querySelector("img")?.alt ?? "";
    Object.assign(this.picture, { src: link.href, alt });
    this.words.textContent = alt;
    this.dialog.ariaLabel = alt || document.title;
    for (const arrow of this.arrows) arrow.hidden = this.links.length === 1;
    this.arrows[0].disabled = place === 0;
    this.arrows[1].disabled = place === this.links.length - 1;
  }
}
customElements.define("image-viewer", ImageViewer);
