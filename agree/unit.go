package agree

import (
	"cmp"
	"maps"
	"slices"

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
	Mark    string         `json:"mark,omitempty"` // in the analysis as it is; "" for an added one
	Tag     gainsay.Tag    `json:"tag"`            // that the analysis gave, or of the added mark
	Status  gainsay.Status `json:"status,omitempty"`
	gainsay.Span
	Quote   gainsay.Quote `json:"quote"`
	Rule    string        `json:"rule,omitempty"`
	Score   float64       `json:"score,omitempty"`
	First   int64         `json:"first"` // ID of the first decision about it
	Choices []Choice      `json:"choices"`
	Settled *Choice       `json:"settled,omitempty"` // what counts before all choices
	missed  bool          // some coder added it
}

// Added reports whether the analysis does not have the mark: coders added it, or
// it was made by rules that have changed since.
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
func valueOf(d gainsay.Decision) Value {
	tag, status := decide.Outcome(d)
	return Value{tag, status}
}

// Units joins decisions, as store.DB.Standing lists them, to units, in the order
// of thread and first decision. Those without a place are left out. With
// blindOnly only choices made blind count, and of a coder's blind choices about
// a mark the last one; otherwise the last of all. Settlements always count.
func Units(all []decide.Standing, blindOnly bool) []Unit {
	j := joiner{marks: map[markKey]*Unit{}, added: map[placeKey][]*Unit{}}
	for i := range all {
		if d := &all[i]; d.Why == "" && (d.Settles || d.Blind || !blindOnly) {
			j.add(d)
		}
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

type markKey struct{ thread, mark string }

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

func (j *joiner) add(d *decide.Standing) {
	c := Choice{Coder: d.Coder, Value: valueOf(d.Decision), Note: d.Note, Decision: d.ID}
	u := j.unit(d)
	u.missed = u.missed || d.Verdict == gainsay.Missed
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

// unit finds the unit of a decision, or begins it. Marks that the analysis does
// not have are the same unit if they have the same tag and overlap.
func (j *joiner) unit(d *decide.Standing) *Unit {
	place := placeKey{d.Thread, d.Comment, d.Tag}
	mark := markKey{d.Thread, d.Now}
	if d.Now != "" {
		if u := j.marks[mark]; u != nil {
			return u
		}
	} else {
		for _, u := range j.added[place] {
			if u.Start < d.At.End && d.At.Start < u.End || u.Span == d.At {
				return u
			}
		}
	}
	u := &Unit{Thread: d.Thread, Comment: d.Comment, Mark: d.Now, Tag: d.Tag, Status: d.Made.Status, Span: d.At,
		Quote: d.Quote, Rule: d.Made.By, Score: d.Made.Score, First: d.ID}
	if d.Now == "" {
		u.Status = d.Status
	}
	j.units = append(j.units, u)
	if d.Now != "" {
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
		if !u.Added() || !u.missed || len(u.Choices) == 0 {
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
