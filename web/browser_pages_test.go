package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/browsertest"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// state is a page in a state: an address, and what is done there.
type state struct {
	name, url string
	actions   []chromedp.Action
}

// looks are the windows and colours in which every state is looked at.
var looks = []struct {
	name  string
	width int64
	how   []string
}{
	{"1280", 1280, nil},
	{"390-dark", 390, []string{"dark"}},
	{"1280-dark", 1280, []string{"dark"}},
	{"390", 390, nil},
	{"1280-forced", 1280, []string{"forced-colors"}},
	{"1280-print", 1280, []string{"print"}},
}

// TestEveryState looks at all pages in their states, in turn wide and light or
// narrow and dark: axe-core finds nothing, nothing overflows, the browser
// reports nothing. With SHOTS=DIR it does so in all looks and saves screenshots
// in DIR; STATE=PREFIX takes only states whose names begin so.
func TestEveryState(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	axe := browsertest.LoadAxe(t)
	ctx := browsertest.Start(t)
	console := browsertest.Listen(ctx)
	shots := os.Getenv("SHOTS")
	for n, s := range states(t) {
		if s.name != "coder" && !strings.HasPrefix(s.name, os.Getenv("STATE")) {
			continue
		}
		for i, look := range looks {
			if shots == "" && i != n%2 {
				continue
			}
			media := browsertest.Media(look.width, 900, look.how...)
			first := media
			if look.how != nil && look.how[0] == "print" { // a print has nothing to click
				first = browsertest.Media(look.width, 900)
			}
			browsertest.Run(t, ctx, s.name, first, chromedp.Navigate(s.url), chromedp.WaitReady("main h1, main .ask, main h2"))
			browsertest.Run(t, ctx, s.name, s.actions...)
			browsertest.Run(t, ctx, s.name, media)
			if i < 4 {
				inspect(t, ctx, axe, s.name+" "+look.name)
			}
			if shots != "" {
				shoot(t, ctx, filepath.Join(shots, s.name+"-"+look.name+".png"))
			}
		}
		for _, said := range console.Said() {
			if !strings.Contains(said, "status of 40") { // pages that say what is wrong
				t.Errorf("%s: the browser says %s", s.name, said)
			}
		}
	}
}

// inspect checks the page as it is shown.
func inspect(t *testing.T, ctx context.Context, axe browsertest.Axe, where string) {
	t.Helper()
	var over bool
	browsertest.Run(t, ctx, where, chromedp.Evaluate(
		`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &over))
	if over {
		t.Errorf("%s scrolls sideways", where)
	}
	found, err := axe.Violations(ctx)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for _, v := range found {
		t.Errorf("%s: %s", where, v)
	}
}

func shoot(t *testing.T, ctx context.Context, file string) {
	t.Helper()
	var png []byte
	browsertest.Run(t, ctx, file, chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(file, png, 0o600); err != nil {
		t.Fatal(err)
	}
}

// states are all pages in their states, in an order in which forms sent for one
// serve those that follow.
func states(t *testing.T) []state {
	own := decidedDatabase(t)
	full := served(t, own).URL
	empty := served(t, filepath.Join(t.TempDir(), "empty.db")).URL
	guarded := guardedSite(t, web.Config{}).URL
	click := func(sel string) chromedp.Action { return chromedp.Click(sel, chromedp.ByQuery) }
	mark, comment, author := claimOf(t, own)
	var all []state
	add := func(name, url string, actions ...chromedp.Action) { all = append(all, state{name, url, actions}) }

	for _, path := range []string{"threads", "review", "assertions", "topics", "authors", "overview", "agreement",
		"agreement/thresholds", "sets", "trash", "search?q=x"} {
		name, _, _ := strings.Cut(path, "?")
		add("empty-"+filepath.Base(name), empty+"/"+path)
	}
	add("thread-nameless", full+shortPath, chromedp.KeyEvent("j"), chromedp.WaitReady(".card .whoami"))
	add("review-nameless", full+"/review")
	add("agreement-nameless", full+"/agreement")
	add("coder", full+"/coder?back=/topics", chromedp.SetValue("#main input[name=name]", "Ada"), click("#main form button"),
		browsertest.Until(`location.pathname === "/topics"`), chromedp.WaitReady(".you b"), chromedp.Navigate(full+"/coder"))
	thread := full + shortPath
	add("thread", thread)
	add("thread-pages", full+longPath+"?tag=insult&tag=question")
	add("thread-mark", thread+"?mark="+mark+"#m-"+mark, chromedp.WaitReady("#decide"))
	add("thread-change", thread+"?mark="+mark+"&change=1", chromedp.WaitReady("#change"))
	add("thread-add", thread+"?add="+comment, chromedp.WaitReady("#add"))
	add("thread-keys", thread, chromedp.KeyEvent("?"), browsertest.Until(`document.getElementById("keys").open`))
	add("thread-filtered", thread+"?status=unsupported&dispute=contested&author="+url.QueryEscape(author))
	add("thread-nothing", thread+"?decided=changed")
	add("thread-selected", thread, chromedp.Evaluate(`{
		const text = document.querySelector("article.c .text");
		getSelection().selectAllChildren(text);
		text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
	}`, nil), chromedp.WaitReady(".addbar button"))
	add("thread-blind", thread+"?mark="+mark, chromedp.Evaluate(`{
		const b = document.querySelector("form[action='/settings/blind'] button[aria-pressed=false]");
		if (b) b.click();
	}`, nil), chromedp.WaitReady("form[action='/settings/blind'] button[aria-pressed=true]"))
	add("thread-hostile", full+"/threads/json%3Ahostile")
	add("map", thread+"/map")
	add("map-chosen", thread+"/map", chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	add("graph", thread+"/graph", browsertest.Until(`document.querySelector(".tree .words").offsetWidth > 0`))
	add("entry", full+shortPath+"/assertions/"+mark)
	add("review", full+"/review", chromedp.WaitReady(".acts4"))
	add("review-change", full+"/review?change=1", chromedp.WaitReady(".change .cut"))
	add("review-filters", full+"/review?tag=insult&order=worth", chromedp.Evaluate(
		`for (const d of document.querySelectorAll("details")) d.open = true`, nil))
	add("review-blind", full+"/review?blind=1")
	add("review-nothing", full+"/review?topic=nothing")
	add("review-done", full+"/review?thread=json%3Aunion-debate&tag=insult")
	add("agreement", full+"/agreement?made=all", chromedp.WaitReady(".dis li.now .adj"))
	add("agreement-other", full+"/agreement?made=all", chromedp.WaitReady(".dis li.now"), chromedp.KeyEvent("e"))
	add("agreement-one", full+"/agreement?coder=anna&with=all")
	add("thresholds", full+"/agreement/thresholds")
	add("threads", full+"/threads?all=1")
	add("threads-chosen", full+"/threads?all=1", click("tbody input[name=thread]"), chromedp.WaitVisible(".sel"))
	add("threads-nothing", full+"/threads?q=zzz&tag=insult")
	add("delete", full+"/threads/delete?thread=json%3Aunion-debate")
	add("erase", full+"/erase?author=Abel")
	add("assertions", full+"/assertions")
	add("assertions-filtered", full+"/assertions?find=o&topic=Norway&status=unsupported&from=2020-01")
	add("topics", full+"/topics?q=no")
	add("topic", full+"/topic?name=Norway")
	add("author", full+"/author?name=Abel")
	add("authors", full+"/authors")
	add("overview", full+"/overview")
	add("overview-compared", full+"/overview?a=&b=topic%3DNorway")
	add("sets", full+"/assertions?topic=Norway", chromedp.Evaluate(`document.querySelector("form[action='/sets/save']")
		?.closest("details")?.setAttribute("open", "")`, nil), chromedp.Navigate(full+"/sets"))
	add("search", full+"/search?q=harbo*+author:Abel")
	add("search-nothing", full+"/search?q=zzzz")
	add("method", full+"/method")
	add("not-found", full+"/nonsense")
	add("bad-request", full+"/threads?page=x")
	add("add-paste", full+"/add")
	add("add-upload", full+"/add?by=upload")
	add("add-address", full+"/add?by=address")
	paste := func(text string) []chromedp.Action {
		return []chromedp.Action{chromedp.SetValue("#text", text), click("main form button.first"),
			chromedp.WaitReady("#state:not([data-step=reading])")}
	}
	add("add-unfit", full+"/add", paste("hello")...)
	add("add-preview", full+"/add", paste(pasted)...)
	add("add-done", full+"/add", append(paste(pasted), click("form[action$=import] button"),
		chromedp.WaitReady("#state[data-step=done]"))...)
	add("jobs", full+"/jobs")
	add("jobs-none", full+"/jobs?state=running&kind=fails")
	add("job", full+"/jobs/1")
	add("trash", full+"/threads/delete?thread=json%3Ahostile", click("button.danger"), chromedp.WaitVisible("form.done"),
		chromedp.Navigate(full+"/trash"), chromedp.WaitReady("tbody tr, .empty"))
	add("login", guarded+"/login")
	add("login-failed", guarded+"/login", chromedp.SendKeys("#name", "Ada"), chromedp.SendKeys("#password", "wrong"+kb.Enter),
		chromedp.WaitReady(".problem"))
	add("account", guarded+"/login", chromedp.Evaluate(`if (document.querySelector("#name")) {
		document.querySelector("#name").value = "Ada"; document.querySelector("#password").value = "`+goodPassword+`";
		document.querySelector("form[action='/login']").submit(); }`, nil), chromedp.WaitReady(".you a"),
		chromedp.Navigate(guarded+"/account"))
	add("users", guarded+"/users")
	return all
}

const shortKey, shortPath = "json:union-debate", "/threads/json%3Aunion-debate"

// decidedDatabase copies the database of all tests and lets two people decide
// the marks of two threads, most of them alike.
func decidedDatabase(t *testing.T) string {
	t.Helper()
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "decided.db")
	copyFile(t, path, own)
	db, err := store.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, key := range []string{shortKey, "json:lake-cleanup"} {
		a, err := db.Analysis(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Decide(t.Context(), twoCoders(t, a)...); err != nil {
			t.Fatal(err)
		}
	}
	return own
}

// twoCoders decides all marks; a third person decides the insults.
func twoCoders(t *testing.T, a *gainsay.Analysis) (ds []gainsay.Decision) {
	for i, m := range a.Annotations {
		for k, coder := range []string{"anna", "bo", "Ada"} {
			verdict := gainsay.Right
			if i%4 == 2 && (k == 0 || i%16 != 2) {
				verdict = gainsay.Wrong
			}
			d, err := decide.OfMark(a, m.ID, verdict)
			if err != nil {
				t.Fatal(err)
			}
			d.Coder, d.Blind, d.Note = coder, i%3 != 0, strings.Repeat(fmt.Sprint("Note ", i, ". "), i%3)
			if k < 2 || m.Tag == gainsay.TagInsult {
				ds = append(ds, d)
			}
		}
	}
	return ds
}

// claimOf returns the mark of the first assertion of the short thread, its
// comment, and the author of that.
func claimOf(t *testing.T, path string) (mark, comment, author string) {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := db.Analysis(t.Context(), shortKey)
	if err != nil {
		t.Fatal(err)
	}
	first := a.Assertions[0]
	return first.ID, first.Comment, a.Thread.Comment(first.Comment).Author
}
