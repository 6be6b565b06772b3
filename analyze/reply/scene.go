package reply

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// kind is how a thread is laid out, which decides what place tells.
type kind int

const (
	nested kind = iota // printed as a tree, depth first, or without times
	flat               // in the order of time
	chat               // short messages, minutes apart
	numKinds
)

var kindNames = [numKinds]string{"nested", "flat", "chat"}

// scene is a thread prepared for the signals.
type scene struct {
	thread  *gainsay.Thread
	kind    kind
	views   []*view
	top     *view // the article, or nil where comments hang on the first one
	voc     vocabulary
	roster  *roster
	grams   map[uint64][]int // comments whose own words hold the run, in order
	byWhom  map[int][]int    // comments of each author, in order
	hasTop  bool             // a comment may answer nothing but the article
	authors int
}

// articleBytes is how much of the article is compared with comments.
const articleBytes = 20000

func newScene(t *gainsay.Thread, docs []*text.Doc) *scene {
	s := &scene{thread: t, voc: vocabulary{id: map[string]int{}}, grams: map[uint64][]int{}, byWhom: map[int][]int{}}
	names := make([]string, len(t.Comments))
	for i, c := range t.Comments {
		names[i] = c.Author
	}
	s.roster = newRoster(names)
	for i, c := range t.Comments {
		s.views = append(s.views, s.see(i, c, docs[i]))
	}
	s.kind = kindOf(s.views)
	if t.Article != "" {
		s.top = newView(text.Parse(head(t.Article)), nil, &s.voc)
	}
	s.hasTop = t.Article != "" || s.kind == chat || slices.ContainsFunc(t.Comments[min(1, len(t.Comments)):], func(c *gainsay.Comment) bool {
		return c.ParentBy == gainsay.BySource && c.Parent == ""
	})
	s.weigh()
	return s
}

func head(s string) string {
	if len(s) > articleBytes {
		return text.Valid(s[:articleBytes])
	}
	return s
}

func (s *scene) see(i int, c *gainsay.Comment, d *text.Doc) *view {
	v := newView(d, blocks(c, d), &s.voc)
	v.live = c.State == gainsay.Live || c.State == ""
	v.time = c.Time
	v.author = s.roster.of(c.Author)
	v.called = s.roster.called(d.Text)
	delete(v.called, v.author)
	v.traits[tLost] = b2f(v.author < 0)
	v.traits[tNames] = b2f(len(v.called) > 0)
	v.traits[tQuotes] = b2f(len(v.quotes) > 0)
	if v.author >= 0 {
		v.traits[tFirst] = b2f(len(s.byWhom[v.author]) == 0)
		s.byWhom[v.author] = append(s.byWhom[v.author], i)
	}
	for _, st := range v.stems {
		s.voc.df[st]++
	}
	for _, g := range slices.Compact(slices.Sorted(slices.Values(v.grams))) {
		s.grams[g] = append(s.grams[g], i)
	}
	return v
}

// blocks are the quotations of a comment that the importer or the text shows.
func blocks(c *gainsay.Comment, d *text.Doc) []gainsay.Span {
	if len(c.Quotes) > 0 && len(d.Text) > 0 {
		return c.Quotes
	}
	return d.Quotes
}

// weigh sets the length of every vector of stems.
func (s *scene) weigh() {
	n := len(s.views)
	for _, v := range append(slices.Clone(s.views), s.top) {
		if v == nil {
			continue
		}
		for _, st := range v.stems {
			w := s.voc.idf(st, n)
			v.norm += w * w
		}
		v.norm = math.Sqrt(v.norm)
	}
}

const (
	chatWords = 14              // a chat's median message is no longer
	chatGap   = 3 * time.Minute // and follows the one before as soon
)

func kindOf(views []*view) kind {
	var gaps []time.Duration
	var words []int
	var last time.Time
	back := 0
	for _, v := range views {
		if v.words > 0 {
			words = append(words, v.words)
		}
		if v.time.IsZero() {
			continue
		}
		if !last.IsZero() {
			gaps = append(gaps, v.time.Sub(last))
			back += int(b2f(v.time.Before(last)))
		}
		last = v.time
	}
	switch {
	case len(gaps)*2 < len(views)-1 || len(gaps) == 0 || back*20 > len(gaps):
		return nested
	case median(gaps) <= chatGap && median(words) <= chatWords && len(words) > 5:
		return chat
	}
	return flat
}

func median[T cmp.Ordered](s []T) T {
	var zero T
	if len(s) == 0 {
		return zero
	}
	return slices.Sorted(slices.Values(s))[len(s)/2]
}
