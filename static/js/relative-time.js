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
      if (minutes >= 0 && minutes < 75) element.textContent = this.say(minutes, element.title);
    }
  }

  say(minutes, full) {
    if (minutes < 1) return this.dataset.now;
    if (minutes < 60) return this.dataset.minutes.replace("{n}", minutes).replaceAll(" ", "\u00a0");
    const clock = full.match(/\d\d:\d\d/);
    return clock ? this.dataset.today.replace("{t}", clock[0]).replaceAll(" ", "\u00a0") : full;
  }
}
customElements.define("relative-time", RelativeTime);
