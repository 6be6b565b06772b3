// Keys for reading a thread or a list of claims; the pages work without them.
const marks = [...document.querySelectorAll("details.note, article.claim")];
let now = -1;

function go(step) {
  if (marks.length === 0) return;
  now = Math.min(Math.max(now + step, 0), marks.length - 1);
  const stop = marks[now].querySelector("summary, q a");
  stop.focus();
  stop.scrollIntoView({ block: "center" });
}

function toggle(mark) {
  const details = mark?.matches("details") ? mark : mark?.querySelector("details");
  if (details) details.open = !details.open;
}

function show() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

// On narrow screens filters are folded at first.
const narrow = matchMedia("(max-width: 760px)");

function fold() {
  for (const d of document.querySelectorAll("details.fold")) d.open = !narrow.matches;
}

narrow.addEventListener("change", fold);
fold();

addEventListener("hashchange", show);
show();

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  switch (event.key) {
    case "j": go(1); break;
    case "k": go(-1); break;
    case "o": toggle(marks[now]); break;
    case "Escape": for (const m of document.querySelectorAll("details.note[open]")) m.open = false; break;
    case "/": document.querySelector("input[type=search]").focus(); break;
    default: return;
  }
  event.preventDefault();
});
