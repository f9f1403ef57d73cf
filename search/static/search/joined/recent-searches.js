// <recent-searches data-address="/search/">: what this person looked for last on this device. It is
// kept under the person's name beside what the person wrote and goes with it at sign-out.
//   search:done {words}   remembers them     search:recent {done}   done gets all of them
//   search:forget         forgets them all
const MOST = 8;
const KEY = `draft:${document.body.dataset.me}:searches`;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(words) {
  try {
    if (words.length) localStorage.setItem(KEY, JSON.stringify(words));
    else localStorage.removeItem(KEY);
  } catch {
    // a device that keeps nothing remembers no searches
  }
}

document.addEventListener("search:done", ({ detail }) => {
  const words = detail.words.trim();
  if (words.length > 1) keep([words, ...kept().filter((one) => one !== words)].slice(0, MOST));
});

document.addEventListener("search:recent", ({ detail }) => detail.done(kept()));
document.addEventListener("search:forget", () => keep([]));

class RecentSearches extends HTMLElement {
  connectedCallback() {
    const words = kept();
    if (!words.length) return;
    this.append(this.querySelector("template").content.cloneNode(true));
    this.querySelector("ul").append(...words.map((one) => this.line(one)));
    this.querySelector("[data-forget]").addEventListener("click", () => {
      keep([]);
      this.querySelector("section").remove();
      document.querySelector("[role=search] input[type=search]")?.focus();
    });
  }

  line(words) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${this.dataset.address}?q=${encodeURIComponent(words)}`;
    link.textContent = words;
    line.append(link);
    return line;
  }
}
customElements.define("recent-searches", RecentSearches);
