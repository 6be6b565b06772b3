package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
	"github.com/gainsay/gainsay/web"
)

// TestBrowserAccess: browsers send the headers by which forms are told from
// those of other sites, and keep the cookies.
func TestBrowserAccess(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s, g := site(t), guardedSite(t, web.Config{})
	ctx := browsertest.Start(t)
	var name, place, account, out string
	err := chromedp.Run(ctx, chromedp.Navigate(s.URL+"/topics?q=norw"), chromedp.Click(".you a", chromedp.ByQuery),
		browsertest.Present("#name"), chromedp.SendKeys("#name", "Ada"+kb.Enter), browsertest.Present(".you b"),
		chromedp.Text(".you b", &name, chromedp.ByQuery), chromedp.Location(&place))
	if err != nil || name != "Ada" || place != s.URL+"/topics?q=norw" {
		t.Errorf("the name is %q at %s, %v", name, place, err)
	}
	err = chromedp.Run(ctx, chromedp.Navigate(g.URL+"/users"), browsertest.Present("form[action='/login']"),
		chromedp.SendKeys("#name", "Ada"), chromedp.SendKeys("#password", goodPassword+kb.Enter),
		browsertest.Present(".you a"), chromedp.Text(".you a", &account, chromedp.ByQuery), chromedp.Location(&place),
		chromedp.Navigate(g.URL+"/account"), chromedp.Click("form[action='/logout'] button", chromedp.ByQuery),
		browsertest.Present("form[action='/login']"), chromedp.Navigate(g.URL+"/users"),
		browsertest.Present("form[action='/login']"), chromedp.Location(&out))
	if err != nil || account != "Ada" || place != g.URL+"/users" || out != g.URL+"/login?back=%2Fusers" {
		t.Errorf("signed in as %q at %s, out at %s, %v", account, place, out, err)
	}
}
