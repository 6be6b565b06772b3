// The thread page: goes through its marks by keyboard and saves decisions
// without loading the page again. Without this script all of it are links and forms.
import { decide, saveChange, undo } from "./thread_decide.js";
import { frame, main, markOf, pane, pieces, say, state } from "./thread_marks.js";
import { choose, load, ready, step } from "./thread_pane.js";
import { add, bar, closeBar, offer, span } from "./thread_words.js";

// Steps along the chain of reasons.
function along(by) {
  const links = [...pane().querySelectorAll(".card :is(.chain, .ties) .step a")];
  if (links.length === 0) { say("No links in this card"); return; }
  state.step = (state.step + by + links.length + (state.step < 0 && by < 0 ? 1 : 0)) % links.length;
  for (const s of pane().querySelectorAll(".step.here")) s.classList.remove("here");
  const link = links[state.step];
  link.closest(".step").classList.add("here");
  const id = markOf(link.href);
  const target = (id && pieces(id)[0]) ?? document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) { location.assign(link.href); return; }
  say(`${state.step + 1} of ${links.length}: ${link.textContent}`);
  target.scrollIntoView({ block: "center" });
  (target.querySelector("a") ?? target).focus({ preventScroll: true });
}

function help() {
  const dialog = document.getElementById("keys");
  const from = document.activeElement;
  dialog.addEventListener("close", () => from?.focus?.(), { once: true });
  dialog.showModal();
}

function escape() {
  if (bar()) { closeBar(); return; }
  const cancel = pane().querySelector("[data-cancel]");
  if (cancel) choose(cancel.href);
}

function act(key) {
  if (bar() && /^[1-4]$/.test(key)) { add(bar().querySelectorAll("button")[key - 1]); return true; }
  switch (key) {
    case "j": step(1, false); return true;
    case "k": step(-1, false); return true;
    case "J": step(1, true); return true;
    case "K": step(-1, true); return true;
    case "a": case "r": {
      const form = document.getElementById("decide");
      if (!form || !state.now || state.now.startsWith("added-")) return false;
      decide(key === "a" ? "right" : "wrong", form);
      return true;
    }
    case "e": state.queue.then(() => pane().querySelector('[data-k="e"]')?.click()); return true;
    case "n": {
      const note = pane().querySelector(".noting");
      if (!note) return false;
      note.open = true;
      note.querySelector("textarea").focus();
      return true;
    }
    case "u": state.queue.then(() => pane().querySelector('[data-k="u"]:not([disabled])')?.click()); return true;
    case ".": along(1); return true;
    case ",": along(-1); return true;
    case "l": { const a = pane().querySelector("a.entry"); a?.click(); return Boolean(a); }
    case "c": { const a = pieces(state.now)[0]?.closest("article")?.querySelector("a.to"); a?.click(); return Boolean(a); }
    case "?": help(); return true;
    case "[": case "]": case "{": case "}": span()?.press(key); return Boolean(span());
  }
  return false;
}

// showWords puts the words that a mark's score depends on into its card.
async function showWords(scored) {
  const place = scored.querySelector("[data-words]");
  const link = place?.querySelector("a");
  if (!link) return;
  link.textContent = "Looking for the words that the score depends on …";
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceWith(page.getElementById("words"));
  } catch (error) {
    link.textContent = `The words could not be found: ${error.message}. Open the page to try again.`;
  }
}

if (main && pane()) {
  ready();
  if (state.now && !location.hash) frame(state.now, false);
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { escape(); return; }
    if (document.body.dataset.keys === "off" || event.target.matches("input, textarea, select, [contenteditable]")) return;
    if (act(event.key)) event.preventDefault();
  });
  addEventListener("toggle", (event) => { if (event.target.matches?.(".scored[open]")) showWords(event.target); }, true);
  addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return;
    if (event.target.closest("[data-tall]")) { pane().classList.toggle("tall"); ready(); return; }
    const change = event.target.closest('a[data-k="e"]');
    const link = event.target.closest("mark a:not(.out), .list a, .walk a, a[data-cancel]");
    if (!link && !change) return;
    if (event.shiftKey && !event.target.closest("mark")) return;
    if (!getSelection().isCollapsed && event.target.closest("mark")) { event.preventDefault(); return; }
    event.preventDefault();
    if (change) state.queue = state.queue.then(() => load(change.href, state.now));
    else choose(link.href, { focus: !event.target.closest(".list"), change: event.shiftKey });
  });
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.matches(".addbar")) { event.preventDefault(); add(submitter); return; }
    if (!pane().contains(form) || form.getAttribute("action") !== "/decide") return;
    event.preventDefault();
    if (form.id === "decide") decide(submitter.value, form);
    else if (form.id === "change") saveChange(form, submitter);
    else undo(submitter);
  });
  document.addEventListener("selectionchange", () => { if (getSelection().isCollapsed && !bar()?.contains(document.activeElement)) closeBar(); });
  document.addEventListener("pointerup", (event) => { if (!event.target.closest(".addbar, .pane")) setTimeout(offer); });
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") offer(); });
}
