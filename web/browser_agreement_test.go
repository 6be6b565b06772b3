package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// TestBrowserAgreement settles a disagreement by key, after moving to it by key.
func TestBrowserAgreement(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := served(t, coded(t, 60, "anna", "bo"))
	ctx := browsertest.Start(t)
	var now, open string
	err := chromedp.Run(ctx, chromedp.Navigate(s.URL+"/agreement"),
		chromedp.SendKeys(`input[name=name]`, "carl"), chromedp.Click(`form[action="/coder"] button`),
		browsertest.Present(`.keyed .dis li.now .adj`),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("0"), chromedp.KeyEvent("k"),
		chromedp.Text(`.dis li.now .tx mark`, &now),
		chromedp.KeyEvent("2"),
		browsertest.Present(`a[href*="settled=yes"]`),
		chromedp.Text(`#disagreements .sub`, &open))
	if err != nil {
		t.Fatal(err)
	}
	if now != "<b id=evil>words 10" {
		t.Errorf("current was %q", now)
	}
	if want := "5 open, 1 settled"; len(open) < len(want) || open[:len(want)] != want {
		t.Errorf("the list says %q", open)
	}
}
