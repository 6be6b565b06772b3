// Package browsertest runs tests in headless Chromium.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// testTime bounds a test, runTime a call of Run, untilTime a condition.
const (
	testTime  = 4 * time.Minute
	runTime   = time.Minute
	untilTime = 30 * time.Second
)

// Start starts Chromium with one page. Without one the test is skipped, except
// in CI, where it fails.
func Start(t testing.TB) context.Context {
	t.Helper()
	path := find()
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium: .ci/run must install one")
		}
		t.Skip("NO BROWSER TEST: no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WSURLReadTimeout(runTime))
	limit := testTime
	if os.Getenv("SHOTS") != "" { // every state in every look
		limit = 10 * testTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits until the browser has ended
		cancel()
	})
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

// Console collects errors that the browser reports for the page of ctx.
type Console struct {
	mu   sync.Mutex
	said []string
}

// Listen begins to collect.
func Listen(ctx context.Context) *Console {
	c := &Console{}
	chromedp.ListenTarget(ctx, func(ev any) {
		c.mu.Lock()
		defer c.mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				c.said = append(c.said, e.Entry.Text+" "+e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			c.said = append(c.said, e.ExceptionDetails.Error())
		}
	})
	return c
}

// Said returns what was reported since the last call.
func (c *Console) Said() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}

// Until waits for a condition in JavaScript on a page whose scripts have run, also
// across navigation.
func Until(js string) chromedp.Action {
	poll := chromedp.Poll(`document.readyState === "complete" && (`+js+`)`, nil, chromedp.WithPollingTimeout(untilTime))
	return chromedp.ActionFunc(func(ctx context.Context) error {
		end := time.Now().Add(untilTime)
		for {
			err := poll.Do(ctx)
			if left := (*cdproto.Error)(nil); !errors.As(err, &left) || time.Now().After(end) {
				return err
			} // the page it polled was left
		}
	})
}

// Present waits until an element matches the selector, as Until does.
func Present(selector string) chromedp.Action {
	return Until(fmt.Sprintf("document.querySelector(%q) !== null", selector))
}

// Absent waits until no element matches the selector, as Until does.
func Absent(selector string) chromedp.Action {
	return Until(fmt.Sprintf("document.querySelector(%q) === null", selector))
}

// Visible waits until an element that matches the selector is shown, as Until does.
func Visible(selector string) chromedp.Action {
	return Until(fmt.Sprintf("[...document.querySelectorAll(%q)].some((e) => e.checkVisibility())", selector))
}

// Run runs actions; what names them in the failure, which also shows what the
// page says.
func Run(t testing.TB, ctx context.Context, what string, actions ...chromedp.Action) {
	t.Helper()
	bounded, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	if err := chromedp.Run(bounded, actions...); err != nil {
		var place, text string
		_ = chromedp.Run(ctx, chromedp.Location(&place), chromedp.Evaluate(`document.querySelector("main")?.innerText ?? ""`, &text))
		words := strings.Fields(text)
		t.Fatalf("%s: %v; at %s: %s", what, err, place, strings.Join(words[:min(len(words), 120)], " "))
	}
}

// Media sets the window and how the page is shown: "dark", "print",
// "forced-colors"; without any, light on a screen. A narrow window is a phone's.
func Media(width, height int64, how ...string) chromedp.Action {
	dark, forced := "light", "none"
	if slices.Contains(how, "dark") {
		dark = "dark"
	}
	if slices.Contains(how, "forced-colors") {
		forced = "active"
	}
	media := "screen"
	if slices.Contains(how, "print") {
		media = "print"
	}
	return chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(width, height, 1, width < 500),
		emulation.SetEmulatedMedia().WithMedia(media).WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: dark}, {Name: "forced-colors", Value: forced}}),
	}
}
