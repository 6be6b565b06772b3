package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// moveEnds moves the ends of the mark in the form that changes it: by mouse, by
// finger and by keyboard, and checks the words that would be saved.
func moveEnds(t *testing.T, ctx context.Context) {
	t.Helper()
	const words = `document.querySelector(".change .cut").textContent`
	word := func(n int) string { // the words of the comment, whose first n make up the mark
		return fmt.Sprintf(`document.querySelector(".change .span").textContent.match(/^\s*(\S+\s+){%d}\S+/)[0].trim()`, n-1)
	}
	var at []float64
	place := func(n int) chromedp.Action { // the end of word n in the window
		return chromedp.Evaluate(fmt.Sprintf(`(() => {
			const nodes = [...document.querySelector(".change .span").childNodes].map((e) => e.nodeType === 3 ? e : e.firstChild).filter((e) => e);
			let left = document.querySelector(".change .span").textContent.match(/^\s*(\S+\s+){%d}\S+/)[0].length;
			const r = document.createRange();
			for (const e of nodes) { if (left <= e.length) { r.setStart(e, left - 1); r.setEnd(e, left); break; } left -= e.length; }
			const b = r.getBoundingClientRect();
			const h = document.querySelectorAll(".change .handle")[1].getBoundingClientRect();
			return [h.left, h.top + h.height / 2, b.right, b.top + b.height / 2];
		})()`, n-1), &at)
	}
	handle := func(n int) chromedp.Action {
		return chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll(".change .handle")[%d].focus()`, n), nil)
	}
	check := func(how, want string) {
		t.Helper()
		var got, wanted string
		browsertest.Run(t, ctx, how, chromedp.Evaluate(words, &got), chromedp.Evaluate(want, &wanted))
		if got != wanted || got == "" {
			t.Errorf("%s: the mark is %q, want %q", how, got, wanted)
		}
	}
	repeat := func(key string, n int) (out []chromedp.Action) {
		for range n {
			out = append(out, chromedp.KeyEvent(key))
		}
		return out
	}
	browsertest.Run(t, ctx, "start of the comment", append(repeat("[", 60), chromedp.ScrollIntoView(".change .span"))...)
	browsertest.Run(t, ctx, "by key", append(repeat("{", 60), append(repeat("}", 3), handle(1))...)...)
	check("keys", word(4))
	browsertest.Run(t, ctx, "arrows", chromedp.KeyEvent(kb.ArrowLeft))
	check("arrow", word(3))
	mouse := func(kind input.MouseType, x, y float64) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error {
			return input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithClickCount(1).Do(ctx)
		})
	}
	browsertest.Run(t, ctx, "mouse", place(2))
	browsertest.Run(t, ctx, "mouse", mouse(input.MousePressed, at[0], at[1]), mouse(input.MouseMoved, at[0]-4, at[1]),
		mouse(input.MouseMoved, at[2], at[3]), mouse(input.MouseReleased, at[2], at[3]))
	check("mouse", word(2))
	finger := func(kind input.TouchType, points ...*input.TouchPoint) chromedp.Action {
		return chromedp.ActionFunc(func(ctx context.Context) error { return input.DispatchTouchEvent(kind, points).Do(ctx) })
	}
	browsertest.Run(t, ctx, "finger", place(4))
	browsertest.Run(t, ctx, "finger", finger(input.TouchStart, &input.TouchPoint{X: at[0], Y: at[1]}),
		finger(input.TouchMove, &input.TouchPoint{X: at[0] + 4, Y: at[1]}), finger(input.TouchMove, &input.TouchPoint{X: at[2], Y: at[3]}),
		finger(input.TouchEnd))
	check("finger", word(4))
	browsertest.Run(t, ctx, "start by key", handle(0), chromedp.KeyEvent(kb.ArrowRight))
	check("start", word(4)+`.replace(/^\S+\s+/, "")`)
}

// TestBrowserThread goes through marks by keyboard, decides, takes back,
// follows a chain and adds a mark by selecting words.
func TestBrowserThread(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	url := ownSite(t) + longPath
	ctx := browsertest.Start(t)
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			t.Errorf("the browser says: %s", e.Entry.Text)
		}
	})
	until := browsertest.Until
	decided := func(n int) chromedp.Action {
		return until(fmt.Sprintf(`document.querySelector(".prog b").textContent.startsWith("%d of ")`, n))
	}
	settled := until(`document.querySelector(".pane .card")?.dataset.m === document.querySelector(".list a[aria-current]")?.dataset.m`)
	run := func(what string, actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(ctx, actions...); err != nil {
			var pane string
			_ = chromedp.Run(ctx, chromedp.Text("#pane .card", &pane))
			t.Fatalf("%s: %v; the card says %q", what, err, pane)
		}
	}
	current := `document.querySelector(".list a[aria-current]").dataset.m`
	var first, third, after, place, added string
	var took float64
	var y1, y2 float64
	run("name", chromedp.Navigate(url), browsertest.Present(".whoami input"), chromedp.SendKeys(".whoami input[name=name]", "Ida"),
		chromedp.Click(".whoami button"), browsertest.Absent(".whoami"))
	run("choose", chromedp.KeyEvent("j"), browsertest.Present("#decide"), settled, chromedp.Evaluate(current, &first),
		chromedp.KeyEvent("?"), until(`document.getElementById("keys").open`),
		chromedp.Evaluate(`document.getElementById("keys").close()`, nil))
	run("decide quickly", chromedp.KeyEvent("a"), chromedp.KeyEvent("r"), decided(2), settled,
		chromedp.Evaluate(current, &third),
		chromedp.Evaluate(`document.querySelectorAll(".list a[data-v=right], .list a[data-v=wrong]").length`, &took))
	if first == third || took != 2 {
		t.Errorf("two decisions lead from %s to %s and show %v", first, third, took)
	}
	run("undo", chromedp.KeyEvent("u"), decided(1), settled, chromedp.Evaluate(current, &after))
	if after == first || after == third {
		t.Errorf("undo leads to %s, not to the second mark", after)
	}
	run("speed", chromedp.Evaluate(`new Promise((done) => {
		const from = performance.now();
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
		requestAnimationFrame(() => done(performance.now() - from));
	})`, &took, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }), decided(2), settled)
	if took > 50 {
		t.Logf("an action shows after %.0f ms", took)
	}
	run("text", chromedp.Evaluate(`document.querySelector("mark.now").getBoundingClientRect().top`, &y1),
		chromedp.KeyEvent("J"), settled, chromedp.KeyEvent("K"), settled,
		chromedp.Evaluate(`document.querySelector("mark.now").getBoundingClientRect().top`, &y2))
	run("field", chromedp.KeyEvent("n"), until(`document.activeElement.name === "note"`), chromedp.KeyEvent("r"),
		until(`document.activeElement.value?.endsWith("r")`), decided(2))
	run("change", chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.KeyEvent("e"),
		browsertest.Present("#change select[name=tag]"), browsertest.Present("#change .cut"))
	moveEnds(t, ctx)
	run("save the change",
		chromedp.Evaluate(`document.querySelector("#change select[name=tag]").value = "hedge";
			document.querySelector("#change button.first").click()`, nil), decided(3), settled)
	run("chain", chromedp.Evaluate(`document.querySelector('.list a .sg.unsupported')?.closest("a").click()`, nil),
		settled, chromedp.KeyEvent("."), chromedp.Location(&place))
	run("add", chromedp.Evaluate(`{
		const text = document.querySelector("article.c .text");
		const range = document.createRange();
		range.selectNodeContents(text);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
	}`, nil), browsertest.Present(".addbar button"), chromedp.KeyEvent("2"),
		browsertest.Present(`.list a[data-v=missed]`), browsertest.Present("mark.evidence[data-m*=added]"),
		chromedp.Evaluate(`document.querySelector(".pane .saidline").textContent`, &added))
	if !strings.Contains(added, "by you") {
		t.Errorf("added: %q", added)
	}
	// J and K go on where a page ends, and no mark is between.
	var last, over, back string
	run("last of the page", chromedp.Navigate(url), browsertest.Present(".list a"),
		chromedp.Evaluate(`[...document.querySelectorAll(".list a")].at(-1).click()`, nil), settled, chromedp.Evaluate(current, &last))
	run("J across pages", chromedp.KeyEvent("J"), until(`document.querySelector(".list a")?.getAttribute("aria-current") === "true"`),
		settled, chromedp.Evaluate(current, &over))
	run("K across pages", chromedp.KeyEvent("K"),
		until(`[...document.querySelectorAll(".list a")].at(-1)?.getAttribute("aria-current") === "true"`), settled,
		chromedp.Evaluate(current, &back))
	if over == last || back != last {
		t.Errorf("J leads from %s to %s, K back to %s", last, over, back)
	}
}
