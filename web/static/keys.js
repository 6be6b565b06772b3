// Keys of every page, and those for reading lists of claims; the pages work without
// them. Off where the reader turned single keys off.
import { help } from "./help.js";

const claims = [...document.querySelectorAll("article.claim")];
let now = -1;

function go(step) {
  if (claims.length === 0) return;
  const focused = claims.findIndex((c) => c.contains(document.activeElement));
  now = Math.min(Math.max((focused < 0 ? now : focused) + step, 0), claims.length - 1);
  const stop = claims[now].querySelector("q a");
  stop.focus();
  stop.scrollIntoView({ block: "center" });
}

function current() {
  return document.activeElement?.closest("article.claim") ?? claims[now];
}

// On narrow screens filters are folded at first.
const narrow = matchMedia("(max-width: 760px)");
const working = document.querySelector("main.working");
const small = working ? matchMedia("(max-width: 1100px)") : narrow;

function fold() {
  for (const d of document.querySelectorAll("details.fold")) d.open = !small.matches;
}

small.addEventListener("change", fold);
fold();

// filters moves the focus to the first filter of the page.
function filters() {
  const rail = document.querySelector(".rail, aside.left");
  const first = document.getElementById("f") ?? rail?.querySelector("details.fold:not([open]) > summary") ??
    rail?.querySelector("a, select, input:not([type=hidden])") ?? document.querySelector("main form:is(.tools, .find) :is(input, select):not([type=hidden])");
  first?.focus();
  return Boolean(first);
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open], form[data-change]") || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off" ||
      event.target.matches("input, textarea, select, [contenteditable]")) return;
  switch (event.key) {
    case "j": if (!claims.length) return; go(1); break;
    case "k": if (!claims.length) return; go(-1); break;
    case "o": { const d = current()?.querySelector("details"); if (!d) return; d.open = !d.open; break; }
    case "l": { const a = current()?.querySelector("q a"); if (!a) return; a.click(); break; }
    case "t": { const a = current()?.querySelector("a.entry"); if (!a) return; a.click(); break; }
    case "/": document.querySelector("input[type=search]")?.focus(); break;
    case "f": if (!filters()) return; break;
    case "+": if (document.querySelector("svg.arcs")) return; location.assign("/add"); break;
    case "?": if (document.querySelector("main.working, main.review .keys")) return; help(); break;
    default: return;
  }
  event.preventDefault();
});
