// <new-posts data-live="feed:3" data-url="/feed/new/?show=all" data-newest="…">: a pill that says
// how much is new. It never moves the page; a tap inserts the posts and scrolls up to them.
class NewPosts extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button") && this.show());
    this.hear = (event) => event.detail.change === "new" && this.ask(event.detail.spread);
    this.again = () => this.ask(0);
    document.addEventListener("live:space", this.hear);
    document.addEventListener("live:again", this.again);
  }

  disconnectedCallback() {
    document.removeEventListener("live:space", this.hear);
    document.removeEventListener("live:again", this.again);
  }

  // a large audience does not ask in the same moment; hints on the way are one question
  ask(spread = 0) {
    this.timer ??= setTimeout(async () => {
      this.timer = null;
      this.innerHTML = (await this.fetch("")) ?? this.innerHTML;
    }, 50 + Math.random() * spread);
  }

  async fetch(more) {
    const url = `${this.dataset.url}&after=${encodeURIComponent(this.dataset.newest)}${more}`;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.text() : null;
  }

  async show() {
    const html = await this.fetch("&cards=1");
    if (html === null) return;
    const made = document.createElement("template");
    made.innerHTML = html;
    const mark = made.content.querySelector("template[data-newest]");
    this.dataset.newest = mark.dataset.newest;
    mark.remove();
    for (const card of made.content.children) document.getElementById(card.id)?.remove();
    const deck = document.getElementById("deck");
    const first = made.content.firstElementChild;
    deck.querySelector(".empty")?.remove();
    deck.prepend(made.content);
    window.htmx?.process(deck);
    this.replaceChildren();
    scrollTo({ top: 0, behavior: "smooth" });
    first?.querySelector("article").focus({ preventScroll: true });
  }
}
customElements.define("new-posts", NewPosts);
