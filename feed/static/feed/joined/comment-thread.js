// <comment-thread data-live="post:7">: sends comments without leaving the page, puts new ones of
// others in their place, says so politely, and fetches earlier ones. Rows come from the server, with
// what tells of them.
import { drawn, partAt } from "./parts.js";

const SOUGHT = 20; // pages

class CommentThread extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("#comments");
    this.form = this.querySelector("#write");
    this.addEventListener("draft:renewed", () => this.replyTo(null));
    document.addEventListener("outbox:sent", (event) => this.sent(event.detail));
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("live:post", (event) => this.hear(event.detail));
    this.addEventListener("thing:changed", (event) => this.changed(event));
    this.addEventListener("post:gone", () => location.replace("/"));
    this.addEventListener("keydown", (event) => this.press(event));
    this.seek();
  }

  // a link to a comment of long ago: fetch earlier ones until it is there
  async seek() {
    const wanted = location.hash.startsWith("#c-") && location.hash.slice(1);
    for (let pages = 0; wanted && pages < SOUGHT && !document.getElementById(wanted); pages += 1) {
      const link = this.querySelector("[data-earlier]");
      if (!link) return;
      await this.earlier(link);
    }
    if (wanted) location.replace(`#${wanted}`);
  }

  press(event) {
    const send = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (send && event.target.name === "body") this.form.requestSubmit();
  }

  sent({ row, answer }) {
    if (row.url === this.dataset.url) this.put(JSON.parse(answer).html)?.scrollIntoView({ block: "nearest" });
  }

  // a reply goes to the end of its conversation, everything else to the end
  put(html) {
    const row = drawn(html).querySelector("li.comment");
    if (!row) return null;
    this.querySelector(`[data-outbox="${row.dataset.client}"]`)?.remove();
    const old = document.getElementById(row.id);
    const siblings = this.list.querySelectorAll(`[data-thread="${row.dataset.thread}"]`);
    if (old) this.replace(old, row);
    else if (siblings.length) [...siblings].at(-1).after(row);
    else this.list.append(row);
    window.htmx?.process(row);
    return row;
  }

  // who stood on a control of the old row stands on the same one of the new, or on the row
  replace(old, row) {
    const held = old.contains(document.activeElement) && document.activeElement;
    old.replaceWith(row);
    if (!held) return;
    const same = held.id ? `#${held.id}` : `[href="${held.getAttribute("href")}"]`;
    row.tabIndex = -1;
    (row.querySelector(same) ?? row).focus({ preventScroll: true });
  }

  async hear({ comment, change, row }) {
    if (!comment) return;
    const known = document.getElementById(`c-${comment}`);
    if (known?.contains(document.activeElement) && change === "reacted") return;
    if (known ? change === "new" : change !== "new") return;
    const shown = row ? this.put(row) : await this.refresh(comment);
    const name = shown?.querySelector("[data-author]")?.textContent;
    if (!known && name)
      this.querySelector("[data-live-words]").textContent = this.dataset.announce.replace("{name}", name);
  }

  async refresh(pk) {
    const html = await partAt(`${this.dataset.url}${pk}/`, {}, () => this.drop(document.getElementById(`c-${pk}`)));
    return html && this.put(html);
  }

  drop(row) {
    const held = row?.contains(document.activeElement);
    row?.remove();
    if (held) this.querySelector("#comments-title").focus();
  }

  changed(event) {
    const row = event.target.closest("li.comment");
    if (row) this.refresh(row.dataset.pk);
  }

  click(event) {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.dataset.reply) this.replyTo(link);
    else if ("plain" in link.dataset) this.replyTo(null);
    else if (link.dataset.earlier) this.earlier(link);
    else if (link.closest("post-card") && link.hash === "#write") this.form.elements.body.focus();
    else return;
    event.preventDefault();
  }

  replyTo(link) {
    const note = this.form.querySelector(".write__to");
    const words = note.querySelector("[data-words]");
    note.hidden = !link;
    this.form.elements.parent.value = link?.dataset.reply ?? "";
    words.textContent = link ? words.dataset.words.replace("{name}", link.dataset.name) : "";
    if (link) this.form.elements.body.focus();
  }

  // what the reader looks at stays where it is
  async earlier(link) {
    const html = await partAt(link.dataset.earlier);
    if (html === null) return location.assign(link.href);
    const made = drawn(html);
    const rows = [...made.querySelectorAll("li.comment")];
    const height = document.documentElement.scrollHeight;
    this.list.prepend(...rows);
    const more = made.querySelector(".earlier");
    if (more) link.closest(".earlier").replaceWith(more);
    else link.closest(".earlier").remove();
    scrollBy(0, document.documentElement.scrollHeight - height);
    for (const row of rows) window.htmx?.process(row);
    rows.at(-1)?.querySelector("a")?.focus({ preventScroll: true });
  }
}
customElements.define("comment-thread", CommentThread);
