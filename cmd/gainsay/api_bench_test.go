package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// longThread repeats the sample threads until it has n comments, each under other
// ids and names.
func longThread(t testing.TB, n int) *gainsay.Thread {
	long := &gainsay.Thread{ID: "long", Format: "json", Title: "A long thread"}
	all := readThreads(t, "../../testdata/sample")
	for round := 0; ; round++ {
		for k, th := range all {
			for _, c := range th.Comments {
				if len(long.Comments) == n {
					return long
				}
				cp := *c
				cp.ID = fmt.Sprintf("%d-%d-%s", round, k, c.ID)
				if cp.Parent != "" {
					cp.Parent = fmt.Sprintf("%d-%d-%s", round, k, c.Parent)
				}
				cp.ParentBy, cp.Author, cp.Quotes = gainsay.BySource, fmt.Sprint(c.Author, round), nil
				cp.Text = fmt.Sprintf("%s That was in week %d.", c.Text, round)
				long.Comments = append(long.Comments, &cp)
			}
		}
	}
}

// BenchmarkAPI measures reads, and comments added to a thread of 500, each by one
// client: the median and the 99th percentile of the answers.
func BenchmarkAPI(b *testing.B) {
	s := startAPI(b, web.Config{})
	th := longThread(b, 500)
	a, err := analyzeThread(th, gainsay.Report{Read: 500}, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.db.Save(b.Context(), "bench", a, nil); err != nil {
		b.Fatal(err)
	}
	key := store.Key(th.Format, th.ID)
	measure := func(name string, ask func(n int) *http.Request) {
		b.Run(name, func(b *testing.B) {
			var times []time.Duration
			for n := 0; b.Loop(); n++ {
				r := ask(n)
				start := time.Now()
				res, err := http.DefaultClient.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				times = append(times, time.Since(start))
				if res.StatusCode >= 300 {
					b.Fatal(res.Status)
				}
			}
			slices.Sort(times)
			ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
			b.ReportMetric(ms(times[len(times)/2]), "ms-median")
			b.ReportMetric(ms(times[len(times)*99/100]), "ms-p99")
		})
	}
	get := func(path string) func(int) *http.Request {
		return func(int) *http.Request {
			r, _ := http.NewRequest(http.MethodGet, s.url+path, nil)
			return r
		}
	}
	measure("threads", get("/threads"))
	measure("assertions", get("/assertions?status=unsupported&limit=30"))
	measure("thread500", get("/threads/"+key))
	measure("comment", func(n int) *http.Request {
		body := fmt.Sprintf(`{"parent":%q,"author":"Someone %d","text":"I doubt that. Do you have a source for number %d? The report of 2019 says it was 12 percent."}`,
			th.Comments[n%400].ID, n, n)
		r, _ := http.NewRequest(http.MethodPost, s.url+"/threads/"+key+"/comments", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		return r
	})
}
