// <survey-form> around the questions: one screen each on phones, all on desks. Answers stay on the
// device after every change; named ones are also kept on the server, so another device goes on, and wait
// in the outbox for a line. When an anonymous survey is done it says so by the event survey:finished:
// its answers never stand in the outbox, beside their person.
const me = document.body.dataset.me;
const wide = matchMedia("(min-width: 48rem)");
const NONE = "none";
const END = "end";
const numeric = new Set(["scale", "enps", "single"]);

const small = (value) => (/^\d+$/.test(value) ? Number(value) : null);

// What is answered; undefined when nothing was chosen, null for "no answer".
function answerOf(question) {
  const { key, kind } = question.dataset;
  const fields = [...question.querySelectorAll("input, select, textarea")];
  if (fields.some((one) => "none" in one.dataset && one.checked)) return null;
  const own = fields.filter((one) => !("none" in one.dataset));
  if (kind === "matrix" || kind === "ranking") return linesOf(kind, own.map((one) => small(one.value)));
  if (kind === "multiple") {
    const chosen = own.filter((one) => one.checked).map((one) => Number(one.value));
    return chosen.length ? chosen : undefined;
  }
  if (numeric.has(kind)) {
    const chosen = own.find((one) => one.checked);
    return chosen ? Number(chosen.value) : undefined;
  }
  return own.find((one) => one.name === `q-${key}`)?.value.trim() || undefined;
}

function linesOf(kind, values) {
  if (values.every((one) => one === null)) return undefined;
  if (kind === "matrix") return values;
  const order = values.map((_one, entry) => entry).sort((a, b) => values[a] - values[b]);
  return values.includes(null) || new Set(values).size < values.length ? [] : order;
}

// What the server would refuse; an anonymous ballot must be right before it is sealed.
function isWrong(question) {
  const answer = answerOf(question);
  if (question.dataset.kind === "ranking") return Array.isArray(answer) && !answer.length;
  if (question.dataset.kind !== "number" || typeof answer !== "string") return false;
  const number = Number(answer.replace(",", "."));
  const { least = -1e12, most = 1e12 } = question.dataset;
  return Number.isNaN(number) || number < Number(least) || number > Number(most);
}

class SurveyForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.questions = [...this.querySelectorAll(".question")];
    this.key = `draft:${me}:survey-${this.dataset.pk}`;
    this.anonymous = "anonymous" in this.dataset;
    this.restore();
    this.form.hidden = false;
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("input", () => this.save());
    this.form.addEventListener("submit", (event) => this.deed(event));
    this.form.addEventListener("keydown", (event) => this.typed(event));
    wide.addEventListener("change", () => this.draw());
    addEventListener("popstate", () => this.show(this.numberInAddress(), false));
    this.addEventListener("survey:sealed", () => this.sealed());
    this.addEventListener("survey:failed", (event) => this.complain(event.detail));
    this.show(Number(this.dataset.number), false);
  }

  // --- answers ----------------------------------------------------------------------------------
  answers(questions = this.questions) {
    const given = questions.map((one) => [one.dataset.key, answerOf(one)]);
    return Object.fromEntries(given.filter(([, answer]) => answer !== undefined));
  }

  way() {
    const found = [];
    let place = 0;
    while (place < this.questions.length) {
      const question = this.questions[place];
      found.push(question);
      const answer = answerOf(question);
      const jump = (question.dataset.jumps ?? "").split(" ").find((one) => one.split(":")[0] === String(answer));
      const to = jump?.split(":")[1];
      if (to === END) break;
      place = to ? this.questions.findIndex((one) => one.dataset.key === to) : place + 1;
    }
    return found;
  }

  changed(event) {
    const field = event.target;
    const question = field.closest(".question");
    for (const other of question.querySelectorAll("input[data-none], input:checked")) {
      if (("none" in field.dataset) !== ("none" in other.dataset) && field.checked !== false) other.checked = false;
    }
    if ("none" in field.dataset && field.checked) {
      for (const other of question.querySelectorAll("select, textarea, input[type=text], input[type=date]"))
        other.value = "";
    }
    this.complain("");
    this.save();
    this.draw();
  }

  save() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.store(), 200);
  }

  store() {
    const values = [...new FormData(this.form)].filter(([name]) => name.startsWith("q-"));
    if (!this.finished) localStorage.setItem(this.key, JSON.stringify({ values, at: Date.now() }));
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    for (const field of this.form.elements) {
      const mine = kept.values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!field.name.startsWith("q-")) continue;
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = mine.includes(field.value);
      else field.value = mine[0] ?? "";
    }
  }

  // Named answers are kept on the server as well, as soon as there is a line.
  keep() {
    this.store();
    if (this.anonymous || this.finished) return;
    const headers = { "Content-Type": "application/json" };
    const json = JSON.stringify({ answers: this.answers() });
    const url = `/api/v1${this.dataset.url}response/`;
    this.put({ url, method: "PATCH", headers, json, isTap: true, isSilent: true });
  }

  // one after the other, so that no step comes after the end
  put(row, tried) {
    const detail = { row: { ...row, lane: `survey-${this.dataset.pk}` }, tried };
    document.dispatchEvent(new CustomEvent("outbox:put", { detail }));
  }

  // --- moving -----------------------------------------------------------------------------------
  numberInAddress() {
    return Number(location.pathname.match(/(\d+)\/$/)?.[1] ?? 1);
  }

  show(number, asStep = true) {
    this.number = Math.min(Math.max(number, 1), this.questions.length);
    if (asStep) history.pushState(null, "", `${this.dataset.url}${this.number}/`);
    this.draw();
    if (!asStep || wide.matches) return;
    scrollTo(0, 0);
    this.questions[this.number - 1].querySelector("legend").focus({ preventScroll: true });
  }

  draw() {
    const way = this.way();
    for (const question of this.questions) {
      const isCurrent = Number(question.dataset.number) === this.number;
      question.classList.toggle("question--other", !isCurrent);
      question.hidden = !way.includes(question);
      const section = question.previousElementSibling;
      if (section?.matches("[data-section]")) {
        section.classList.toggle("question--other", !isCurrent);
        section.hidden = question.hidden;
      }
    }
    this.drawFoot(way);
  }

  drawFoot(way) {
    const place = way.findIndex((one) => Number(one.dataset.number) === this.number);
    const isLast = place === way.length - 1;
    const deed = (name) => this.form.querySelector(`[name=go][value=${name}]`);
    deed("back").hidden = place <= 0;
    deed("next").hidden = isLast;
    deed("finish").classList.toggle("survey__finish", !isLast);
    const words = this.dataset.progress.replace("{n}", this.number).replace("{all}", this.questions.length);
    document.querySelector("[data-count]").textContent = words;
    document.querySelector("[data-bar]").value = isLast ? this.questions.length : this.number;
  }

  typed(event) {
    if (event.target.tagName === "TEXTAREA") return;
    if (event.key === "Enter" && !wide.matches) {
      event.preventDefault();
      const next = this.form.querySelector("[name=go][value=next]");
      (next.hidden ? this.form.querySelector("[name=go][value=finish]") : next).click();
    }
    const isWriting = /^(text|date)$/.test(event.target.type) || event.target.tagName === "SELECT";
    if (!/^[1-9]$/.test(event.key) || isWriting) return;
    const question = event.target.closest(".question") ?? this.questions[this.number - 1];
    question.querySelectorAll("input[type=radio], input[type=checkbox]")[Number(event.key) - 1]?.click();
  }

  deed(event) {
    const go = event.submitter?.value ?? "finish";
    if (go !== "finish") {
      event.preventDefault();
      return this.step(go);
    }
    this.finish(event);
  }

  step(go) {
    const way = this.way();
    const place = way.findIndex((one) => Number(one.dataset.number) === this.number);
    if (go === "next" && this.missing([way[place]])) return;
    this.keep();
    const to = way[place + (go === "next" ? 1 : -1)];
    if (to) this.show(Number(to.dataset.number));
  }

  // --- the end ----------------------------------------------------------------------------------
  missing(questions) {
    const isEmpty = (one) => "needed" in one.dataset && answerOf(one) === undefined;
    const open = questions.find((one) => isEmpty(one) || isWrong(one));
    this.complain(open ? (isEmpty(open) ? this.dataset.required : this.dataset.wrong) : "");
    if (open) {
      this.show(Number(open.dataset.number), false);
      open.querySelector("legend").scrollIntoView({ block: "center" });
    }
    return Boolean(open);
  }

  finish(event) {
    this.store();
    const way = this.way();
    event.preventDefault();
    if (this.missing(way)) return;
    if (this.anonymous && !navigator.onLine) return this.complain(this.dataset.offline);
    event.submitter?.setAttribute("aria-busy", "true");
    if (!this.anonymous) return this.handIn();
    const detail = { answers: this.answers(way) };
    this.dispatchEvent(new CustomEvent("survey:finished", { detail }));
  }

  handIn() {
    const { title } = document;
    const { action: url } = this.form;
    const values = [...new FormData(this.form)].filter(([name]) => name.startsWith("q-"));
    const fields = [...values, ["go", "finish"]];
    const draft = { key: this.key, values };
    const row = { url, fields, headers: { "X-Form": "script" }, words: title, place: this.dataset.url, draft };
    this.put({ id: `${me} ${this.dataset.url}`, ...row }, (outcome) => this.handedIn(outcome));
  }

  handedIn({ ok, why }) {
    if (why) return this.complain(why.words);
    this.finished = true;
    clearTimeout(this.saving);
    localStorage.removeItem(this.key);
    if (ok) return location.assign(this.dataset.url);
    this.complain(this.dataset.offline);
  }

  sealed() {
    this.finished = true;
    clearTimeout(this.saving);
    localStorage.removeItem(this.key);
    this.form.remove();
    document.querySelector("[data-count]").textContent = "";
  }

  complain(words) {
    const error = this.form.querySelector("[data-error]");
    error.hidden = !words;
    error.textContent = words;
    this.form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}
customElements.define("survey-form", SurveyForm);
