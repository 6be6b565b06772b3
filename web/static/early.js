// Keys pressed before the modules of the page run are held and given to them then.
// This is no module, so that it runs first.
{
  const held = [];
  const hold = (event) => held.push(event);
  addEventListener("keydown", hold, true);
  addEventListener("DOMContentLoaded", () => { // the modules have run
    removeEventListener("keydown", hold, true);
    for (const e of held) {
      const { key, code, shiftKey, ctrlKey, altKey, metaKey, repeat } = e;
      const target = e.target instanceof Element && e.target.isConnected ? e.target : document.body;
      target.dispatchEvent(new KeyboardEvent("keydown",
        { key, code, shiftKey, ctrlKey, altKey, metaKey, repeat, bubbles: true, cancelable: true }));
    }
  });
}
