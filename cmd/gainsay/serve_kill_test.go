package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// killAfter is how many decisions are answered before the server is killed.
const killAfter = 24

// coding is a person who decides the marks of a thread, one after the other.
type coding struct {
	http.Client
	home, thread, token string
	marks               []string
}

func newCoding(t *testing.T, home, path, name string) *coding {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &coding{Client: http.Client{Jar: jar}, home: home}
	res, err := c.Get(home + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	c.thread = page.Find("main").AttrOr("data-thread", "")
	c.token = page.Find("input[name=token]").AttrOr("value", "")
	page.Find(".list a[data-m]").Each(func(_ int, a *goquery.Selection) { c.marks = append(c.marks, a.AttrOr("data-m", "")) })
	answer, err := c.PostForm(home+"/coder", url.Values{"name": {name}, "token": {c.token}})
	if err != nil {
		t.Fatal(err)
	}
	return c.checked(t, answer)
}

func (c *coding) checked(t *testing.T, answer *http.Response) *coding {
	t.Helper()
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || len(c.marks) < killAfter || c.token == "" {
		t.Fatalf("%s; %d marks", answer.Status, len(c.marks))
	}
	return c
}

// decide decides the n-th mark and returns what the server saved.
func (c *coding) decide(n int) (d gainsay.Decision, err error) {
	verdict := []string{"right", "wrong"}[n%2]
	form := url.Values{"thread": {c.thread}, "mark": {c.marks[n%len(c.marks)]}, "verdict": {verdict}, "token": {c.token}}
	r, err := http.NewRequest("POST", c.home+"/decide", strings.NewReader(form.Encode()))
	if err != nil {
		return d, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	res, err := c.Do(r)
	if err != nil {
		return d, err
	}
	defer res.Body.Close()
	answer := struct {
		Decision *gainsay.Decision
		Error    string
	}{Decision: &d}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return d, err
	}
	if answer.Error != "" || res.StatusCode != http.StatusOK {
		return d, fmt.Errorf("%s: %s", res.Status, answer.Error)
	}
	return d, nil
}

// TestServeKilled kills the server with SIGKILL while three people decide:
// every decision that it answered is in the file, once.
func TestServeKilled(t *testing.T) {
	db := filepath.Join(t.TempDir(), "killed.db")
	printed(t, "import", "--db", db, "../../testdata/sample/harrow-bridge.txt")
	s := serveProcess(t, "--db", db, "--addr", "127.0.0.1:0")
	rows := stored(t, db, func(d *store.DB) ([]view.ThreadRow, error) {
		rows, _, err := d.Threads(t.Context(), view.ThreadFilter{})
		return rows, err
	})
	path := "/threads/" + url.PathEscape(rows[0].Key)
	answered := make(chan gainsay.Decision)
	var people sync.WaitGroup
	for _, name := range []string{"Ada", "Bo", "Cy"} {
		c := newCoding(t, s.address, path, name)
		people.Go(func() {
			for n := 0; ; n++ {
				d, err := c.decide(n)
				if err != nil {
					return // the server is gone
				}
				answered <- d
			}
		})
	}
	go func() {
		people.Wait()
		close(answered)
	}()
	var ds []gainsay.Decision
	for d := range answered {
		if ds = append(ds, d); len(ds) == killAfter {
			if err := s.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	checkKept(t, db, ds)
	again := serveProcess(t, "--db", db, "--addr", "127.0.0.1:0")
	if _, err := newCoding(t, again.address, path, "Ada").decide(0); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// checkKept compares the decisions that were answered with those in the file:
// at most one of each of three people was saved but not answered.
func checkKept(t *testing.T, db string, answered []gainsay.Decision) {
	t.Helper()
	saved := map[int64]gainsay.Decision{}
	for _, d := range stored(t, db, func(d *store.DB) ([]gainsay.Decision, error) {
		return d.Decisions(t.Context(), view.DecisionFilter{All: true})
	}) {
		saved[d.ID] = d
	}
	for _, d := range answered {
		if got := saved[d.ID]; got.Mark != d.Mark || got.Coder != d.Coder || got.Verdict != d.Verdict || d.Mark == "" {
			t.Errorf("answered %+v, saved %+v", d, got)
		}
	}
	if len(answered) < killAfter || len(saved) > len(answered)+3 {
		t.Errorf("%d answered, %d saved", len(answered), len(saved))
	}
}

// stored asks a database.
func stored[T any](t *testing.T, path string, ask func(*store.DB) (T, error)) T {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v, err := ask(db)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
