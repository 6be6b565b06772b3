package decide_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/google/go-cmp/cmp"
)

func span(text, words string) gainsay.Span {
	i := strings.Index(text, words)
	if i < 0 {
		panic("no " + words)
	}
	return gainsay.Span{Start: i, End: i + len(words)}
}

const (
	first  = "The bridge cost 40 million. I like it."
	second = "Source? The bridge cost 12 million, you fool."
)

// analysis is a thread of two comments: an assertion, asked for evidence and
// denied by another.
func analysis() *gainsay.Analysis {
	reasons := []gainsay.Reason{{Rule: "claim/x", Says: "gives a figure", Weight: .8}}
	mark := func(id, comment string, tag gainsay.Tag, s gainsay.Span) gainsay.Annotation {
		return gainsay.Annotation{ID: id, Comment: comment, Span: s, Tag: tag, Score: .8, By: "claim/x", Reasons: reasons}
	}
	a1, a2 := span(first, "The bridge cost 40 million."), span(second, "The bridge cost 12 million")
	c1, c2 := mark("m1", "1", gainsay.TagClaim, a1), mark("m4", "2", gainsay.TagClaim, a2)
	c1.Kind, c2.Kind = "fact", "fact"
	insult := mark("m5", "2", gainsay.TagInsult, span(second, "fool"))
	insult.Target = "participant:Ann"
	none := []string{}
	return &gainsay.Analysis{
		Version: gainsay.Version{Rules: "sha256:old"},
		Thread: &gainsay.Thread{ID: "t", Format: "page", Comments: []*gainsay.Comment{
			{ID: "1", Author: "Ann", Text: first}, {ID: "2", Parent: "1", Author: "Bo", Text: second},
		}},
		Annotations: []gainsay.Annotation{
			c1, mark("m3", "2", gainsay.TagEvidenceRequest, span(second, "Source?")), c2, insult,
		},
		Assertions: []gainsay.Assertion{
			{
				ID: "m1", Comment: "1", Span: a1, Text: a1.In(first), Author: "Ann", Kind: gainsay.Fact,
				Status: gainsay.Unsupported, Dispute: gainsay.Contested, Support: []gainsay.Evidence{},
				AskedBy: []string{"2"}, SuppliedBy: none, CounteredBy: []string{"2"}, ConcededBy: none, RepeatedBy: none,
				Topics: none, Cluster: "k", Chain: []gainsay.Step{
					{Kind: gainsay.StepAsserted, Comment: "1", Span: a1, Status: gainsay.Unsupported},
					{Kind: gainsay.StepAsked, Comment: "2"}, {Kind: gainsay.StepUnanswered},
					{Kind: gainsay.StepCountered, Comment: "2", Claim: "m4"},
					{Kind: gainsay.StepStanding, Status: gainsay.Unsupported, Standing: &gainsay.Standing{}},
				},
			},
			{
				ID: "m4", Comment: "2", Span: a2, Text: a2.In(second), Author: "Bo", Kind: gainsay.Fact,
				Status: gainsay.Unsupported, Dispute: gainsay.Open, Support: []gainsay.Evidence{}, AskedBy: none,
				SuppliedBy: none, CounteredBy: none, ConcededBy: none, RepeatedBy: none, Topics: none, Cluster: "l",
			},
		},
		Relations: []gainsay.Relation{
			{From: "m3", To: "m1", Kind: gainsay.Questions, Score: .9, By: "argue/asks", Reasons: reasons},
			{From: "m4", To: "m1", Kind: gainsay.Rebuts, Score: .9, By: "argue/denies", Reasons: reasons},
		},
	}
}

// of makes a saved decision about a mark.
func of(t *testing.T, a *gainsay.Analysis, id int64, coder, mark string, v gainsay.Verdict) gainsay.Decision {
	t.Helper()
	d, err := decide.OfMark(a, mark, v)
	if err != nil {
		t.Fatal(err)
	}
	d.ID, d.Coder = id, coder
	return d
}

func TestOfMark(t *testing.T) {
	a := analysis()
	d := of(t, a, 1, "eve", "m1", gainsay.Right)
	want := gainsay.Decision{
		ID: 1, Thread: "page:t", Comment: "1", Mark: "m1", Tag: gainsay.TagClaim, Status: gainsay.Unsupported,
		Span: gainsay.Span{Start: 0, End: 27}, Quote: gainsay.Quote{Exact: "The bridge cost 40 million.", Suffix: " I like it."},
		Verdict: gainsay.Right, Coder: "eve", Rule: "claim/x", Score: .8, Rules: "sha256:old",
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
	if _, err := decide.OfMark(a, "none", gainsay.Right); err == nil {
		t.Error("made a decision about no mark")
	}
	if _, err := decide.OfMissed(a, "1", gainsay.TagClaim, gainsay.Span{Start: 5, End: 400}); err == nil {
		t.Error("made a decision about a span outside of the text")
	}
}

func TestFind(t *testing.T) {
	var long string
	for _, who := range []string{"nobody", "the mayor", "an engineer", "his wife", "a reporter"} {
		long += "It rained for days and then " + who + " came to look at the dam. "
	}
	for _, tc := range []struct {
		name, text string
		quote      gainsay.Quote
		near       int
		want       string // words before the place, then "|", then the words
		by         decide.Method
	}{
		{"exact", "a b c", gainsay.Quote{Exact: "b"}, 0, "a |b", decide.ByWords},
		{"nearest", "no yes no yes no", gainsay.Quote{Exact: "no"}, 8, "no yes |no", decide.ByWords},
		{"context before distance", "no, I say. yes, no way", gainsay.Quote{Exact: "no", Suffix: " way"}, 0, "no, I say. yes, |no", decide.ByWords},
		{"overlapping occurrences", "aaab", gainsay.Quote{Exact: "aa", Suffix: "b"}, 0, "a|aa", decide.ByWords},
		{"white space", "It  is\n\n late now", gainsay.Quote{Exact: "is late"}, 3, "It  |is\n\n late", decide.BySimilar},
		{"case and quotation marks", "She said “Never again” twice", gainsay.Quote{Exact: `"never again"`}, 0, "She said |“Never again”", decide.BySimilar},
		{"an edit", "I think the vacine causes harm here.", gainsay.Quote{Exact: "the vaccine causes harm"}, 0, "I think |the vacine causes harm", decide.BySimilar},
		{"a long quotation with another middle", "Well. " + strings.Replace(long, "days and", "weeks, and", -1), gainsay.Quote{Exact: long}, 0, "Well. |" + strings.TrimSpace(strings.Replace(long, "days and", "weeks, and", -1)), decide.BySimilar},
		{"short words need to be exact", "what a pool", gainsay.Quote{Exact: "fool"}, 0, "", ""},
		{"other words", "The ferry sank in the storm last night.", gainsay.Quote{Exact: "The bridge cost 40 million."}, 0, "", ""},
		{"no words", "text", gainsay.Quote{}, 0, "", ""},
		{"only white space", "a b", gainsay.Quote{Exact: "  "}, 0, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, by := decide.Find(tc.text, tc.quote, tc.near)
			got := ""
			if by != "" {
				got = tc.text[:s.Start] + "|" + s.In(tc.text)
			}
			if got != tc.want || by != tc.by {
				t.Errorf("got %q by %q, want %q by %q", got, by, tc.want, tc.by)
			}
		})
	}
}

func TestPlaceAfterChanges(t *testing.T) {
	a := analysis()
	ds := []gainsay.Decision{
		of(t, a, 1, "eve", "m1", gainsay.Right), of(t, a, 2, "eve", "m3", gainsay.Wrong),
		of(t, a, 3, "eve", "m5", gainsay.Wrong), of(t, a, 4, "eve", "m4", gainsay.Right),
	}
	b := analysis()
	b.Thread.Comments[0].Text = "Edit: typo. " + first
	b.Thread.Comments[1].Text = "The  bridge cost 12 million, you fool."
	s1 := span(b.Thread.Comments[0].Text, "The bridge cost 40 million")
	b.Annotations = []gainsay.Annotation{{ID: "n1", Comment: "1", Tag: gainsay.TagClaim, Span: s1}}
	got := decide.Place(b, ds)
	var words []string
	for _, p := range got.Placed {
		words = append(words, string(p.By)+" "+p.Now+" "+p.At.In(b.Thread.Comment(p.Comment).Text))
	}
	want := []string{"words n1 The bridge cost 40 million.", "words  fool", "similar  The  bridge cost 12 million"}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Error(diff)
	}
	if len(got.Lost) != 1 || got.Lost[0].ID != 2 || got.Lost[0].Why != decide.WordsGone {
		t.Errorf("lost %+v", got.Lost)
	}
	if got := decide.Place(nil, ds); len(got.Lost) != 4 || got.Lost[0].Why != decide.ThreadGone {
		t.Errorf("without a thread: %+v", got)
	}
	b.Thread.Comments = b.Thread.Comments[:1]
	if got := decide.Place(b, ds[3:]); len(got.Lost) != 1 || got.Lost[0].Why != decide.CommentGone {
		t.Errorf("without the comment: %+v", got)
	}
}

func TestPlaceWantsSameWordsForAnID(t *testing.T) {
	a := analysis()
	d := of(t, a, 1, "eve", "m1", gainsay.Right)
	a.Annotations[0].Tag = gainsay.TagPremise // the id now means something else
	got := decide.Place(a, []gainsay.Decision{d})
	if len(got.Placed) != 1 || got.Placed[0].Now != "" || got.Placed[0].By != decide.ByWords {
		t.Errorf("%+v", got)
	}
}

func TestCounts(t *testing.T) {
	a := analysis()
	ann := of(t, a, 1, "ann", "m1", gainsay.Right)
	bo := of(t, a, 2, "bo", "m1", gainsay.Wrong)
	bo.Blind = true
	settled := of(t, a, 3, "ann", "m1", gainsay.Changed)
	settled.Settles = true
	later := of(t, a, 4, "cy", "m1", gainsay.Right)
	undo := gainsay.Decision{ID: 5, Thread: "page:t", Undoes: 3, Coder: "ann"}
	for _, tc := range []struct {
		ds   []gainsay.Decision
		want int64
	}{
		{[]gainsay.Decision{bo}, 2},
		{[]gainsay.Decision{ann, bo}, 1},
		{[]gainsay.Decision{ann, bo, settled, later}, 3},
		{[]gainsay.Decision{ann, bo, settled, later, undo}, 4},
	} {
		items, lost := decide.Items(a, tc.ds)
		if len(items) != 1 || len(lost) != 0 {
			t.Fatalf("%d items, lost %v", len(items), lost)
		}
		if got := items[0].Counts().ID; got != tc.want {
			t.Errorf("%d counts, want %d", got, tc.want)
		}
	}
}

func TestTwoCodersAddTheSameMark(t *testing.T) {
	a := analysis()
	var ds []gainsay.Decision
	for i, words := range []string{"I like it", "I like it.", "bridge"} {
		d, err := decide.OfMissed(a, "1", gainsay.TagClaim, span(first, words))
		if err != nil {
			t.Fatal(err)
		}
		d.ID, d.Coder = int64(i+1), string("abc"[i])
		ds = append(ds, d)
	}
	items, _ := decide.Items(a, ds)
	if len(items) != 2 || len(items[1].Decisions) != 2 {
		t.Fatalf("%+v", items)
	}
	both := decide.Apply(a, ds[:1], decide.Both)
	i := slices.IndexFunc(both.Annotations, func(n gainsay.Annotation) bool { return n.By == "coder/a" })
	wrong := of(t, both, 4, "b", both.Annotations[i].ID, gainsay.Wrong)
	items, lost := decide.Items(a, []gainsay.Decision{ds[0], wrong})
	if len(items) != 1 || len(lost) != 0 || items[0].Counts().Verdict != gainsay.Wrong {
		t.Errorf("%+v, lost %v", items, lost)
	}
}

func TestApply(t *testing.T) {
	a := analysis()
	before := analysis()
	right := of(t, a, 1, "eve", "m1", gainsay.Right)
	wrong := of(t, a, 2, "eve", "m4", gainsay.Wrong)
	changed := of(t, a, 3, "eve", "m5", gainsay.Changed)
	changed.Change = decide.NewChange(second, gainsay.TagInsult, "", "person:Bo", span(second, "you fool"))
	missed, _ := decide.OfMissed(a, "1", gainsay.TagClaim, span(first, "I like it."))
	missed.ID, missed.Coder, missed.Status = 4, "eve", gainsay.Hedged
	ds := []gainsay.Decision{right, wrong, changed, missed}

	got := decide.Apply(a, ds, decide.Both)
	if diff := cmp.Diff([]string{"m1 claim claim/x", "added claim coder/eve", "m3 evidencerequest claim/x", "m5 insult coder/eve"}, marks(got)); diff != "" {
		t.Error(diff)
	}
	m5 := got.Annotations[3]
	if m5.In(second) != "you fool" || m5.Target != "person:Bo" || len(m5.Reasons) != 2 {
		t.Errorf("changed mark: %+v", m5)
	}
	s := got.Assertions[0]
	if len(got.Assertions) != 2 || len(s.CounteredBy) != 0 || s.Dispute != gainsay.Questioned || len(s.Chain) != 4 {
		t.Errorf("assertions %+v", got.Assertions)
	}
	if n := got.Assertions[1]; n.Status != gainsay.Hedged || n.Text != "I like it." || n.Author != "Ann" {
		t.Errorf("added assertion %+v", n)
	}
	if len(got.Relations) != 1 || got.Relations[0].From != "m3" {
		t.Errorf("relations %+v", got.Relations)
	}
	got = decide.Apply(a, ds, decide.Decided)
	if diff := cmp.Diff([]string{"m1 claim claim/x", "added claim coder/eve", "m5 insult coder/eve"}, marks(got)); diff != "" {
		t.Error(diff)
	}
	if got.Assertions[0].Dispute != gainsay.Open || len(got.Relations) != 0 {
		t.Errorf("decided alone: %+v", got.Assertions[0])
	}
	if diff := cmp.Diff(before, a); diff != "" {
		t.Errorf("Apply changed its argument: %s", diff)
	}
	if decide.Apply(a, ds, decide.Machine) != a {
		t.Error("machine is not the analysis itself")
	}
}

func TestApplyStatus(t *testing.T) {
	a := analysis()
	d := of(t, a, 1, "eve", "m1", gainsay.Changed)
	d.Change = decide.NewChange(first, gainsay.TagClaim, gainsay.Sourced, "", span(first, "The bridge cost 40 million"))
	s := decide.Apply(a, []gainsay.Decision{d}, decide.Both).Assertions[0]
	if s.Status != gainsay.Sourced || s.Text != "The bridge cost 40 million" || s.Chain[4].Status != gainsay.Sourced ||
		s.Chain[0].Len() != s.Len() {
		t.Errorf("%+v", s)
	}
	d.Change.Tag, d.Change.Status = gainsay.TagPremise, ""
	got := decide.Apply(a, []gainsay.Decision{d}, decide.Both)
	if len(got.Assertions) != 1 || len(got.Relations) != 0 || got.Annotations[0].Kind != "" {
		t.Errorf("no longer a claim: %+v %+v", got.Assertions, got.Relations)
	}
}

// marks lists the marks; those whose id the machine did not give are "added".
func marks(a *gainsay.Analysis) (out []string) {
	for _, n := range a.Annotations {
		id := n.ID
		if !strings.HasPrefix(id, "m") {
			id = "added"
		}
		out = append(out, id+" "+string(n.Tag)+" "+n.By)
	}
	return out
}

// FuzzFind checks that a place is inside the text, on boundaries of runes, and
// that words that are in the text are found.
func FuzzFind(f *testing.F) {
	f.Add("She said “Never again” twice", `"never again"`, "said ", "", 4)
	f.Add("The vacine causes harm here", "the vaccine causes harm", "", " here", -3)
	f.Add("a\xffb ", "\xff", "a", "b", 1<<40)
	f.Fuzz(func(t *testing.T, text, exact, prefix, suffix string, near int) {
		if len(text) > 5000 || len(exact) > 2000 {
			return
		}
		s, by := decide.Find(text, gainsay.Quote{Exact: exact, Prefix: prefix, Suffix: suffix}, near)
		if by == "" {
			if exact != "" && strings.Contains(text, exact) {
				t.Fatalf("%q is in %q and was not found", exact, text)
			}
			return
		}
		if !s.Valid(len(text)) || s.Len() == 0 {
			t.Fatalf("%v in a text of %d bytes", s, len(text))
		}
		if by == decide.ByWords && s.In(text) != exact {
			t.Fatalf("found %q for %q", s.In(text), exact)
		}
		q := decide.NewQuote(text, s)
		if again, by := decide.Find(text, q, s.Start); by != decide.ByWords || again.In(text) != q.Exact {
			t.Fatalf("what was found is not found again: %v %q", again, by)
		}
	})
}
