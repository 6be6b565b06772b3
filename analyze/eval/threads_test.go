package eval

import (
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
)

// ferry reads the labelled thread of the tests.
func ferry(t *testing.T) *LabelledThread {
	t.Helper()
	b, err := os.ReadFile("../../testdata/labelled/ferry.json")
	if err != nil {
		t.Fatal(err)
	}
	l, err := ReadLabelledThread(b)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestCountThread compares an invented analysis with the labels.
func TestCountThread(t *testing.T) {
	mark := func(comment string, tag gainsay.Tag, score float64) gainsay.Annotation {
		return gainsay.Annotation{Comment: comment, Tag: tag, Score: score}
	}
	a := &gainsay.Analysis{
		Annotations: []gainsay.Annotation{
			mark("f1", gainsay.TagDisagreement, 0.9), // names no parent: not counted
			mark("f2", gainsay.TagEvidenceRequest, 0.9),
			mark("f2", gainsay.TagInsult, 0.6),
			mark("f3", gainsay.TagInsult, 0.4), // below the threshold
			mark("f3", gainsay.TagCounterclaim, 0.5),
			mark("f3", gainsay.TagConcession, 0.9), // readers do not agree: not counted
			mark("f4", gainsay.TagAgreement, 0.9),  // unclear addressee: not counted
		},
		Assertions: []gainsay.Assertion{
			{Comment: "f1", Span: gainsay.Span{Start: 20, End: 42}, Status: gainsay.Argued, Notable: 0.5},
			{Comment: "f1", Span: gainsay.Span{Start: 43, End: 77}, Status: gainsay.Unsupported, Notable: 0.9},
			{Comment: "f3", Span: gainsay.Span{Start: 40, End: 60}, Status: gainsay.Unsupported, Notable: 0.9},
			{Comment: "f4", Span: gainsay.Span{Start: 30, End: 70}, Status: gainsay.Sourced, Notable: 0.9},
			{Comment: "f4", Span: gainsay.Span{Start: 30, End: 70}, Status: gainsay.Unsupported, Notable: 0.4},
		},
	}
	got := MeasureThreads([]ThreadCounts{CountThread(ferry(t), a)})
	want := map[string]Confusion{
		"insult":      {Binary{FP: 1, FN: 1}, 2},
		"spam":        {Binary{}, 4},
		"asks":        {Binary{TP: 1}, 3},
		"concedes":    {Binary{}, 3},
		"sarcasm":     {Binary{FN: 1}, 3},
		"disagree":    {Binary{TP: 1}, 1},
		"agree":       {Binary{}, 2},
		"unsupported": {Binary{TP: 1}, 2},
	}
	found := map[string]Confusion{}
	for _, m := range got.Marks {
		found[m.Mark] = m.Confusion
	}
	if d := cmp.Diff(want, found); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Binary{TP: 1, FP: 1}, got.Spans.Binary); d != "" {
		t.Error(d)
	}
	table := got.ByThreshold()
	for _, want := range []string{
		"| mark | from 0.5 |", "| insult | 0.00 / 0.00 (1) | 0.00 / 0.00 (1) | none |",
		"| disagree | 1.00 / 1.00 (1) | none |", "| unsupported | 1.00 / 1.00 (1) | 1.00 / 1.00 (1) |",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if m := got.Marks[5]; m.Mark != "disagree" || m.Value != 1 {
		t.Errorf("%s: macro-F1 %.3f", m.Mark, m.Value)
	}
}

func TestCountParents(t *testing.T) {
	l := ferry(t)
	a := &gainsay.Analysis{Thread: &gainsay.Thread{}}
	for id, parent := range map[string]string{"f1": "", "f2": "f1", "f3": "f2", "f4": "f3"} {
		a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: id, Parent: parent})
	}
	var c ThreadCounts
	c.CountParents(l, a)
	if c.Addressee != (Share{1, 2}) || c.OnArticle != (Share{1, 1}) {
		t.Errorf("addressee %+v, on the article %+v", c.Addressee, c.OnArticle)
	}
}

// TestSource checks that labels never reach the analysis.
func TestSource(t *testing.T) {
	l := ferry(t)
	shown, err := l.Source(false)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := l.Source(true)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(shown); strings.Contains(s, "gold") || strings.Count(s, `"parent":"f1"`) != 2 {
		t.Error(s)
	}
	if s := string(hidden); strings.Count(s, `"parent":""`) != len(l.Comments) {
		t.Error(s)
	}
}

// TestMeasureThreads checks sums and intervals over threads.
func TestMeasureThreads(t *testing.T) {
	counts := func(right, wrong int) ThreadCounts {
		c := ThreadCounts{Marks: make([]Confusion, len(threadMarks)), Addressee: Share{right, right + wrong}}
		c.Marks[0].Binary = Binary{TP: right, FN: wrong}
		return c
	}
	f := MeasureThreads([]ThreadCounts{counts(3, 1), counts(1, 3)})
	if v := f.Addressee; v.Value != 0.5 || v.Interval != (Interval{0.25, 0.75}) {
		t.Errorf("addressee %+v", v)
	}
	if m := f.Marks[0]; m.Recall != 0.5 || m.Interval[0] >= m.Value || m.Interval[1] <= m.Value || len(f.Each) != 2 {
		t.Errorf("%+v", m)
	}
}

func TestReadLabelledThreadErrors(t *testing.T) {
	for src, want := range map[string]string{
		`{`:          "unexpected end",
		`{"id":"x"}`: "thread x: no comments",
		`{"comments":[{"id":"c","text":"a","gold":{"claims":[{"text":"b"}]}}]}`: `claim "b" is not in its text`,
	} {
		if _, err := ReadLabelledThread([]byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", src, err, want)
		}
	}
}
