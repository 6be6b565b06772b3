package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/internal/browsertest"
)

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
	run("name", chromedp.Navigate(url), chromedp.WaitReady(".whoami input"), chromedp.SendKeys(".whoami input[name=name]", "Ida"),
		chromedp.Click(".whoami button"), chromedp.WaitNotPresent(".whoami"))
	run("choose", chromedp.KeyEvent("j"), chromedp.WaitReady("#decide"), settled, chromedp.Evaluate(current, &first),
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
		chromedp.WaitReady("#change select[name=tag]"),
		chromedp.Evaluate(`document.querySelector("#change select[name=tag]").value = "hedge";
			document.querySelector("#change button").click()`, nil), decided(3), settled)
	run("chain", chromedp.Evaluate(`document.querySelector('.list a .sg.unsupported')?.closest("a").click()`, nil),
		settled, chromedp.KeyEvent("."), chromedp.Location(&place))
	run("add", chromedp.Evaluate(`{
		const text = document.querySelector("article.c .text");
		const range = document.createRange();
		range.selectNodeContents(text);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
	}`, nil), chromedp.WaitReady(".addbar button"), chromedp.KeyEvent("2"),
		chromedp.WaitReady(`.list a[data-v=missed]`), chromedp.WaitReady("mark.evidence[data-m*=added]"),
		chromedp.Evaluate(`document.querySelector(".pane .saidline").textContent`, &added))
	if !strings.Contains(added, "by you") {
		t.Errorf("added: %q", added)
	}
	// J and K go on where a page ends, and no mark is between.
	var last, over, back string
	run("last of the page", chromedp.Navigate(url), chromedp.WaitReady(".list a"),
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
