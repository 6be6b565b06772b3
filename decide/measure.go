package decide

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/gainsay/gainsay"
)

// Wilson is the 95 % confidence interval of a share of k in n (Wilson 1927); 0
// to 1 where n is 0.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}

// Share is a share with its interval.
type Share struct {
	Name  string  `json:"name"` // a tag, a rule or a status
	Right int     `json:"right"`
	N     int     `json:"n"`
	Value float64 `json:"value"` // 0 where N is 0
	Low   float64 `json:"low"`   // 95 % confidence interval (Wilson)
	High  float64 `json:"high"`
}

// Figures say how the marks of analyses agree with decisions.
type Figures struct {
	Threads  int     `json:"threads"` // with decisions
	Items    int     `json:"items"`   // marks decided on, and marks that people added
	Tags     []Share `json:"tags"`    // precision: marks decided on whose tag is right
	Rules    []Share `json:"rules"`   // the same by Annotation.By
	Statuses []Share `json:"statuses"`
	// Recall counts, by tag, marks that are right, in threads gone through (see
	// GoneThrough): Right are those that the analysis makes.
	Recall []Share `json:"recall"`
}

// Measure counts how marks agree with decisions. Add each thread once.
type Measure struct {
	threads, items                 int
	tags, rules, statuses, recalls map[string]*Share
}

// NewMeasure returns a Measure without threads.
func NewMeasure() *Measure {
	return &Measure{
		tags: map[string]*Share{}, rules: map[string]*Share{}, statuses: map[string]*Share{}, recalls: map[string]*Share{},
	}
}

// Add counts the items of one thread.
func (m *Measure) Add(a *gainsay.Analysis, items []Item) {
	if len(items) == 0 {
		return
	}
	m.threads++
	m.items += len(items)
	marks := make(map[string]gainsay.Annotation, len(a.Annotations))
	for _, n := range a.Annotations {
		marks[n.ID] = n
	}
	statuses := make(map[string]gainsay.Status, len(a.Assertions))
	for _, s := range a.Assertions {
		statuses[s.ID] = s.Status
	}
	gone := GoneThrough(a, items)
	for _, it := range items {
		tag, status := it.Outcome()
		n, made := marks[it.Mark]
		if made {
			count(m.tags, string(n.Tag), tag == n.Tag)
			count(m.rules, n.By, tag == n.Tag)
			if s := statuses[n.ID]; s != "" && tag == n.Tag && status != "" {
				count(m.statuses, string(s), s == status)
			}
		}
		if tag != "" && gone[tag] {
			count(m.recalls, string(tag), made && n.Tag == tag)
		}
	}
}

func count(in map[string]*Share, name string, right bool) {
	s := in[name]
	if s == nil {
		s = &Share{Name: name}
		in[name] = s
	}
	s.N++
	if right {
		s.Right++
	}
}

// Figures returns the figures of all threads added. Tags and statuses are in
// their customary order, rules by how many marks were decided on.
func (m *Measure) Figures() Figures {
	f := Figures{Threads: m.threads, Items: m.items}
	for _, t := range gainsay.Tags() {
		f.Tags, f.Recall = appendShare(f.Tags, m.tags[string(t)]), appendShare(f.Recall, m.recalls[string(t)])
	}
	for _, s := range gainsay.Statuses() {
		f.Statuses = appendShare(f.Statuses, m.statuses[string(s)])
	}
	for _, name := range slices.Sorted(maps.Keys(m.rules)) {
		f.Rules = appendShare(f.Rules, m.rules[name])
	}
	slices.SortStableFunc(f.Rules, func(a, b Share) int { return cmp.Compare(b.N, a.N) })
	return f
}

func appendShare(all []Share, s *Share) []Share {
	if s == nil {
		return all
	}
	out := *s
	out.Value = float64(s.Right) / float64(s.N)
	out.Low, out.High = Wilson(s.Right, s.N)
	return append(all, out)
}

// Outcome returns the tag and status of the mark as the decision that counts has it.
func (it Item) Outcome() (gainsay.Tag, gainsay.Status) { return Outcome(it.Counts().Decision) }

// GoneThrough returns the tags for which a thread was gone through: every mark
// with the tag and a score from gainsay.DefaultThreshold on was decided on, and either there is a decision about such a mark or
// every mark of the thread was decided on. In such a thread a comment without a
// mark is taken to have none, and marks that people added are all that are missing.
func GoneThrough(a *gainsay.Analysis, items []Item) map[gainsay.Tag]bool {
	decided := ByMark(items)
	open, seen, whole := map[gainsay.Tag]bool{}, map[gainsay.Tag]bool{}, len(items) > 0
	for _, n := range a.Annotations {
		if _, ok := decided[n.ID]; !ok && n.Score >= gainsay.DefaultThreshold {
			open[n.Tag], whole = true, false
		}
	}
	for _, it := range items {
		seen[it.Tag] = true
	}
	out := map[gainsay.Tag]bool{}
	for _, t := range gainsay.Tags() {
		if !open[t] && (seen[t] || whole) {
			out[t] = true
		}
	}
	return out
}
