package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// LedgerFigures compare analyses with the labels of annotators.
type LedgerFigures struct {
	Comments    int    `json:"comments"`
	Unsupported Binary `json:"unsupported"` // comments with an unsupported assertion of at least minNotable
	Spans       Binary `json:"spans"`       // of these assertions; see halfShared
	Kinds       struct {
		MacroF1 float64                       `json:"macro_f1"`
		Each    map[gainsay.ClaimKind]*Binary `json:"each"`
	} `json:"kinds"` // of the labelled propositions; one that is not found counts against its kind
	Requests      Binary `json:"requests"`
	Disagreements Binary `json:"disagreements"`
	Concessions   Binary `json:"concessions"`
	Sarcastic     int    `json:"sarcastic"` // comments not meant literally
	Taken         int    `json:"taken"`     // of these, with an unsupported assertion as analysed
}

// Binary is the confusion counts of a yes-no question.
type Binary struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
}

// Precision is the share of what was found that is right; 0 if nothing was.
func (b Binary) Precision() float64 { return ratio(b.TP, b.TP+b.FP) }

// Recall is the share of the labels that was found; 0 if there are none.
func (b Binary) Recall() float64 { return ratio(b.TP, b.TP+b.FN) }

// F1 is the harmonic mean of precision and recall; 0 if it is undefined.
func (b Binary) F1() float64 { return ratio(2*b.TP, 2*b.TP+b.FP+b.FN) }

func (b *Binary) count(gold, found bool) {
	switch {
	case gold && found:
		b.TP++
	case gold:
		b.FN++
	case found:
		b.FP++
	}
}

// minNotable is the notability from which on an assertion counts as one that a
// reader would want backed.
const minNotable = gainsay.DefaultThreshold

// Add adds a labelled thread and its analysis.
func (f *LedgerFigures) Add(l *LedgerThread, a *gainsay.Analysis) {
	if f.Kinds.Each == nil {
		f.Kinds.Each = map[gainsay.ClaimKind]*Binary{}
		for _, k := range gainsay.ClaimKinds() {
			f.Kinds.Each[k] = &Binary{}
		}
	}
	found := byComment{map[string][]gainsay.Assertion{}, map[string][]gainsay.Annotation{}}
	for _, s := range a.Assertions {
		found.assertions[s.Comment] = append(found.assertions[s.Comment], s)
	}
	for _, n := range a.Annotations {
		found.annotations[n.Comment] = append(found.annotations[n.Comment], n)
	}
	for _, c := range l.Thread.Comments {
		f.comment(c.ID, l, &found)
	}
	sum := 0.0
	for _, k := range gainsay.ClaimKinds() { // in a fixed order, for the same sum each time
		sum += f.Kinds.Each[k].F1()
	}
	f.Kinds.MacroF1 = sum / float64(len(f.Kinds.Each))
}

// byComment is an analysis by comment id.
type byComment struct {
	assertions  map[string][]gainsay.Assertion
	annotations map[string][]gainsay.Annotation
}

// comment adds the comment of an id.
func (f *LedgerFigures) comment(id string, l *LedgerThread, found *byComment) {
	f.Comments++
	var gold []LedgerSpan
	for _, s := range l.Spans {
		if s.Comment == id {
			gold = append(gold, s)
			f.kind(s, found.annotations[id])
		}
	}
	unsupported := f.spans(gold, found.assertions[id])
	has := func(flag string) bool { return slices.Contains(l.Flags[id], flag) }
	tagged := func(tags ...gainsay.Tag) bool {
		return slices.ContainsFunc(found.annotations[id], func(n gainsay.Annotation) bool {
			return n.Score >= gainsay.DefaultThreshold && slices.Contains(tags, n.Tag)
		})
	}
	f.Requests.count(has("ask"), tagged(gainsay.TagEvidenceRequest))
	f.Disagreements.count(has("dis"), tagged(gainsay.TagDisagreement, gainsay.TagCounterclaim))
	f.Concessions.count(has("concede"), tagged(gainsay.TagConcession))
	if has("sarc") {
		f.Sarcastic++
		if unsupported {
			f.Taken++
		}
	}
}

// spans compares the unsupported assertions of one comment and reports
// whether any was found.
func (f *LedgerFigures) spans(gold []LedgerSpan, found []gainsay.Assertion) bool {
	var want []gainsay.Span
	for _, g := range gold {
		if g.Label == 'U' {
			want = append(want, g.Span)
		}
	}
	used := make([]bool, len(want))
	any := false
	for _, s := range found {
		if s.Status != gainsay.Unsupported || s.Notable < minNotable {
			continue
		}
		any = true
		hit := false
		for i, w := range want {
			if !used[i] && halfShared(w, s.Span) {
				used[i], hit = true, true
				break
			}
		}
		if hit {
			f.Spans.TP++
		} else {
			f.Spans.FP++
		}
	}
	for _, u := range used {
		if !u {
			f.Spans.FN++
		}
	}
	f.Unsupported.count(len(want) > 0, any)
	return any
}

// halfShared reports whether two spans share at least half of the longer.
func halfShared(a, b gainsay.Span) bool {
	shared := min(a.End, b.End) - max(a.Start, b.Start)
	return 2*shared >= max(a.Len(), b.Len())
}

// kind compares the kind of a labelled proposition with that of the claim that
// overlaps it most.
func (f *LedgerFigures) kind(g LedgerSpan, found []gainsay.Annotation) {
	want, got, most := ledgerKinds[g.Label], gainsay.ClaimKind(""), 0
	for _, n := range found {
		claim := n.Tag == gainsay.TagClaim && n.Score >= gainsay.DefaultThreshold
		if shared := min(g.End, n.End) - max(g.Start, n.Start); claim && shared > most {
			got, most = gainsay.ClaimKind(n.Kind), shared
		}
	}
	if got == want {
		f.Kinds.Each[want].TP++
		return
	}
	f.Kinds.Each[want].FN++
	if b := f.Kinds.Each[got]; b != nil {
		b.FP++
	}
}

// String formats the figures as a table.
func (f LedgerFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d comments\n%-44s     n  precision recall F1\n", f.Comments, "")
	line := func(name string, x Binary) {
		fmt.Fprintf(&b, "%-44s %5d  %.3f     %.3f  %.3f\n",
			name, x.TP+x.FN, x.Precision(), x.Recall(), x.F1())
	}
	line("comments with an unsupported assertion", f.Unsupported)
	line("spans of these assertions", f.Spans)
	for _, k := range gainsay.ClaimKinds() {
		line("kind "+string(k), *f.Kinds.Each[k])
	}
	fmt.Fprintf(&b, "%-44s                        %.3f\n", "kinds, macro-F1", f.Kinds.MacroF1)
	line("evidence requests", f.Requests)
	line("disagreement with the comment answered", f.Disagreements)
	line("concessions", f.Concessions)
	fmt.Fprintf(&b, "sarcastic comments taken for unsupported assertions: %d of %d", f.Taken, f.Sarcastic)
	return b.String()
}
