// <post-card id="p-7">: makes a menu of the link to its post, unfolds long texts, vanishes when its post is
// deleted and shows a new version when it was edited. An echo of the server, never ahead of it.
// Counters arrive with what tells of them; whatever a frame does not say is fetched.
import { drawn, partAt } from "./parts.js";

const HINTS = ["live:space", "live:post"];
const MENU = () => document.getElementById("post-menu")?.content.firstElementChild;
const OWN = 500; // ms within which the answer to an own tap makes the question needless

function count({ detail: { post, sum, mine } }) {
  const foot = sum !== undefined && document.getElementById(`foot-${post}`);
  if (!foot) return;
  const held = foot.querySelector(".post__sum :focus");
  foot.querySelector(".post__sum")?.remove();
  foot.insertAdjacentHTML("afterbegin", sum);
  if (held) foot.querySelector("a")?.focus({ preventScroll: true });
  foot.closest("post-card")?.counted(mine);
}
for (const name of HINTS) document.addEventListener(name, count);

class PostCard extends HTMLElement {
  connectedCallback() {
    this.dress();
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener(
      "toggle", (event) => event.target.matches(".post__head .menu") && this.menu(event.target), true
    );
    this.addEventListener("thing:changed", () => this.refresh("edited"));
    const { signal } = (this.ended = new AbortController());
    for (const name of HINTS) document.addEventListener(name, ({ detail }) => this.hear(detail), { signal });
  }

  get pk() {
    return this.id.slice(2);
  }

  // what only a script can use; the menu is empty until somebody opens it
  dress() {
    this.querySelector("article").tabIndex = -1;
    const menu = MENU()?.cloneNode(true);
    menu?.querySelector(".menu__list").replaceChildren();
    if (menu) this.querySelector("a.post__more")?.replaceWith(menu);
  }

  disconnectedCallback() {
    this.ended.abort();
    clearTimeout(this.timer);
    clearTimeout(this.own);
  }

  hear({ post, comment, change, sum }) {
    if (post !== Number(this.pk) || comment || change === "new" || sum !== undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(change), 50);
  }

  click(event) {
    const link = event.target.closest("[data-unfold]");
    if (link) this.unfold(event, link);
    else if (event.target.closest("[data-save]")) this.save();
  }

  // what one may do with this post, out of the one menu of the page; it has the button of the bar
  // once more, in the state of that
  menu(menu) {
    const list = menu.querySelector(".menu__list");
    if (!list.firstElementChild) list.append(...this.items());
    const item = menu.querySelector("[data-save]");
    if (item) item.ariaPressed = this.querySelector(".act--save").ariaPressed;
  }

  items() {
    const items = [...MENU().querySelector(".menu__list").cloneNode(true).children];
    for (const item of items) {
      for (const name of ["href", "data-copy"]) {
        const address = item.getAttribute(name);
        if (address) item.setAttribute(name, address.replace("/p/0/", `/p/${this.pk}/`));
      }
    }
    return items.filter(({ dataset: { may } }) => !may || this.dataset.may.includes(may));
  }

  save() {
    const menu = this.querySelector("details.menu");
    menu.open = false;
    menu.querySelector("summary").focus();
    this.querySelector(".act--save").click();
  }

  unfold(event, link) {
    event.preventDefault();
    const text = this.querySelector(".post__text--clamped");
    text.classList.remove("post__text--clamped");
    link.remove();
    text.tabIndex = -1;
    text.focus();
  }

  // the own mark may have been set or taken back in another window
  counted(mine) {
    this.heard = (this.heard ?? 0) + 1;
    clearTimeout(this.own);
    this.own = setTimeout(() => {
      if ((this.querySelector("reaction-picker")?.dataset.own ?? "") !== mine) this.refresh("reacted");
    }, OWN);
  }

  async refresh(change) {
    const { heard } = this;
    const html = await partAt(this.dataset.url ?? `/p/${this.pk}/card/`, {}, () => this.vanish());
    if (html === null) return;
    if (heard !== this.heard) return this.refresh(change); // it may be older
    const card = drawn(html);
    const part = change === "reacted" ? ".post__foot" : "article";
    const held = this.querySelector(`${part} :focus`);
    if (held && change === "reacted") return; // not under a finger
    this.querySelector(part)?.replaceWith(card.querySelector(part));
    this.dress();
    window.htmx?.process(this);
    if (held) this.heldAgain(held).focus({ preventScroll: true });
  }

  // the control that had the focus, in the new drawing; else the card
  heldAgain(held) {
    const same = held.id ? `#${held.id}` : held.matches("summary") && ".post__head summary";
    return (same && this.querySelector(same)) || this.querySelector("article");
  }

  // reading goes on with the next card, or with what is left of the page
  vanish() {
    this.dispatchEvent(new CustomEvent("post:gone", { bubbles: true }));
    const lost = this.contains(document.activeElement) || document.activeElement === document.body;
    const card = [this.nextElementSibling, this.previousElementSibling].find((one) => one?.matches("post-card"));
    this.remove();
    if (lost) (card?.querySelector("article") ?? document.getElementById("main")).focus({ preventScroll: !card });
  }
}
customElements.define("post-card", PostCard);
