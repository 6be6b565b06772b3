// Decisions of the thread page: the page shows them at once and the server follows.
import { frame, item, items, markOf, pane, say, show, state } from "./thread_marks.js";
import { choose, load, problem, step } from "./thread_pane.js";

async function post(data) {
  const answer = await fetch("/decide", { method: "POST", keepalive: true,
    headers: { Accept: "application/json" }, body: new URLSearchParams(data) });
  const got = await answer.json().catch(() => ({}));
  if (!answer.ok || got.error) throw new Error(got.error ?? `the server answered ${answer.status}`);
  return got.decision;
}

// decide saves right or wrong: the page shows it and goes on at once, the
// server follows. What could not be saved comes back with the reason.
export function decide(verdict, form) {
  const data = new FormData(form);
  data.set("verdict", verdict);
  const id = state.now;
  if (data.get("mark") !== id) { // its card is still on the way
    data.set("mark", id);
    data.delete("note");
  }
  const before = item(id)?.dataset.v ?? "undecided";
  show(id, verdict);
  say(verdict === "right" ? "Right" : "Wrong"); // what could not be saved is said below
  const here = location.href;
  state.queue = state.queue.then(async () => {
    try {
      await post(data);
    } catch (error) {
      show(id, before);
      state.now = id;
      frame(id);
      await load(here, id);
      problem(`Not saved: ${error.message}`);
      return "stop";
    }
  });
  const saved = state.queue;
  const all = items();
  let i = all.findIndex((a) => a.dataset.m === id) + 1;
  while (all[i] && all[i].dataset.v !== "undecided") i++;
  if (all[i]) { choose(all[i].href); return; }
  saved.then(async (stop) => {
    if (stop) return;
    await load(here, id, true);
    const next = pane().dataset.next;
    if (next && markOf(next) !== id) choose(next);
    else say("Saved. No more undecided marks");
  });
}

// send saves a changed or added mark and what is taken back, then shows the server's text.
export function send(form, button, after) {
  const data = new FormData(form, button);
  state.queue = state.queue.then(async () => {
    try {
      after(await post(data));
    } catch (error) {
      problem(`Not saved: ${error.message}`);
    }
  });
}

export function undo(button) {
  const form = button.form;
  send(form, button, (d) => {
    say("Undone");
    if (!d.mark || markOf(button.dataset.back ?? location.href) === null) { location.reload(); return; }
    show(d.mark, "undecided");
    state.now = d.mark;
    if (!frame(d.mark)) { location.assign(button.dataset.back); return; }
    history.replaceState(null, "", button.dataset.back);
    state.queue = state.queue.then(() => load(location.href, d.mark, true));
  });
}

export function saveChange(form, button) {
  send(form, button, () => {
    say("Changed, saved");
    const id = state.now;
    show(id, "changed");
    state.queue = state.queue.then(() => load(location.href, id, true)).then(() => step(1, false));
  });
}
