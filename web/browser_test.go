package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
)

func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := site(t)
	ctx := browsertest.Start(t)
	var complaints []string
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			complaints = append(complaints, e.Entry.Text)
		}
	})
	for _, size := range [][2]int64{{360, 780}, {1280, 900}} {
		for _, path := range []string{"/threads", "/threads/json%3Ahostile",
			"/threads/json%3Ahostile/graph", "/assertions", "/method", longPath, longPath + "/map",
			longPath + "/graph", "/topics", "/topic?name=Norway", "/author?name=Abel", "/add", "/add?by=upload", "/trash", "/search?q=harbour",
			"/threads/delete?thread=json%3Ahostile"} {
			var over bool
			err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(size[0], size[1], 1, size[0] < 500),
				chromedp.Navigate(s.URL+path),
				chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &over))
			if err != nil {
				t.Fatal(err)
			}
			if over {
				t.Errorf("%s scrolls sideways at %d pixels", path, size[0])
			}
		}
	}
	var opened, dark bool
	err := chromedp.Run(ctx, chromedp.Navigate(s.URL+"/threads/json%3Ahostile"),
		browsertest.Present(".list a"), chromedp.KeyEvent("j"), browsertest.Present(".pane .card[data-m]"),
		chromedp.Evaluate(`document.querySelector("mark.now") !== null`, &opened),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme",
			Value: "dark"}}),
		chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor === "rgb(25, 24, 22)"`, &dark))
	if err != nil {
		t.Fatal(err)
	}
	if !opened {
		t.Error("j and o do not open the first card")
	}
	if !dark {
		t.Error("dark mode is not applied")
	}
	if len(complaints) > 0 {
		t.Errorf("the browser complains: %q", complaints)
	}
}

// TestWalk walks a map by keyboard.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := site(t)
	ctx := browsertest.Start(t)
	var lit, dim int
	err := chromedp.Run(ctx,
		chromedp.Navigate(s.URL+longPath+"/map"), browsertest.Present("svg.arcs"),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("j"),
		chromedp.Evaluate(`document.querySelectorAll(".arcs.some .arc.lit").length`, &lit),
		chromedp.Evaluate(`document.querySelectorAll(".arcs.some .arc:not(.lit)").length`, &dim))
	if err != nil {
		t.Fatal(err)
	}
	if lit == 0 || dim == 0 {
		t.Errorf("a line of the map lights %d arcs and dims %d", lit, dim)
	}
	var place string
	err = chromedp.Run(ctx, chromedp.KeyEvent("+"), browsertest.Present(".map.z2"), chromedp.KeyEvent("j"),
		chromedp.KeyEvent(kb.Enter),
		browsertest.Present("article.c:target"), chromedp.Location(&place))
	if err != nil || !strings.Contains(place, "#c-") {
		t.Errorf("+ and Enter lead to %s, %v", place, err)
	}
}
