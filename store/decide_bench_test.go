package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/cpu"
)

// BenchmarkDecide saves decisions about the marks of a thread of 2,500 comments, one
// in a transaction, as the pages do. The time is of the clock: the disk takes part.
func BenchmarkDecide(b *testing.B) {
	db := openTemp(b)
	a := &gainsay.Analysis{Thread: &gainsay.Thread{Format: "json", ID: "bench"}}
	for i := range 2500 {
		c := &gainsay.Comment{ID: fmt.Sprint("c", i), ParentBy: gainsay.BySource, State: gainsay.Live,
			Text: fmt.Sprintf("Bridge %d cost %d million euros, you clown.", i, i%40)}
		a.Thread.Comments = append(a.Thread.Comments, c)
		for k, tag := range []gainsay.Tag{gainsay.TagClaim, gainsay.TagInsult} {
			a.Annotations = append(a.Annotations, gainsay.Annotation{ID: fmt.Sprint("m", i, "-", k), Comment: c.ID, Tag: tag, Score: .9,
				By: "x/y", Span: gainsay.Span{Start: k * 8, End: len(c.Text) - 1}, Reasons: []gainsay.Reason{{Rule: "x/y", Says: "says it", Weight: 1}}})
		}
	}
	save(b, db, a, nil)
	slowest, used, n := time.Duration(0), time.Duration(0), 0
	for b.Loop() {
		d, err := decide.OfMark(a, a.Annotations[n%len(a.Annotations)].ID, gainsay.Right)
		if err != nil {
			b.Fatal(err)
		}
		d.Coder = fmt.Sprint("coder ", n/len(a.Annotations))
		start := time.Now()
		used += cpu.Time(func() { _, err = db.Decide(b.Context(), d) })
		if err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(start))
		n++
	}
	b.ReportMetric(float64(used.Microseconds())/1000/float64(n), "cpu-ms/op")
	b.ReportMetric(float64(slowest.Microseconds())/1000, "slowest-ms")
}
