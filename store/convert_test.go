package store

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// openSample copies testdata/version/sample6.db.zst, the database that version
// 6 of the schema had of the threads in testdata/sample.
func openSample(t *testing.T) string {
	t.Helper()
	packed, err := os.ReadFile("testdata/version/sample6.db.zst")
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := d.DecodeAll(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sample.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// oldRows reads the marks and chains of all threads as version 6 has them.
func oldRows(t *testing.T, path string) (marks map[string]oldAnnotation, chains map[string][]oldStep) {
	t.Helper()
	raw, err := connect(path, "rw", 1, "")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	tx, err := raw.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	pks, err := collect(t.Context(), tx, scanOne[int64], `SELECT pk FROM thread`)
	if err != nil {
		t.Fatal(err)
	}
	marks, chains = map[string]oldAnnotation{}, map[string][]oldStep{}
	for _, pk := range pks {
		old, err := loadOld(t.Context(), tx, pk)
		if err != nil {
			t.Fatal(err)
		}
		for id, m := range old.marks {
			marks[id] = *m
		}
		for _, a := range old.assertions {
			chains[a.ID] = a.chain
		}
	}
	return marks, chains
}

// TestConvertSample compares what a database of version 6 says before and
// after it is opened.
func TestConvertSample(t *testing.T) {
	sqliteOnly(t)
	path := openSample(t)
	marks, chains := oldRows(t, path)
	db := openAt(t, path)
	n := 0
	for a, err := range db.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range a.Annotations {
			n++
			checkMark(t, a.Thread.Comment(m.Comment).Text, marks[m.ID], m)
		}
		for _, r := range a.Relations {
			if !strings.HasPrefix(r.By, "argue/") || strings.Contains(r.By, ":") || len(r.Reasons) == 0 {
				t.Errorf("relation %+v", r)
			}
		}
		for _, s := range a.Assertions {
			checkChain(t, chains[s.ID], s.Chain)
		}
	}
	if n != len(marks) || n < 150 {
		t.Errorf("%d marks of %d", n, len(marks))
	}
}

// checkMark wants all but the sentences as it was, and none of the words of
// the comment in what reasons and signals say.
func checkMark(t *testing.T, text string, old oldAnnotation, m gainsay.Annotation) {
	t.Helper()
	was, is := old.Annotation, m
	was.Reasons, is.Reasons, was.Signals, is.Signals = nil, nil, nil, nil
	if key, ok := campaignKey(old.Why); ok {
		was.Target = gainsay.TargetCampaign + key
	}
	if d := cmp.Diff(was, is); d != "" || len(m.Signals) != len(old.Signals) {
		t.Errorf("mark %s: %s", m.ID, d)
	}
	quoted := strings.Count(old.Why, "“") - strings.Count(old.Why, "“…”")
	for i, r := range m.Reasons {
		if r.Rule != m.By || r.Says == "" || strings.ContainsAny(r.Says, "“”()") {
			t.Errorf("mark %s: reason %+v of %q", m.ID, r, old.Why)
		}
		if i > 0 && strings.Contains(text, r.Says) {
			t.Errorf("mark %s says words of the comment: %+v", m.ID, r)
		}
		for _, span := range r.Spans {
			quoted--
			if words := span.In(text); !strings.Contains(old.Why, words) {
				t.Errorf("mark %s: %q is not in %q", m.ID, words, old.Why)
			}
		}
	}
	if quoted > 1 { // a link's address or two tokens may not be in the text as they are quoted
		t.Errorf("mark %s: %d quotations of %q have no span", m.ID, quoted, old.Why)
	}
	for _, s := range m.Signals {
		if strings.ContainsAny(s.Name, "“”") || s.Name == "" {
			t.Errorf("signal %+v", s)
		}
	}
}

// checkChain wants the steps where they were, each with what its kind needs.
func checkChain(t *testing.T, old []oldStep, chain []gainsay.Step) {
	t.Helper()
	if len(old) != len(chain) {
		t.Errorf("%d steps of %d", len(chain), len(old))
		return
	}
	for i, s := range chain {
		if o := old[i]; s.Kind != o.Kind || s.Comment != o.Comment || s.Span != o.Span {
			t.Errorf("step %+v was %+v", s, o)
		}
		var ok bool
		switch s.Kind {
		case gainsay.StepAsserted:
			ok = s.Status != ""
		case gainsay.StepBacked, gainsay.StepSupplied:
			ok = s.Evidence != ""
		case gainsay.StepCountered, gainsay.StepSupported:
			ok = (s.Claim != "") == (restsOn(old[i].Text) != "")
		case gainsay.StepStanding:
			ok = s.Standing != nil && s.Standing.Base > 0 && s.Status != ""
		default:
			ok = true
		}
		if !ok {
			t.Errorf("step %+v of %q", s, old[i].Text)
		}
	}
}

// TestConvertReasons: words of a comment never become part of what a reason
// says, whatever signs are in them.
func TestConvertReasons(t *testing.T) {
	const text = `She said “no; gives: “money” then”; asks for more: “x” (again), the navy of Norway.`
	span := func(words string) gainsay.Span {
		i := strings.Index(text, words)
		return gainsay.Span{Start: i, End: i + len(words)}
	}
	reason := func(says string, words ...string) gainsay.Reason {
		r := gainsay.Reason{Rule: "t/r", Says: says}
		for _, w := range words {
			r.Spans = append(r.Spans, span(w))
		}
		return r
	}
	thread := &oldThread{comments: map[string]gainsay.Comment{"c1": {}, "c2": {}}}
	for _, tt := range []struct {
		name, why string
		claim     bool
		want      []gainsay.Reason
	}{
		{"two", "asks: “said”; doubts: “again”", false, []gainsay.Reason{reason("asks", "said"),
			reason("doubts", "again")}},
		{"signs in the words", "asks: “" + text[9:62] + "”; doubts: “again”", false,
			[]gainsay.Reason{reason("asks", text[9:62]), reason("doubts", "again")}},
		{"words that cannot be found", "asks: “no; gives: “monkey” then”; asks for more: “x”", false,
			[]gainsay.Reason{reason("asks")}},
		{"cut words", "asks: “the navy of…”", false, []gainsay.Reason{reason("asks", "the navy of")}},
		{"a claim", "says so: names a place (“Norway”), is long (“…”), is past (“said”)", true,
			[]gainsay.Reason{reason("says so"), reason("names a place", "Norway"), reason("is long"),
				reason("is past", "said")}},
		{"a kind of claim", "judges: is long (“…”)", true,
			[]gainsay.Reason{reason("makes a judgement"), reason("is long")}},
		{"a claim of nothing", "says so", true, []gainsay.Reason{reason("says so")}},
		{"shared words", "one of the two negates: both speak of Norge, navy", false,
			[]gainsay.Reason{reason("one of the two negates; both speak of the same", "navy")}},
		{"a pair", "says otherwise of the same: navy, army", false,
			[]gainsay.Reason{reason("says otherwise of the same", "navy")}},
		{"a link", "gives a link: “navy.example/a”; leads to another site (navy.example)", false,
			[]gainsay.Reason{reason("gives a link"), reason("leads to another site")}},
		{"a model", "reads like spam: above all for “navy”, letters of “no”", false,
			[]gainsay.Reason{reason("reads like spam")}},
		{"copies", "campaign 0123abcd: nearly the same text in 3 comments (c1, c2, c9); sells: “navy”",
			false, []gainsay.Reason{
				{Rule: "t/r", Says: "is nearly the same text as other comments", Comment: "c2"}, reason("sells", "navy")}},
		{"copies elsewhere", "nearly the same text in other threads: json:b/c7", false, []gainsay.Reason{
			{Rule: "t/r", Says: "is nearly the same text as comments of other threads", Comment: "json:b/c7"}}},
		{"nothing", "", false, []gainsay.Reason{reason("is marked by this rule")}},
	} {
		s := sentence{by: "t/r", comment: "c1", text: text, near: gainsay.Span{End: len(text)},
			thread: thread}
		if d := cmp.Diff(tt.want, s.reasons(tt.why, tt.claim)); d != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, d)
		}
	}
}

func TestConvertSteps(t *testing.T) {
	thread := &oldThread{
		comments: map[string]gainsay.Comment{
			"c1": {ID: "c1", Author: "Ada", Text: "The ferry sank in 1997."},
			"c2": {ID: "c2", Text: "https://news.example/ferry-sank"},
			"c3": {ID: "c3", Author: "Bo", Text: "It never sank."},
		},
		marks: map[string]*oldAnnotation{"a3": {Annotation: gainsay.Annotation{ID: "a3", Comment: "c3",
			Tag: gainsay.TagClaim}}},
		sites:     map[place]string{{"c2", gainsay.Span{End: 31}}: "another site (news.example)"},
		relations: []gainsay.Relation{{From: "a3", To: "a1", Kind: gainsay.Rebuts}},
		bearing:   map[string][]int{"a1": {0}},
	}
	a := &oldAssertion{Assertion: gainsay.Assertion{ID: "a1", Comment: "c1", Span: gainsay.Span{End: 22},
		Status: gainsay.Sourced,
		Support: []gainsay.Evidence{{Kind: gainsay.EvidenceLink, Comment: "c2",
			Span: gainsay.Span{End: 31}}}}}
	for _, s := range []struct{ kind, comment, text, want string }{
		{"asserted", "c1", "Ada asserted it on 3 May 2021 without support",
			`{"kind":"asserted","comment":"c1","start":0,"end":31,"author":"Ada","status":"unsupported"}`},
		{"supplied", "c2", "somebody whose name is lost gave a link to another site (news.example), whose address speaks of ferry, sank, boat: “news.example/ferry-sank”",
			`{"kind":"supplied","comment":"c2","start":0,"end":31,"author":"","evidence":"link","site":"another site","shared":[{"start":4,"end":9},{"start":10,"end":14}]}`},
		{"supplied", "c2", "somebody whose name is lost gave a link to another site (news.example), which says nothing of its topic in its address: “news.example/x”",
			`{"kind":"supplied","comment":"c2","start":0,"end":31,"author":"","evidence":"link","site":"another site"}`},
		{"countered", "c3", "Bo asserted the contrary, without support",
			`{"kind":"countered","comment":"c3","start":0,"end":31,"author":"Bo","status":"unsupported","claim":"a3"}`},
		{"countered", "c3", "Bo asserted the contrary",
			`{"kind":"countered","comment":"c3","start":0,"end":31,"author":"Bo"}`},
		{"repeated", "c3", "Bo said the same, and so did 7 further comments",
			`{"kind":"repeated","comment":"c3","start":0,"end":31,"author":"Bo","count":7}`},
		{"standing", "", "stands at 0.12 in this argument (not a measure of truth): 0.18 for being sourced and taken back, raised by 1 claim, lowered by 2 contrary claims that together weigh 1.44",
			`{"kind":"standing","comment":"","start":0,"end":31,"author":"","status":"sourced","standing":{"base":0.18,"conceded":true,"supporters":1,"attackers":2,"attack":1.44}}`},
	} {
		old := oldStep{gainsay.Step{Kind: gainsay.StepKind(s.kind), Comment: s.comment,
			Span: gainsay.Span{End: 31}}, s.text}
		got, err := json.Marshal(thread.step(a, old))
		if d := cmp.Diff(s.want, string(got)); d != "" || err != nil {
			t.Errorf("%s: %v, -want +got\n%s", s.text, err, d)
		}
	}
}
