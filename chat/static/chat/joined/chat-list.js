// <chat-list data-live="chats:0">: what a hint says of a conversation moves its row; whatever it does
// not say is fetched again, keeping focus and place. In a conversation the list stays empty until there is
// room for it beside.
import { drawn, partAt } from "./parts.js";

const CALM = 400;
const MOST = 99; // what a dot can show

class ChatList extends HTMLElement {
  connectedCallback() {
    if ("empty" in this.dataset) this.waitForRoom();
    document.addEventListener("live:chat", (event) => this.hear(event.detail));
    document.addEventListener("live:person", (event) => event.detail.chat && this.hearOwn(event.detail));
    document.addEventListener("live:again", () => this.soon(0));
    this.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("keydown", (event) => event.altKey && this.press(event));
  }

  // the style decides whether there is room, by the window and by the size of the text
  waitForRoom() {
    new ResizeObserver(
      () => this.isShown() && this.querySelector(".skeleton") && this.ask()
    ).observe(this.parentElement);
  }

  isShown() {
    return this.checkVisibility();
  }

  hear({ channel, line, time, unread, fresh, spread }) {
    if (line === "") return; // nothing that a list shows
    const row = document.getElementById(`chat-${channel.split(":")[1]}`);
    const isSaid = line && unread && this.contains(row) && !("muted" in row.dataset) && !("away" in this.dataset);
    if (this.timer || !isSaid) this.soon(spread); // what is on its way may be older
    if (!isSaid) return;
    const words = row.querySelector(".chat__line");
    if (!words.querySelector("em")) words.textContent = line; // an own draft stays
    row.querySelector("time").replaceWith(drawn(time));
    if (unread[1] && !document.querySelector(`chat-log[reading][data-live="${channel}"]`)) this.count(row, fresh);
    if (!("pinned" in row.dataset)) this.up(row.closest("li"));
  }

  // read on this or another device
  hearOwn({ chat, read, unread }) {
    const row = document.getElementById(`chat-${chat}`);
    if (this.timer || !read || unread?.[1] !== 0 || !this.contains(row)) return this.soon(0);
    row.classList.remove("unread");
    row.querySelector(".badge")?.remove();
  }

  count(row, fresh) {
    const old = row.querySelector(".badge");
    const count = Number.parseInt(old?.firstElementChild.textContent ?? "0", 10) + fresh;
    if (count > MOST) return this.soon(0);
    const made = drawn(this.dataset.badge).firstElementChild;
    made.firstElementChild.textContent = count;
    made.lastElementChild.textContent = (count === 1 ? this.dataset.one : this.dataset.many).replace("{n}", count);
    if (old) old.replaceWith(made);
    else row.querySelector(".li__end .row").append(made);
    row.classList.add("unread");
  }

  // last written in first, below what is pinned; who stands on the row keeps standing on it
  up(item) {
    const first = item.parentElement.querySelector("li:not(:has([data-pinned]))");
    if (first === item) return;
    const focused = item.contains(document.activeElement) && document.activeElement;
    first.before(item);
    if (focused) focused.focus({ preventScroll: true });
  }

  soon(spread) {
    if (!this.isShown()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), CALM + Math.random() * (spread ?? 0));
  }

  // an answer may be older than a hint that came meanwhile: then one asks once more
  async ask() {
    const asking = this.timer;
    const html = await partAt(this.dataset.url);
    if (this.timer !== asking) return;
    this.timer = null;
    if (html === null) return;
    const focused = this.contains(document.activeElement) && document.activeElement.id;
    const top = this.scrollTop;
    this.innerHTML = html;
    this.scrollTop = top;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  // arrows move, with Alt to the next conversation with something new
  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.querySelectorAll(event.altKey ? ".unread" : ".chat__rows a")];
    if (!all.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) return all.at(step > 0 ? 0 : -1).click();
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
  }
}
customElements.define("chat-list", ChatList);
