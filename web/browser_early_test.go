package web_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// TestEarlyKeys presses keys before the scripts of the page have arrived: they act
// once the scripts run.
func TestEarlyKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := site(t)
	inner, pressed := s.Config.Handler, make(chan struct{})
	release := sync.OnceFunc(func() { close(pressed) })
	defer release()
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/thread.js") {
			<-pressed
		}
		inner.ServeHTTP(w, r)
	})
	ctx := browsertest.Start(t)
	leave := chromedp.ActionFunc(func(ctx context.Context) error { // does not wait until the page is loaded
		_, _, _, _, err := page.Navigate(s.URL + longPath).Do(ctx)
		return err
	})
	var chosen string
	browsertest.Run(t, ctx, "keys", leave,
		chromedp.Poll(`document.readyState === "interactive" && document.querySelectorAll(".list a").length > 1`, nil),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("j"),
		chromedp.ActionFunc(func(context.Context) error { release(); return nil }),
		browsertest.Present(".pane .card[data-m]"),
		chromedp.Evaluate(`String([...document.querySelectorAll(".list a[data-m]")].findIndex((a) => a.ariaCurrent))`, &chosen))
	if chosen != "1" {
		t.Errorf("two keys lead to mark %s of the list, not to 1", chosen)
	}
}
