// The keys of the page in a dialogue, read from the page of all keys. A page of a
// thread and the review have their own.
const groups = [
  ["article.claim", "claims"],
  [".dis > li", "agreement"],
  ["svg.arcs", "map"],
  ["main.review", "review"],
];

function dialogue() {
  const d = document.createElement("dialog");
  d.id = "keys";
  d.setAttribute("aria-labelledby", "keys-title");
  const title = Object.assign(document.createElement("h2"), { id: "keys-title", textContent: "Keys" });
  const close = document.createElement("form");
  close.method = "dialog";
  close.append(Object.assign(document.createElement("button"), { className: "first", textContent: "Close", autofocus: true }));
  d.append(title, close);
  document.body.append(d);
  return d;
}

// fill puts the lists of the page before the button.
async function fill(d) {
  const answer = await fetch("/keys");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const all = new DOMParser().parseFromString(await answer.text(), "text/html");
  const lists = groups.filter(([selector]) => document.querySelector(selector)).map(([, name]) => name);
  for (const name of [...lists, "everywhere"]) d.lastChild.before(all.querySelector(`[data-keys="${name}"] dl`));
  const other = Object.assign(document.createElement("a"), { href: "/keys", textContent: "Keys of all pages" });
  const p = document.createElement("p");
  p.append(other);
  d.lastChild.before(p);
}

export async function help() {
  let d = document.getElementById("keys");
  if (!d) {
    d = dialogue();
    try {
      await fill(d);
    } catch (error) {
      d.remove();
      location.assign("/keys");
      return;
    }
  }
  if (!d.open) d.showModal();
}
