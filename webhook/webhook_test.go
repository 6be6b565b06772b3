package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// TestSign signs the example of the specification (standardwebhooks.com), whose
// signature its authors give.
func TestSign(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("signature %s, %v; want %s", got, err, want)
	}
	if _, err := Sign("whsec_!", "m", time.Now(), nil); err == nil {
		t.Error("a damaged secret signs")
	}
	if a, b := NewSecret(), NewSecret(); a == b || !strings.HasPrefix(a, "whsec_") {
		t.Errorf("secrets %s, %s", a, b)
	}
}

func TestNotices(t *testing.T) {
	mark := func(id string, tag gainsay.Tag, score float64) gainsay.Annotation {
		return gainsay.Annotation{ID: id, Comment: "c", Tag: tag, Score: score}
	}
	hooks := []view.Webhook{{Name: "all"}, {Name: "sure", Filter: view.WebhookFilter{Tags: []gainsay.Tag{"insult", "spam"}, Score: .8}},
		{Name: "other", Filter: view.WebhookFilter{Threads: []string{"json:other"}}}}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	got, err := Notices(hooks, "json:t", &gainsay.Comment{ID: "c", Text: "x"},
		[]gainsay.Annotation{mark("1", "insult", .7), mark("2", "insult", .9), mark("3", "hedge", .9)}, now)
	if err != nil || len(got) != 2 || got[0].Webhook != "all" || got[1].Webhook != "sure" || got[0].Message == got[1].Message {
		t.Fatalf("%+v, %v", got, err)
	}
	var p Added
	if err := json.Unmarshal(got[1].Body, &p); err != nil || len(p.Data.Annotations) != 1 || p.Data.Annotations[0].ID != "2" ||
		p.Type != "marks.added" || p.Data.Thread != "json:t" || p.Data.Comment.ID != "c" || !p.Timestamp.Equal(now) {
		t.Errorf("%s, %v", got[1].Body, err)
	}
}

// memory is a Store in memory.
type memory struct {
	mu      sync.Mutex
	notices []view.Notice
	changed chan struct{} // gets a value after each change
}

func (m *memory) Webhooks(context.Context) ([]view.Webhook, error) { return nil, nil }

func (m *memory) NextNotices(context.Context) (out []view.Notice, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := map[string]bool{}
	all := slices.Clone(m.notices)
	slices.SortStableFunc(all, func(a, b view.Notice) int { return a.Due.Compare(b.Due) })
	for _, n := range all {
		if !n.Due.IsZero() && !seen[n.Webhook] {
			seen[n.Webhook] = true
			out = append(out, n)
		}
	}
	return out, nil
}

func (m *memory) change(id int64, f func(n *view.Notice) bool) error {
	m.mu.Lock()
	for k := range m.notices {
		if n := &m.notices[k]; n.ID == id && f(n) {
			m.notices = slices.Delete(m.notices, k, k+1)
			break
		}
	}
	m.mu.Unlock()
	m.changed <- struct{}{}
	return nil
}

func (m *memory) NoticeSent(_ context.Context, id int64) error {
	return m.change(id, func(*view.Notice) bool { return true })
}

func (m *memory) NoticeFailed(_ context.Context, id int64, problem string, due time.Time) error {
	return m.change(id, func(n *view.Notice) bool { n.Attempts++; n.Problem, n.Due = problem, due; return false })
}

func (m *memory) of(webhook string) (out []view.Notice) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range m.notices {
		if n.Webhook == webhook {
			out = append(out, n)
		}
	}
	return out
}

// clock is the time of a Sender. Each wait for it ends when the test says so.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits chan time.Duration
	tick  chan time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), waits: make(chan time.Duration, 1000), tick: make(chan time.Time)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.waits <- d
	return c.tick
}

// advance moves the time and wakes the Sender.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	c.now = c.now.Add(d)
	now := c.now
	c.mu.Unlock()
	c.tick <- now
}

// run starts a Sender, which the test stops at its end.
func run(t *testing.T, m *memory, c *clock) *Sender {
	t.Helper()
	s := &Sender{Store: m, Client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		Log: slog.New(slog.DiscardHandler), Now: c.Now, After: c.After}
	ctx, stop := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { s.Run(ctx) })
	t.Cleanup(func() { stop(); done.Wait() })
	return s
}

func notice(id int64, webhook, url string, c *clock) view.Notice {
	return view.Notice{ID: id, Webhook: webhook, URL: url, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		Message: "msg_" + strconv.FormatInt(id, 10), Body: []byte("{}"), Due: c.now}
}

// TestSlowReceiver sends to a receiver that does not answer and to another, which
// gets its notices meanwhile.
func TestSlowReceiver(t *testing.T) {
	stuck, release := make(chan struct{}), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(stuck); <-release }))
	defer slow.Close()
	defer close(release)
	got := make(chan *http.Request, 10)
	quick := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		want, _ := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", r.Header.Get("Webhook-Id"), time.Unix(seconds(r), 0), b)
		if r.Header.Get("Webhook-Signature") != want {
			t.Errorf("signature %q, want %q", r.Header.Get("Webhook-Signature"), want)
		}
		got <- r
	}))
	defer quick.Close()
	c, m := newClock(), &memory{changed: make(chan struct{}, 100)}
	m.notices = append(m.notices, notice(1, "slow", slow.URL, c), notice(2, "slow", slow.URL, c))
	for id := range int64(3) {
		m.notices = append(m.notices, notice(10+id, "quick", quick.URL, c))
	}
	run(t, m, c)
	<-stuck
	for id := range 3 {
		if r := <-got; r.Header.Get("Webhook-Id") != "msg_"+strconv.Itoa(10+id) || r.Header.Get("Webhook-Timestamp") == "" {
			t.Errorf("notice %d has the headers %v", id, r.Header)
		}
		<-m.changed
	}
	if left := m.of("quick"); len(left) != 0 || len(m.of("slow")) != 2 {
		t.Errorf("left: %+v", left)
	}
}

func seconds(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.Header.Get("Webhook-Timestamp"), 10, 64)
	return n
}

// TestRetries fails until a notice is given up, with the pauses between.
func TestRetries(t *testing.T) {
	fails := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	defer fails.Close()
	c, m := newClock(), &memory{changed: make(chan struct{}, 100)}
	m.notices = []view.Notice{notice(1, "fails", fails.URL, c)}
	run(t, m, c)
	for k, pause := range pauses {
		<-m.changed
		n := m.of("fails")[0]
		if wait := n.Due.Sub(c.Now()); n.Attempts != k+1 || wait < pause || wait > pause+pause/10+1 || !strings.Contains(n.Problem, "500") {
			t.Fatalf("after attempt %d: %d attempts, next in %v, %q", k+1, n.Attempts, wait, n.Problem)
		}
		c.advance(n.Due.Sub(c.Now()))
	}
	<-m.changed
	if n := m.of("fails")[0]; !n.Due.IsZero() || n.Attempts != len(pauses)+1 {
		t.Errorf("after the last attempt: %+v", n)
	}
}

func TestAnswers(t *testing.T) {
	for _, a := range []struct {
		status int
		after  string
		least  time.Duration // 0: given up
	}{{http.StatusGone, "", 0}, {http.StatusTooManyRequests, "600", 10 * time.Minute}, {http.StatusFound, "", 5 * time.Second}} {
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", a.after)
			w.WriteHeader(a.status)
		}))
		defer site.Close()
		c, m := newClock(), &memory{changed: make(chan struct{}, 10)}
		m.notices = []view.Notice{notice(1, "x", site.URL, c)}
		run(t, m, c)
		<-m.changed
		if n := m.of("x")[0]; a.least == 0 && !n.Due.IsZero() || a.least > 0 && n.Due.Sub(c.Now()) < a.least {
			t.Errorf("%d: %+v", a.status, n)
		}
	}
	c, m := newClock(), &memory{changed: make(chan struct{}, 10)}
	m.notices = []view.Notice{notice(1, "x", "http://127.0.0.1:1/", c)}
	s := run(t, m, c)
	<-m.changed
	if n := m.of("x")[0]; n.Due.IsZero() || strings.Contains(n.Problem, "http://") {
		t.Errorf("nobody there: %+v", n)
	}
	s.Wake()
	s.Wake()
}

func TestCheck(t *testing.T) {
	good := view.Webhook{Name: "x", URL: "https://forum.example/in"}
	if err := Check(good); err != nil {
		t.Error(err)
	}
	for _, change := range []func(w *view.Webhook){
		func(w *view.Webhook) { w.URL = "forum.example" }, func(w *view.Webhook) { w.URL = "file:///etc/passwd" },
		func(w *view.Webhook) { w.URL = "https://me:pw@forum.example/" }, func(w *view.Webhook) { w.URL += strings.Repeat("x", 2000) },
		func(w *view.Webhook) { w.Filter.Score = 2 }, func(w *view.Webhook) { w.Filter.Tags = []gainsay.Tag{"x"} },
		func(w *view.Webhook) { w.Filter.Threads = make([]string, 1001) },
	} {
		w := good
		if change(&w); Check(w) == nil {
			t.Errorf("%.100v is accepted", w)
		}
	}
}

// TestImportNotices: the notices of an import have all comments that a filter
// picks, in order, within bounds.
func TestImportNotices(t *testing.T) {
	var comments []Comment
	for n := range 250 {
		comments = append(comments, Comment{Thread: fmt.Sprint("json:", n/50), Comment: &gainsay.Comment{ID: fmt.Sprint(n), Text: "x"},
			Annotations: []gainsay.Annotation{{Tag: gainsay.TagInsult, Score: 0.5}, {Tag: gainsay.TagSpam, Score: float64(n%2) / 2}}})
	}
	comments[7].Comment.Text = strings.Repeat("long ", noticeBytes/4)
	hooks := []view.Webhook{{Name: "all"}, {Name: "spam", Filter: view.WebhookFilter{Tags: []gainsay.Tag{gainsay.TagSpam}, Score: 0.5}},
		{Name: "none", Filter: view.WebhookFilter{Threads: []string{"json:none"}}}}
	all, err := ImportNotices(hooks, comments, time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	notices := map[string]int{}
	for _, n := range all {
		var p struct {
			Type string
			Data struct{ Comments []Comment }
		}
		if err := json.Unmarshal(n.Body, &p); err != nil || p.Type != "marks.imported" || len(p.Data.Comments) > noticeComments {
			t.Fatalf("%s of %d comments: %v", p.Type, len(p.Data.Comments), err)
		}
		if len(n.Body) > 2*noticeBytes {
			t.Errorf("a notice of %d bytes", len(n.Body))
		}
		notices[n.Webhook]++
		for _, c := range p.Data.Comments {
			got[n.Webhook] = append(got[n.Webhook], c.Comment.ID)
			if want := map[string]int{"all": 2, "spam": 1}[n.Webhook]; len(c.Annotations) != want {
				t.Errorf("%s: %d marks", n.Webhook, len(c.Annotations))
			}
		}
	}
	if len(got["all"]) != 250 || !slices.IsSortedFunc(got["all"], byNumber) || len(got["spam"]) != 125 || len(got["none"]) > 0 {
		t.Errorf("comments: %v", got)
	}
	if notices["all"] != 5 || notices["spam"] != 4 {
		t.Errorf("notices: %v", notices)
	}
}

func byNumber(a, b string) int {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return x - y
}
