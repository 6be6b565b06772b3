package analyze

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// faulty marks the first word of a comment and then does as the text says.
var faulty = &Tagger{
	Name: "faulty", Doc: "faulty", Tags: []gainsay.Tag{gainsay.TagThreat},
	Run: func(p *Pass, i int) error {
		d := p.Docs[i]
		p.Report(i, gainsay.Annotation{Span: d.Tokens[0].Span, Tag: gainsay.TagThreat, Score: 0.9,
			By: "first"})
		switch d.Tokens[0].Lower {
		case "panic":
			_ = d.Tokens[len(d.Tokens)]
		case "error":
			return errors.New("no such word")
		case "span":
			p.Report(i, gainsay.Annotation{Span: gainsay.Span{Start: 5, End: 6}, Tag: gainsay.TagThreat,
				By: "cut"})
		}
		return nil
	},
}

func runFaulty(dr Driver, texts ...string) *gainsay.Analysis {
	t := &gainsay.Thread{ID: "t", Format: "json"}
	for k, s := range texts {
		t.Comments = append(t.Comments, &gainsay.Comment{ID: string(rune('a' + k)), Text: s,
			State: gainsay.Live})
	}
	if dr.Recover == nil {
		dr.Recover = func(*gainsay.Thread, []*text.Doc) {}
	}
	if dr.Argue == nil {
		dr.Argue = func(*Pass, []gainsay.Annotation) Argument { return Argument{} }
	}
	return dr.Run(t, gainsay.Report{Problems: []gainsay.Problem{{Message: "of the import"}}}, nil)
}

// TestFailed checks that a comment that cannot be analysed affects no other.
func TestFailed(t *testing.T) {
	texts := []string{"fine so far", "panic now", "error now", "span é", "fine again"}
	a := runFaulty(Driver{Taggers: []*Tagger{faulty}}, texts...)
	var failed, marked string
	for _, c := range a.Thread.Comments {
		if c.Failed != "" {
			failed += c.ID
		}
	}
	for _, m := range a.Annotations {
		marked += m.Comment
	}
	if failed != "bcd" || marked != "ae" || a.Report.Failed != 3 || a.Report.Kept != 5 {
		t.Errorf("failed %q, marked %q, report %+v", failed, marked, a.Report)
	}
	want := []string{"of the import",
		"comment b could not be analysed: tagger faulty: stopped unexpectedly: " +
			"runtime error: index out of range [2] with length 2",
		"comment c could not be analysed: tagger faulty: no such word",
		`comment d could not be analysed: tagger faulty: faulty/cut: bad span 5-6 or tag "threat"`}
	checkProblems(t, a, want)
}

// TestFailedStages checks that a stage that fails loses only its own results.
func TestFailedStages(t *testing.T) {
	unready := &Tagger{
		Name:    "unready",
		Prepare: func(*Pass) error { panic("no data") },
		Run:     func(*Pass, int) error { panic("not reached") },
	}
	picky := &Tagger{
		Name: "picky",
		Prepare: func(p *Pass) error {
			p.Each(func(i int) error { return []error{nil, errors.New("too odd")}[i] })
			return nil
		},
		Run: func(*Pass, int) error { return nil },
	}
	a := runFaulty(Driver{
		Taggers: []*Tagger{picky, unready, faulty},
		Recover: func(t *gainsay.Thread, _ []*text.Doc) {
			t.Comments[1].Parent, t.Comments[1].ParentBy = "a", gainsay.ByOrder
			panic("lost")
		},
		Argue: func(*Pass, []gainsay.Annotation) Argument { panic("no argument") },
	}, "one", "two")
	if a.Thread.Comments[1].Parent != "" || a.Report.InferredParents != 0 {
		t.Error("a half-done recovery was kept")
	}
	if len(a.Annotations) != 1 || a.Assertions == nil || a.Relations == nil {
		t.Errorf("annotations %v, assertions %v", a.Annotations, a.Assertions)
	}
	checkProblems(t, a, []string{"of the import",
		"parents of thread t could not be recovered: stopped unexpectedly: lost",
		"comment b could not be analysed: tagger picky: too odd",
		"tagger unready failed on thread t: stopped unexpectedly: no data",
		"relations between claims of thread t could not be found: stopped unexpectedly: no argument"})
}

func checkProblems(t *testing.T, a *gainsay.Analysis, want []string) {
	t.Helper()
	var got []string
	for _, p := range a.Report.Problems {
		got = append(got, p.Message)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestLanguage checks that only English is tagged.
func TestLanguage(t *testing.T) {
	p := newPass(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "a", Text: "So it goes"}}}, Around{})
	for lang, want := range map[string]bool{
		"": true, "und": true, "en": true, "en-GB": true, "de": false, "eng": false,
	} {
		p.Docs[0].Language = lang
		if p.Judged(0) != want {
			t.Errorf("language %q: judged %v", lang, !want)
		}
	}
}

// TestBatches checks that every comment is tagged once, after the one it
// answers, however many and deep they are.
func TestBatches(t *testing.T) {
	thread := &gainsay.Thread{ID: "t", Format: "json"}
	add := func(id, parent string) {
		c := &gainsay.Comment{ID: id, Parent: parent, Text: "so far", State: gainsay.Live}
		thread.Comments = append(thread.Comments, c)
	}
	add("0", "")
	for i := 1; i < 300; i++ {
		switch {
		case i < 200: // answers of one comment
			add(strconv.Itoa(i), "0")
		default: // a chain
			add(strconv.Itoa(i), strconv.Itoa(i-1))
		}
	}
	seen := map[int]bool{}
	order := &Tagger{Name: "order", Doc: "order", Run: func(p *Pass, i int) error {
		if up := p.Parents[i]; seen[i] || up >= 0 && !seen[up] {
			t.Errorf("comment %d comes again or too early", i)
		}
		seen[i] = true
		return nil
	}}
	dr := Driver{
		Taggers: []*Tagger{order}, Recover: func(*gainsay.Thread, []*text.Doc) {},
		Argue: func(*Pass, []gainsay.Annotation) Argument { return Argument{} },
	}
	if a := dr.Run(thread, gainsay.Report{}, nil); len(seen) != 300 || a.Report.Failed != 0 {
		t.Errorf("%d comments seen, %d failed", len(seen), a.Report.Failed)
	}
}

// TestLate checks that comments left when the time is up keep their place and fail,
// that those before keep their marks, and that deleted ones do not count.
func TestLate(t *testing.T) {
	thread := &gainsay.Thread{ID: "t"}
	for _, id := range []string{"a", "b", "c", "d"} {
		thread.Comments = append(thread.Comments, &gainsay.Comment{ID: id, Text: "So it goes"})
	}
	thread.Comments[3].State = gainsay.Deleted
	calls := 0
	late := func() bool { calls++; return calls > len(thread.Comments)+1 } // each is parsed, one is tagged
	dr := &Driver{
		Taggers: []*Tagger{faulty},
		Recover: func(*gainsay.Thread, []*text.Doc) {},
		Argue:   func(*Pass, []gainsay.Annotation) Argument { return Argument{} },
	}
	a := dr.RunIn(thread, gainsay.Report{}, Around{Late: late})
	var failed, marked []string
	for _, c := range a.Thread.Comments {
		if c.Failed != "" {
			failed = append(failed, c.ID)
		}
	}
	for _, n := range a.Annotations {
		marked = append(marked, n.Comment)
	}
	if !slices.Equal(failed, []string{"b", "c"}) || !slices.Equal(marked, []string{"a"}) {
		t.Errorf("failed %v, marked %v; want b and c, a", failed, marked)
	}
	if p := a.Report.Problems; len(p) != 1 || p[0].Message != "time limit reached: 2 of 4 comments of thread t were not analysed" {
		t.Errorf("problems %v", p)
	}
}
