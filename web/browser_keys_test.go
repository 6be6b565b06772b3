package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// TestKeys: every page lists its keys at "?", they do what it says, and they can
// be turned off and on.
func TestKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	home := served(t, decidedDatabase(t)).URL
	ctx := browsertest.Start(t)
	complaints := browsertest.Listen(ctx)
	open := func(path string) chromedp.Action { return chromedp.Navigate(home + path) }
	press := func(keys ...string) (all chromedp.Tasks) {
		for _, k := range keys {
			all = append(all, chromedp.KeyEvent(k))
		}
		return all
	}
	for path, own := range map[string]string{
		"/threads": "", "/assertions": "claims", "/topic?name=Norway": "claims", "/agreement?made=all": "agreement",
		shortPath + "/map": "map", shortPath: "thread", "/overview": "", "/review?topic=nothing": "review", "/sets": "",
	} {
		rows := `document.querySelectorAll("#keys dt").length`
		if own != "" {
			rows += fmt.Sprintf(" > %d", 5)
		}
		browsertest.Run(t, ctx, path+" ?", open(path), press("?"), browsertest.Until(`document.querySelector("#keys")?.open && `+rows),
			press(kb.Escape), browsertest.Until(`!document.querySelector("#keys").open`))
	}
	for what, actions := range map[string]chromedp.Tasks{
		"l":           {open("/assertions"), press("j", "l"), browsertest.Until(`location.pathname.includes("/assertions/")`)},
		"t":           {open("/assertions"), press("j", "t"), browsertest.Until(`location.pathname.startsWith("/threads/") && location.search.startsWith("?mark=")`)},
		"f":           {open("/threads"), press("f"), browsertest.Until(`document.activeElement.id === "f"`)},
		"f in a rail": {open("/assertions"), press("f"), browsertest.Until(`document.activeElement.closest(".rail")`)},
		"/":           {open("/overview"), press("/"), browsertest.Until(`document.activeElement.type === "search"`)},
		"+":           {open("/topics"), press("+"), browsertest.Until(`location.pathname === "/add"`)},
		"off": {open("/keys"), chromedp.Click("form[action='/settings/keys'] button"), browsertest.Until(`document.body.dataset.keys === "off"`),
			press("+", "/"), browsertest.Until(`location.pathname === "/keys" && document.activeElement.type !== "search"`),
			chromedp.Click("form[action='/settings/keys'] button"), browsertest.Until(`document.body.dataset.keys !== "off" && document.readyState === "complete"`),
			press("/"), browsertest.Until(`document.activeElement.type === "search"`)},
	} {
		browsertest.Run(t, ctx, what, actions)
	}
	if said := complaints.Said(); len(said) > 0 {
		t.Errorf("the browser says: %q", said)
	}
}
