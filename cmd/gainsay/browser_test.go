package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// server is a process of 'gainsay serve'.
type server struct {
	address string
	*exec.Cmd
}

// serveProcess starts 'gainsay serve' as a process of its own, which ends with
// the test at the latest.
func serveProcess(t *testing.T, args ...string) *server {
	t.Helper()
	return startServer(t, exec.Command("gainsay", append([]string{"serve"}, args...)...)) // TestMain puts it into PATH
}

// startServer starts a command that runs serve and waits until it says where.
func startServer(t *testing.T, cmd *exec.Cmd) *server {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var out strings.Builder
	for lines := bufio.NewScanner(said); lines.Scan(); {
		out.WriteString(lines.Text() + "\n")
		if m := regexp.MustCompile(`at (http://\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			return &server{m[1], cmd}
		}
	}
	t.Fatalf("serve says %q", out.String())
	return nil
}

// person is somebody at a browser.
type person struct {
	t    *testing.T
	ctx  context.Context
	home string
	name string
}

func (p *person) do(what string, actions ...chromedp.Action) {
	p.t.Helper()
	browsertest.Run(p.t, p.ctx, p.name+": "+what, actions...)
}

func (p *person) open(path string) chromedp.Action { return chromedp.Navigate(p.home + path) }

func await(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// js evaluates an expression that gives a string or a promise of one.
func (p *person) js(expression string) (value string) {
	p.t.Helper()
	p.do(expression, chromedp.Evaluate(expression, &value, await))
	return value
}

// decided waits until the page counts n decided marks.
func decided(n int) chromedp.Action {
	return browsertest.Until(fmt.Sprintf(`document.querySelector(".prog b")?.textContent.startsWith("%d of ")`, n))
}

// verdictKey is what a coder answers for a mark: by its ID, so that coders
// agree on most.
func verdictKey(mark, wrong string) string {
	if strings.ContainsAny(mark[len(mark)-1:], wrong) {
		return "r"
	}
	return "a"
}

// TestWholeJob does the work of a study in browsers, with the server as a
// process on a file: a page is pasted, its marks are decided by keyboard, a
// second person decides them blind, a disagreement is settled, the decisions
// are saved, a model is trained on them and the thread is deleted.
func TestWholeJob(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	ctx := browsertest.Start(t)
	db := filepath.Join(t.TempDir(), "job.db")
	s := serveProcess(t, "--db", db, "--create", "--addr", "127.0.0.1:0")
	ida := &person{t, ctx, s.address, "Ida"}
	complaints := browsertest.Listen(ctx)
	ida.do("begin", browsertest.Media(1280, 900), ida.open("/threads"), browsertest.Visible(".empty"))
	bo := &person{t, browsertest.Start(t), s.address, "Bo"}
	complaintsOfBo := browsertest.Listen(bo.ctx)

	thread := ida.paste(pageText(t))
	marks := ida.decideAll(thread)
	ida.changeAndAdd(marks)
	bo.decideBlind(marks)
	ida.settle(db)
	decisions := ida.save(t.TempDir())
	learn(t, db, decisions)
	ida.deleteThread(thread, marks)
	for _, said := range append(complaints.Said(), complaintsOfBo.Said()...) {
		if !strings.Contains(said, "404") { // the deleted thread, asked for on purpose
			t.Errorf("the browser says: %s", said)
		}
	}
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("serve ends with %v", err)
	}
}

// pageText is a page as copied from a browser: a sample with more comments, so
// that there are marks enough for statistics.
func pageText(t *testing.T) string {
	b, err := os.ReadFile("../../testdata/sample/ferry-fares.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(strings.TrimSpace(string(b)), "Ferry fares to rise", "Ferry fares will rise", 1) // of split "train"
	for i, said := range []string{
		"The crossing to Arholm was cancelled 41 times in 2021. That is every ninth day.",
		"Source? The company counts 12 cancelled crossings.",
		"In 2019 the county paid 6 million euros to keep the line open. You are an idiot if you believe the company.",
		"No, the county paid 4 million euros. The rest came from the state.",
		"Fares in Denmark rose by 8 percent last year, because diesel became more expensive.",
		"Where did you get that? Diesel was cheaper in 2021 than in 2019.",
		"The crew of the Sirius is 14 people, and the Vega sails with 9.",
		"I agree. The Vega has carried 300 passengers a day since March.",
		"Perhaps, but the Sirius burns 900 litres of diesel an hour.",
		"That is not true. It burns 600 litres, as the harbour office wrote in its report of 2020.",
		"Nordlinje closed three harbours in 2018 and dismissed 85 people.",
		"They dismissed 60 people, not 85. https://nordlinje.example/annual-report-2018.pdf says so.",
	} {
		name := []string{"Solveig", "Tormod", "Anders", "Kaja Ruud"}[i%4]
		text += fmt.Sprintf("\n\n%s says:\nApril 4, 2022 at 10:%02d am\n%s\nReply", name, 10+i, said)
	}
	return text
}

// paste adds a thread and returns its path.
func (p *person) paste(text string) string {
	p.do("paste", chromedp.KeyEvent("+"), browsertest.Visible("#text"),
		chromedp.SetValue("#text", text), chromedp.Focus("#text"),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)), // Ctrl
		browsertest.Visible("#state[data-step=preview] .opening li"))
	if n := p.js(`fetch("/threads?all=1").then((a) => a.text()).then((h) => String(h.includes("name=\"thread\"")))`); n != "false" {
		p.t.Error("the preview stored the thread")
	}
	p.do("import", chromedp.Click("form[action$=import] button"), browsertest.Visible("#state[data-step=done] li a"))
	return p.js(`document.querySelector("#state li a").getAttribute("href")`)
}

const current = `document.querySelector(".list a[aria-current]")?.dataset.m ?? ""`

// decideAll decides every mark of a thread blind, by keys that follow each other
// as fast as they are taken, and returns how many there are.
func (p *person) decideAll(thread string) (marks int) {
	p.do("name", p.open(thread), chromedp.SendKeys(".whoami input[name=name]", p.name+kb.Enter),
		browsertest.Absent(".whoami"))
	p.do("blind", chromedp.Click("form[action='/settings/blind'] button"),
		browsertest.Present("form[action='/settings/blind'] button[aria-pressed=true]"),
		chromedp.KeyEvent("j"), browsertest.Present("#decide"),
		chromedp.Evaluate(`document.querySelectorAll(".list a[data-m]").length`, &marks))
	if marks < 40 {
		p.t.Fatalf("%d marks", marks)
	}
	for range marks {
		p.do("decide", chromedp.KeyEvent(verdictKey(p.js(current), "048c")))
	}
	p.do("all decided", decided(marks), browsertest.Until(`said.textContent.startsWith("Saved. No more")`))
	return marks
}

// changeAndAdd undoes the last decision, decides it again, changes one mark and
// adds a mark by selecting a word with the mouse.
func (p *person) changeAndAdd(marks int) {
	last := p.js(current)
	p.do("undo", chromedp.KeyEvent("u"), decided(marks-1), browsertest.Until(current+` === "`+last+`"`))
	p.do("again", chromedp.KeyEvent(verdictKey(last, "048c")), decided(marks))
	p.do("change", chromedp.KeyEvent("K"), browsertest.Until(current+` !== "`+last+`"`), chromedp.KeyEvent("e"),
		chromedp.SetValue("#change select[name=tag]", "hedge"), chromedp.Click("#change button.first"),
		browsertest.Until(`document.querySelectorAll(".list a[data-v=changed]").length === 1`), decided(marks))
	var at []float64
	p.do("find a word", chromedp.Evaluate(`(() => {
		const plain = [...document.querySelectorAll("article.c .text")].flatMap((t) => [...t.childNodes])
			.find((n) => n.nodeType === 3 && /\w{4}/.test(n.data));
		const range = document.createRange();
		range.setStart(plain, plain.data.search(/\w{4}/));
		range.setEnd(plain, range.startOffset + 4);
		plain.parentElement.scrollIntoView({ block: "center" });
		const b = range.getBoundingClientRect();
		return [b.x + b.width / 2, b.y + b.height / 2];
	})()`, &at))
	p.do("add", chromedp.MouseClickXY(at[0], at[1], chromedp.ClickCount(2)), browsertest.Present(".addbar button"),
		chromedp.KeyEvent("2"), browsertest.Present(".list a[data-v=missed]"))
}

// decideBlind decides all marks in the review queue, which has also those tags
// that the thread page does not show at first.
func (p *person) decideBlind(marks int) {
	p.do("name", p.open("/review?blind=1"), chromedp.SendKeys(".whoami input[name=name]", p.name+kb.Enter),
		browsertest.Present(".acts4"))
	if said := p.js(`document.querySelector(".why").textContent`); !strings.Contains(said, "Blind") ||
		strings.Contains(said, "Ida") {
		p.t.Errorf("blind, the page says %q", said)
	}
	var all int
	count := p.js(`document.querySelector(".prog b").textContent`)
	if _, err := fmt.Sscanf(count, "0 of %d", &all); err != nil || all < marks {
		p.t.Fatalf("the review counts %s, the thread %d", count, marks)
	}
	for n := range all {
		key := verdictKey(p.js(`document.querySelector("form.decide input[name=mark]").value`), "04")
		done := decided(n + 1)
		if n == all-1 {
			done = browsertest.Present("main[data-state=done]")
		}
		p.do(fmt.Sprint("decision ", n+1), chromedp.KeyEvent(key), done)
	}
}

// settle looks at the agreement, settles the first disagreement by key, and
// compares the figures with those of the command line.
func (p *person) settle(db string) {
	p.do("agreement", p.open("/agreement?coder=Ida&with=Bo"), browsertest.Present(".keyed .dis li.now .adj"))
	kappa := p.js(`document.querySelector("table.by tbody td.num b").textContent`)
	if !regexp.MustCompile(`^\.[3-9]\d$`).MatchString(kappa) {
		p.t.Errorf("kappa is %q", kappa)
	}
	if out := printed(p.t, "agreement", "--db", db, "--coder", "Ida", "--coder", "Bo"); !strings.Contains(out, kappa) {
		p.t.Errorf("kappa is %s on the page, the command says:\n%s", kappa, out)
	}
	open := p.js(`document.querySelector("#disagreements .sub").textContent`)
	var n, settled int
	if _, err := fmt.Sscanf(open, "%d open, %d settled", &n, &settled); err != nil || n < 2 || settled != 0 {
		p.t.Errorf("disagreements: %q", open)
	}
	p.do("settle", chromedp.KeyEvent("j"), chromedp.KeyEvent("2"),
		browsertest.Until(fmt.Sprintf(`document.querySelector("#disagreements .sub")?.textContent.startsWith("%d open, 1 settled")`, n-1)))
}

// save downloads the decisions from the page that asks before deleting.
func (p *person) save(dir string) string {
	done := make(chan string, 1)
	chromedp.ListenTarget(p.ctx, func(ev any) {
		if e, ok := ev.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			done <- e.GUID
		}
	})
	p.do("save", browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(dir).WithEventsEnabled(true),
		p.open("/threads"), chromedp.Click("tbody input[name=thread]"), chromedp.Click("button[formaction='/threads/delete']"),
		browsertest.Visible("form[action='/threads/delete']"), chromedp.Click("main a[download]"))
	select {
	case name := <-done:
		return filepath.Join(dir, name)
	case <-p.ctx.Done():
		p.t.Fatal("the decisions were not saved")
	}
	return ""
}

// learn trains and evaluates on the file of decisions and on the database,
// which must give the same.
func learn(t *testing.T, db, decisions string) {
	var trained, figures []string
	for _, from := range []string{decisions, db} {
		dir := t.TempDir()
		printed(t, "train", "--task", "verifiable", "--decisions", from, "--db", db, "--out", dir, "--date", "2026-01-01")
		weights, err := os.ReadFile(filepath.Join(dir, "verifiable.weights"))
		if err != nil {
			t.Fatal(err)
		}
		trained = append(trained, string(weights))
		figures = append(figures, printed(t, "eval", "--decisions", from, "--db", db))
	}
	if trained[0] != trained[1] || figures[0] != figures[1] {
		t.Error("the file of decisions and the database differ")
	}
	if !strings.Contains(figures[0], "precision by rule\n  claim/fact") {
		t.Errorf("figures:\n%s", figures[0])
	}
}

// printed runs a command that must succeed, and returns what it prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := run(args, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("%q: %d, %s", args, code, errs.String())
	}
	return out.String()
}

// deleteThread deletes the thread that save chose, and restores it.
func (p *person) deleteThread(thread string, marks int) {
	p.do("delete", chromedp.Click("form[action='/threads/delete'] button.danger"), browsertest.Visible("form.done button"),
		browsertest.Absent("tbody tr"))
	p.do("search", p.open("/search?q=bridge"), browsertest.Present("main"), browsertest.Absent(".hit"))
	p.do("gone", p.open(thread), browsertest.Present("form[action='/search']"), browsertest.Absent("#pane"))
	p.do("restore", p.open("/trash"), chromedp.Click("button.first"), browsertest.Visible("p.done"),
		p.open(thread), decided(marks), browsertest.Present(".list a[data-v=missed]"))
}

// measured makes every page measure each key: from the event until the frame that
// shows the answer was drawn, in milliseconds. The times outlive a page.
const measured = `addEventListener("keydown", (event) => {
	const from = event.timeStamp;
	requestAnimationFrame(() => { const c = new MessageChannel();
		c.port1.onmessage = () => { sessionStorage.took = (sessionStorage.took ?? "") + " " + (performance.now() - from); };
		c.port2.postMessage(0); });
}, { capture: true })`

// TestDecideByKeyboard decides every mark of a thread by keyboard alone, each
// when the page shows it, and logs how long an answer takes: a busy machine
// may take any time. With GAINSAY_TEST_PAGE=FILE it does so with another thread.
func TestDecideByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	file := cmp.Or(os.Getenv("GAINSAY_TEST_PAGE"), "../../testdata/sample/kiln-forum.txt")
	db := filepath.Join(t.TempDir(), "keys.db")
	printed(t, "import", "--db", db, file)
	ctx := browsertest.Start(t)
	s := serveProcess(t, "--db", db, "--addr", "127.0.0.1:0")
	p := &person{t, ctx, s.address, "Ida"}
	p.do("measure", chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(measured).Do(ctx)
		return err
	}))
	p.do("open", browsertest.Media(1280, 900), p.open("/threads?all=1"), chromedp.Click("th.t a"), browsertest.Present(".whoami input"),
		chromedp.SendKeys(".whoami input[name=name]", p.name+kb.Enter), browsertest.Absent(".whoami"))
	var marks int
	p.do("count", chromedp.Evaluate(`Number(document.querySelector(".prog b").textContent.split(" ")[2])`, &marks))
	start := time.Now()
	const script = `document.querySelector("[data-tall]")?.hidden === false` // it runs
	p.do("begin", browsertest.Until(script), chromedp.KeyEvent("j"), browsertest.Present("#decide"))
	all := fmt.Sprintf(`document.querySelector(".prog b")?.textContent.startsWith("%d of ")`, marks)
	const ready = script + ` && document.querySelector("#decide") && document.querySelector(".list a[aria-current]")?.dataset.v === "undecided"`
	for presses := 0; ; presses++ { // the next one may be on another page
		p.do("decide", browsertest.Until(all+" || "+ready))
		var done bool
		p.do("decide", chromedp.Evaluate(all+" === true", &done))
		if done {
			break
		}
		if presses > 2*marks {
			t.Fatalf("%d marks are not decided by %d keys", marks, presses)
		}
		mark := p.js(current)
		p.do("decide "+mark, chromedp.KeyEvent(verdictKey(mark, "048c")), browsertest.Until(fmt.Sprintf(
			`!document.querySelector('.list a[aria-current][data-m="%s"][data-v=undecided]')`, mark)))
	}
	var times string
	p.do("times", chromedp.Evaluate(`sessionStorage.took`, &times))
	total := time.Since(start)
	var took []float64
	for field := range strings.FieldsSeq(times) {
		ms, err := strconv.ParseFloat(field, 64)
		if err != nil {
			t.Fatal(err)
		}
		took = append(took, ms)
	}
	slices.Sort(took)
	median, most := took[len(took)/2], took[len(took)-1]
	t.Logf("%d marks in %v; an answer is drawn after %.0f ms (median), %.0f ms (95 %%), %.0f ms (at most)",
		marks, total.Round(time.Millisecond), median, took[len(took)*95/100], most)
	if out := printed(t, "decisions", "export", "--in-force", "--db", db); strings.Count(out, "\n") != marks {
		t.Errorf("%d marks, %d decisions", marks, strings.Count(out, "\n"))
	}
}
