package web_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/browsertest"
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
	ctx := browsertest.Start(t)
	saved := func(n int) chromedp.Action { // the page has this many decided
		return browsertest.Until(fmt.Sprintf(`document.querySelector(".prog b")?.textContent.startsWith("%d of ")`, n))
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
	var here string
	err = chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(1280, 900, 1, false),
		chromedp.Navigate(s.URL+"/review"), browsertest.Present(".whoami input"),
		chromedp.SendKeys(".whoami input[name=name]", "Ada"+kb.Enter), browsertest.Present(".acts4"))
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
	run("note", chromedp.KeyEvent("n"), browsertest.Present(".notefold[open]"), chromedp.SetValue(".notefold .note", "as in j"),
		chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("r"), saved(3))
	run("change", chromedp.KeyEvent("e"), browsertest.Present(".change .cut"))
	shot("change1280.png", 1280)
	shot("change390.png", 390)
	run("change", emulation.SetDeviceMetricsOverride(1280, 900, 1, false),
		chromedp.KeyEvent("7"), chromedp.KeyEvent("{"), chromedp.KeyEvent(kb.Enter), saved(4))
	run("skip", chromedp.Location(&here))
	run("skip", chromedp.KeyEvent("j"), browsertest.Until(fmt.Sprintf(`location.href !== %q`, here)), saved(4))
	for n := 5; n <= 10; n++ {
		run("right", chromedp.KeyEvent("a"), saved(n))
	}
	run("not saved", chromedp.Evaluate(`window.real = fetch; window.fetch = () => Promise.reject(new Error("no connection"))`, nil),
		chromedp.KeyEvent("a"), browsertest.Present(".problem button"))
	run("tried again", chromedp.Evaluate(`window.fetch = real`, nil), chromedp.Click(".problem button"), saved(11),
		browsertest.Absent(".problem"))
	run("blind", chromedp.Navigate(s.URL+"/review?blind=1&tag=insult"), browsertest.Present(".acts4"))
	shot("blind1280.png", 1280)
	db, err := store.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	like, copies := repeated(t, db)
	run("alike", chromedp.Navigate(s.URL+"/review?"+url.Values{"in": {like.Thread}, "mark": {like.Mark}}.Encode()),
		chromedp.Click(".alike summary"), chromedp.Click(".alike button[value=wrong]"), saved(11+copies))
	ds, err := db.Decisions(t.Context(), view.DecisionFilter{Coder: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	n, notes := map[gainsay.Verdict]int{}, ""
	for _, d := range ds {
		n[d.Verdict]++
		notes += d.Note
		if d.Change != nil && (d.Change.Tag != gainsay.TagInsult || d.Change.End >= d.End && d.Change.Start == d.Start) {
			t.Errorf("changed to %+v from %+v", d.Change, d.Span)
		}
	}
	if n[gainsay.Right] != 9 || n[gainsay.Wrong] != 1+copies || n[gainsay.Changed] != 1 {
		t.Errorf("decisions %v", n)
	}
	if notes != "as in j" {
		t.Errorf("notes %q", notes)
	}
}

// repeated finds a mark that is said again, with how many say it, none of them
// decided by Ada.
func repeated(t *testing.T, db *store.DB) (view.MarkRef, int) {
	t.Helper()
	rows, err := db.Marks(t.Context(), view.MarkFilter{Coder: "Ada", Decided: view.Undecided}, view.MarkRef{}, false, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		m, err := db.MarkContext(t.Context(), r.MarkRef, "Ada")
		if err != nil {
			t.Fatal(err)
		}
		alike, err := db.Alike(t.Context(), m, "Ada")
		if err != nil {
			t.Fatal(err)
		}
		decided := slices.ContainsFunc(alike, func(o view.MarkRow) bool { return o.Verdict != "" })
		if len(alike) > 0 && !decided {
			return r.MarkRef, len(alike) + 1
		}
	}
	t.Fatal("nothing is said twice")
	return view.MarkRef{}, 0
}
