// <kept-pages>: on the page without a network, what this device has of the person: what belongs to the area that was
// asked for first, then what was visited last. The page that was asked for opens by itself as soon as the server
// answers.
const MOST = 40;
const AGAIN = 5_000;
const ask = () => navigator.serviceWorker.controller?.postMessage({ ask: location.href });

const pathOf = (url) => url.slice(location.origin.length);

function age(stamp) {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(stamp));
}

class KeptPages extends HTMLElement {
  async connectedCallback() {
    navigator.serviceWorker?.addEventListener("message", ({ data: { state } }) => {
      if (state === "fresh" || state === "gone") location.reload();
    });
    addEventListener("online", ask);
    setInterval(ask, AGAIN);
    const kept = await this.kept().catch(() => []);
    this.querySelector("ul").append(...kept.map((one) => this.row(one)));
    this.hidden = !kept.length;
  }

  async kept() {
    const known = [...(await this.visited()), ...(await this.lent())];
    const once = [...new Map(known.map((one) => [one.url, one])).values()];
    const isNear = ({ url }) => url.startsWith(location.pathname) && location.pathname !== "/";
    return [...once.filter(isNear), ...once.filter((one) => !isNear(one))].slice(0, MOST);
  }

  async visited() {
    const cache = await this.cache("pages:");
    const asked = cache ? (await cache.keys()).reverse() : [];
    return Promise.all(asked.map(async ({ url }) => ({ url: pathOf(url), ...(await this.told(cache, url)) })));
  }

  // what was lent (intranet/device/device-store.js) and never opened
  async lent() {
    const answer = await (await this.cache("entries:"))?.match("/device/index");
    const { entries, at } = answer ? await answer.json() : { entries: {} };
    const listed = Object.values(entries).filter((one) => !one.stands_in);
    return listed.map(({ address, title }) => ({ url: address, title, at }));
  }

  async cache(begin) {
    const name = (await caches.keys()).find((one) => one.startsWith(begin));
    return name && caches.open(name);
  }

  async told(cache, url) {
    const { headers } = await cache.match(url, { ignoreVary: true });
    const [title] = decodeURIComponent(headers.get("X-Title")).split(" · ");
    return { title: title.trim(), at: Number(headers.get("X-Kept")) };
  }

  row({ url, title, at }) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = row.querySelector("a");
    link.href = url;
    link.querySelector("b").textContent = title;
    link.querySelector("small").textContent = age(at);
    return row;
  }
}
customElements.define("kept-pages", KeptPages);
