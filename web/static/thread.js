// The thread page: goes through its marks by keyboard and saves decisions
// without loading the page again. Without this script all of it are links and forms.
const main = document.querySelector("main.working");
const status = document.getElementById("said");
const sheet = matchMedia("(max-width: 760px)");
let now = main?.querySelector(".pane .card[data-m]")?.dataset.m ?? ""; // current mark
let queue = Promise.resolve(); // decisions and the panes after them, one after the other
let place = -1; // step of the chain

const pane = () => document.getElementById("pane");
const items = () => [...pane().querySelectorAll(".list a[data-m]")];
const item = (id) => pane().querySelector(`.list a[data-m="${CSS.escape(id)}"]`);
const pieces = (id) => [...main.querySelectorAll(`mark[data-m~="${CSS.escape(id)}"]`)];
const say = (text) => { status.textContent = text; };

function markOf(href) { return new URLSearchParams(new URL(href, location.href).search).get("mark"); }

// inSight reports whether an element is fully visible beside the pane or above the sheet.
function inSight(e) {
  const b = e.getBoundingClientRect();
  return b.top >= 70 && b.bottom <= (sheet.matches ? pane().getBoundingClientRect().top : innerHeight) - 20;
}

function frame(id, focus = true) {
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
function showItem() {
  const list = pane().querySelector(".marklist");
  const a = list?.querySelector("a[aria-current][data-m]");
  if (a) list.scrollTop = a.offsetTop - list.offsetTop - list.clientHeight / 3;
}

// choose makes a mark current at once where the page has it, and gets its card.
function choose(href, { focus = true, change = false } = {}) {
  const id = markOf(href);
  if (!id || !frame(id, focus)) { queue.then(() => location.assign(href)); return; }
  now = id;
  place = -1;
  const url = new URL(href, location.href);
  history.replaceState(null, "", url);
  if (change) url.searchParams.set("change", "1");
  queue = queue.then(() => load(url, id));
}

// load puts the pane of an address into the page, unless another mark became current.
async function load(url, id, article = false) {
  if (id !== now) return;
  url = new URL(url, location.href);
  url.searchParams.set("part", "1");
  url.hash = "";
  const slow = setTimeout(() => pane().classList.add("waiting"), 300);
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (id !== now) return;
    if (article) swapArticle(part);
    swapPane(part.getElementById("pane"));
  } catch (error) {
    problem(`The mark could not be loaded: ${error.message}. What you see is as before; choose it again.`);
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
  if (fresh.querySelector("#change")) fresh.querySelector("#change select").focus();
  else if (inside) fresh.querySelector(`[data-k="${inside}"]`)?.focus({ preventScroll: true });
}

function swapArticle(part) {
  for (const fresh of part.querySelectorAll("article.c")) {
    const old = document.getElementById(fresh.id);
    const focused = old?.contains(document.activeElement);
    old?.replaceWith(fresh);
    if (focused) pieces(now)[0]?.querySelector("a").focus({ preventScroll: true });
  }
}

// ready prepares a pane that has just come.
function ready() {
  for (const b of pane().querySelectorAll("[data-tall], .ends")) b.hidden = false;
  const tall = pane().classList.contains("tall");
  pane().querySelector("[data-tall]")?.setAttribute("aria-expanded", tall);
  showItem();
}

// start is where the reader is: the current mark, the one with the focus, or
// the first below the top of the window.
function start() {
  const focused = document.activeElement?.closest("mark, .list a")?.dataset.m?.split(" ") ?? [];
  if (focused.length > 0 && !focused.includes(now)) return { id: focused[0], on: true };
  if (now) return { id: now, on: true };
  const seen = [...main.querySelectorAll("mark[data-m]")].find((m) => m.getBoundingClientRect().top > 60);
  return { id: seen?.dataset.m.split(" ")[0] ?? "", on: false };
}

function step(by, any) {
  const all = items();
  const from = start();
  let i = all.findIndex((a) => a.dataset.m === from.id);
  if (i < 0) i = by > 0 ? -1 : all.length;
  else if (from.on) i += by;
  while (all[i] && !any && all[i].dataset.v !== "undecided") i += by;
  if (all[i]) { choose(all[i].href); return; }
  queue.then(() => { // the pane knows what is on other pages
    const d = pane().dataset;
    const href = by > 0 ? (any ? d.later : d.next) : (any ? d.earlier : d.prev);
    if (href && markOf(href) !== now) choose(href);
    else say(any ? "No further mark" : "No further undecided mark");
  });
}

const signs = { right: "✓", wrong: "≠", changed: "✎", undecided: "·" };

// show writes a decision into the list and the text at once.
function show(id, verdict) {
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

async function post(data) {
  const answer = await fetch("/decide", { method: "POST", keepalive: true,
    headers: { Accept: "application/json" }, body: new URLSearchParams(data) });
  const got = await answer.json().catch(() => ({}));
  if (!answer.ok || got.error) throw new Error(got.error ?? `the server answered ${answer.status}`);
  return got.decision;
}

function problem(text) {
  const p = document.getElementById("notsaved") ?? pane().querySelector(".card .meta");
  p.classList.add("problem");
  p.hidden = false;
  p.textContent = `⚠ ${text}`;
  say(text);
}

// decide saves right or wrong: the page shows it and goes on at once, the
// server follows. What could not be saved comes back with the reason.
function decide(verdict, form) {
  const data = new FormData(form);
  data.set("verdict", verdict);
  const id = now;
  if (data.get("mark") !== id) { // its card is still on the way
    data.set("mark", id);
    data.delete("note");
  }
  const before = item(id)?.dataset.v ?? "undecided";
  show(id, verdict);
  say(verdict === "right" ? "Right, saved" : "Wrong, saved");
  const here = location.href;
  queue = queue.then(async () => {
    try {
      await post(data);
    } catch (error) {
      show(id, before);
      now = id;
      frame(id);
      await load(here, id);
      problem(`Not saved: ${error.message}`);
      return "stop";
    }
  });
  const saved = queue;
  const all = items();
  let i = all.findIndex((a) => a.dataset.m === id) + 1;
  while (all[i] && all[i].dataset.v !== "undecided") i++;
  if (all[i]) { choose(all[i].href); return; }
  saved.then(async (stop) => {
    if (stop) return;
    await load(here, id, true);
    const next = pane().dataset.next;
    if (next && markOf(next) !== id) choose(next);
    else say("Saved. No further undecided mark");
  });
}

// send saves a changed or added mark and what is taken back, then shows the server's text.
function send(form, button, after) {
  const data = new FormData(form, button);
  queue = queue.then(async () => {
    try {
      after(await post(data));
    } catch (error) {
      problem(`Not saved: ${error.message}`);
    }
  });
}

function undo(button) {
  const form = button.form;
  send(form, button, (d) => {
    say("Undone");
    if (!d.mark || markOf(button.dataset.back ?? location.href) === null) { location.reload(); return; }
    show(d.mark, "undecided");
    now = d.mark;
    if (!frame(d.mark)) { location.assign(button.dataset.back); return; }
    history.replaceState(null, "", button.dataset.back);
    queue = queue.then(() => load(location.href, d.mark, true));
  });
}

function saveChange(form, button) {
  send(form, button, () => {
    say("Changed, saved");
    const id = now;
    show(id, "changed");
    queue = queue.then(() => load(location.href, id, true)).then(() => step(1, false));
  });
}

// Steps along the chain of reasons.
function along(by) {
  const links = [...pane().querySelectorAll(".card :is(.chain, .ties) .step a")];
  if (links.length === 0) { say("No links in this card"); return; }
  place = (place + by + links.length + (place < 0 && by < 0 ? 1 : 0)) % links.length;
  for (const s of pane().querySelectorAll(".step.here")) s.classList.remove("here");
  const link = links[place];
  link.closest(".step").classList.add("here");
  const id = markOf(link.href);
  const target = (id && pieces(id)[0]) ?? document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) { location.assign(link.href); return; }
  say(`${place + 1} of ${links.length}: ${link.textContent}`);
  target.scrollIntoView({ block: "center" });
  (target.querySelector("a") ?? target).focus({ preventScroll: true });
}

// Words selected in a comment: a bar to add a mark that is missing.
let bar = null;

function textBefore(root, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(node, offset);
  const copy = range.cloneContents();
  for (const e of copy.querySelectorAll(".vh, sup")) e.remove();
  return copy.textContent;
}

const bytes = (text) => new TextEncoder().encode(text).length;

function closeBar() { bar?.remove(); bar = null; }

function offer() {
  const s = getSelection();
  if (bar?.contains(document.activeElement)) return;
  closeBar();
  if (!s || s.isCollapsed || s.rangeCount === 0 || !document.getElementById("addbar")) return;
  const range = s.getRangeAt(0);
  const within = (n) => (n.nodeType === 1 ? n : n.parentElement)?.closest("article.c .text");
  const text = within(range.startContainer);
  if (!text || within(range.endContainer) !== text) return;
  const from = textBefore(text, range.startContainer, range.startOffset);
  const to = textBefore(text, range.endContainer, range.endOffset);
  if (to.slice(from.length).trim() === "") return;
  const change = document.querySelector("#change textarea");
  const article = text.closest("article");
  if (change && pane().querySelector(".card").dataset.c === article.id.slice(2)) {
    change.value = to.slice(from.length).trim();
    return;
  }
  bar = document.getElementById("addbar").content.firstElementChild.cloneNode(true);
  const id = article.id.slice(2);
  Object.assign(bar.elements.comment, { value: id });
  bar.elements.start.value = bytes(from);
  bar.elements.end.value = bytes(to);
  bar.querySelector("[data-other]").href = article.querySelector(".addlink")?.href ?? "#";
  text.after(bar);
}

function add(button) {
  const form = button.form;
  send(form, button, (d) => {
    say("Mark added");
    const url = new URL(location.href);
    now = `added-${d.id}`;
    url.searchParams.set("mark", now);
    url.hash = `m-${now}`;
    history.replaceState(null, "", url);
    getSelection()?.removeAllRanges();
    closeBar();
    queue = queue.then(() => load(url, now, true)).then(() => frame(now));
  });
}

// The ends of the span move by words in the change form.
function moveEnd(key) {
  const area = document.querySelector("#change textarea");
  const text = document.getElementById(`c-${pane().querySelector(".card").dataset.c}`)?.querySelector(".text");
  if (!area || !text) return false;
  const all = textBefore(text, text, text.childNodes.length);
  let start = all.indexOf(area.value);
  if (start < 0) return false;
  let end = start + area.value.length;
  switch (key) {
    case "[": start = all.slice(0, start).search(/\S+\s*$/); break;
    case "]": start += all.slice(start, end).match(/^\S+\s+/)?.[0].length ?? 0; break;
    case "{": end -= all.slice(start, end).match(/\s+\S+$/)?.[0].length ?? 0; break;
    case "}": end += all.slice(end).match(/^\s*\S+/)?.[0].length ?? 0; break;
    default: return false;
  }
  if (start < 0) start = 0;
  area.value = all.slice(start, end);
  return true;
}

function help() {
  const dialog = document.getElementById("keys");
  const from = document.activeElement;
  dialog.addEventListener("close", () => from?.focus?.(), { once: true });
  dialog.showModal();
}

function escape() {
  if (bar) { closeBar(); return; }
  const cancel = pane().querySelector("[data-cancel]");
  if (cancel) choose(cancel.href);
}

function act(key) {
  if (bar && /^[1-4]$/.test(key)) { add(bar.querySelectorAll("button")[key - 1]); return true; }
  switch (key) {
    case "j": step(1, false); return true;
    case "k": step(-1, false); return true;
    case "J": step(1, true); return true;
    case "K": step(-1, true); return true;
    case "a": case "r": {
      const form = document.getElementById("decide");
      if (!form || !now || now.startsWith("added-")) return false;
      decide(key === "a" ? "right" : "wrong", form);
      return true;
    }
    case "e": queue.then(() => pane().querySelector('[data-k="e"]')?.click()); return true;
    case "n": {
      const note = pane().querySelector(".noting");
      if (!note) return false;
      note.open = true;
      note.querySelector("textarea").focus();
      return true;
    }
    case "u": queue.then(() => pane().querySelector('[data-k="u"]:not([disabled])')?.click()); return true;
    case ".": along(1); return true;
    case ",": along(-1); return true;
    case "l": { const a = pane().querySelector("a.entry"); a?.click(); return Boolean(a); }
    case "c": { const a = pieces(now)[0]?.closest("article")?.querySelector("a.to"); a?.click(); return Boolean(a); }
    case "?": help(); return true;
    case "[": case "]": case "{": case "}": return moveEnd(key);
  }
  return false;
}

// showWords puts the words that a mark's score depends on into its card.
async function showWords(scored) {
  const place = scored.querySelector("[data-words]");
  const link = place?.querySelector("a");
  if (!link) return;
  link.textContent = "Looking for the words that the score depends on …";
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceWith(page.getElementById("words"));
  } catch (error) {
    link.textContent = `The words could not be found: ${error.message}. Open the page to try again.`;
  }
}

if (main && pane()) {
  ready();
  if (now && !location.hash) frame(now, false);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { escape(); return; }
    if (document.body.dataset.keys === "off" || event.target.matches("input, textarea, select, [contenteditable]")) return;
    if (act(event.key)) event.preventDefault();
  });
  addEventListener("toggle", (event) => { if (event.target.matches?.(".scored[open]")) showWords(event.target); }, true);
  addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return;
    if (event.target.closest("[data-tall]")) { pane().classList.toggle("tall"); ready(); return; }
    const change = event.target.closest('a[data-k="e"]');
    const link = event.target.closest("mark a:not(.out), .list a, .walk a, a[data-cancel]");
    if (!link && !change) return;
    if (event.shiftKey && !event.target.closest("mark")) return;
    if (!getSelection().isCollapsed && event.target.closest("mark")) { event.preventDefault(); return; }
    event.preventDefault();
    if (change) queue = queue.then(() => load(change.href, now));
    else choose(link.href, { focus: !event.target.closest(".list"), change: event.shiftKey });
  });
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.matches(".addbar")) { event.preventDefault(); add(submitter); return; }
    if (!pane().contains(form) || form.getAttribute("action") !== "/decide") return;
    event.preventDefault();
    if (form.id === "decide") decide(submitter.value, form);
    else if (form.id === "change") saveChange(form, submitter);
    else undo(submitter);
  });
  document.addEventListener("selectionchange", () => { if (getSelection().isCollapsed && bar && !bar.contains(document.activeElement)) closeBar(); });
  document.addEventListener("pointerup", (event) => { if (!event.target.closest(".addbar")) setTimeout(offer); });
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") offer(); });
}
