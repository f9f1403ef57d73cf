// <new-posts data-live="feed:3" data-url="/feed/new/?show=all" data-newest="…">: a pill that says
// how much is new, and says it once aloud. It never moves the page; a tap inserts the posts below
// what has to stand first, and leads to them.
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
      const html = await this.fetch("");
      if (html !== null) this.offer(html);
    }, 50 + Math.random() * spread);
  }

  offer(html) {
    this.querySelector("[data-pill]").innerHTML = html;
    const words = this.querySelector("[role=status]");
    const count = this.textOf("button");
    if (words.textContent !== count) words.textContent = count;
  }

  textOf(part) {
    return this.querySelector(part)?.textContent.trim() ?? "";
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
    deck.querySelector(".empty")?.remove();
    const first = this.insert(deck, [...made.content.children], mark.dataset.first.split(" "));
    window.htmx?.process(deck);
    this.offer("");
    if (first === deck.firstElementChild) scrollTo({ top: 0, behavior: "smooth" });
    else first?.scrollIntoView({ block: "start", behavior: "smooth" });
    first?.querySelector("article").focus({ preventScroll: true });
  }

  // what waits for a confirmation stays above; the first of the others is where reading goes on
  insert(deck, cards, first) {
    const leads = (card) => first.includes(card.dataset.pk);
    const urgent = cards.filter(leads);
    const plain = cards.filter((card) => !leads(card));
    deck.prepend(...urgent);
    const above = [...deck.children].filter((card) => card.matches("post-card") && leads(card)).at(-1);
    if (above) above.after(...plain);
    else deck.prepend(...plain);
    return plain[0] ?? urgent[0];
  }
}
customElements.define("new-posts", NewPosts);
