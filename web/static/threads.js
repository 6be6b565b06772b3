// Choosing threads: the bar shows once a thread is chosen. Without this script
// it always shows.
const form = document.getElementById("chosen");

if (form) {
  const boxes = [...form.querySelectorAll("input[name=thread]")];
  const every = document.getElementById("every");
  const none = document.getElementById("none");
  const bar = form.querySelector(".sel");
  const say = () => {
    const n = boxes.filter((b) => b.checked).length;
    bar.hidden = n === 0;
    document.getElementById("many").textContent = n === 1 ? "1 thread:" : `${n} threads:`;
    form.querySelector("[formaction$=compare]").disabled = n !== 2;
    every.checked = n === boxes.length;
    every.indeterminate = n > 0 && n < boxes.length;
  };
  const all = (on) => { for (const b of boxes) b.checked = on; say(); };
  every.hidden = none.hidden = false;
  every.addEventListener("change", () => all(every.checked));
  none.addEventListener("click", () => { all(false); boxes[0]?.focus(); });
  form.addEventListener("change", say);
  addEventListener("pageshow", say);
  say();
}
