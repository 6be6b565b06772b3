// Keys for reading a thread; the pages work without them.
const marks = [...document.querySelectorAll("details.note")];
let now = -1;

function go(step) {
  if (marks.length === 0) return;
  now = Math.min(Math.max(now + step, 0), marks.length - 1);
  const summary = marks[now].querySelector("summary");
  summary.focus();
  summary.scrollIntoView({ block: "center" });
}

function show() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

addEventListener("hashchange", show);
show();

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  switch (event.key) {
    case "j": go(1); break;
    case "k": go(-1); break;
    case "o": if (marks[now]) marks[now].open = !marks[now].open; break;
    case "Escape": for (const m of marks) m.open = false; break;
    case "/": document.querySelector("input[type=search]").focus(); break;
    default: return;
  }
  event.preventDefault();
});
