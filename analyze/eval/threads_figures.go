package eval

import (
	"fmt"
	"strings"
)

// ThreadFigures are the measures of an analysis on labelled threads. Intervals
// are bootstrap 95 % confidence intervals over threads, zero for one thread.
type ThreadFigures struct {
	Thread    string          `json:"thread,omitempty"` // id; "" for several threads together
	Threads   int             `json:"threads"`
	Comments  int             `json:"comments"`
	Marks     []MarkFigures   `json:"marks"`          // unsupported last
	Spans     MarkFigures     `json:"spans"`          // of notable assertions without support
	Addressee ShareFigures    `json:"addressee"`      // comments that answer a comment: parent recovered when hidden
	OnArticle ShareFigures    `json:"on_article"`     // comments on the article: recovered as such
	Each      []ThreadFigures `json:"each,omitempty"` // by thread

	// Of all threads together: the marks, unsupported last, by threshold.
	Thresholds []ThresholdFigures `json:"thresholds,omitempty"`
}

// MarkFigures are the measures of one mark. Shares are 0 to 1; 0 where they are
// undefined.
type MarkFigures struct {
	Mark      string  `json:"mark"`
	Value     float64 `json:"value"` // F1; with Macro, the mean of those of yes and no
	Macro     bool    `json:"macro"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	Confusion
	Interval Interval `json:"interval"` // of Value
}

// ShareFigures are a share of cases with its interval.
type ShareFigures struct {
	Share
	Value    float64  `json:"value"` // 0 to 1
	Interval Interval `json:"interval"`
}

// MeasureThreads computes the figures of all threads together and of each.
func MeasureThreads(threads []ThreadCounts) ThreadFigures {
	out := figuresOf(sumOf(threads))
	out.Thread, out.Threads = "", len(threads)
	for _, t := range threads {
		each := figuresOf(t)
		each.Threads = 1
		out.Each = append(out.Each, each)
	}
	out.bootstrap(threads, 1)
	for k, m := range out.Marks {
		var answers []scoredAnswer
		for i := range threads {
			if of := threads[i].answers; of != nil {
				answers = append(answers, of[k]...)
			}
		}
		out.Thresholds = append(out.Thresholds, thresholdFigures(m.Mark, m.Confusion, answers)...)
	}
	return out
}

// sumOf adds up the counts of threads, without errors.
func sumOf(threads []ThreadCounts) ThreadCounts {
	sum := ThreadCounts{Marks: make([]Confusion, len(threadMarks))}
	for i := range threads {
		t := &threads[i]
		sum.Comments += t.Comments
		for k := range t.Marks {
			sum.Marks[k].add(t.Marks[k])
		}
		sum.Unsupported.add(t.Unsupported)
		sum.Spans.add(t.Spans)
		sum.Addressee.add(t.Addressee)
		sum.OnArticle.add(t.OnArticle)
	}
	return sum
}

func (c *Confusion) add(o Confusion) {
	c.Binary.add(o.Binary)
	c.TN += o.TN
}

func (b *Binary) add(o Binary) { b.TP, b.FP, b.FN = b.TP+o.TP, b.FP+o.FP, b.FN+o.FN }

func (s *Share) add(o Share) { s.Right, s.N = s.Right+o.Right, s.N+o.N }

// figuresOf computes the figures of counts, without intervals.
func figuresOf(t ThreadCounts) ThreadFigures {
	out := ThreadFigures{Thread: t.Thread, Comments: t.Comments}
	for k, q := range threadMarks {
		out.Marks = append(out.Marks, markFigures(q.name, t.Marks[k], q.macro))
	}
	out.Marks = append(out.Marks, markFigures(unsupportedMark, t.Unsupported, false))
	out.Spans = markFigures(spansMark, Confusion{Binary: t.Spans}, false)
	out.Addressee = ShareFigures{Share: t.Addressee, Value: t.Addressee.Value()}
	out.OnArticle = ShareFigures{Share: t.OnArticle, Value: t.OnArticle.Value()}
	return out
}

func markFigures(name string, c Confusion, macro bool) MarkFigures {
	m := MarkFigures{Mark: name, Value: c.F1(), Macro: macro, Precision: c.Precision(), Recall: c.Recall(), Confusion: c}
	if macro {
		m.Value = c.MacroF1()
	}
	return m
}

// bootstrap sets the intervals by resampling threads.
func (f *ThreadFigures) bootstrap(threads []ThreadCounts, seed uint64) {
	if len(threads) < 2 {
		return
	}
	r := random(seed)
	drawn := make([]ThreadCounts, len(threads))
	var values [][]float64
	for range resamples {
		for i := range drawn {
			drawn[i] = threads[r.below(len(threads))]
		}
		sample := figuresOf(sumOf(drawn))
		for k, v := range sample.values() {
			if k == len(values) {
				values = append(values, nil)
			}
			values[k] = append(values[k], *v)
		}
	}
	for k, at := range f.intervals() {
		*at = percentiles(values[k])
	}
}

// values points to the figures that have an interval, in the order of
// intervals.
func (f *ThreadFigures) values() []*float64 {
	var out []*float64
	for k := range f.Marks {
		out = append(out, &f.Marks[k].Value)
	}
	return append(out, &f.Spans.Value, &f.Addressee.Value, &f.OnArticle.Value)
}

func (f *ThreadFigures) intervals() []*Interval {
	var out []*Interval
	for k := range f.Marks {
		out = append(out, &f.Marks[k].Interval)
	}
	return append(out, &f.Spans.Interval, &f.Addressee.Interval, &f.OnArticle.Interval)
}

// String formats the figures of all threads as a table.
func (f ThreadFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "threads %d, comments %d\n", f.Threads, f.Comments)
	fmt.Fprintf(&b, "%-12s %5s  %-14s %9s %6s %5s %5s %5s %5s\n",
		"mark", "F1", "95 % interval", "precision", "recall", "tp", "fp", "fn", "tn")
	macro := false
	for _, m := range f.Marks {
		name := m.Mark
		if m.Macro {
			name, macro = name+" *", true
		}
		fmt.Fprintf(&b, "%-12s %.3f  %s %9.3f %6.3f %5d %5d %5d %5d\n",
			name, m.Value, m.Interval, m.Precision, m.Recall, m.TP, m.FP, m.FN, m.TN)
	}
	s := f.Spans
	fmt.Fprintf(&b, "%-12s %.3f  %s %9.3f %6.3f %5d %5d %5d\n",
		s.Mark, s.Value, s.Interval, s.Precision, s.Recall, s.TP, s.FP, s.FN)
	if macro {
		b.WriteString("* macro-F1 over yes and no, in replies\n")
	}
	fmt.Fprintf(&b, "addressee, parents hidden: %.3f  %s  %d of %d comments that answer a comment\n",
		f.Addressee.Value, f.Addressee.Interval, f.Addressee.Right, f.Addressee.N)
	fmt.Fprintf(&b, "                           %.3f  %s  %d of %d comments on the article\n",
		f.OnArticle.Value, f.OnArticle.Interval, f.OnArticle.Right, f.OnArticle.N)
	return b.String()
}

// String formats an interval.
func (i Interval) String() string { return fmt.Sprintf("[%.3f, %.3f]", i[0], i[1]) }

// PerThread formats the figures of each thread as a table: the F1 of each mark,
// and the number of labels it rests on.
func (f ThreadFigures) PerThread() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-36s", "F1 (labels) by thread")
	for _, m := range f.Marks {
		fmt.Fprintf(&b, " %11s", m.Mark)
	}
	fmt.Fprintf(&b, " %11s %11s %11s\n", f.Spans.Mark, "addressee", "on article")
	cell := func(v float64, n int) {
		if n == 0 {
			fmt.Fprintf(&b, " %11s", "-")
			return
		}
		fmt.Fprintf(&b, " %11s", fmt.Sprintf("%.2f (%d)", v, n))
	}
	for _, t := range f.Each {
		fmt.Fprintf(&b, "%-36s", t.Thread)
		for _, m := range append(t.Marks, t.Spans) {
			cell(m.Value, m.TP+m.FN)
		}
		cell(t.Addressee.Value, t.Addressee.N)
		cell(t.OnArticle.Value, t.OnArticle.N)
		b.WriteByte('\n')
	}
	return b.String()
}
