package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/judge"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

func openEngine(t testing.TB) (*judge.Engine, *store.DB) {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "doors.db"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := newDoorEngine(db, encoderOff)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.Close()
		db.Close()
	})
	return e, db
}

func judged(t *testing.T, e *judge.Engine, c door.Comment) door.Judgement {
	t.Helper()
	j, err := e.Judge(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// TestJudge scores texts whose judgement is beyond doubt, and uses their context.
func TestJudge(t *testing.T) {
	e, _ := openEngine(t)
	text := func(s string) door.Text { return door.Text{Text: s} }
	bad := judged(t, e, door.Comment{Text: text("The rents rose. You are a complete idiot.")})
	if bad.Scores[door.Insult] < .9 || bad.Scores[door.AttackOnCommenter] < .9 || !bad.Marked[door.Insult] || len(bad.Sentences) != 2 ||
		bad.Sentences[0].Scores[door.Insult] > .3 || bad.Sentences[1].Scores[door.Insult] < .9 || bad.Language != "en" {
		t.Errorf("insult: %+v", bad)
	}
	other := judged(t, e, door.Comment{Text: text("The mayor is a complete idiot.")})
	if other.Scores[door.Insult] < .6 || other.Scores[door.AttackOnCommenter] > other.Scores[door.Insult]-.2 {
		t.Errorf("insult at somebody else: %v", other.Scores)
	}
	reply := "No, that is wrong, the rents did not rise at all."
	alone, answer := judged(t, e, door.Comment{Text: text(reply)}), judged(t, e, door.Comment{Text: text(reply),
		Parents: []door.Text{{Text: "<p>Rents rose by a third last year.</p>", HTML: true}}})
	if alone.Scores[door.Disagreement] != 0 || answer.Scores[door.Disagreement] < .5 || !answer.Marked[door.Disagreement] {
		t.Errorf("disagreement: %v alone, %v as reply", alone.Scores, answer.Scores)
	}
	claim := judged(t, e, door.Comment{Text: text("Crime in the city has doubled since 2019.")})
	if claim.Scores[door.Unsupported] < .5 || !claim.Marked[door.Unsupported] {
		t.Errorf("claim: %v", claim.Scores)
	}
	if j := judged(t, e, door.Comment{Text: text("Das ist ein ganz gewöhnlicher Satz über die Mieten in unserer Stadt.")}); j.Language != "de" || j.Scores != nil {
		t.Errorf("German: %+v", j)
	}
	if j := judged(t, e, door.Comment{Text: door.Text{Text: "<p>What the <b>fuck</b> is that.</p>", HTML: true}}); j.Scores[door.Profanity] < .5 || j.Sentences != nil {
		t.Errorf("markup: %+v", j)
	}
	for _, s := range []string{"", " ", "\xff\xfe", "!!!", strings.Repeat("a ", 10000)} {
		judged(t, e, door.Comment{Text: text(s)})
	}
}

// TestSender: how a comment was sent makes spam of what is no spam by its words.
func TestSender(t *testing.T) {
	e, _ := openEngine(t)
	c := door.Comment{Text: door.Text{Text: "I agree with the second point."}, Author: "Ada"}
	for name, s := range map[string]door.Sender{
		"a browser": {UserAgent: "Mozilla/5.0", Referrer: "https://www.blog.example/1", Page: "https://blog.example/1", Kind: "comment"},
		"a program": {UserAgent: "curl/8.0"},
	} {
		c.Sender = &s
		if j := judged(t, e, c); j.SpamScore != 0 {
			t.Errorf("%s: %v", name, j.SpamScore)
		}
	}
	c.Sender = &door.Sender{Hidden: "x"}
	if j := judged(t, e, c); j.SpamScore < .95 {
		t.Errorf("hidden field: %v", j.SpamScore)
	}
	c.Sender = &door.Sender{UserAgent: "python-requests/2", Referrer: "https://pills.example", Page: "https://blog.example",
		Email: "cheap-watches@mail.example", Age: 900 * 24 * time.Hour}
	if j := judged(t, e, c); j.SpamScore < .5 {
		t.Errorf("four signs: %v", j.SpamScore)
	}
}

// TestCampaignAcrossRequests: copies by others raise the score of a suspect text,
// what the same author sends again does not, and other owners' do not count.
func TestCampaignAcrossRequests(t *testing.T) {
	e, _ := openEngine(t)
	ask := func(owner, source string) float64 {
		return judged(t, e, door.Comment{Text: door.Text{Text: "I found a great site with discount shoes, take a look at " +
			"http://a.example/shoes before the sale ends this week"}, Remember: owner, Source: source}).SpamScore
	}
	first := ask("site", "ann")
	again, other, copied := ask("site", "ann"), ask("another site", "bo"), ask("site", "cy")
	if again != first || other != first || copied <= first || copied < .5 {
		t.Errorf("first %v, again %v, on another site %v, by another author %v", first, again, other, copied)
	}
	e.Forget("ann")
	e.Forget("cy")
	if got := ask("site", "di"); got != first {
		t.Errorf("after both were taken out: %v", got)
	}
}

// TestKeep keeps the comments of a story in one thread, with who disputes whom.
func TestKeep(t *testing.T) {
	e, db := openEngine(t)
	keep := func(author, text string, top, edit bool) (string, door.Judgement) {
		t.Helper()
		id, j, err := e.Keep(t.Context(), door.Post{Thread: "story", URL: "https://news.example/1", Author: author, Top: top,
			Text: door.Text{Text: text}, Time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Replacement: edit})
		if err != nil {
			t.Fatal(err)
		}
		return id, j
	}
	keep("ann", "Crime in the city has doubled since 2019.", true, false)
	keep("bo", "You are a complete idiot, ann.", false, false)
	id, j := keep("cy", "Crime in the city has not doubled since 2019, ann.", false, false)
	edited, _ := keep("cy", "Crime in the city has not doubled since 2019, ann, it fell.", false, true)
	if j.Thread != "coral:story" || edited != id {
		t.Errorf("thread %q, comment %q after an edit %q", j.Thread, id, edited)
	}
	e.Close()
	a, err := db.Analysis(t.Context(), "coral:story")
	if err != nil || len(a.Thread.Comments) != 3 || a.Thread.URL != "https://news.example/1" {
		t.Fatalf("%d comments, %v", len(a.Thread.Comments), err)
	}
	unsupported := slices.ContainsFunc(a.Assertions, func(s gainsay.Assertion) bool { return s.Author == "ann" && s.Status == gainsay.Unsupported })
	counter := slices.ContainsFunc(a.Annotations, func(n gainsay.Annotation) bool { return n.Comment == id && n.Tag == gainsay.TagCounterclaim })
	if !unsupported || !counter {
		t.Errorf("assertions %+v, counterclaim %v", a.Assertions, counter)
	}
}

// TestKeepChangedThread: what others did to a kept thread stays done, and stories
// that outgrow a thread go on in another.
func TestKeepChangedThread(t *testing.T) {
	e, db := openEngine(t)
	keep := func(author, text string) string {
		t.Helper()
		_, j, err := e.Keep(t.Context(), door.Post{Thread: "s", Author: author, Text: door.Text{Text: text}, Top: true, Time: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return j.Thread
	}
	keep("ann", "My secret is here.")
	e.Close()
	if _, err := db.EraseAuthor(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	keep("bo", "Another comment.")
	e.Close()
	a, err := db.Analysis(t.Context(), "coral:s")
	if err != nil || len(a.Thread.Comments) != 2 || a.Thread.Comments[0].Text != "" || a.Thread.Comments[1].Author != "bo" {
		t.Fatalf("after ann was erased: %+v, %v", a.Thread.Comments[0], err)
	}
	for i := range judge.MaxKept - 2 {
		if key := keep("cy", fmt.Sprint("Number ", i)); key != "coral:s" {
			t.Fatalf("comment %d is in %s", i, key)
		}
	}
	if key := keep("cy", "The first of the rest."); key != "coral:s part 2" {
		t.Errorf("comment %d is in %s", judge.MaxKept, key)
	}
	e.Close()
	if a, err = db.Analysis(t.Context(), "coral:s"); err != nil || len(a.Thread.Comments) != judge.MaxKept {
		t.Errorf("%d comments, %v", len(a.Thread.Comments), err)
	}
}

// TestReportsTeach: reports of moderators are rows for training.
func TestReportsTeach(t *testing.T) {
	_, db := openEngine(t)
	at := time.Now()
	report := func(attribute, text string, value float64) view.DoorReport {
		return view.DoorReport{Door: door.Akismet, Attribute: attribute, Text: text, Value: value, Digest: door.Digest(text), Author: "A", Time: at}
	}
	if err := db.AddDoorReport(t.Context(), report("SPAM", "buy", 1), report("SPAM", "hello", 0), report("INSULT", "idiot", 1),
		report("TOXICITY", "x", 1)); err != nil {
		t.Fatal(err)
	}
	for task, want := range map[string]string{"spam": "buy spam, hello ham", "insult": "idiot insult", "stance": ""} {
		var got []string
		err := eachRow(t.Context(), db, nil, task, func(r eval.Row) error {
			got = append(got, r.Text+" "+r.Label)
			return nil
		})
		if strings.Join(got, ", ") != want || err != nil {
			t.Errorf("%s: %v, %v", task, got, err)
		}
	}
}

// program returns a gainsay to be run as a process of its own.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "gainsay")
	if err := os.Symlink(self, link); err != nil {
		t.Skipf("NO SYMBOLIC LINKS: %v", err)
	}
	return link
}

// TestKilledServerKeepsReports kills a server while reports arrive: each that was
// answered is in the database.
func TestKilledServerKeepsReports(t *testing.T) {
	db := filepath.Join(t.TempDir(), "doors.db")
	killUnderLoad(t, db, 200, submit, func(d *store.DB) (texts []string, err error) {
		all, err := d.DoorReports(t.Context())
		for _, r := range all {
			texts = append(texts, r.Text)
		}
		return texts, err
	})
}

// TestKilledServerKeepsComments does the same with comments added to a thread: each
// that was answered is there with its analysis.
func TestKilledServerKeepsComments(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "live.db"), filepath.Join(dir, "thread.json")
	if err := os.WriteFile(file, []byte(insultThread("live", 3)), 0o600); err != nil {
		t.Fatal(err)
	}
	succeed(t, "import", "--encoder", "off", "--db", db, file)
	killUnderLoad(t, db, 40, func(base, text string) error {
		body := strings.NewReader(fmt.Sprintf(`{"parent": "1", "text": %q}`, "You idiot: "+text))
		res, err := http.Post(base+"/api/v1/threads/json:live/comments", "application/json", body)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if _, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusCreated {
			return errors.Join(errRefused, err)
		}
		return nil
	}, func(d *store.DB) (texts []string, err error) {
		a, err := d.Analysis(t.Context(), "json:live")
		if err != nil {
			return nil, err
		}
		marked := map[string]bool{}
		for _, m := range a.Annotations {
			marked[m.Comment] = marked[m.Comment] || m.Tag == gainsay.TagInsult
		}
		for _, c := range a.Thread.Comments {
			if text, ok := strings.CutPrefix(c.Text, "You idiot: "); ok && marked[c.ID] {
				texts = append(texts, text)
			}
		}
		return texts, nil
	})
}

// killUnderLoad starts a server, sends it texts from several clients, kills it once
// it has accepted some, and checks that all it accepted are saved.
func killUnderLoad(t *testing.T, db string, enough int, send func(base, text string) error, saved func(*store.DB) ([]string, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program(t), "serve", "--db", db, "--create", "--addr", "127.0.0.1:0")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	base := addressIn(t, said)
	const senders = 8
	accepted := make(chan string, senders*1000)
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for n := 0; send(base, fmt.Sprintf("text %d of sender %d", n, s)) == nil; n++ {
				accepted <- fmt.Sprintf("text %d of sender %d", n, s)
			}
		})
	}
	var want []string
	for len(want) < enough { // under load
		select {
		case text := <-accepted:
			want = append(want, text)
		case <-ctx.Done():
			t.Fatalf("only %d texts were accepted", len(want))
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	all.Wait()
	close(accepted)
	for text := range accepted {
		want = append(want, text)
	}
	has := stored(t, db, saved)
	for _, text := range want {
		if !slices.Contains(has, text) {
			t.Errorf("%q was accepted and is lost", text)
		}
	}
	t.Logf("%d accepted, %d saved", len(want), len(has))
}

// addressIn reads the address that serve prints, and what follows until its end.
func addressIn(t *testing.T, said io.Reader) string {
	t.Helper()
	buf := make([]byte, 4096)
	n, err := said.Read(buf)
	m := regexp.MustCompile(`at (http://\S+)`).FindStringSubmatch(string(buf[:n]))
	if m == nil {
		t.Fatalf("serve says %q, %v", buf[:n], err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	return m[1]
}

var errRefused = errors.New("not accepted")

// submit reports a text as spam.
func submit(base, text string) error {
	res, err := http.PostForm(base+"/1.1/submit-spam", url.Values{"blog": {"http://blog.example"}, "comment_content": {text}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || string(b) != "Thanks for making the web a better place." {
		return errRefused
	}
	return nil
}
