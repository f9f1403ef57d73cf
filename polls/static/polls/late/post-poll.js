// <post-poll data-pk="7" data-url="/polls/7/">: bars that move while others vote: what tells of it
// brings the poll as this person sees it, or the page asks for that.
// A vote without network waits on the device (taps.js) and shows that it does.
import { drawn, make, partAt } from "./parts.js";

class PostPoll extends HTMLElement {
  connectedCallback() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    const hear = ({ detail: { poll, change, html } }) => {
      if (poll !== Number(this.dataset.pk) || !this.wants(change)) return;
      if (html) this.take(html);
      else this.askSoon();
    };
    for (const topic of ["space", "post", "poll"]) document.addEventListener(`live:${topic}`, hear, { signal });
    document.addEventListener("live:again", () => this.askSoon(), { signal });
    document.addEventListener("outbox:refused", (event) => this.refused(event), { signal });
    this.addEventListener("tap:waits", ({ detail }) => this.show(detail), { signal });
    if ("fresh" in this.dataset) this.focus({ preventScroll: true });
    // lets the socket look
    if ("live" in this.dataset) this.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }

  disconnectedCallback() {
    this.ended.abort();
    clearTimeout(this.timer);
  }

  get voting() {
    return `${this.dataset.url}vote/`;
  }

  // votes of others matter only where the result shows
  wants(change) {
    return change !== "voted" || "liveBars" in this.dataset;
  }

  // the first hint opens the pause, all others within it are answered by the same question
  askSoon() {
    this.timer ??= setTimeout(() => this.ask(), 50);
  }

  // the poll that stands here afterwards
  async ask(anyway) {
    this.timer = null;
    if (!anyway && this.busy()) return this;
    const html = await partAt(this.dataset.url);
    return html ? this.take(html, anyway) : this;
  }

  // asked last whether it is busy, for nothing may happen between here and the change
  take(html, anyway) {
    if (!anyway && this.busy()) return this;
    const fresh = drawn(html).firstElementChild;
    if (fresh.innerHTML === this.innerHTML) return this;
    const held = document.activeElement === this;
    this.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (held) fresh.focus({ preventScroll: true });
    return fresh;
  }

  // nothing moves under the finger of somebody who chooses or types, or while the own vote is sent
  busy() {
    const held = this.contains(document.activeElement) && document.activeElement !== this;
    return held || Boolean(
      this.querySelector("details[open], .htmx-request, [data-note], :scope > .poll__rows :checked")
    );
  }

  // --- without network -------------------------------------------------------------------------
  show({ url, fields }) {
    if (url !== this.voting) return;
    const chosen = fields.filter(([name]) => name === `option-${this.dataset.pk}`).map(([, value]) => value);
    for (const one of this.querySelectorAll("button.opt")) one.setAttribute("aria-pressed", chosen.includes(one.value));
    for (const one of this.querySelectorAll(".opt input")) one.checked = chosen.includes(one.value);
    this.note(this.dataset.waiting);
  }

  note(words) {
    this.querySelector("[data-note]")?.remove();
    const note = make("p", { className: "hint", role: "status", textContent: words });
    note.dataset.note = "";
    this.append(note);
  }

  // a repeated secret vote is counted already
  async refused(event) {
    const { url, code, sorry, why } = event.detail.row;
    if (url !== this.voting) return;
    event.preventDefault();
    const fresh = await this.ask(true);
    if (code !== "voted") fresh.note(`${sorry} ${why}`);
  }
}
customElements.define("post-poll", PostPoll);
