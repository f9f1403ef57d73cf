// One socket per page. Elements say what they want to hear: data-live="post:7". A hint for
// "post:7" arrives as the event `live:post` on these elements and once on the document, with the
// payload as detail. Hints may be lost: `live:again` tells everybody to ask for what was missed, once
// there is a line again.
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const PING = 25_000;
const FOR_GOOD = [4400, 4403, 4404];
const COMES_BACK = [1012, 1013, 4409]; // server restarts, database away, too many sockets

// when the server was asked for this page; where the browser does not tell, whatever came counts
function asked() {
  const [page] = performance.getEntriesByType("navigation")[0]?.serverTiming ?? [];
  return page?.description ?? "0";
}

class LiveSocket extends HTMLElement {
  connectedCallback() {
    this.joined = new Set();
    this.asked = new Set();
    this.pause = FIRST_PAUSE;
    addEventListener("pagehide", this);
    addEventListener("pageshow", this);
    addEventListener("online", this);
    document.addEventListener("htmx:load", this);
    document.addEventListener("submit", this);
    this.open();
  }

  handleEvent(event) {
    if (event.type === "pagehide") this.close();
    else if (event.type === "submit") this.leave(event.target);
    else if (event.type === "htmx:load") this.join();
    else this.open();
  }

  // signing out ends the session: the socket, told so, would reload the page that is on its way out
  leave(form) {
    if (form.matches("[data-logout]")) this.close();
  }

  open() {
    if (this.socket || !this.wanted().size || document.visibilityState === "prerender") return;
    const url = new URL(this.dataset.url, location.href.replace(/^http/, "ws"));
    if (!this.isLate) url.searchParams.set("since", asked());
    const socket = (this.socket = new WebSocket(url));
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  opened() {
    this.pause = FIRST_PAUSE;
    this.joined.clear();
    this.asked.clear();
    this.join();
    this.ping = setInterval(() => this.send({ ping: 1 }), PING);
    if (this.isLate) this.again();
  }

  wanted() {
    return new Set([...document.querySelectorAll("[data-live]")].map((one) => one.dataset.live));
  }

  join() {
    if (this.socket?.readyState !== WebSocket.OPEN) return this.open();
    const wanted = this.wanted();
    for (const channel of wanted) if (!this.joined.has(channel)) this.ask(channel);
    for (const channel of this.joined) if (!wanted.has(channel)) this.tell("leave", channel);
    this.joined = wanted;
  }

  ask(channel) {
    this.asked.add(channel);
    this.tell("join", channel);
  }

  tell(verb, channel) {
    const [topic, pk] = channel.split(":");
    this.send({ [verb]: topic, pk: Number(pk) });
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  again() {
    document.dispatchEvent(new CustomEvent("live:again"));
  }

  // `listening` says that from now on hints arrive about everything the page asked for
  answered(channel) {
    this.asked.delete(channel);
    if (!this.asked.size) this.setAttribute("listening", "");
  }

  hear({ channel, joined, refused, resync, ...detail }) {
    if (joined || refused) this.answered(`${joined ?? refused}:${detail.pk}`);
    if (resync) this.again();
    if (!channel) return;
    const name = `live:${channel.split(":")[0]}`;
    const event = () => new CustomEvent(name, { detail: { channel, ...detail } });
    for (const one of document.querySelectorAll(`[data-live="${channel}"]`)) one.dispatchEvent(event());
    document.dispatchEvent(event());
  }

  close() {
    const { socket } = this;
    this.end();
    socket?.close();
  }

  end() {
    this.socket = null;
    this.isLate = true;
    this.removeAttribute("listening");
    clearInterval(this.ping);
  }

  // the pause doubles and is random, so that a restart does not meet everybody at once
  closed(code) {
    this.end();
    if (code === 4401) return location.reload();
    if (FOR_GOOD.includes(code)) return;
    if (COMES_BACK.includes(code)) this.pause = Math.max(this.pause, 5000);
    setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}
customElements.define("live-socket", LiveSocket);
