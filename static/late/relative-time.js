// Keeps "12 min ago" true: once a minute every <time> younger than an hour is said anew.
// Words come from the page; after an hour the clock time of today takes over.
class RelativeTime extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.refresh(), 60_000);
    document.addEventListener("visibilitychange", this);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent() {
    if (!document.hidden) this.refresh();
  }

  refresh() {
    const now = Date.now();
    for (const element of document.querySelectorAll("time[datetime]")) {
      const minutes = Math.floor((now - new Date(element.dateTime)) / 60_000);
      if (minutes >= 0 && minutes < 75) this.say(element, minutes);
    }
  }

  say(element, minutes) {
    const { now, minutes: long, short, today } = this.dataset;
    const words = (text, value = "") => text.replace(/\{.\}/, value).replaceAll(" ", "\u00a0");
    const clock = element.title.match(/\d\d:\d\d/)?.[0];
    if (minutes < 1) element.textContent = words(now);
    else if (minutes >= 60) element.textContent = words(today, clock);
    else element.replaceChildren(
      this.part("ago-long", words(long, minutes)), this.part("ago-short", words(short, minutes))
    );
  }

  part(className, textContent) {
    return Object.assign(document.createElement("span"), { className, textContent });
  }
}
customElements.define("relative-time", RelativeTime);
