// <post-card data-pk="7" data-url="/p/7/card/">: unfolds long texts, vanishes when its post is
// deleted and shows a new version when it was edited. An echo of the server, never ahead of it.
class PostCard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.unfold(event));
    this.addEventListener("thing:changed", () => this.refresh("edited"));
    this.hear = ({ detail }) => {
      const mine = detail.post === Number(this.dataset.pk) && !detail.comment;
      if (mine && detail.change !== "new") this.refreshSoon(detail);
    };
    document.addEventListener("live:space", this.hear);
    document.addEventListener("live:post", this.hear);
  }

  disconnectedCallback() {
    document.removeEventListener("live:space", this.hear);
    document.removeEventListener("live:post", this.hear);
    clearTimeout(this.timer);
  }

  unfold(event) {
    const link = event.target.closest("[data-unfold]");
    if (!link) return;
    event.preventDefault();
    const text = this.querySelector(".post__text--clamped");
    text.classList.remove("post__text--clamped");
    link.remove();
    text.tabIndex = -1;
    text.focus();
  }

  refreshSoon({ change, spread = 0 }) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(change), change === "gone" ? 0 : 50 + Math.random() * spread);
  }

  async refresh(change) {
    const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 404) return this.vanish();
    if (!answer?.ok || answer.redirected) return;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    const part = change === "reacted" ? ".post__foot" : "article";
    const held = this.querySelector(`${part} :focus`);
    if (held && change === "reacted") return; // not under somebody's finger
    this.querySelector(part)?.replaceWith(made.content.querySelector(part));
    window.htmx?.process(this);
    if (held) this.querySelector("article").focus({ preventScroll: true });
  }

  vanish() {
    this.dispatchEvent(new CustomEvent("post:gone", { bubbles: true }));
    this.remove();
  }
}
customElements.define("post-card", PostCard);
