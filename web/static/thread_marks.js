// The marks of the thread page: which is current, and where it is in the text and in the list.
export const main = document.querySelector("main.working");
const status = document.getElementById("said");
const sheet = matchMedia("(max-width: 760px)");

// state is the current mark, and what waits for the server: decisions and the
// panes after them, one after the other; step is a place in the chain of its card.
export const state = { step: -1, now: main?.querySelector(".pane .card[data-m]")?.dataset.m ?? "", queue: Promise.resolve() };

export const pane = () => document.getElementById("pane");
export const items = () => [...pane().querySelectorAll(".list a[data-m]")];
export const item = (id) => pane().querySelector(`.list a[data-m="${CSS.escape(id)}"]`);
export const pieces = (id) => [...main.querySelectorAll(`mark[data-m~="${CSS.escape(id)}"]`)];
export const say = (text) => { status.textContent = text; };

export function markOf(href) { return new URLSearchParams(new URL(href, location.href).search).get("mark"); }

// inSight reports whether an element is fully visible beside the pane or above the sheet.
function inSight(e) {
  const b = e.getBoundingClientRect();
  return b.top >= 70 && b.bottom <= (sheet.matches ? pane().getBoundingClientRect().top : innerHeight) - 20;
}

export function frame(id, focus = true) {
  for (const m of main.querySelectorAll("mark.now")) m.classList.remove("now");
  const found = pieces(id);
  for (const m of found) m.classList.add("now");
  for (const a of items()) {
    if (a.dataset.m === id) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
  }
  showItem();
  if (found.length === 0) return false;
  found[0].closest("details")?.setAttribute("open", "");
  if (focus) found[0].querySelector("a").focus({ preventScroll: true });
  if (!inSight(found[0])) found[0].scrollIntoView({ block: "center" });
  return true;
}

// showItem scrolls the list, never the page.
export function showItem() {
  const list = pane().querySelector(".marklist");
  const a = list?.querySelector("a[aria-current][data-m]");
  if (a) list.scrollTop = a.offsetTop - list.offsetTop - list.clientHeight / 3;
}

const signs = { right: "✓", wrong: "≠", changed: "✎", undecided: "·" };

// show writes a decision into the list and the text at once.
export function show(id, verdict) {
  const a = item(id);
  if (a) {
    a.dataset.v = verdict;
    a.querySelector(".dec").firstChild.data = signs[verdict];
    a.querySelector(".dec .vh").textContent = verdict;
  }
  for (const sup of main.querySelectorAll(`sup[data-s="${CSS.escape(id)}"]`)) {
    sup.textContent = sup.textContent.replace(/ [✓≠✎]$/, "") + (verdict === "undecided" ? "" : ` ${signs[verdict]}`);
  }
  for (const m of pieces(id)) m.classList.toggle("no", verdict === "wrong");
}
