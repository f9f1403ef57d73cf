// <post-poll data-pk="7" data-url="/polls/7/">: bars that move while others vote. A hint says that
// something changed; the page asks for its own view of it, scattered where many would ask at once.
class PostPoll extends HTMLElement {
  connectedCallback() {
    this.hear = ({ detail }) => detail.poll === Number(this.dataset.pk) && this.wants(detail.change) && this.askSoon(detail.spread);
    this.again = () => this.askSoon();
    document.addEventListener("live:space", this.hear);
    document.addEventListener("live:post", this.hear);
    document.addEventListener("live:again", this.again);
    if ("fresh" in this.dataset) this.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    document.removeEventListener("live:space", this.hear);
    document.removeEventListener("live:post", this.hear);
    document.removeEventListener("live:again", this.again);
    clearTimeout(this.timer);
  }

  // votes of others matter only where the result shows
  wants(change) {
    return change !== "voted" || "liveBars" in this.dataset;
  }

  // the first hint opens the pause, all others within it are answered by the same question
  askSoon(spread = 0) {
    this.timer ??= setTimeout(() => this.ask(), 50 + Math.random() * spread);
  }

  async ask() {
    this.timer = null;
    if (this.busy()) return;
    const answer = await fetch(this.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (!html || this.busy()) return; // asked last, for nothing may happen between here and the change
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content.firstElementChild;
    if (fresh.innerHTML === this.innerHTML) return;
    const held = document.activeElement === this;
    this.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (held) fresh.focus({ preventScroll: true });
  }

  // nothing moves under the finger of somebody who chooses or types, or while the own vote is sent
  busy() {
    const held = this.contains(document.activeElement) && document.activeElement !== this;
    return held || Boolean(this.querySelector("details[open], .htmx-request, :scope > .poll__rows :checked"));
  }
}
customElements.define("post-poll", PostPoll);
