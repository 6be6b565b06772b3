package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// talk is a thread with comments by known and unknown authors, with times of every
// precision.
func talk() *gainsay.Thread {
	day := time.Date(2021, 5, 3, 23, 0, 0, 0, time.UTC)
	return &gainsay.Thread{Comments: []*gainsay.Comment{
		{ID: "1", Author: "Mara Quill", Time: day,
			Text: "Rents in Kestrel Bay doubled in 2015, and nobody at\n the harbour council asked why they did. Liar!"},
		{ID: "2", Author: "Jonas Pell", Time: day, Precision: gainsay.ToMonth,
			Text: "Says who? They did not: https://www.example.org/rents?id=7"},
		{ID: "3", Time: day, Precision: gainsay.ToYear, Text: "No."},
		{ID: "4", Author: "Oda", TimeText: "2 months ago", Text: "Same here."},
	}}
}

// at returns the span of words in a text.
func at(t *testing.T, c *gainsay.Comment, words string) gainsay.Span {
	t.Helper()
	i := strings.Index(c.Text, words)
	if i < 0 {
		t.Fatalf("no %q in %s", words, c.ID)
	}
	return gainsay.Span{Start: i, End: i + len(words)}
}

func TestWhy(t *testing.T) {
	th := talk()
	x := view.NewTexts(th)
	one := func(words ...string) (out []gainsay.Span) {
		for _, w := range words {
			out = append(out, at(t, th.Comments[0], w))
		}
		return out
	}
	two := []gainsay.Span{at(t, th.Comments[1], "Says who?")}
	copied := func(ids ...string) (out []gainsay.Reason) {
		for _, id := range ids {
			out = append(out, gainsay.Reason{Rule: "spam/campaign",
				Says: "is nearly the same text as another comment", Comment: id})
		}
		return append(out, gainsay.Reason{Rule: "spam/money", Says: "offers money", Spans: one("Rents")})
	}
	for _, c := range []struct {
		tag     gainsay.Tag
		reasons []gainsay.Reason
		want    string
	}{
		{gainsay.TagInsult, nil, ""},
		{gainsay.TagInsult, []gainsay.Reason{{Rule: "insult/name", Says: "calls someone a name",
			Spans: one("Liar")}}, "calls someone a name: “Liar”"},
		{gainsay.TagInsult, []gainsay.Reason{{Rule: "insult/model", Says: "resembles insults"}},
			"resembles insults"},
		{gainsay.TagHedge, []gainsay.Reason{{Rule: "a/b", Says: "hedges",
			Spans: one("Rents", "Kestrel", "Rents")}, {Rule: "a/c", Says: "guesses", Spans: one("why")}},
			"hedges: “Rents”, “Kestrel”; guesses: “why”"},
		{gainsay.TagHedge, []gainsay.Reason{{Rule: "a/b", Says: "lists",
			Spans: one("Rents", "in", "Kestrel", "Bay", "doubled")}},
			"lists: “Rents”, “in”, “Kestrel” and 2 more"},
		{gainsay.TagHedge, []gainsay.Reason{{Rule: "a/b", Says: "is long",
			Spans: []gainsay.Span{{End: len(th.Comments[0].Text)}}}},
			"is long: “Rents in Kestrel Bay doubled in 2015, and nobody at the har…”"},
		{gainsay.TagEvidence, []gainsay.Reason{{Rule: "evidence/link", Says: "gives a link", Comment: "2",
			Spans: []gainsay.Span{at(t, th.Comments[1], "https://www.example.org/rents?id=7")}}},
			"gives a link: “www.example.org/rents” in #2"},
		{gainsay.TagCounterclaim, []gainsay.Reason{{Rule: "a/b", Says: "says the opposite",
			Spans: one("doubled")}, {Rule: "a/b", Says: "says the opposite", Comment: "2",
			Spans: append(two, at(t, th.Comments[1], "not"))}},
			"says the opposite: “doubled”, “Says who?”, “not” in #2"},
		{gainsay.TagSpam, copied("2", "json:t9/c4"),
			"is nearly the same text as another comment (#2, json:t9/c4); offers money: “Rents”"},
		{gainsay.TagSpam, copied("2", "3", "4", "2", "3"),
			"is nearly the same text as another comment (#2, #3, #4 and 2 more); offers money: “Rents”"},
		{gainsay.TagClaim, []gainsay.Reason{{Rule: "claim/fact",
			Says: "states something others could verify"},
			{Rule: "claim/fact", Says: "names a place", Spans: one("Kestrel Bay"), Weight: 1},
			{Rule: "claim/fact", Says: "gives a figure", Spans: one("2015"), Weight: 0.7},
			{Rule: "claim/fact", Says: "is a full clause"}},
			"states something others could verify: names a place (“Kestrel Bay”), gives a figure (“2015”), is a full clause"},
		{gainsay.TagClaim, []gainsay.Reason{{Rule: "claim/value", Says: "judges", Spans: one("why")}},
			"judges: “why”"},
		{gainsay.TagHedge, []gainsay.Reason{{Rule: "a/b", Says: "is cut off",
			Spans: []gainsay.Span{{Start: 3, End: 900}}},
			{Rule: "a/b", Says: "is gone", Comment: "9", Spans: two}},
			"is cut off; is gone"},
	} {
		if got := x.Why(&gainsay.Annotation{Comment: "1", Tag: c.tag, Reasons: c.reasons}); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	whole := &gainsay.Annotation{Comment: "1", Span: one("Liar")[0], Reasons: []gainsay.Reason{
		{Rule: "a/b", Says: "is rude", Spans: one("Liar")},
		{Rule: "a/c", Says: "is loud", Spans: one("Liar", "Liar!")}}}
	if got := x.Why(whole); got != "is rude; is loud: “Liar!”" {
		t.Error(got)
	}
	r := &gainsay.Relation{Reasons: []gainsay.Reason{{Rule: "argue/questions", Says: "asks", Spans: two}}}
	if got := x.WhyRelation(r, &gainsay.Annotation{Comment: "2"}); got != "asks: “Says who?”" {
		t.Error(got)
	}
}

// TestStep covers every kind of step with what may vary in it.
func TestStep(t *testing.T) {
	th := talk()
	x := view.NewTexts(th)
	link := at(t, th.Comments[1], "https://www.example.org/rents?id=7")
	claim := &gainsay.Assertion{Comment: "1", Author: "Mara Quill", Status: gainsay.Unsupported,
		Acceptability: 0.5}
	seen := map[gainsay.StepKind]bool{}
	for _, c := range []struct {
		step gainsay.Step
		want string
	}{
		{gainsay.Step{Kind: gainsay.StepAsserted, Comment: "1", Author: "Mara Quill",
			Status: gainsay.Unsupported}, "Mara Quill asserted it on 3 May 2021 without support"},
		{gainsay.Step{Kind: gainsay.StepAsserted, Comment: "3", Status: gainsay.Hedged},
			"an unknown author asserted it in 2021 as a guess"},
		{gainsay.Step{Kind: gainsay.StepBacked, Comment: "1", Author: "Mara Quill",
			Evidence: gainsay.EvidenceFigure, Span: at(t, th.Comments[0], "2015")},
			"gave a figure without a source: “2015”"},
		{gainsay.Step{Kind: gainsay.StepBacked, Comment: "1", Evidence: gainsay.EvidenceArticle,
			Span: at(t, th.Comments[0], "doubled")}, "the article says the same: “doubled”"},
		{gainsay.Step{Kind: gainsay.StepRepeats, Comment: "2", Author: "Jonas Pell"},
			"Jonas Pell had said the same in May 2021"},
		{gainsay.Step{Kind: gainsay.StepAsked, Comment: "4", Author: "Oda"},
			"Oda asked for evidence (“2 months ago”)"},
		{gainsay.Step{Kind: gainsay.StepSupplied, Comment: "2", Author: "Jonas Pell",
			Evidence: gainsay.EvidenceLink, Span: link, Site: "a news site",
			Shared: []gainsay.Span{at(t, th.Comments[0], "Rents")}},
			"Jonas Pell gave a link in May 2021 to a news site whose address mentions Rents: “www.example.org/rents”"},
		{gainsay.Step{Kind: gainsay.StepSupplied, Comment: "2", Author: "Jonas Pell",
			Evidence: gainsay.EvidenceLink, Site: "a video"},
			"Jonas Pell gave a link in May 2021 to a video whose address does not mention its topic"},
		{gainsay.Step{Kind: gainsay.StepSupplied, Comment: "1", Author: "Mara Quill",
			Evidence: gainsay.EvidenceReasoning}, "Mara Quill, its author, gave a reason on 3 May 2021"},
		{gainsay.Step{Kind: gainsay.StepUnanswered}, "no one gave the evidence asked for"},
		{gainsay.Step{Kind: gainsay.StepCountered, Comment: "2", Author: "Jonas Pell"},
			"Jonas Pell asserted the contrary in May 2021"},
		{gainsay.Step{Kind: gainsay.StepCountered, Comment: "2", Author: "Jonas Pell", Claim: "c",
			Status: gainsay.Unsupported}, "Jonas Pell asserted the contrary in May 2021, also without support"},
		{gainsay.Step{Kind: gainsay.StepCountered, Comment: "9", Author: "Jonas Pell", Claim: "c",
			Status: gainsay.Sourced}, "Jonas Pell asserted the contrary, with a source"},
		{gainsay.Step{Kind: gainsay.StepUndercut, Comment: "1", Author: "Oda"},
			"Oda disputed on 3 May 2021 that the reason supports the claim"},
		{gainsay.Step{Kind: gainsay.StepSupported, Comment: "3", Claim: "c", Status: gainsay.Grounded},
			"an unknown author agreed with it in 2021, as stated in the article"},
		{gainsay.Step{Kind: gainsay.StepConceded, Comment: "1", Author: "Mara Quill"},
			"Mara Quill, its author, took it back on 3 May 2021"},
		{gainsay.Step{Kind: gainsay.StepRepeated, Comment: "3"}, "an unknown author said the same in 2021"},
		{gainsay.Step{Kind: gainsay.StepRepeated, Comment: "3", Count: 1},
			"an unknown author said the same in 2021, and so did 1 further comment"},
		{gainsay.Step{Kind: gainsay.StepRepeated, Comment: "3", Count: 2},
			"an unknown author said the same in 2021, and so did 2 further comments"},
		{gainsay.Step{Kind: gainsay.StepStanding, Status: gainsay.Unsupported,
			Standing: &gainsay.Standing{Base: 0.5}}, "acceptability 0.50 (base 0.50: unsupported)"},
		{gainsay.Step{Kind: gainsay.StepStanding, Status: gainsay.Sourced,
			Standing: &gainsay.Standing{Base: 0.9, Conceded: true, Supporters: 1, Attackers: 2,
				Attack: 0.811}},
			"acceptability 0.50 (base 0.90: sourced, taken back; raised by 1 claim; lowered by 2 contrary claims, weighted acceptability 0.81)"},
		{gainsay.Step{Kind: gainsay.StepStanding}, "acceptability 0.50"},
	} {
		seen[c.step.Kind] = true
		if got := x.Step(&c.step, claim); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	for _, k := range gainsay.StepKinds() {
		if !seen[k] {
			t.Errorf("no step of kind %s", k)
		}
	}
}

// TestWithoutTexts: what was left out of a thread is in no sentence.
func TestWithoutTexts(t *testing.T) {
	th := talk()
	link := at(t, th.Comments[1], "https://www.example.org/rents?id=7")
	shared := []gainsay.Span{at(t, th.Comments[0], "Rents")}
	for _, c := range th.Comments {
		c.Text = ""
	}
	x := view.NewTexts(th)
	a := &gainsay.Annotation{Comment: "1", Tag: gainsay.TagClaim,
		Reasons: []gainsay.Reason{{Says: "states"}, {Says: "names a place", Spans: shared}}}
	if got := x.Why(a); got != "states: names a place" {
		t.Error(got)
	}
	step := &gainsay.Step{Kind: gainsay.StepSupplied, Comment: "2", Author: "author-x",
		Evidence: gainsay.EvidenceLink, Span: link, Site: "a video", Shared: shared}
	if got := x.Step(step, &gainsay.Assertion{Comment: "1"}); got != "author-x gave a link in May 2021 to a video whose address mentions its topic" {
		t.Error(got)
	}
	if got := x.Relation(gainsay.Rebuts, &gainsay.Annotation{Comment: "3",
		Span: link}); got != "denies #3 (unknown author)" {
		t.Error(got)
	}
}

func TestNames(t *testing.T) {
	th := talk()
	x := view.NewTexts(th)
	mark := &gainsay.Annotation{Comment: "1",
		Span: at(t, th.Comments[0], "Rents in Kestrel Bay doubled in 2015")}
	for _, c := range [][2]string{
		{x.Relation(gainsay.Rebuts, mark), "denies “Rents in Kestrel Bay doubled in 2015” (Mara Quill)"},
		{x.Author("3"), "unknown author"},
		{x.Author("9"), "unknown author"},
		{x.Words("9", gainsay.Span{}), ""},
		{x.Target(""), ""},
		{x.Target("participant:Jonas Pell"), "Jonas Pell"},
		{x.Target("participant:3"), "a participant (unknown author)"},
		{x.Target("person:Ada"), "the person Ada"},
		{x.Target("group:bankers"), "the group bankers"},
		{x.Target("campaign:1a2b3c4d"), "campaign 1a2b3c4d"},
		{x.Target("person:"), "a person"},
		{x.Target("group:"), "a group"},
		{x.Aim(&gainsay.Annotation{Tag: gainsay.TagInsult}), ""},
		{x.Aim(&gainsay.Annotation{Tag: gainsay.TagInsult, Target: "participant:Oda"}), "aimed at Oda"},
		{x.Aim(&gainsay.Annotation{Tag: gainsay.TagSpam, Target: "campaign:1a"}), "part of campaign 1a"},
		{x.Aim(&gainsay.Annotation{Tag: gainsay.TagCounterclaim, Target: "2"}), "against comment #2"},
		{x.Target("2"), "comment #2"},
		{view.Signal(gainsay.Signal{Name: "has a link"}), "has a link"},
		{view.Signal(gainsay.Signal{Name: "word", Words: "liar"}), "“liar”"},
		{view.Signal(gainsay.Signal{Name: "letters of", Words: "liar"}), "letters of “liar”"},
		{view.Signal(gainsay.Signal{Name: "words before", Words: "you"}), "words before: “you”"},
		{view.Clip(" a\n b ", 9), "a b"},
		{view.Clip("äöüäöü", 6), "äöüäöü"},
		{view.Clip("äöü äöü", 5), "äöü…"},
		{view.Clip("https://a.example/b?c=d#e", 60), "a.example/b"},
		{view.Clip("not // an address", 60), "not // an address"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

// TestLabels: every term of the contract has words of its own.
func TestLabels(t *testing.T) {
	check(t, gainsay.Tags(), view.TagLabel)
	check(t, gainsay.Statuses(), view.StatusLabel)
	check(t, gainsay.Disputes(), view.DisputeLabel)
	check(t, gainsay.EvidenceKinds(), view.EvidenceLabel)
	check(t, gainsay.RelationKinds(), view.RelationLabel)
	check(t, gainsay.StepKinds(), view.StepLabel)
	check(t, append(gainsay.ParentSources(), gainsay.ByNothing), view.ParentLabel)
}

func check[K ~string](t *testing.T, kinds []K, label func(K) string) {
	t.Helper()
	of := map[string]K{}
	for _, k := range kinds {
		l := label(k)
		if l == "" || l == string(k) {
			t.Errorf("%q has no label", k)
		}
		if other, ok := of[l]; ok {
			t.Errorf("%q and %q are both %q", k, other, l)
		}
		of[l] = k
	}
	if got := label("nothing"); got != "nothing" {
		t.Errorf("an unknown term is shown as %q", got)
	}
}
