package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
	"github.com/gainsay/gainsay/wire"
)

func plainDriver(bool, gainsay.Thresholds, string) (*analyze.Driver, error) { return ownDriver() }

// TestLive saves half of each thread and adds the rest comment by comment. What is
// stored in the end must be the analysis of the whole thread, byte for byte, also
// where the thread was read from the file anew in between.
func TestLive(t *testing.T) {
	driver, err := ownDriver()
	if err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(filepath.Join(t.TempDir(), "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, th := range readThreads(t, "../../testdata/sample") {
		head := *th
		head.Comments = th.Comments[:len(th.Comments)/2]
		if _, err := d.Save(t.Context(), "half", driver.Run(&head, reportOf(&head), nil), nil); err != nil {
			t.Fatal(err)
		}
		key := store.Key(th.Format, th.ID)
		var l *live.Analyst
		for k, c := range th.Comments[len(head.Comments):] {
			if k%3 == 0 { // as after a restart
				l = &live.Analyst{DB: d, Driver: plainDriver}
			}
			cp := *c
			added, err := l.Add(t.Context(), key, &cp)
			if err != nil {
				t.Fatalf("%s: add comment %s: %v", key, c.ID, err)
			}
			if added.Comment.ID != c.ID || added.Known {
				t.Errorf("%s: added %+v", key, added)
			}
		}
		got, err := d.Analysis(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		sameAnalysis(t, got, driver.Run(th, reportOf(th), nil))
	}
}

// reportOf is the report of the import of a thread without problems.
func reportOf(th *gainsay.Thread) (r gainsay.Report) {
	for _, c := range th.Comments {
		switch {
		case c.State == gainsay.Missing:
			r.MissingParents++
			continue
		case c.Time.IsZero():
			r.Undated++
		}
		r.Read++
	}
	return r
}

// sameAnalysis compares analyses byte for byte.
func sameAnalysis(t testing.TB, got, want *gainsay.Analysis) {
	t.Helper()
	a, _ := wire.AppendAnalysis(nil, got)
	b, _ := wire.AppendAnalysis(nil, want)
	if !bytes.Equal(a, b) {
		k := 0
		for k < min(len(a), len(b)) && a[k] == b[k] {
			k++
		}
		t.Errorf("%s differs from byte %d on:\n%.300s\n%.300s", want.Thread.ID, k, a[max(0, k-100):], b[max(0, k-100):])
	}
}

// TestLiveAtOnce adds comments of several programs to one thread.
func TestLiveAtOnce(t *testing.T) {
	s, l := liveServer(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 3 {
				c := &gainsay.Comment{ParentBy: gainsay.BySource, Author: "Ann", Text: "The dam will cost 40 million euros.", State: gainsay.Live}
				if _, err := l.Add(t.Context(), "json:union-debate", c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	before, err := s.Analysis(t.Context(), "json:union-debate")
	if err != nil {
		t.Fatal(err)
	}
	all.Wait()
	after, err := s.Analysis(t.Context(), "json:union-debate")
	if err != nil || len(after.Thread.Comments) < 24 || len(after.Thread.Comments) < len(before.Thread.Comments) {
		t.Errorf("%d comments, %v", len(after.Thread.Comments), err)
	}
}

// liveServer is a database with the sample threads and what adds comments to it.
func liveServer(t testing.TB) (*store.DB, *live.Analyst) {
	d := sampleDB(t)
	return d, &live.Analyst{DB: d, Driver: plainDriver}
}

// sampleDB is a database with the sample threads.
func sampleDB(t testing.TB) *store.DB {
	t.Helper()
	d, err := store.Open(filepath.Join(t.TempDir(), "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, th := range readThreads(t, "../../testdata/sample") {
		a, err := analyzeThread(th, gainsay.Report{Read: len(th.Comments)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Save(t.Context(), "sample", a, nil); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestLiveNotices adds comments and receives the notices of those that a filter
// picks. Without leave, a receiver on this machine gets none.
func TestLiveNotices(t *testing.T) {
	got := make(chan []byte, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- b
	}))
	defer receiver.Close()
	d, l := liveServer(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	hook := view.Webhook{Name: "mods", URL: receiver.URL, Secret: webhook.NewSecret(), Filter: view.WebhookFilter{Tags: []gainsay.Tag{"insult"}}}
	if err := d.AddWebhook(ctx, hook); err != nil {
		t.Fatal(err)
	}
	s := &webhook.Sender{Store: d, Client: webhookClient(true), Log: slog.New(slog.DiscardHandler)}
	l.Noticed = s.Wake
	var running sync.WaitGroup
	running.Go(func() { s.Run(ctx) })
	for _, text := range []string{"Thank you, I did not know that.", "You are a complete idiot."} {
		c := &gainsay.Comment{ID: text[:5], Author: "Ann", ParentBy: gainsay.BySource, Text: text, State: gainsay.Live}
		if _, err := l.Add(ctx, "json:union-debate", c); err != nil {
			t.Fatal(err)
		}
	}
	if b := <-got; !bytes.Contains(b, []byte(`"tag":"insult"`)) || !bytes.Contains(b, []byte("complete idiot")) || bytes.Contains(b, []byte("Thank you")) {
		t.Errorf("notice %s", b)
	}
	stop()
	running.Wait()
	if _, err := webhookClient(false).Post(receiver.URL, "text/plain", nil); err == nil {
		t.Error("a webhook at a private address was called")
	}
}

// TestLiveTwoPrograms adds comments to one thread from two programs: none of them is lost.
func TestLiveTwoPrograms(t *testing.T) {
	d, one := liveServer(t)
	two := &live.Analyst{DB: d, Driver: plainDriver}
	var all sync.WaitGroup
	for k, l := range []*live.Analyst{one, two} {
		all.Go(func() {
			for n := range 4 {
				c := &gainsay.Comment{ID: string(rune('a'+k)) + string(rune('0'+n)), ParentBy: gainsay.BySource, Author: "Ann",
					Text: "The dam will cost 40 million euros.", State: gainsay.Live}
				if _, err := l.Add(t.Context(), "json:union-debate", c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	a, err := d.Analysis(t.Context(), "json:union-debate")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"} {
		if a.Thread.Comment(id) == nil {
			t.Errorf("comment %s is lost", id)
		}
	}
}
