package agree

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// Share is a share with its interval.
type Share struct {
	Name  string  `json:"name"` // a tag, a rule or a status
	Right int     `json:"right"`
	N     int     `json:"n"`
	Value float64 `json:"value"` // 0 where N is 0
	Low   float64 `json:"low"`   // 95 % confidence interval (Wilson)
	High  float64 `json:"high"`
}

// Figures say how the marks of analyses agree with decisions. Marks on which
// coders differ count when they are settled.
type Figures struct {
	Threads  int     `json:"threads"` // with decisions
	Items    int     `json:"items"`   // marks decided on, and marks that people added
	Open     int     `json:"open"`    // of these, coders differ and nobody settled it
	Tags     []Share `json:"tags"`    // precision: marks decided on whose tag is right
	Rules    []Share `json:"rules"`   // the same by Annotation.By
	Statuses []Share `json:"statuses"`
	// Recall counts, by tag, marks that are right, in threads gone through: Right
	// are those that the analysis makes.
	Recall []Share `json:"recall"`
}

// NewFigures sums up units of any number of threads. through says whether a
// thread was gone through for a tag (see decide.GoneThrough).
func NewFigures(units []Unit, through func(thread string, tag gainsay.Tag) bool) Figures {
	f := Figures{Items: len(units)}
	threads := map[string]bool{}
	for i := range units {
		threads[units[i].Thread] = true
		if _, ok := units[i].Final(); !ok {
			f.Open++
		}
	}
	f.Threads = len(threads)
	for _, p := range precisions(units, func(u *Unit) []string { return []string{string(u.Tag)} }) {
		f.Tags = append(f.Tags, p.asShare())
	}
	inOrder(f.Tags, gainsay.Tags())
	for _, p := range precisions(units, func(u *Unit) []string { return []string{u.Rule} }) {
		f.Rules = append(f.Rules, p.asShare())
	}
	slices.SortStableFunc(f.Rules, func(a, b Share) int { return cmp.Compare(b.N, a.N) })
	f.Statuses = statusShares(units)
	recalls, _ := Recalls(units, through)
	for _, r := range recalls {
		f.Recall = append(f.Recall, share(string(r.Tag), r.Found, r.Found+r.Missed))
	}
	return f
}

func share(name string, right, n int) Share {
	s := Share{Name: name, Right: right, N: n, Value: float64(right) / float64(max(n, 1))}
	i := Wilson(right, n)
	s.Low, s.High = i.Low, i.High
	return s
}

func (p Precision) asShare() Share { return share(p.Rule, p.Right, p.Decided) }

// inOrder sorts shares in the customary order of their names.
func inOrder(all []Share, tags []gainsay.Tag) {
	slices.SortFunc(all, func(a, b Share) int {
		return slices.Index(tags, gainsay.Tag(a.Name)) - slices.Index(tags, gainsay.Tag(b.Name))
	})
}

// statusShares counts assertions whose status is right, by the status that the
// analysis gave.
func statusShares(units []Unit) (out []Share) {
	right, n := map[gainsay.Status]int{}, map[gainsay.Status]int{}
	for i := range units {
		u := &units[i]
		v, ok := u.Final()
		if !ok || u.Added() || u.Status == "" || v.Tag != u.Tag || v.Status == "" {
			continue
		}
		n[u.Status]++
		if v.Status == u.Status {
			right[u.Status]++
		}
	}
	for _, s := range gainsay.Statuses() {
		if n[s] > 0 {
			out = append(out, share(string(s), right[s], n[s]))
		}
	}
	return out
}
