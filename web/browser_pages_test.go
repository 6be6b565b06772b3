package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/browsertest"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
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
// in DIR; STATE=PREFIX,… takes only states whose names begin so.
func TestEveryState(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	axe := browsertest.LoadAxe(t)
	ctx := browsertest.Start(t)
	console := browsertest.Listen(ctx)
	shots := os.Getenv("SHOTS")
	for n, s := range states(t) {
		if s.name != "coder" && !slices.ContainsFunc(strings.Split(os.Getenv("STATE"), ","), func(p string) bool { return strings.HasPrefix(s.name, p) }) {
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
			browsertest.Run(t, ctx, s.name, first, chromedp.Navigate(s.url), browsertest.Present("main h1, main .ask, main h2"))
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
			if !strings.Contains(said, "status of 4") { // pages that say what is wrong
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
	anew := served(t, reanalysed(t)).URL
	click := func(sel string) chromedp.Action { return chromedp.Click(sel, chromedp.ByQuery) }
	mark, comment, author := claimOf(t, own)
	var all []state
	add := func(name, url string, actions ...chromedp.Action) { all = append(all, state{name, url, actions}) }

	for _, path := range []string{"threads", "review", "assertions", "topics", "authors", "overview", "agreement",
		"agreement/thresholds", "sets", "trash", "search?q=x", "doors", "decisions/lost", "add"} {
		name, _, _ := strings.Cut(path, "?")
		add("empty-"+filepath.Base(name), empty+"/"+path)
	}
	add("thread-nameless", full+shortPath, chromedp.KeyEvent("j"), browsertest.Present(".card .whoami"))
	add("review-nameless", full+"/review")
	add("agreement-nameless", full+"/agreement")
	add("coder", full+"/coder?back=/topics", chromedp.SetValue("#main input[name=name]", "Ada"), click("#main form button"),
		browsertest.Until(`location.pathname === "/topics"`), browsertest.Present(".you b"), chromedp.Navigate(full+"/coder"))
	thread := full + shortPath
	add("thread", thread)
	add("thread-pages", full+longPath+"?tag=insult&tag=question")
	add("thread-mark", thread+"?mark="+mark+"#m-"+mark, browsertest.Present("#decide"))
	add("thread-change", thread+"?mark="+mark+"&change=1", browsertest.Present("#change"))
	add("thread-add", thread+"?add="+comment, browsertest.Present("#add"))
	add("thread-keys", thread, chromedp.KeyEvent("?"), browsertest.Until(`document.getElementById("keys").open`))
	add("thread-filtered", thread+"?status=unsupported&dispute=contested&author="+url.QueryEscape(author))
	add("thread-decided", thread+"?marks=decided&mark="+mark)
	add("thread-nothing", thread+"?decided=changed")
	add("thread-selected", thread, chromedp.Evaluate(`{
		const text = document.querySelector("article.c .text");
		getSelection().selectAllChildren(text);
		text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
	}`, nil), browsertest.Present(".addbar button"))
	add("thread-blind", thread+"?mark="+mark, chromedp.Evaluate(`{
		const b = document.querySelector("form[action='/settings/blind'] button[aria-pressed=false]");
		if (b) b.click();
	}`, nil), browsertest.Present("form[action='/settings/blind'] button[aria-pressed=true]"))
	add("thread-hostile", full+"/threads/json%3Ahostile")
	add("map", thread+"/map")
	add("map-chosen", thread+"/map", chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	add("map-decided", thread+"/map?marks=decided")
	add("graph", thread+"/graph", browsertest.Until(`document.querySelector(".tree .words").offsetWidth > 0`))
	add("entry", full+shortPath+"/assertions/"+mark)
	add("entry-removed", full+shortPath+"/assertions/"+mark+"?marks=decided")
	add("review", full+"/review", browsertest.Present(".acts4"))
	add("review-change", full+"/review?change=1", browsertest.Present(".change .cut"))
	add("review-filters", full+"/review?tag=insult&order=worth", chromedp.Evaluate(
		`for (const d of document.querySelectorAll("details")) d.open = true`, nil))
	add("review-blind", full+"/review?blind=1")
	add("review-nothing", full+"/review?topic=nothing")
	add("review-done", full+"/review?thread=json%3Aunion-debate&tag=insult")
	add("agreement", full+"/agreement?made=all", browsertest.Present(".dis li.now .adj"))
	add("agreement-other", full+"/agreement?made=all", browsertest.Present(".dis li.now"), chromedp.KeyEvent("e"))
	add("agreement-one", full+"/agreement?coder=anna&with=all")
	add("thresholds", full+"/agreement/thresholds")
	add("retraining", retrainingSite(t)+"/agreement/thresholds", browsertest.Present("#retraining"), chromedp.Evaluate(
		`for (const d of document.querySelectorAll("details")) d.open = true`, nil))
	add("threads", full+"/threads?all=1")
	add("threads-chosen", full+"/threads?all=1", click("tbody input[name=thread]"), browsertest.Visible(".sel"))
	add("threads-nothing", full+"/threads?q=zzz&tag=insult")
	add("delete", full+"/threads/delete?thread=json%3Aunion-debate")
	add("erase", full+"/erase?author=Abel")
	add("assertions", full+"/assertions")
	add("assertions-decided", full+"/assertions?marks=decided")
	add("assertions-filtered", full+"/assertions?find=o&topic=Norway&status=unsupported&from=2020-01")
	add("topics", full+"/topics?q=no")
	add("topic", full+"/topic?name=Norway")
	add("author", full+"/author?name=Abel")
	add("authors", full+"/authors?marks=both")
	add("overview", full+"/overview")
	add("overview-compared", full+"/overview?a=&b=topic%3DNorway")
	add("sets", full+"/sets", chromedp.Evaluate(`if (!document.querySelector("tbody tr")) {
		document.querySelector("main form.find input[name=name]").value = "Unsupported claims about Norway";
		document.querySelector("main form.find input[name=query]").value = "/assertions?topic=Norway&status=unsupported";
		document.querySelector("main form.find").submit(); }`, nil), browsertest.Present("tbody tr"))
	add("search", full+"/search?q=harbo*+author:Abel")
	add("search-pages", full+"/search?q=harbour")
	add("search-nothing", full+"/search?q=zzzz")
	add("doors", full+"/doors")
	add("lost", anew+"/decisions/lost")
	add("words", wordedSite(t)+"/threads/json%3Aa/marks/m0/words")
	add("compared", full+"/threads/compare?thread=json%3Aunion-debate&thread=json%3Along")
	add("method", full+"/method")
	add("keys", full+"/keys")
	add("assertions-keys", full+"/assertions", chromedp.KeyEvent("?"), browsertest.Until(`document.querySelector("#keys dl")`))
	add("not-found", full+"/nonsense")
	add("bad-request", full+"/threads?page=x")
	add("add-paste", full+"/add")
	add("add-upload", full+"/add?by=upload")
	add("add-address", full+"/add?by=address")
	paste := func(text string) []chromedp.Action {
		return []chromedp.Action{chromedp.SetValue("#text", text), click("main form button.first"),
			browsertest.Present("#state:not([data-step=reading])")}
	}
	add("add-unfit", full+"/add", paste("hello")...)
	add("add-preview", full+"/add", paste(pasted)...)
	add("add-done", full+"/add", append(paste(pasted), click("form[action$=import] button"),
		browsertest.Present("#state[data-step=done]"))...)
	add("jobs", full+"/jobs")
	add("jobs-none", full+"/jobs?state=running&kind=fails")
	add("job", full+"/jobs/1")
	add("trash", full+"/threads/delete?thread=json%3Ahostile", chromedp.Evaluate(
		`document.querySelector("button.danger")?.click()`, nil), // once: then there is no such thread
		browsertest.Until(`document.querySelector("form.done, main form[action='/search']")`),
		chromedp.Navigate(full+"/trash"), browsertest.Present("tbody tr"))
	add("login", guarded+"/login")
	add("login-failed", guardedSite(t, web.Config{}).URL+"/login", chromedp.SendKeys("#name", "Ada"), chromedp.SendKeys("#password", "wrong"+kb.Enter),
		browsertest.Present(".problem"))
	add("account", guarded+"/login", chromedp.Evaluate(`if (document.querySelector("#name")) {
		document.querySelector("#name").value = "Ada"; document.querySelector("#password").value = "`+goodPassword+`";
		document.querySelector("form[action='/login']").submit(); }`, nil), browsertest.Present(".you a"),
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
	if err := db.AddDoorRecords(t.Context(), shadowRecords()...); err != nil {
		t.Fatal(err)
	}
	for i, said := range []view.DoorReport{{Attribute: "SPAM", Value: 1}, {Attribute: "SPAM"}} {
		said.Door, said.Digest, said.Time = "akismet", fmt.Append(nil, 4+3*i), shadowTime
		if err := db.AddDoorReport(t.Context(), said); err != nil {
			t.Fatal(err)
		}
	}
	return own
}

// wordedSite serves a thread with a mark of the encoder, of which two words matter.
func wordedSite(t *testing.T) string {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "worded.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	a := codedThread(1)
	a.Version.Encoder = "an encoder"
	a.Annotations[0].Signals = []gainsay.Signal{{Name: "meaning of the sentence (encoder)", Weight: 1}}
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	effects := func(context.Context, *gainsay.Analysis, *gainsay.Annotation) (view.WordEffects, error) {
		return view.WordEffects{Words: []view.WordEffect{{Word: "words", Whole: .7, Score: .3}, {Word: "0", Whole: .7, Score: .8}}, Unread: 2}, nil
	}
	h, err := web.New(web.Config{Store: db, Words: effects})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

var shadowTime = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// shadowRecords are what two doors would have said of some comments.
func shadowRecords() (rs []view.DoorRecord) {
	for i := range 120 {
		r := view.DoorRecord{Door: "akismet", Key: "weblog of the harbour", Digest: fmt.Append(nil, i), Attribute: "SPAM",
			Flagged: i%4 == 0, Score: float64(i%10) / 10, Time: shadowTime.Add(time.Duration(i) * time.Minute)}
		if i%3 == 0 {
			r.Door, r.Attribute, r.Thread, r.Comment = "perspective", "SEXUALLY_EXPLICIT", shortKey, fmt.Sprint(i)
		}
		rs = append(rs, r)
	}
	return rs
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
