package agree

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// MinUnits is from how many units on statistics are given.
const MinUnits = 30

// Good and Usable are the customary limits of alpha and kappa (Krippendorff
// 2004, p. 241): reliable, and enough for tentative conclusions.
const (
	Good   = 0.80
	Usable = 0.667
)

// Reading is what an agreement reads as.
type Reading string

// The readings.
const (
	ReadsGood      Reading = "good"
	ReadsUsable    Reading = "usable"
	ReadsLow       Reading = "low"
	ReadsFew       Reading = "too few units"
	ReadsUndefined Reading = "no variation"
)

// Kind is what a Row is about.
type Kind string

// The kinds of rows.
const (
	OfAll    Kind = "all"    // tag or none, all tags together
	OfTag    Kind = "tag"    // one tag, or not
	OfStatus Kind = "status" // one status, or not
)

// Row is how far coders agree on one question.
type Row struct {
	Kind   Kind      `json:"kind"`
	Name   string    `json:"name,omitempty"` // the tag or status
	Units  int       `json:"units"`          // that two or more of the coders decided
	Given  []int     `json:"given"`          // how many of these each coder gave it
	Same   int       `json:"same"`           // on how many all said the same
	Raw    Estimate  `json:"raw"`            // raw agreement, 0 to 1: Same of Units
	Kappa  *Estimate `json:"kappa"`          // of two coders; nil where not defined
	Alpha  *Estimate `json:"alpha"`          // nil where not defined
	Reads  Reading   `json:"reads"`
	Differ int       `json:"differ"`
	Open   int       `json:"open"` // of Differ, not settled
}

// Report is how far coders agree.
type Report struct {
	Coders    []string `json:"coders"` // compared; kappa needs two
	Units     int      `json:"units"`  // that two or more of them decided
	Seed      uint64   `json:"seed"`
	Resamples int      `json:"resamples"`
	Rows      []Row    `json:"rows"` // all tags, tags and statuses that occur, in customary order
	Open      int      `json:"open"` // units on which they differ, not settled
	Settled   int      `json:"settled"`
	Statuses  Matrix   `json:"statuses"`
}

// Compare measures the agreement of coders, two for kappa. It is the same for
// the same units and seed.
func Compare(units []Unit, coders []string, seed uint64) Report {
	r := Report{Coders: coders, Seed: seed}
	s := newSample(units, coders)
	r.Units = s.n
	for _, u := range s.units {
		if u.Differ(coders) {
			if u.Settled == nil {
				r.Open++
			} else {
				r.Settled++
			}
		}
	}
	qs := s.questions()
	for _, q := range qs {
		r.Rows = append(r.Rows, s.row(q))
	}
	r.Resamples = s.bootstrap(qs, r.Rows, seed)
	r.Statuses = s.matrix()
	return r
}

// question turns values into one of few categories.
type question struct {
	kind     Kind
	name     string
	values   int                // number of categories
	category func(Value) int    // of a value
	about    func(u *Unit) bool // whether a unit is asked about it, apart from the coders' values
	table    [][]int            // scratch for kappa
	counts   [][]int            // of each pattern: how many coders gave each category
	cells    [][2]int           // of each pattern: categories of the two coders
	patterns []int              // those that are asked about it
	asked    [][]int            // counts of these
	same     []bool             // of these: all coders gave one category
	times    []int              // scratch for alpha
	raws     []float64          // of resamples
	kappas   []float64
	alphas   []float64
}

// pattern is a combination of what the analysis and each coder said, which
// several units share.
type pattern struct {
	unit   *Unit   // one of them
	values []Value // of the coders that decided, by index in who
	who    []int
	n      int
}

// sample is the units that two or more of the coders decided.
type sample struct {
	coders   []string
	units    []*Unit
	n        int
	patterns []pattern
	of       []int // pattern of each unit
}

func newSample(units []Unit, coders []string) *sample {
	s := &sample{coders: coders}
	index := map[string]int{}
	for i := range units {
		u := &units[i]
		p := pattern{unit: u}
		key := string(u.Tag) + "/" + string(u.Status)
		for k, c := range coders {
			x := u.Choice(c)
			key += "\x00"
			if x != nil {
				key += string(x.Value.Tag) + "/" + string(x.Value.Status)
				p.values, p.who = append(p.values, x.Value), append(p.who, k)
			}
		}
		if len(p.values) < 2 {
			continue
		}
		n, ok := index[key]
		if !ok {
			n = len(s.patterns)
			index[key] = n
			s.patterns = append(s.patterns, p)
		}
		s.patterns[n].n++
		s.units, s.of = append(s.units, u), append(s.of, n)
	}
	s.n = len(s.units)
	return s
}

// questions lists what the units can be asked: all tags, then each tag and
// status that the analysis or a coder gave.
func (s *sample) questions() []*question {
	tags, statuses := gainsay.Tags(), gainsay.Statuses()
	qs := []*question{{kind: OfAll, values: len(tags) + 1, about: func(*Unit) bool { return true },
		category: func(v Value) int { return slices.Index(tags, v.Tag) + 1 }}}
	for _, t := range tags {
		qs = append(qs, &question{kind: OfTag, name: string(t), values: 2,
			category: func(v Value) int { return either(v.Tag == t) },
			about:    func(u *Unit) bool { return u.Tag == t }})
	}
	for _, st := range statuses {
		qs = append(qs, &question{kind: OfStatus, name: string(st), values: 2,
			category: func(v Value) int { return either(v.Status == st) },
			about:    func(u *Unit) bool { return u.Status == st }})
	}
	return slices.DeleteFunc(qs, func(q *question) bool { s.prepare(q); return len(q.patterns) == 0 })
}

func either(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// prepare counts categories once for each pattern.
func (s *sample) prepare(q *question) {
	q.counts, q.cells = make([][]int, len(s.patterns)), make([][2]int, len(s.patterns))
	for i, p := range s.patterns {
		counts := make([]int, q.values)
		for k, v := range p.values {
			c := q.category(v)
			counts[c]++
			if k < 2 {
				q.cells[i][k] = c
			}
		}
		q.counts[i] = counts
		if q.about(p.unit) || q.values == 2 && counts[1] > 0 {
			q.patterns = append(q.patterns, i)
			q.asked = append(q.asked, counts)
			q.same = append(q.same, slices.Contains(counts, len(p.values)))
		}
	}
	q.table = make([][]int, q.values)
	for i := range q.table {
		q.table[i] = make([]int, q.values)
	}
}

// row counts, and computes the statistics of the units themselves.
func (s *sample) row(q *question) Row {
	r := Row{Kind: q.kind, Name: q.name, Given: make([]int, len(s.coders))}
	asked := map[int]bool{}
	for _, i := range q.patterns {
		asked[i] = true
		p := s.patterns[i]
		r.Units += p.n
		for k, v := range p.values {
			if q.category(v) > 0 {
				r.Given[p.who[k]] += p.n
			}
		}
		if slices.Contains(q.counts[i], len(p.values)) {
			r.Same += p.n
		}
	}
	r.Differ = r.Units - r.Same
	for k, u := range s.units {
		if i := s.of[k]; asked[i] && u.Settled == nil && !slices.Contains(q.counts[i], len(s.patterns[i].values)) {
			r.Open++
		}
	}
	weight := make([]int, len(s.patterns))
	for i, p := range s.patterns {
		weight[i] = p.n
	}
	raw, _ := q.raw(weight)
	r.Raw = Estimate{raw, Interval{raw, raw}}
	if k, ok := q.kappa(weight); ok && len(s.coders) == 2 {
		r.Kappa = &Estimate{k, Interval{k, k}}
	}
	if a, ok := q.alpha(weight); ok {
		r.Alpha = &Estimate{a, Interval{a, a}}
	}
	r.Reads = r.reading()
	return r
}

func (r *Row) reading() Reading {
	best := r.Kappa
	if best == nil {
		best = r.Alpha
	}
	switch {
	case r.Units < MinUnits:
		return ReadsFew
	case best == nil:
		return ReadsUndefined
	case best.Value >= Good:
		return ReadsGood
	case best.Value >= Usable:
		return ReadsUsable
	}
	return ReadsLow
}

// kappa is that of the first two coders, each pattern occurring weight times.
func (q *question) kappa(weight []int) (float64, bool) {
	for _, row := range q.table {
		clear(row)
	}
	for _, i := range q.patterns {
		c := q.cells[i]
		q.table[c[0]][c[1]] += weight[i]
	}
	return Kappa(q.table)
}

func (q *question) alpha(weight []int) (float64, bool) {
	q.times = q.times[:0]
	for _, i := range q.patterns {
		q.times = append(q.times, weight[i])
	}
	return Alpha(q.asked, q.times)
}

// raw is the share of units on which all coders said the same; it is not defined
// where there are none.
func (q *question) raw(weight []int) (float64, bool) {
	n, same := 0, 0
	for k, i := range q.patterns {
		n += weight[i]
		if q.same[k] {
			same += weight[i]
		}
	}
	return float64(same) / float64(max(n, 1)), n > 0
}
