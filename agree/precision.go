package agree

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Precision is how many of the marks of a rule or a tagger were right, of those
// that people decided.
type Precision struct {
	Rule     string    `json:"rule"` // "tagger/rule", or the tagger's name
	Right    int       `json:"right"`
	Decided  int       `json:"decided"`
	Open     int       `json:"open"` // left out: coders differ and nobody settled it
	Interval Interval  `json:"interval"`
	Wrong    []Example `json:"wrong,omitempty"` // marks that were wrong, the last decided first
}

// Share returns Right of Decided, 0 to 1.
func (p Precision) Share() float64 { return float64(p.Right) / float64(max(p.Decided, 1)) }

// Tagger reports whether it is a tagger's.
func (p Precision) Tagger() bool { return !strings.Contains(p.Rule, "/") }

// Example is a mark that was wrong.
type Example struct {
	Thread  string      `json:"thread"`
	Comment string      `json:"comment"`
	Mark    string      `json:"mark"`
	Tag     gainsay.Tag `json:"tag"`
	Words   string      `json:"words"`
	Instead Value       `json:"instead"` // zero where there should be no mark
	Note    string      `json:"note,omitempty"`
}

// maxExamples is the most examples of one rule.
const maxExamples = 3

// Precisions counts right marks by tagger and, after each tagger, by rule. A
// mark is right if the value that counts has its tag, whatever else was changed.
func Precisions(units []Unit) []Precision {
	return precisions(units, func(u *Unit) []string {
		tagger, _, _ := strings.Cut(u.Rule, "/")
		return slices.Compact([]string{tagger, u.Rule})
	})
}

// precisions counts right marks of the analysis under each of their names.
func precisions(units []Unit, names func(*Unit) []string) []Precision {
	byName := map[string]*Precision{}
	for i := range units {
		u := &units[i]
		if u.Added() || u.Rule == "" {
			continue
		}
		for _, name := range names(u) {
			p := byName[name]
			if p == nil {
				p = &Precision{Rule: name}
				byName[name] = p
			}
			p.count(u)
		}
	}
	out := make([]Precision, 0, len(byName))
	for _, p := range byName {
		p.Interval = Wilson(p.Right, p.Decided)
		slices.Reverse(p.Wrong)
		p.Wrong = p.Wrong[:min(len(p.Wrong), maxExamples)]
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Precision) int { return cmp.Compare(a.Rule, b.Rule) })
	return out
}

func (p *Precision) count(u *Unit) {
	v, ok := u.Final()
	switch {
	case !ok:
		p.Open++
		return
	case v.Tag == u.Tag:
		p.Right++
	default:
		p.Wrong = append(p.Wrong, Example{Thread: u.Thread, Comment: u.Comment, Mark: u.Mark, Tag: u.Tag,
			Words: u.Quote.Exact, Instead: v, Note: u.note()})
	}
	p.Decided++
}

// note returns the note of the settlement, else the first one.
func (u *Unit) note() string {
	if u.Settled != nil && u.Settled.Note != "" {
		return u.Settled.Note
	}
	for _, c := range u.Choices {
		if c.Note != "" {
			return c.Note
		}
	}
	return ""
}

// Recall estimates how many of the marks of a tag that are in the texts the
// analysis found, over threads that people went through.
type Recall struct {
	Tag      gainsay.Tag `json:"tag"`
	Found    int         `json:"found"`  // right marks of the analysis
	Missed   int         `json:"missed"` // marks that people added
	Interval Interval    `json:"interval"`
}

// Share returns the recall, 0 to 1.
func (r Recall) Share() float64 { return float64(r.Found) / float64(max(r.Found+r.Missed, 1)) }

// Recalls estimates recall by tag over the threads for which through is true,
// and also returns how many of these have decisions. A mark whose tag was
// changed counts as missed for the new tag. Marks on which coders differ count
// when they are settled.
func Recalls(units []Unit, through func(thread string, tag gainsay.Tag) bool) (out []Recall, threads int) {
	byTag := map[gainsay.Tag]*Recall{}
	seen := map[string]bool{}
	for i := range units {
		u := &units[i]
		if through(u.Thread, u.Tag) {
			seen[u.Thread] = true
		}
		v, ok := u.Final()
		if !ok || v.Tag == "" || !through(u.Thread, v.Tag) {
			continue
		}
		r := byTag[v.Tag]
		if r == nil {
			r = &Recall{Tag: v.Tag}
			byTag[v.Tag] = r
		}
		if u.Added() || v.Tag != u.Tag {
			r.Missed++
		} else {
			r.Found++
		}
	}
	for _, t := range gainsay.Tags() {
		if r := byTag[t]; r != nil {
			r.Interval = Wilson(r.Found, r.Found+r.Missed)
			out = append(out, *r)
		}
	}
	return out, len(seen)
}

// MostDecided returns, for each thread, how many marks of the analysis the coder
// who decided the most of them decided.
func MostDecided(units []Unit) map[string]int {
	type by struct{ thread, coder string }
	counts := map[by]int{}
	for i := range units {
		for _, c := range units[i].Choices {
			if !units[i].Added() {
				counts[by{units[i].Thread, c.Coder}]++
			}
		}
	}
	most := map[string]int{}
	for k, n := range counts {
		most[k.thread] = max(most[k.thread], n)
	}
	return most
}
