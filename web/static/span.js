// The ends of a mark in the text of its comment, in a form that changes the mark:
// dragged with a mouse or a finger, moved with the arrow keys on a handle, or with
// [ ] { }. They move by words, with Shift by characters. Offsets are of UTF-16
// code units; those of the form are bytes of UTF-8.

export const bytes = (text) => new TextEncoder().encode(text).length;

// unitsOf is where a byte of the text is.
export const unitsOf = (text, at) => new TextDecoder().decode(new TextEncoder().encode(text).slice(0, at)).length;

export class Span {
  constructor(form, text, start, end) {
    const words = [...text.matchAll(/\S+/g)];
    Object.assign(this, { form, text, start, end, place: form.querySelector(".span"),
      starts: words.map((w) => w.index), ends: words.map((w) => w.index + w[0].length) });
    for (const hidden of form.querySelectorAll(".scripted")) hidden.hidden = false;
    form.querySelector(".plain")?.remove(); // the words as text
    this.inputs = ["start", "end"].map((name) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name });
      form.append(input);
      return input;
    });
    this.before = document.createTextNode("");
    this.cut = document.createElement("span");
    this.cut.className = `cut ${this.place.dataset.class}`;
    this.cut.append("");
    this.after = document.createTextNode("");
    this.handles = [this.handle(true), this.handle(false)];
    this.place.replaceChildren(this.before, this.handles[0], this.cut, this.handles[1], this.after);
    for (const move of form.querySelectorAll("[data-span]")) move.addEventListener("click", () => this.press(move.dataset.span));
    this.draw();
    this.cut.scrollIntoView({ block: "nearest" });
  }

  // handle is what is dragged: a slider over the words of the comment.
  handle(first) {
    const h = document.createElement("span");
    h.className = "handle";
    h.tabIndex = 0;
    for (const [name, value] of Object.entries({ role: "slider", "aria-label": first ? "Start of the mark" : "End of the mark",
      "aria-valuemin": 0, "aria-valuemax": this.text.length })) h.setAttribute(name, value);
    h.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      h.focus({ preventScroll: true });
      h.setPointerCapture(event.pointerId);
      this.place.classList.add("dragged");
    });
    h.addEventListener("mousedown", (event) => event.preventDefault()); // selects nothing
    h.addEventListener("pointermove", (event) => { if (h.hasPointerCapture(event.pointerId)) this.drag(first, event); });
    for (const end of ["pointerup", "pointercancel"]) h.addEventListener(end, () => this.place.classList.remove("dragged"));
    h.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.form.requestSubmit(this.form.querySelector(".first"));
        return;
      }
      const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (event.shiftKey) this.moveTo(first, this.beside(first ? this.start : this.end, by));
      else this.press(first ? (by < 0 ? "[" : "]") : (by < 0 ? "{" : "}"));
    });
    return h;
  }

  // beside is the place one character before or after another.
  beside(at, by) {
    const unit = this.text.charCodeAt(by < 0 ? at - 1 : at);
    return at + by * (unit >= 0xd800 && unit < 0xe000 ? 2 : 1);
  }

  // drag moves an end to the word at the pointer.
  drag(first, event) {
    const at = this.under(event.clientX, event.clientY);
    if (at === null) return;
    const near = (first ? this.starts.filter((n) => n < this.end) : this.ends.filter((n) => n > this.start));
    this.moveTo(first, near.reduce((best, n) => (Math.abs(n - at) < Math.abs(best - at) ? n : best), near[0]));
  }

  // under is the place in the text at a point of the window, null outside it.
  under(x, y) {
    const c = document.caretPositionFromPoint?.(x, y);
    const range = c ? null : document.caretRangeFromPoint?.(x, y);
    const node = c?.offsetNode ?? range?.startContainer, offset = c?.offset ?? range?.startOffset ?? 0;
    if (node === this.before) return offset;
    if (node === this.cut.firstChild) return this.start + offset;
    return node === this.after ? this.end + offset : null;
  }

  moveTo(first, at) {
    if (at === undefined) return;
    this.set(first ? at : this.start, first ? this.end : at);
  }

  // set takes ends that hold something but white space.
  set(start, end) {
    if (start < 0 || end > this.text.length || this.text.slice(start, end).trim() === "") return;
    Object.assign(this, { start, end });
    this.draw();
  }

  // press moves an end by a word: [ ] the start, { } the end.
  press(key) {
    switch (key) {
      case "[": this.moveTo(true, this.starts.findLast((n) => n < this.start)); break;
      case "]": this.moveTo(true, this.starts.find((n) => n > this.start && n < this.end)); break;
      case "{": this.moveTo(false, this.ends.findLast((n) => n < this.end && n > this.start)); break;
      case "}": this.moveTo(false, this.ends.find((n) => n > this.end)); break;
    }
  }

  draw() {
    const { text, start, end } = this;
    this.before.data = text.slice(0, start);
    this.cut.firstChild.data = text.slice(start, end);
    this.after.data = text.slice(end);
    [start, end].forEach((at, i) => {
      const words = text.slice(start, end).trim().split(/\s+/);
      this.handles[i].setAttribute("aria-valuenow", at);
      this.handles[i].setAttribute("aria-valuetext", i === 0 ? words[0] : words.at(-1));
      this.inputs[i].value = bytes(text.slice(0, at));
    });
  }
}
