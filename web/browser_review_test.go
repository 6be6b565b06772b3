package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// TestReviewByKeyboard decides marks by keyboard alone: right, wrong, changed,
// with a note, skipped, undone and several at once.
func TestReviewByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "review.db")
	copyFile(t, path, own)
	s := served(t, own)
	ctx := browser(t)
	saved := func(n int) chromedp.Action { // the page has this many decided
		return chromedp.Poll(fmt.Sprintf(`document.querySelector(".prog b")?.textContent.startsWith("%d of ")`, n), nil)
	}
	shot := func(name string, width int64) {
		dir := os.Getenv("SHOTS")
		if dir == "" {
			return
		}
		var png []byte
		if err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
			chromedp.FullScreenshot(&png, 100)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var first, here string
	words := `document.querySelector("mark.now").textContent`
	err = chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(1280, 900, 1, false),
		chromedp.Navigate(s.URL+"/review"), chromedp.WaitReady(".whoami input"),
		chromedp.SendKeys(".whoami input[name=name]", "Ada"+kb.Enter), chromedp.WaitReady(".acts4"),
		chromedp.Evaluate(words, &first))
	if err != nil {
		t.Fatal(err)
	}
	shot("queue1280.png", 1280)
	shot("queue390.png", 390)
	run := func(what string, actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(ctx, actions...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	run("size", emulation.SetDeviceMetricsOverride(1280, 900, 1, false))
	run("right", chromedp.KeyEvent("a"), saved(1))
	run("wrong", chromedp.KeyEvent("r"), saved(2))
	run("undo", chromedp.KeyEvent("u"), saved(1))
	run("right after all", chromedp.KeyEvent("a"), saved(2))
	run("note", chromedp.KeyEvent("n"), chromedp.WaitReady(".notefold[open]"), chromedp.KeyEvent("as in j"),
		chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("r"), saved(3))
	run("change", chromedp.KeyEvent("e"), chromedp.WaitReady(".change .cut"))
	shot("change1280.png", 1280)
	shot("change390.png", 390)
	run("change", emulation.SetDeviceMetricsOverride(1280, 900, 1, false),
		chromedp.KeyEvent("7"), chromedp.KeyEvent("{"), chromedp.KeyEvent(kb.Enter), saved(4))
	run("skip", chromedp.Evaluate(words, &first), chromedp.KeyEvent("j"),
		chromedp.Poll(fmt.Sprintf(`%s !== %q || true`, words, first), nil), saved(4))
	for n := 5; n <= 10; n++ {
		run("right", chromedp.KeyEvent("a"), saved(n))
	}
	run("blind", chromedp.Navigate(s.URL+"/review?blind=1&tag=insult"), chromedp.WaitReady(".acts4"))
	shot("blind1280.png", 1280)
	run("alike", chromedp.Navigate(s.URL+"/review?order=thread&decided=no"), chromedp.WaitReady(".acts4"), chromedp.Location(&here))
	db, err := store.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ds, err := db.Decisions(t.Context(), view.DecisionFilter{Coder: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	n := map[gainsay.Verdict]int{}
	for _, d := range ds {
		n[d.Verdict]++
		if d.Verdict == gainsay.Wrong && d.Note != "as in j" {
			t.Errorf("note %q", d.Note)
		}
		if d.Change != nil && (d.Change.Tag != gainsay.TagInsult || d.Change.End >= d.End && d.Change.Start == d.Start) {
			t.Errorf("changed to %+v from %+v", d.Change, d.Span)
		}
	}
	if n[gainsay.Right] != 8 || n[gainsay.Wrong] != 1 || n[gainsay.Changed] != 1 {
		t.Errorf("decisions %v", n)
	}
}
