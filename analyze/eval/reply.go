package eval

import (
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

// ReplyRow is a labelled thread: the parents of its comments are known.
type ReplyRow struct {
	Thread   string         `json:"thread"`
	Title    string         `json:"title"`
	Split    string         `json:"split"`
	Comments []ReplyComment `json:"comments"`
}

// ReplyComment is one comment of a labelled thread.
type ReplyComment struct {
	ID     string  `json:"id"`
	Parent *string `json:"parent"` // nil for one that answers nobody
	Author string  `json:"author"`
	Time   string  `json:"time"` // RFC 3339, or the time of day alone ("15:04")
	Text   string  `json:"text"`
	Gold   *bool   `json:"gold"` // false for context that nobody labelled
}

// Counts reports whether the comment's parent was labelled.
func (c *ReplyComment) Counts() bool { return c.Gold == nil || *c.Gold }

// ParentID returns the parent's id, "" for none.
func (c *ReplyComment) ParentID() string {
	if c.Parent == nil {
		return ""
	}
	return *c.Parent
}

// Thread makes a thread of the row without the parents. Where all but the
// first comment have a parent, the first opens the thread and is known to.
func (r *ReplyRow) Bare() (*gainsay.Thread, error) {
	t := &gainsay.Thread{ID: r.Thread, Format: "json", Title: r.Title}
	var clock clock
	opened := true
	for i := range r.Comments {
		c := &r.Comments[i]
		at, err := clock.read(c.Time)
		if err != nil {
			return nil, fmt.Errorf("thread %s: comment %s: %w", r.Thread, c.ID, err)
		}
		t.Comments = append(t.Comments, &gainsay.Comment{ID: c.ID, Author: c.Author, Time: at, Text: c.Text, State: gainsay.Live})
		opened = opened && (i == 0) == (c.Parent == nil)
	}
	if opened && len(t.Comments) > 0 {
		t.Comments[0].ParentBy = gainsay.BySource
	}
	return t, nil
}

// Unquoted returns the row with the lines that begin with > left out.
func (r ReplyRow) Unquoted() ReplyRow {
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

// clock reads times; a time of day that runs backwards is the next day's.
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
		return time.Time{}, fmt.Errorf("read time %q: it is neither RFC 3339 nor a time of day", s)
	}
	t = time.Date(2000, 1, 1, t.Hour(), t.Minute(), 0, 0, time.UTC)
	for t.Before(k.last.Add(-12 * time.Hour)) {
		t = t.Add(24 * time.Hour)
	}
	k.last = t
	return t, nil
}

// Link is the answer to one comment of a labelled thread.
type Link struct {
	Thread string               `json:"thread"`
	ID     string               `json:"id"`
	Gold   string               `json:"gold"`   // "" for none
	Parent string               `json:"parent"` // as recovered
	By     gainsay.ParentSource `json:"by"`
	Score  float64              `json:"score"` // 0 to 1
}

// Links compares a recovered thread with its row. The opening comment of a
// thread asks nothing and is left out.
func (r *ReplyRow) Links(t *gainsay.Thread) []Link {
	var out []Link
	for i := range r.Comments {
		c, got := &r.Comments[i], t.Comments[i]
		if c.Counts() && got.ParentBy != gainsay.BySource {
			out = append(out, Link{r.Thread, c.ID, c.ParentID(), got.Parent, got.ParentBy, got.ParentScore})
		}
	}
	return out
}

// ReplyFigures are those of recovered parents.
type ReplyFigures struct {
	Threads  int     `json:"threads"`
	N        int     `json:"n"`        // comments that have a parent
	Accuracy float64 `json:"accuracy"` // share of them given the right one
	Previous float64 `json:"previous"` // of always naming the comment before
	// LinkF1 is over links of all comments; one that answers nobody counts as
	// linked to itself (Kummerfeld et al. 2019).
	LinkF1      float64 `json:"link_f1"`
	Reliability []Bin   `json:"reliability"` // how often links of a score were right

	// 95 % intervals by bootstrap over threads.
	AccuracyInterval Interval `json:"accuracy_interval"`
	LinkF1Interval   Interval `json:"link_f1_interval"`
}

// Bin is one row of a reliability table.
type Bin struct {
	From  float64 `json:"from"` // scores from here to the next bin
	N     int     `json:"n"`
	Score float64 `json:"score"` // mean
	Right float64 `json:"right"` // share that was right
}

// String gives the figures in a line and the reliability table.
func (f ReplyFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d threads, %d comments; accuracy of parent %.3f [%.3f, %.3f] (the comment before: %.3f); link F1 %.3f [%.3f, %.3f]\nscore     n  mean  right",
		f.Threads, f.N, f.Accuracy, f.AccuracyInterval[0], f.AccuracyInterval[1], f.Previous, f.LinkF1, f.LinkF1Interval[0], f.LinkF1Interval[1])
	for _, r := range f.Reliability {
		fmt.Fprintf(&b, "\n%.1f %7d  %.3f %.3f", r.From, r.N, r.Score, r.Right)
	}
	return b.String()
}

// MeasureLinks computes the figures. before gives, by thread and id, the id of
// the comment that stands before.
func MeasureLinks(threads int, links []Link, before map[[2]string]string) ReplyFigures {
	f := ReplyFigures{Threads: threads}
	var right, all, previous int
	bins := make([]Bin, 10)
	for _, l := range links {
		hit := l.Gold == l.Parent
		b := &bins[min(int(l.Score*10), 9)]
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
			f.Reliability = append(f.Reliability, Bin{float64(k) / 10, b.N, b.Score / float64(b.N), b.Right / float64(b.N)})
		}
	}
	return f
}

// bootstrapLinks computes the intervals by drawing threads with replacement:
// the links of one thread are not independent.
func bootstrapLinks(links []Link, seed uint64) (accuracy, linkF1 Interval) {
	if len(links) == 0 {
		return
	}
	type tally struct{ n, right, all, hits int }
	index, threads := map[string]int{}, []tally{}
	for _, l := range links {
		k, ok := index[l.Thread]
		if !ok {
			k = len(threads)
			index[l.Thread] = k
			threads = append(threads, tally{})
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
		var sum tally
		for range threads {
			t := threads[r.below(len(threads))]
			sum = tally{sum.n + t.n, sum.right + t.right, sum.all + t.all, sum.hits + t.hits}
		}
		acc, f1 = append(acc, ratio(sum.right, sum.n)), append(f1, ratio(sum.hits, sum.all))
	}
	return middle(acc), middle(f1)
}
