// Steps through an assertion's chain: n and p go to the next and previous
// place, b goes back. Without this script the steps are plain links.
const sign = document.createElement("p");
sign.id = "walk";
sign.hidden = true;
sign.setAttribute("role", "status");
document.body.append(sign);

let note = null; // the card walked along
let at = -1;

const steps = () => [...note.querySelectorAll(".chain .step a, .ties .step a")];

function card() {
  const here = document.activeElement?.closest("details.note");
  return here ?? [...document.querySelectorAll("details.note[open]")].at(-1) ?? null;
}

function say(text) {
  sign.replaceChildren(text, " · ");
  for (const [key, word] of [["n", "next"], ["p", "previous"], ["b", "back"]]) {
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    sign.append(kbd, ` ${word} `);
  }
  sign.hidden = false;
}

function walk(by) {
  if (at < 0 || !note) { note = card(); at = by > 0 ? -1 : 0; }
  if (!note) return;
  note.open = true;
  const links = steps();
  if (links.length === 0) { say("No links in this card"); return; }
  at = (at + by + links.length) % links.length;
  for (const s of note.querySelectorAll(".step.here")) s.classList.remove("here");
  const link = links[at];
  link.closest(".step").classList.add("here");
  say(`${at + 1} of ${links.length}: ${link.textContent}`);
  if (!link.hash || link.pathname !== location.pathname || !document.getElementById(decodeURIComponent(link.hash.slice(1)))) {
    location.assign(link.href); // on another page of the thread
    return;
  }
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  history.replaceState(null, "", link.hash);
  const stop = target.querySelector("summary") ?? target.querySelector("a");
  stop?.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

function back() {
  if (!note) return;
  const summary = note.querySelector("summary");
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "center" });
  history.replaceState(null, "", `#${note.id}`);
  stop();
}

function stop() {
  for (const s of document.querySelectorAll(".step.here")) s.classList.remove("here");
  note = null;
  at = -1;
  sign.hidden = true;
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  switch (event.key) {
    case "n": walk(1); break;
    case "p": walk(-1); break;
    case "b": back(); break;
    case "e": (document.activeElement?.closest("article.claim") ?? card())?.querySelector("a.entry")?.click(); break;
    case "Escape": case "j": case "k": stop(); return;
    default: return;
  }
  event.preventDefault();
});
