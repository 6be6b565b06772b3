package agree

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// Value is what a coder says is there: a tag, with the status where it is an
// assertion. The zero Value says that there is no mark.
type Value struct {
	Tag    gainsay.Tag    `json:"tag"`
	Status gainsay.Status `json:"status,omitempty"`
}

// Choice is what one coder decided about a unit.
type Choice struct {
	Coder string `json:"coder"`
	Value Value  `json:"value"`
	Note  string `json:"note,omitempty"`
	// Decision is the record's ID; 0 for a coder who went through the thread and
	// did not add a mark that another one added.
	Decision int64 `json:"decision"`
}

// Unit is a mark that coders decided: one that the analysis made, or one that
// coders added.
type Unit struct {
	Thread  string         `json:"thread"`
	Comment string         `json:"comment"`
	Mark    string         `json:"mark,omitempty"` // "" for an added one
	Tag     gainsay.Tag    `json:"tag"`            // that the analysis gave, or of the added mark
	Status  gainsay.Status `json:"status,omitempty"`
	gainsay.Span
	Quote   gainsay.Quote `json:"quote"`
	Rule    string        `json:"rule,omitempty"`
	Score   float64       `json:"score,omitempty"`
	First   int64         `json:"first"` // ID of the first decision about it
	Choices []Choice      `json:"choices"`
	Settled *Choice       `json:"settled,omitempty"` // what counts before all choices
}

// Added reports whether coders added the mark.
func (u *Unit) Added() bool { return u.Mark == "" }

// Choice returns what a coder decided, nil for nothing.
func (u *Unit) Choice(coder string) *Choice {
	for i := range u.Choices {
		if u.Choices[i].Coder == coder {
			return &u.Choices[i]
		}
	}
	return nil
}

// Differ reports whether of these coders two or more decided differently.
func (u *Unit) Differ(coders []string) bool {
	var first *Choice
	for _, c := range coders {
		switch x := u.Choice(c); {
		case x == nil:
		case first == nil:
			first = x
		case x.Value != first.Value:
			return true
		}
	}
	return false
}

// Final returns the value that counts: the settled one, else that which all
// coders chose. It is not ok where they differ.
func (u *Unit) Final() (v Value, ok bool) {
	if u.Settled != nil {
		return u.Settled.Value, true
	}
	for i, c := range u.Choices {
		if i > 0 && c.Value != v {
			return Value{}, false
		}
		v = c.Value
	}
	return v, len(u.Choices) > 0
}

// valueOf returns what a decision says is there.
func valueOf(d *gainsay.Decision) Value {
	switch {
	case d.Verdict == gainsay.Wrong:
		return Value{}
	case d.Verdict == gainsay.Changed && d.Change != nil:
		v := Value{d.Change.Tag, d.Change.Status}
		if v.Tag == d.Tag {
			v.Status = cmp.Or(v.Status, d.Status)
		}
		return v
	}
	return Value{d.Tag, d.Status}
}

// Units joins the records of a database (all of them, in the order of their
// IDs) to units, in the order of thread and first decision. With blindOnly only
// choices made blind count, and of a coder's blind choices about a mark the
// last one; otherwise the last of all. Settlements always count.
func Units(records []gainsay.Decision, blindOnly bool) []Unit {
	j := joiner{marks: map[markKey]*Unit{}, added: map[placeKey][]*Unit{}}
	for _, d := range accepted(records, blindOnly) {
		j.add(d)
	}
	slices.SortStableFunc(j.units, func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(a.Thread, b.Thread), cmp.Compare(a.First, b.First))
	})
	implyNone(j.units)
	out := make([]Unit, 0, len(j.units))
	for _, u := range j.units {
		slices.SortFunc(u.Choices, func(a, b Choice) int { return cmp.Compare(a.Coder, b.Coder) })
		if len(u.Choices) > 0 || u.Settled != nil {
			out = append(out, *u)
		}
	}
	return out
}

// accepted drops records of undoing, what they take back and, with blindOnly,
// choices that were not blind.
func accepted(records []gainsay.Decision, blindOnly bool) []*gainsay.Decision {
	undone := decide.Undone(records)
	var out []*gainsay.Decision
	for i := range records {
		d := &records[i]
		if d.Undoes == 0 && !undone[d.ID] && (d.Settles || d.Blind || !blindOnly) {
			out = append(out, d)
		}
	}
	return out
}

type markKey struct{ thread, comment, mark string }

type placeKey struct {
	thread, comment string
	tag             gainsay.Tag
}

// joiner joins decisions to units.
type joiner struct {
	units []*Unit
	marks map[markKey]*Unit
	added map[placeKey][]*Unit
}

func (j *joiner) add(d *gainsay.Decision) {
	c := Choice{Coder: d.Coder, Value: valueOf(d), Note: d.Note, Decision: d.ID}
	u := j.unit(d)
	if d.Settles {
		u.Settled = &c
		return
	}
	if old := u.Choice(d.Coder); old != nil {
		*old = c
		return
	}
	u.Choices = append(u.Choices, c)
}

// unit finds the unit of a decision, or begins it. Added marks are the same
// unit if they have the same tag and overlap.
func (j *joiner) unit(d *gainsay.Decision) *Unit {
	place := placeKey{d.Thread, d.Comment, d.Tag}
	mark := markKey{d.Thread, d.Comment, d.Mark}
	if strings.HasPrefix(d.Rule, decide.RulePrefix) {
		mark.mark = "" // a decision about a mark that a coder added
	}
	if mark.mark != "" {
		if u := j.marks[mark]; u != nil {
			return u
		}
	} else {
		for _, u := range j.added[place] {
			if u.Start < d.End && d.Start < u.End || u.Span == d.Span {
				return u
			}
		}
	}
	u := &Unit{Thread: d.Thread, Comment: d.Comment, Mark: mark.mark, Tag: d.Tag, Status: d.Status, Span: d.Span,
		Quote: d.Quote, Rule: d.Rule, Score: d.Score, First: d.ID}
	j.units = append(j.units, u)
	if mark.mark != "" {
		j.marks[mark] = u
	} else {
		j.added[place] = append(j.added[place], u)
	}
	return u
}

// implyNone gives added marks the choice of coders who did not add them though
// they went through the thread: who decided at least half of those of its marks
// that anybody decided.
func implyNone(units []*Unit) {
	marks := map[string]int{}
	by := map[string]map[string]int{}
	for _, u := range units {
		if u.Added() {
			continue
		}
		marks[u.Thread]++
		for _, c := range u.Choices {
			if by[u.Thread] == nil {
				by[u.Thread] = map[string]int{}
			}
			by[u.Thread][c.Coder]++
		}
	}
	for _, u := range units {
		if !u.Added() || len(u.Choices) == 0 {
			continue
		}
		for coder, n := range by[u.Thread] {
			if 2*n >= marks[u.Thread] && u.Choice(coder) == nil {
				u.Choices = append(u.Choices, Choice{Coder: coder})
			}
		}
	}
}

// Coders lists who decided any of the units, sorted.
func Coders(units []Unit) []string {
	seen := map[string]bool{}
	for i := range units {
		for _, c := range units[i].Choices {
			seen[c.Coder] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Pair returns the two coders who decided the most units in common, the first
// by name of several; nil if no two share a unit.
func Pair(units []Unit) []string {
	common := map[[2]string]int{}
	for i := range units {
		cs := units[i].Choices
		for a := range cs {
			for b := a + 1; b < len(cs); b++ {
				common[[2]string{cs[a].Coder, cs[b].Coder}]++
			}
		}
	}
	var best [2]string
	for p, n := range common {
		if n > common[best] || n == common[best] && slices.Compare(p[:], best[:]) < 0 {
			best = p
		}
	}
	if common[best] == 0 {
		return nil
	}
	return best[:]
}
