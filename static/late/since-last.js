// <since-last>: when this person was last here, as this device remembers it; the server is not told and keeps no such
// moment. It stands in headings with data-since="New since {t}", and above the first card that was there already. Who
// was away for so many days need not tap where lists go on (data-after-days).
// The moment goes at sign-out, with everything that is kept under the person's name.
import { make } from "./parts.js";

const KEY = `draft:${document.body.dataset.me}:visit`;
const DAY = 86_400_000;
const VISIT = 30 * 60_000; // who comes back within it never left

function visit() {
  const now = Date.now();
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    const before = now - kept.at > VISIT ? kept.at : kept.before;
    localStorage.setItem(KEY, JSON.stringify({ at: now, before }));
    return before;
  } catch {
    return null; // a device that keeps nothing knows of no visit
  }
}

function inWords(before, yesterday) {
  const language = document.documentElement.lang;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(before).setHours(0, 0, 0, 0)) / DAY);
  const far = { weekday: "short", day: "numeric", month: "short" };
  const time = new Intl.DateTimeFormat(language, days > 1 ? { ...far, ...clock } : clock).format(before);
  return days === 1 ? `${yesterday}, ${time}` : time;
}

class SinceLast extends HTMLElement {
  connectedCallback() {
    const before = visit();
    if (!before) return;
    const time = inWords(before, this.dataset.yesterday);
    for (const head of document.querySelectorAll("[data-since]"))
      head.textContent = head.dataset.since.replace("{t}", time);
    const cards = [...document.querySelectorAll("#deck > post-card")];
    const isOld = (card) => Date.parse(card.querySelector("time")?.dateTime) <= before;
    const first = cards.findIndex(isOld);
    const line = make("p", { className: "caught", textContent: this.dataset.read });
    if (first > 0) cards[first].before(line);
    const isLong = ({ dataset }) => Date.now() - before >= dataset.afterDays * DAY;
    const lists = [...document.querySelectorAll("load-more[data-after-days]")].filter(isLong);
    customElements.whenDefined("load-more").then(() => lists.forEach((list) => list.load()));
  }
}
customElements.define("since-last", SinceLast);
