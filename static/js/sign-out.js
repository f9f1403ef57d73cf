// Signing out leaves nothing of the person on the device, once it has really happened: what is
// written survives a tap on a dead line. What others wrote here, whose session has ended, waits for
// them; where there is nothing of that kind, the server has the browser wipe everything.
//   person:leaving {others}  whoever keeps things adds a promise: true if somebody else's are there
//   person:gone {who}        wipe what that person kept
import { tell } from "./page-events.js";

const LONGEST = 2_000;
const LEAVING = "signing-out";
const me = document.body.dataset.me ?? "";

function isForeign(key) {
  return key.startsWith("draft:") && !key.startsWith(`draft:${me}:`);
}

async function hasOthers() {
  const others = [];
  tell("person:leaving", { others });
  new BroadcastChannel("person:leaving").postMessage(null);
  const late = new Promise((done) => setTimeout(done, LONGEST, [true]));
  const elsewhere = await Promise.race([Promise.all(others.map((one) => one.catch(() => false))), late]);
  return [...elsewhere, Object.keys(localStorage).some(isForeign)].some(Boolean);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-logout]")) return;
  event.preventDefault();
  const shared = await hasOthers().catch(() => true);
  if (shared)
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "others", value: "1" }));
  try {
    localStorage.setItem(LEAVING, me);
  } catch {
    // a device that keeps nothing has nothing to wipe
  }
  form.submit();
});

function wipe() {
  const who = localStorage.getItem(LEAVING);
  if (!who) return;
  localStorage.removeItem(LEAVING);
  if (who !== me) tell("person:gone", { who });
}

// after all other files have begun to listen
if (document.readyState === "complete") setTimeout(wipe);
else addEventListener("load", wipe);
