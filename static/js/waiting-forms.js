// Forms that may wait (data-waits: a status, quiet time) are sent by script wherever they stand; what nobody answers
// goes into the outbox, where the last one of an address counts.
import { tell } from "./page-events.js";

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || !("waits" in form.dataset)) return;
  event.preventDefault();
  const retry = () => form.requestSubmit(button);
  const done = ({ ok, place, why }) =>
    ok ? place && location.assign(place) : tell("failed", { thing: "change", why, form, retry });
  tell("form:send", { form, button, headers: { "X-Form": "script" }, done });
});

document.addEventListener("form:lost", (event) => {
  const { form, url, body, done } = event.detail;
  if (!("waits" in form.dataset)) return;
  event.preventDefault();
  const { noChange: sorry } = document.querySelector("page-signals").dataset;
  const fields = [...body].filter(([name]) => name !== "csrfmiddlewaretoken");
  tell("outbox:put", { row: { url, fields, isTap: true, sorry } });
  tell("toast", { text: document.querySelector("outbox-bar").dataset.waiting });
  done({ ok: true, waits: true, status: 204, type: "", text: "", answer: new Response() });
});
