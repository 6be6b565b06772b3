// Keys for settling disagreements; the page works without them.
const items = [...document.querySelectorAll(".dis > li")];
if (items.some((li) => li.querySelector(".adj"))) document.body.classList.add("keyed");

const current = () => items.findIndex((li) => li.classList.contains("now"));

function show(i, focus) {
  if (i < 0 || i >= items.length) return;
  for (const [n, li] of items.entries()) {
    li.classList.toggle("now", n === i);
    if (n === i) li.setAttribute("aria-current", "true");
    else li.removeAttribute("aria-current");
  }
  if (!focus) return;
  items[i].focus();
  items[i].scrollIntoView({ block: "nearest" });
}

for (const [i, li] of items.entries()) {
  li.addEventListener("click", () => show(i, false));
  li.addEventListener("focusin", () => show(i, false));
}

addEventListener("keydown", (event) => {
  if (document.body.dataset.keys === "off") return;
  if (items.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) return;
  const now = items[current()];
  switch (event.key) {
    case "j": show(current() + 1, true); break;
    case "k": show(current() - 1, true); break;
    case "0":
      if (now) document.getElementById("said").textContent = "Left open.";
      show(current() + 1, true);
      break;
    case "e": {
      const details = now?.querySelector(".adj details");
      if (!details) return;
      details.open = true;
      details.querySelector("select").focus();
      break;
    }
    case "c": now?.querySelector("a.context")?.click(); break;
    default: {
      const button = now?.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
      if (!button) return;
      button.form.requestSubmit(button);
    }
  }
  event.preventDefault();
});
