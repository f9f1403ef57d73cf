// <new-posts data-live="feed:3" data-url="/feed/new/?show=all" data-newest="…">: a pill that says
// how much is new, and says it once aloud. Hints bring the posts to count; after a gap, and where
// they are too many for it, the page asks. It never moves the page; a tap inserts the posts below
// what has to stand first, and leads to them.
import { drawn, partAt } from "./parts.js";

const MOST = 49; // more than the pill counts (timeline.MOST_NEW)

class NewPosts extends HTMLElement {
  connectedCallback() {
    this.fresh = new Set(); // ids of what others wrote since
    this.addEventListener("click", (event) => event.target.closest("button") && this.show());
    const { signal } = (this.ended = new AbortController());
    document.addEventListener("live:space", ({ detail }) => this.heard(detail), { signal });
    document.addEventListener("live:again", () => this.ask(), { signal });
  }

  disconnectedCallback() {
    this.ended.abort();
  }

  heard({ post, change, fresh }) {
    if (change === "new" && fresh === undefined) return this.ask();
    if (change === "new" && fresh && !document.getElementById(`p-${post}`)) this.fresh.add(post);
    else if (change !== "gone" || !this.fresh.delete(post)) return;
    this.tell();
  }

  // hints on the way are one question
  ask() {
    this.timer ??= setTimeout(async () => {
      this.timer = null;
      const pill = await this.fetch("");
      if (!pill) return;
      for (const pk of pill.firstElementChild?.dataset.posts.split(" ") ?? []) this.fresh.add(Number(pk));
      if (this.fresh.size > MOST) this.offer(pill);
      else this.tell();
    }, 50);
  }

  // as the server writes one and two
  tell() {
    const count = this.fresh.size;
    if (count > MOST) return this.ask();
    const made = this.querySelector("template").content.cloneNode(true);
    const pill = count && made.children[count > 1 ? 1 : 0];
    if (pill) pill.lastChild.data = pill.lastChild.data.replace(2, count);
    made.replaceChildren(...(pill ? [pill] : []));
    this.offer(made);
  }

  offer(pill) {
    this.querySelector("[data-pill]").replaceChildren(pill);
    const words = this.querySelector("[role=status]");
    const count = this.querySelector("button")?.textContent.trim() ?? "";
    if (words.textContent !== count) words.textContent = count;
  }

  // what came before the question is part of the answer, or gone
  async fetch(more) {
    const before = [...this.fresh];
    const url = `${this.dataset.url}&after=${encodeURIComponent(this.dataset.newest)}${more}`;
    const html = await partAt(url);
    if (html === null) return null;
    for (const pk of before) this.fresh.delete(pk);
    return drawn(html);
  }

  async show() {
    const made = await this.fetch("&cards=1");
    if (!made) return;
    const mark = made.querySelector("template[data-newest]");
    this.dataset.newest = mark.dataset.newest;
    mark.remove();
    for (const card of made.children) {
      document.getElementById(card.id)?.remove();
      this.fresh.delete(Number(card.id.slice(2)));
    }
    const deck = document.getElementById("deck");
    deck.querySelector(".empty")?.remove();
    const first = this.insert(deck, [...made.children], mark.dataset.first.split(" "));
    window.htmx?.process(deck);
    this.tell();
    if (first === deck.firstElementChild) scrollTo({ top: 0, behavior: "smooth" });
    else first?.scrollIntoView({ block: "start", behavior: "smooth" });
    first?.querySelector("article").focus({ preventScroll: true });
  }

  // what waits for a confirmation stays above; the first of the others is where reading goes on
  insert(deck, cards, first) {
    const leads = (card) => first.includes(card.id.slice(2));
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
