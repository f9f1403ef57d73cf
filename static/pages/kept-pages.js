// <kept-pages>: on the page without a network, what this device has of the person, newest first. The page that was
// asked for opens by itself as soon as the server answers.
const MOST = 40;
const AGAIN = 5_000;
const ask = () => navigator.serviceWorker.controller?.postMessage({ ask: location.href });

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
    const name = (await caches.keys()).find((one) => one.startsWith("pages:"));
    const cache = name && (await caches.open(name));
    const asked = cache ? (await cache.keys()).reverse().slice(0, MOST) : [];
    const answers = asked.map(async ({ url }) => ({ url, ...(await this.told(cache, url)) }));
    return Promise.all(answers);
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
