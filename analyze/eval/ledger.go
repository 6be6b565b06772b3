package eval

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
)

// LedgerThread is a thread with what a careful reader marked in it; see
// docs/LABELLING.md for the format and what the marks mean.
type LedgerThread struct {
	Thread *gainsay.Thread
	Spans  []LedgerSpan
	Flags  map[string][]string // by comment: ask, dis, agree, concede, sarc
}

// LedgerSpan is one proposition marked by a reader.
type LedgerSpan struct {
	Comment string
	gainsay.Span
	Mark byte // 'U' unsupported and 'S' supported assertion, 'E' experience, 'V' value, 'P' policy
}

var ledgerKinds = map[byte]gainsay.ClaimKind{'U': gainsay.Fact, 'S': gainsay.Fact, 'E': gainsay.Experience, 'V': gainsay.Value, 'P': gainsay.Policy}

var ledgerFlags = []string{"ask", "dis", "agree", "concede", "sarc"}

// ReadLedger reads a labelled thread. Errors name the line.
func ReadLedger(id, src string) (*LedgerThread, error) {
	out := &LedgerThread{Thread: &gainsay.Thread{ID: id, Format: "json"}, Flags: map[string][]string{}}
	n := 0
	for line := range strings.Lines(src) {
		n++
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "title:")
		article, isArticle := strings.CutPrefix(line, "article:")
		switch {
		case line == "" || line[0] == '#':
		case isTitle:
			out.Thread.Title = strings.TrimSpace(title)
		case isArticle:
			out.Thread.Article = strings.TrimSpace(article)
		default:
			if err := out.add(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return out, nil
}

func (l *LedgerThread) add(line string) error {
	f := strings.SplitN(line, " | ", 4)
	if len(f) != 4 {
		return fmt.Errorf("%d fields, not id, author, parent and text", len(f))
	}
	c := &gainsay.Comment{ID: strings.TrimSpace(f[0]), Author: strings.TrimSpace(f[1]), Parent: strings.TrimSpace(f[2]), ParentBy: gainsay.BySource, State: gainsay.Live}
	if c.Parent != "" && l.Thread.Comment(c.Parent) == nil {
		return fmt.Errorf("parent %s is not above", c.Parent)
	}
	words := strings.ReplaceAll(f[3], `\n`, "\n")
	for _, flag := range ledgerFlags {
		if rest := strings.Replace(words, "+"+flag, "", 1); rest != words {
			l.Flags[c.ID] = append(l.Flags[c.ID], flag)
			words = strings.TrimSpace(strings.ReplaceAll(rest, "  ", " "))
		}
	}
	if i := strings.IndexByte(words, '+'); i >= 0 && i+1 < len(words) && words[i+1] >= 'a' && words[i+1] <= 'z' {
		return fmt.Errorf("unknown flag at %q", words[i:])
	}
	var err error
	c.Text, err = l.spans(c.ID, words)
	l.Thread.Comments = append(l.Thread.Comments, c)
	return err
}

// spans takes the marks out of a text.
func (l *LedgerThread) spans(id, words string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(words, "{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if len(rest) < 3 || rest[1] != ':' || ledgerKinds[rest[0]] == "" {
			return "", fmt.Errorf("unknown mark at %q", rest)
		}
		inner, after, found := strings.Cut(rest[2:], "}")
		if !found {
			return "", fmt.Errorf("mark %c is not closed", rest[0])
		}
		start := b.Len()
		b.WriteString(inner)
		l.Spans = append(l.Spans, LedgerSpan{id, gainsay.Span{Start: start, End: b.Len()}, rest[0]})
		words = after
	}
}

// LedgerFigures measure an analysis against readers' marks.
type LedgerFigures struct {
	Comments    int    `json:"comments"`
	Unsupported Binary `json:"unsupported"` // comments with an unsupported notable assertion
	Spans       Binary `json:"spans"`       // of these assertions; right where half of the longer span is shared
	Kinds       struct {
		MacroF1 float64                       `json:"macro_f1"`
		Each    map[gainsay.ClaimKind]*Binary `json:"each"`
	} `json:"kinds"` // of the propositions marked; one that is not found counts against its kind
	Requests      Binary `json:"requests"`
	Disagreements Binary `json:"disagreements"`
	Concessions   Binary `json:"concessions"`
	Sarcastic     int    `json:"sarcastic"` // comments not meant literally
	Taken         int    `json:"taken"`     // of these, taken for an assertion
}

// Binary counts a question of yes or no.
type Binary struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
}

// Precision, Recall and F1 are 0 where there is nothing to divide by.
func (b Binary) Precision() float64 { return ratio(b.TP, b.TP+b.FP) }

// Recall is the share of the readers' marks found.
func (b Binary) Recall() float64 { return ratio(b.TP, b.TP+b.FN) }

// F1 is the harmonic mean of the two.
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

// notableFrom is from which notability an assertion counts as one a reader
// would want backed.
const notableFrom = gainsay.DefaultThreshold

// Add counts one thread.
func (f *LedgerFigures) Add(l *LedgerThread, a *gainsay.Analysis) {
	if f.Kinds.Each == nil {
		f.Kinds.Each = map[gainsay.ClaimKind]*Binary{}
		for _, k := range gainsay.ClaimKinds() {
			f.Kinds.Each[k] = &Binary{}
		}
	}
	found := byComment{assertions: map[string][]gainsay.Assertion{}, annotations: map[string][]gainsay.Annotation{}}
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
	for _, b := range f.Kinds.Each {
		sum += b.F1()
	}
	f.Kinds.MacroF1 = sum / float64(len(f.Kinds.Each))
}

type byComment struct {
	assertions  map[string][]gainsay.Assertion
	annotations map[string][]gainsay.Annotation
}

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
	has := func(flag string) bool {
		for _, x := range l.Flags[id] {
			if x == flag {
				return true
			}
		}
		return false
	}
	tagged := func(tags ...gainsay.Tag) bool {
		for _, n := range found.annotations[id] {
			for _, t := range tags {
				if n.Tag == t && n.Score >= gainsay.DefaultThreshold {
					return true
				}
			}
		}
		return false
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
		if g.Mark == 'U' {
			want = append(want, g.Span)
		}
	}
	used := make([]bool, len(want))
	any := false
	for _, s := range found {
		if s.Status != gainsay.Unsupported || s.Notable < notableFrom {
			continue
		}
		any = true
		hit := false
		for i, w := range want {
			if !used[i] && half(w, s.Span) {
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

// half reports whether two spans share half of the longer.
func half(a, b gainsay.Span) bool {
	shared := min(a.End, b.End) - max(a.Start, b.Start)
	return 2*shared >= max(a.Len(), b.Len())
}

// kind compares the kind of the claim that lies most on a marked proposition.
func (f *LedgerFigures) kind(g LedgerSpan, found []gainsay.Annotation) {
	want, got, most := ledgerKinds[g.Mark], gainsay.ClaimKind(""), 0
	for _, n := range found {
		if shared := min(g.End, n.End) - max(g.Start, n.Start); n.Tag == gainsay.TagClaim && n.Score >= gainsay.DefaultThreshold && shared > most {
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

// String is a table of the figures.
func (f LedgerFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d comments\n%-44s     n  precision recall F1\n", f.Comments, "")
	row := func(name string, x Binary) {
		fmt.Fprintf(&b, "%-44s %5d  %.3f     %.3f  %.3f\n", name, x.TP+x.FN, x.Precision(), x.Recall(), x.F1())
	}
	row("comments with an unsupported assertion", f.Unsupported)
	row("spans of these assertions", f.Spans)
	for _, k := range gainsay.ClaimKinds() {
		row("kind "+string(k), *f.Kinds.Each[k])
	}
	fmt.Fprintf(&b, "%-44s                        %.3f\n", "kinds, macro-F1", f.Kinds.MacroF1)
	row("evidence requests", f.Requests)
	row("disagreement with the comment answered", f.Disagreements)
	row("concessions", f.Concessions)
	fmt.Fprintf(&b, "sarcastic comments taken for an assertion: %d of %d", f.Taken, f.Sarcastic)
	return b.String()
}
