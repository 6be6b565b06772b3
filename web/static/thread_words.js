// Words of comments on the thread page: those selected become a mark that is
// missing, or the words of the mark that is being changed.
import { bytes, Span, unitsOf } from "./span.js";
import { send } from "./thread_decide.js";
import { frame, pane, say, state } from "./thread_marks.js";
import { load } from "./thread_pane.js";

let shown = null; // bar to add a mark that is missing
let changed = null; // words of the mark that is being changed

export const bar = () => shown;
export const span = () => changed;

// openSpan lets the ends of the mark be moved in the form that changes it, null for none.
export function openSpan(form) {
  changed = null;
  const text = form && document.getElementById(`c-${form.closest(".card").dataset.c}`)?.querySelector(".text");
  if (!text) return;
  const all = textBefore(text, text, text.childNodes.length);
  const { start, end } = form.querySelector(".span").dataset;
  changed = new Span(form, all, unitsOf(all, start), unitsOf(all, end));
}

function textBefore(root, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(node, offset);
  const copy = range.cloneContents();
  for (const e of copy.querySelectorAll(".vh, sup")) e.remove();
  return copy.textContent;
}

export function closeBar() { shown?.remove(); shown = null; }

export function offer() {
  const s = getSelection();
  if (shown?.contains(document.activeElement)) return;
  closeBar();
  if (!s || s.isCollapsed || s.rangeCount === 0 || !document.getElementById("addbar")) return;
  const range = s.getRangeAt(0);
  const within = (n) => (n.nodeType === 1 ? n : n.parentElement)?.closest("article.c .text");
  const text = within(range.startContainer);
  if (!text || within(range.endContainer) !== text) return;
  const from = textBefore(text, range.startContainer, range.startOffset);
  const to = textBefore(text, range.endContainer, range.endOffset);
  if (to.slice(from.length).trim() === "") return;
  const article = text.closest("article");
  if (changed && pane().querySelector(".card").dataset.c === article.id.slice(2)) {
    const words = to.slice(from.length);
    changed.set(from.length + words.search(/\S/), from.length + words.trimEnd().length);
    return;
  }
  shown = document.getElementById("addbar").content.firstElementChild.cloneNode(true);
  const id = article.id.slice(2);
  Object.assign(shown.elements.comment, { value: id });
  shown.elements.start.value = bytes(from);
  shown.elements.end.value = bytes(to);
  shown.querySelector("[data-other]").href = article.querySelector(".addlink")?.href ?? "#";
  text.after(shown);
}

export function add(button) {
  const form = button.form;
  send(form, button, (d) => {
    say("Mark added");
    const url = new URL(location.href);
    state.now = `added-${d.id}`;
    url.searchParams.set("mark", state.now);
    url.hash = `m-${state.now}`;
    history.replaceState(null, "", url);
    getSelection()?.removeAllRanges();
    closeBar();
    state.queue = state.queue.then(() => load(url, state.now, true)).then(() => frame(state.now));
  });
}
