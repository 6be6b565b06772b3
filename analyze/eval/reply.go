package eval

import (
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

// ReplyRow is a thread with labelled parents, one line of a data set.
type ReplyRow struct {
	Thread   string         `json:"thread"`
	Title    string         `json:"title"`
	Article  string         `json:"article"` // what the thread is about; "" if unknown
	Split    string         `json:"split"`   // train, dev or test
	Comments []ReplyComment `json:"comments"`
}

// ReplyComment is one comment of a labelled thread.
type ReplyComment struct {
	ID     string  `json:"id"`
	Parent *string `json:"parent"` // nil for none
	Author string  `json:"author"`
	Time   string  `json:"time"` // RFC 3339, or a time of day ("15:04"); "" if unknown
	Text   string  `json:"text"`
	Score  *int    `json:"score"` // votes; nil if unknown
	Gold   *bool   `json:"gold"`  // false for context without a label
}

// Labelled reports whether the comment's parent is labelled.
func (c *ReplyComment) Labelled() bool { return c.Gold == nil || *c.Gold }

// ParentID returns the id of the parent, "" for none.
func (c *ReplyComment) ParentID() string {
	if c.Parent == nil {
		return ""
	}
	return *c.Parent
}

// WithoutParents makes a thread of the row in which no parent is known. Where
// exactly the first comment has none, that comment is known to open the thread.
// It fails on a malformed time.
func (r *ReplyRow) WithoutParents() (*gainsay.Thread, error) {
	t := &gainsay.Thread{ID: r.Thread, Format: "json", Title: r.Title, Article: r.Article}
	var clock clock
	firstOpens := true
	for i := range r.Comments {
		c := &r.Comments[i]
		at, err := clock.read(c.Time)
		if err != nil {
			return nil, fmt.Errorf("thread %s: comment %s: %w", r.Thread, c.ID, err)
		}
		t.Comments = append(t.Comments, &gainsay.Comment{
			ID: c.ID, Author: c.Author, Time: at, Text: c.Text, Score: c.Score, State: gainsay.Live,
		})
		firstOpens = firstOpens && (i == 0) == (c.Parent == nil)
	}
	if firstOpens && len(t.Comments) > 0 {
		t.Comments[0].ParentBy = gainsay.BySource
	}
	return t, nil
}

// WithoutQuotes returns the row without the lines that begin with >.
func (r ReplyRow) WithoutQuotes() ReplyRow {
	out := r
	out.Comments = make([]ReplyComment, len(r.Comments))
	for i, c := range r.Comments {
		var keep []string
		for line := range strings.Lines(c.Text) {
			if !strings.HasPrefix(strings.TrimSpace(line), ">") {
				keep = append(keep, line)
			}
		}
		c.Text = strings.Join(keep, "")
		out.Comments[i] = c
	}
	return out
}

// clock parses times. A time of day more than 12 hours before the previous one
// is taken for the next day.
type clock struct{ last time.Time }

func (k *clock) read(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return time.Time{}, fmt.Errorf("parse time %q: neither RFC 3339 nor a time of day", s)
	}
	t = time.Date(2000, 1, 1, t.Hour(), t.Minute(), 0, 0, time.UTC)
	for t.Before(k.last.Add(-12 * time.Hour)) {
		t = t.Add(24 * time.Hour)
	}
	k.last = t
	return t, nil
}

// Link is the recovered parent of a comment of a labelled thread.
type Link struct {
	Thread string               `json:"thread"`
	ID     string               `json:"id"`
	Gold   string               `json:"gold"`   // id of the labelled parent, "" for none
	Parent string               `json:"parent"` // id of the recovered parent, "" for none
	By     gainsay.ParentSource `json:"by"`
	Score  float64              `json:"score"` // 0 to 1
}

// Links lists the recovered parents of the labelled comments of t, a thread made
// by WithoutParents. A comment known to open the thread is left out.
func (r *ReplyRow) Links(t *gainsay.Thread) []Link {
	var out []Link
	for i := range r.Comments {
		c, got := &r.Comments[i], t.Comments[i]
		if c.Labelled() && got.ParentBy != gainsay.BySource {
			link := Link{r.Thread, c.ID, c.ParentID(), got.Parent, got.ParentBy, got.ParentScore}
			out = append(out, link)
		}
	}
	return out
}

// ReplyFigures are measures of recovered parents. Shares are 0 to 1.
type ReplyFigures struct {
	Threads  int     `json:"threads"`
	N        int     `json:"n"`        // comments whose labelled parent is a comment
	Accuracy float64 `json:"accuracy"` // share of them with the right parent
	Previous float64 `json:"previous"` // baseline: accuracy of always choosing the previous comment
	// LinkF1 is over the links of all comments; one without parent counts as
	// linked to itself (Kummerfeld et al. 2019).
	LinkF1      float64   `json:"link_f1"`
	Reliability []LinkBin `json:"reliability"`

	// 95 % confidence intervals, by bootstrap over threads.
	AccuracyInterval Interval `json:"accuracy_interval"`
	LinkF1Interval   Interval `json:"link_f1_interval"`
}

// LinkBin is a line of a reliability table: of the links scored from From to
// below From + 0.1, the mean score and the share that was right.
type LinkBin struct {
	From  float64 `json:"from"`
	N     int     `json:"n"`
	Score float64 `json:"score"`
	Right float64 `json:"right"`
}

// String formats the figures and the reliability table as text.
func (f ReplyFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d threads, %d comments; parent accuracy %.3f [%.3f, %.3f] ",
		f.Threads, f.N, f.Accuracy, f.AccuracyInterval[0], f.AccuracyInterval[1])
	fmt.Fprintf(&b, "(baseline, previous comment: %.3f); ", f.Previous)
	fmt.Fprintf(&b, "link F1 %.3f [%.3f, %.3f]\nscore     n  mean  right",
		f.LinkF1, f.LinkF1Interval[0], f.LinkF1Interval[1])
	for _, r := range f.Reliability {
		fmt.Fprintf(&b, "\n%.1f %7d  %.3f %.3f", r.From, r.N, r.Score, r.Right)
	}
	return b.String()
}

// linkBins is how many bins of equal width the reliability table has.
const linkBins = 10

// MeasureLinks computes the figures of links. before is the id of the previous
// comment, by thread and comment id.
func MeasureLinks(threads int, links []Link, before map[[2]string]string) ReplyFigures {
	f := ReplyFigures{Threads: threads}
	var right, all, previous int
	bins := make([]LinkBin, linkBins)
	for _, l := range links {
		hit := l.Gold == l.Parent
		b := &bins[min(int(l.Score*linkBins), linkBins-1)]
		b.N++
		b.Score += l.Score
		if hit {
			b.Right++
			all++
		}
		if l.Gold == "" {
			continue
		}
		f.N++
		if hit {
			right++
		}
		if before[[2]string{l.Thread, l.ID}] == l.Gold {
			previous++
		}
	}
	f.AccuracyInterval, f.LinkF1Interval = bootstrapLinks(links, 1)
	f.Accuracy, f.Previous, f.LinkF1 = ratio(right, f.N), ratio(previous, f.N), ratio(all, len(links))
	for k, b := range bins {
		if b.N > 0 {
			n := float64(b.N)
			f.Reliability = append(f.Reliability, LinkBin{float64(k) / linkBins, b.N, b.Score / n, b.Right / n})
		}
	}
	return f
}

// bootstrapLinks computes the intervals by resampling threads, since the links
// of one thread are not independent.
func bootstrapLinks(links []Link, seed uint64) (accuracy, linkF1 Interval) {
	if len(links) == 0 {
		return
	}
	type counts struct{ n, right, all, hits int }
	index, threads := map[string]int{}, []counts{}
	for _, l := range links {
		k, ok := index[l.Thread]
		if !ok {
			k = len(threads)
			index[l.Thread] = k
			threads = append(threads, counts{})
		}
		t := &threads[k]
		t.all++
		if l.Gold == l.Parent {
			t.hits++
		}
		if l.Gold != "" {
			t.n++
			if l.Gold == l.Parent {
				t.right++
			}
		}
	}
	r := random(seed)
	var acc, f1 []float64
	for range resamples {
		var sum counts
		for range threads {
			t := threads[r.below(len(threads))]
			sum = counts{sum.n + t.n, sum.right + t.right, sum.all + t.all, sum.hits + t.hits}
		}
		acc, f1 = append(acc, ratio(sum.right, sum.n)), append(f1, ratio(sum.hits, sum.all))
	}
	return percentiles(acc), percentiles(f1)
}
