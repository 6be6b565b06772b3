// The review queue without reloads: forms and links of the page are sent and
// followed by fetch, and keys press them. The page works without this script.
import { Span, unitsOf } from "./span.js";

const store = "gainsay-unsaved"; // decisions that could not be saved yet
const said = document.createElement("p");
let busy = false;

const page = () => document.querySelector("main.review");
const unsaved = () => JSON.parse(localStorage.getItem(store) ?? "[]");
const keep = (list) => (list.length ? localStorage.setItem(store, JSON.stringify(list)) : localStorage.removeItem(store));

// show puts the page at an address in the place of this one.
async function show(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main.review");
  if (!next) return location.assign(address);
  page().replaceWith(next);
  if (new URL(answer.url).pathname + new URL(answer.url).search !== location.pathname + location.search) {
    history.pushState(null, "", answer.url);
  }
  arrange();
  scrollTo(0, 0);
  (next.querySelector(".change input:checked, .ask, h2") ?? next).focus();
}

async function post(action, fields) {
  const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.error ?? answer.statusText), { refused: answer.status < 500 });
  return body;
}

// flush sends what is kept, oldest first, and returns why it stopped.
async function flush() {
  for (let list = unsaved(); list.length > 0; list = unsaved()) {
    try {
      await post(list[0].action, list[0].fields);
    } catch (why) {
      if (!why.refused) return why;
      keep(list.slice(1)); // trying again would not help
      return why;
    }
    keep(list.slice(1));
  }
  return null;
}

function complain(why) {
  page().querySelector(".problem")?.remove();
  if (!why) return;
  const n = unsaved().length;
  const p = document.createElement("p");
  p.className = "problem";
  p.setAttribute("role", "alert");
  p.append(`Not saved: ${why.message}. `);
  if (!why.refused) {
    const again = document.createElement("button");
    again.textContent = "Try now";
    again.type = "button";
    again.addEventListener("click", tryAgain);
    p.append(`${n === 1 ? "The decision is" : n + " decisions are"} kept here and tried again with the next one. `, again);
  }
  page().querySelector(".stage, .big")?.prepend(p);
}

// tryAgain sends what is kept and goes on where the last decision would have.
async function tryAgain() {
  const next = new Map(unsaved().at(-1)?.fields).get("back");
  const why = await flush();
  if (!why && next) await show(next).catch(() => {});
  complain(why);
}

// send saves a form and shows the page that comes after it.
async function send(form, button) {
  if (busy) return;
  busy = true;
  const data = new FormData(form, button);
  const fields = [...data].map(([name, value]) => [name, String(value)]);
  const slow = setTimeout(() => {
    page().classList.add("busy");
    said.textContent = "Saving the decision …";
  }, 300);
  keep([...unsaved(), { action: form.getAttribute("action"), fields }]);
  const what = button?.textContent.trim().replace(/\s+\S$/, "") ?? "";
  const why = await flush();
  try {
    await show(why?.refused ? location.href : data.get("back"));
  } catch {
    // the server does not answer: the page stays as it is
  }
  clearTimeout(slow);
  page().classList.remove("busy");
  said.textContent = why ? "" : `Saved: ${what}.`;
  complain(why);
  busy = false;
}

let span = null; // of the mark that is being changed

function openSpan(form) {
  const text = page().querySelector(".it .text").textContent;
  const { start, end } = form.querySelector(".span").dataset;
  span = new Span(form, text, unitsOf(text, start), unitsOf(text, end));
}

function press(key) {
  const target = page().querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.click();
  return true;
}

// open opens a folded part and moves the focus into it.
function open(selector, focus) {
  const part = page().querySelector(selector);
  if (!part) return;
  part.open = focus ? true : !part.open;
  part.querySelector(focus ?? "summary").focus();
}

function onKey(event) {
  const field = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (!page() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" && event.key !== "Escape") return;
  if (event.key === "Escape" && event.target.matches(".notefold .note")) event.target.blur();
  if (field && !(event.key === "Escape" && span)) return;
  if (span && "[]{}".includes(event.key)) span.press(event.key);
  else if (span && event.key === "Enter" && event.target.matches("input[type=radio], body, h2")) press("Enter") || span.form.requestSubmit(span.form.querySelector(".first"));
  else if (span) { if (!press(event.key)) return; }
  else if (event.key === "u") { const undo = page().querySelector(".last button"); if (!undo) return; undo.click(); }
  else if (event.key === "n") open(".notefold", ".note");
  else if (event.key === "c") open(".context");
  else if (event.key === "?") open(".keys");
  else if (!press(event.key)) return;
  event.preventDefault();
}

// arrange prepares a page that was just put in place.
function arrange() {
  span = null;
  const form = page().querySelector("form[data-change]");
  if (form) openSpan(form);
  for (const select of page().querySelectorAll(".order select")) select.addEventListener("change", () => select.form.requestSubmit());
}

function start() {
  said.className = "vh";
  said.setAttribute("role", "status");
  document.body.append(said);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".review form[action='/decide'], .review form[action='/review/alike']")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("main.review a[href^='/review']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href).catch(() => location.assign(link.href));
  });
  addEventListener("keydown", onKey);
  addEventListener("popstate", () => show(location.href));
  arrange();
  if (unsaved().length) flush().then(complain);
}

if (page()) start();
