// <push-device data-keys data-devices>: lets this browser be reached, once somebody wants that.
// Of its parts those are shown whose data-when names the state: off, refused, impossible, failed.
class PushDevice extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-turn-on]").addEventListener("click", () => this.turnOn());
    this.show(this.state);
  }

  get state() {
    const isThere = "serviceWorker" in navigator && "PushManager" in window;
    if (!isThere || !document.body.dataset.worker) return "impossible";
    return Notification.permission === "denied" ? "refused" : "off";
  }

  show(state) {
    for (const part of this.querySelectorAll("[data-when]"))
      part.hidden = !part.dataset.when.split(" ").includes(state);
  }

  async turnOn() {
    if ((await Notification.requestPermission()) !== "granted") return this.show(this.state);
    const button = this.querySelector("[data-turn-on]");
    button.disabled = true;
    if (await this.add().catch(() => false)) return location.reload();
    button.disabled = false;
    this.show("failed");
  }

  async add() {
    const { key, csrf } = await (await fetch(this.dataset.keys)).json();
    await navigator.serviceWorker.register(document.body.dataset.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const given = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = given.toJSON();
    const body = new URLSearchParams({ endpoint, ...keys });
    return (await fetch(this.dataset.devices, { method: "POST", body, headers: { "X-CSRFToken": csrf } })).ok;
  }
}
customElements.define("push-device", PushDevice);
