// While an upload is read or imported, the page asks for its state every second.
// Ctrl+Enter presses the main button.
const waiting = () => document.getElementById("state")?.matches("[data-step=reading], [data-step=importing]");

async function poll() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("state");
    if (!next) return location.reload();
    const now = document.getElementById("state");
    if (now.dataset.step !== next.dataset.step) {
      now.replaceWith(next);
      const heading = next.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    } else {
      now.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
      const bar = next.querySelector("progress[value]");
      if (bar) now.querySelector("progress").value = bar.value;
    }
  } catch { /* the server is busy or gone: ask again */ }
  if (waiting()) setTimeout(poll, 1000);
}

if (waiting()) setTimeout(poll, 500);

document.querySelector("main.add")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.querySelector("main.add button.first")?.click();
});
