// The pane of the thread page: it comes from the server for each mark and takes
// the place of the one before.
import { frame, items, main, markOf, pane, pieces, say, showItem, state } from "./thread_marks.js";
import { openSpan } from "./thread_words.js";

// choose makes a mark current at once where the page has it, and gets its card.
export function choose(href, { focus = true, change = false } = {}) {
  const id = markOf(href);
  if (!id || !frame(id, focus)) { state.queue.then(() => location.assign(href)); return; }
  state.now = id;
  state.step = -1;
  const url = new URL(href, location.href);
  history.replaceState(null, "", url);
  if (change) url.searchParams.set("change", "1");
  state.queue = state.queue.then(() => load(url, id));
}

// load puts the pane of an address into the page, unless another mark became current.
export async function load(url, id, article = false) {
  if (id !== state.now) return;
  url = new URL(url, location.href);
  url.searchParams.set("part", "1");
  url.hash = "";
  const slow = setTimeout(() => pane().classList.add("waiting"), 300);
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (id !== state.now) return;
    if (article) swapArticle(part);
    swapPane(part.getElementById("pane"));
  } catch (error) {
    problem(`The mark could not be loaded: ${error.message}. The page is as it was; choose the mark again.`);
  } finally {
    clearTimeout(slow);
    pane().classList.remove("waiting");
  }
}

function swapPane(fresh) {
  const old = pane();
  if (old.classList.contains("tall")) fresh.classList.add("tall");
  const inside = old.contains(document.activeElement) ? document.activeElement.dataset.k : null;
  const top = old.querySelector(".marklist")?.scrollTop;
  old.replaceWith(fresh);
  fresh.querySelector(".marklist").scrollTop = top ?? 0;
  ready();
  const change = fresh.querySelector("#change");
  if (change) change.querySelector(".handle, select").focus({ preventScroll: true });
  else if (inside) fresh.querySelector(`[data-k="${inside}"]`)?.focus({ preventScroll: true });
}

function swapArticle(part) {
  for (const fresh of part.querySelectorAll("article.c")) {
    const old = document.getElementById(fresh.id);
    const focused = old?.contains(document.activeElement);
    old?.replaceWith(fresh);
    if (focused) pieces(state.now)[0]?.querySelector("a").focus({ preventScroll: true });
  }
}

// ready prepares a pane that has just come.
export function ready() {
  for (const b of pane().querySelectorAll("[data-tall]")) b.hidden = false;
  const tall = pane().classList.contains("tall");
  pane().querySelector("[data-tall]")?.setAttribute("aria-expanded", tall);
  openSpan(pane().querySelector("#change"));
  showItem();
}

export function problem(text) {
  const p = document.getElementById("notsaved") ?? pane().querySelector(".card .meta");
  p.classList.add("problem");
  p.hidden = false;
  p.textContent = `⚠ ${text}`;
  say(text);
}

// start is where the reader is: the current mark, the one with the focus, or
// the first below the top of the window.
function start() {
  const focused = document.activeElement?.closest("mark, .list a")?.dataset.m?.split(" ") ?? [];
  if (focused.length > 0 && !focused.includes(state.now)) return { id: focused[0], on: true };
  if (state.now) return { id: state.now, on: true };
  const seen = [...main.querySelectorAll("mark[data-m]")].find((m) => m.getBoundingClientRect().top > 60);
  return { id: seen?.dataset.m.split(" ")[0] ?? "", on: false };
}

// step goes to the next or previous mark, also on another page; without any, to one that nobody decided.
export function step(by, any) {
  const all = items();
  const from = start();
  let i = all.findIndex((a) => a.dataset.m === from.id);
  if (i < 0) i = by > 0 ? -1 : all.length;
  else if (from.on) i += by;
  while (all[i] && !any && all[i].dataset.v !== "undecided") i += by;
  if (all[i]) { choose(all[i].href); return; }
  state.queue.then(() => { // the pane knows what is on other pages
    const d = pane().dataset;
    const href = by > 0 ? (any ? d.later : d.next) : (any ? d.earlier : d.prev);
    if (href && markOf(href) !== state.now) choose(href);
    else say(any ? "No more marks" : "No more undecided marks");
  });
}
