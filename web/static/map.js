// The argument map: pointing at a line or focusing it shows only its arcs; j and
// k step through the lines, + and - change their size.
const arcs = document.querySelector("svg.arcs");
const rows = [...document.querySelectorAll(".map .row")];

function only(row) {
  for (const e of document.querySelectorAll(".map .lit")) e.classList.remove("lit");
  const n = row?.dataset.row;
  const mine = n === undefined ? [] : [...arcs.querySelectorAll(`.arc[data-from="${n}"], .arc[data-to="${n}"]`)];
  arcs.classList.toggle("some", mine.length > 0);
  for (const a of mine) {
    a.classList.add("lit");
    for (const end of [a.dataset.from, a.dataset.to]) rows[end]?.classList.add("lit");
  }
}

function step(by) {
  const now = rows.findIndex((r) => r.contains(document.activeElement));
  rows[Math.min(Math.max(now + by, 0), rows.length - 1)].querySelector("a").focus();
}

function zoom(by) {
  const links = [...document.querySelectorAll(".zoom a")];
  links[links.findIndex((a) => a.ariaCurrent || a.hasAttribute("aria-current")) + by]?.click();
}

if (arcs) {
  for (const row of rows) {
    row.addEventListener("mouseenter", () => only(row));
    row.addEventListener("focusin", () => only(row));
  }
  for (const a of arcs.querySelectorAll(".arc")) {
    a.addEventListener("mouseenter", () => {
      only(null);
      for (const end of [a.dataset.from, a.dataset.to]) rows[end]?.classList.add("lit");
    });
  }
  document.querySelector(".map").addEventListener("mouseleave", () => only(document.activeElement?.closest(".row")));
  addEventListener("keydown", (event) => {
    if (document.body.dataset.keys === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    switch (event.key) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "+": case "=": zoom(1); break;
      case "-": zoom(-1); break;
      default: return;
    }
    event.preventDefault();
  });
}
