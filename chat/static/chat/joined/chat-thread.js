// <chat-thread>: a question and its replies beside the conversation; what comes is put at the end, and
// reading it moves the position of this thread only.
import { readUpTo, renew, sentRow, swapped } from "./chat-rows.js";

class ChatThread extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector(".msgs");
    this.hear = (event) => this.put(event.detail);
    this.own = ({ detail }) => {
      const row = sentRow(detail);
      if (row) this.put(row);
    };
    document.addEventListener("chat:row", this.hear);
    document.addEventListener("outbox:sent", this.own);
    this.addEventListener("htmx:beforeSwap", swapped);
    this.box.scrollTop = this.box.scrollHeight;
    this.tell(this.dataset.last);
  }

  disconnectedCallback() {
    document.removeEventListener("chat:row", this.hear);
    document.removeEventListener("outbox:sent", this.own);
  }

  put(row) {
    const old = this.querySelector(`[data-seq="${row.dataset.seq}"]`);
    if (!old && row.dataset.root !== this.dataset.key) return;
    const copy = row.cloneNode(true);
    copy.classList.remove("msg--cont");
    copy.removeAttribute("id");
    if (old) return renew(old, copy);
    this.box.append(copy);
    window.htmx?.process(copy);
    this.box.scrollTop = this.box.scrollHeight;
    this.tell(row.dataset.seq);
  }

  tell(upto) {
    if (upto) readUpTo(this.dataset.url, upto);
  }
}
customElements.define("chat-thread", ChatThread);
