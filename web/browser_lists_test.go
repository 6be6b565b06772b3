package web_test

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// TestBrowserLists pastes a thread, looks at the preview, imports it, chooses
// it in the table, deletes it and takes that back, with the scripts running.
func TestBrowserLists(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := served(t, filepath.Join(t.TempDir(), "x.db"))
	ctx := browsertest.Start(t)
	var complaints []string
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			complaints = append(complaints, e.Entry.Text)
		}
	})
	var hidden, shown, sideways bool
	err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(390, 800, 1, true),
		chromedp.Navigate(s.URL+"/threads"), browsertest.Visible(".empty"),
		chromedp.KeyEvent("+"), browsertest.Visible("#text"),
		chromedp.SetValue("#text", pasted), chromedp.Focus("#text"),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)), // Ctrl
		browsertest.Visible("#state[data-step=preview]"),
		chromedp.Click("form[action$=import] button"),
		browsertest.Visible("#state[data-step=done]"), // the page asks until it is
		chromedp.Navigate(s.URL+"/threads?all=1"), browsertest.Visible("tbody tr"),
		chromedp.Evaluate(`document.querySelector(".sel").hidden`, &hidden),
		chromedp.Click("tbody input[name=thread]"),
		chromedp.Evaluate(`!document.querySelector(".sel").hidden`, &shown),
		chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &sideways),
		chromedp.Click("button[formaction='/threads/delete']"), browsertest.Visible("form[action='/threads/delete']"),
		chromedp.Click("form[action='/threads/delete'] button.danger"),
		browsertest.Visible("form.done button"), browsertest.Absent("tbody tr"),
		chromedp.Click("form.done button"), browsertest.Visible("p.done"),
		chromedp.Navigate(s.URL+"/threads?all=1"), browsertest.Visible("tbody tr"),
	)
	if err != nil {
		t.Fatal(err)
	}
	if !hidden || !shown {
		t.Errorf("the bar is hidden without a choice: %v, shown with one: %v", hidden, shown)
	}
	if sideways {
		t.Error("the table scrolls sideways at 390 pixels")
	}
	if len(complaints) > 0 {
		t.Errorf("console: %q", complaints)
	}
}
