// <install-hint>: from the second visit on says why and how to put the site on the home screen: by a button where
// the browser offers one, by words on iPhones, which offer none. Who says no is not asked again on this device.
const VISITS = "visits";
const NO = "no";
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
const isApple = "standalone" in navigator;

// how often somebody came, or that nobody wants to be asked; a browser that keeps nothing is always new
function visits() {
  try {
    const before = localStorage.getItem(VISITS);
    if (before === NO || sessionStorage.getItem(VISITS)) return before;
    sessionStorage.setItem(VISITS, "1");
    localStorage.setItem(VISITS, String(Number(before) + 1));
    return localStorage.getItem(VISITS);
  } catch {
    return NO;
  }
}

class InstallHint extends HTMLElement {
  connectedCallback() {
    if (isInstalled || !(Number(visits()) >= 2)) return;
    this.querySelector("[data-no]").addEventListener("click", () => this.end());
    if (isApple) this.show("apple");
    else addEventListener("beforeinstallprompt", (event) => this.offer(event));
  }

  show(way) {
    for (const part of this.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== way;
    this.hidden = false;
  }

  offer(event) {
    event.preventDefault();
    this.querySelector("[data-install]").onclick = async () => {
      await event.prompt();
      this.end();
    };
    this.show("button");
  }

  end() {
    localStorage.setItem(VISITS, NO);
    this.hidden = true;
  }
}
customElements.define("install-hint", InstallHint);
