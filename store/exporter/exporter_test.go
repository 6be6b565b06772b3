package exporter_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// thread builds an analysis; spans are given by their words.
type thread struct{ gainsay.Analysis }

func (t *thread) comment(c gainsay.Comment) {
	if c.State == "" {
		c.State = gainsay.Live
	}
	t.Thread.Comments = append(t.Thread.Comments, &c)
}

func (t *thread) span(comment, words string) gainsay.Span {
	i := strings.Index(t.Thread.Comment(comment).Text, words)
	if i < 0 {
		panic("no " + words + " in " + comment)
	}
	return gainsay.Span{Start: i, End: i + len(words)}
}

func (t *thread) mark(id, comment, words string, n gainsay.Annotation) {
	n.ID, n.Comment, n.Span = id, comment, t.span(comment, words)
	t.Annotations = append(t.Annotations, n)
}

// because is a reason of a rule that found words in a comment.
func (t *thread) because(rule, says, comment string, words ...string) gainsay.Reason {
	r := gainsay.Reason{Rule: rule, Says: says, Weight: .5}
	for _, w := range words {
		r.Spans = append(r.Spans, t.span(comment, w))
	}
	return r
}

// in says that a reason's words are in another comment than the mark's.
func in(comment string, r gainsay.Reason) gainsay.Reason {
	r.Comment = comment
	return r
}

func (t *thread) assert(id, comment, words string, s gainsay.Assertion) {
	c := t.Thread.Comment(comment)
	s.ID, s.Comment, s.Span, s.Text, s.Author, s.Kind = id, comment, t.span(comment, words), words, c.Author,
		gainsay.Fact
	for _, l := range []*[]string{&s.AskedBy, &s.SuppliedBy, &s.CounteredBy, &s.ConcededBy, &s.RepeatedBy,
		&s.Topics} {
		if *l == nil {
			*l = []string{}
		}
	}
	if s.Support == nil {
		s.Support = []gainsay.Evidence{}
	}
	s.Chain = append([]gainsay.Step{{Kind: gainsay.StepAsserted, Comment: comment, Span: s.Span,
		Author: c.Author, Status: gainsay.Unsupported}}, s.Chain...)
	for i := range s.Chain {
		if c := t.Thread.Comment(s.Chain[i].Comment); c != nil {
			s.Chain[i].Author = c.Author
		}
	}
	t.Assertions = append(t.Assertions, s)
}

// rich has something in every field, and much that is hard to write.
func rich() *gainsay.Analysis {
	t := &thread{gainsay.Analysis{
		Version: gainsay.Version{Gainsay: "0.1", Rules: "sha256:" + strings.Repeat("0f", 32)},
		Thread: &gainsay.Thread{ID: "=kestrel", Format: "json",
			URL:     "https://news.example.org/2024/03/kestrel-bay?x=1&y=2",
			Title:   "Rents in Kestrel Bay: who pays, who gains, and what the harbour council will (not) do about it",
			Article: "The harbour council of Kestrel Bay met on Monday to hear what the new ferry line will cost the people who live beside it.\n\nIt came to no decision.\n\nThe next meeting is in May."},
		Relations: []gainsay.Relation{},
	}}
	three := 3
	at := time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)
	t.comment(gainsay.Comment{ID: "c1", ParentBy: gainsay.BySource, Author: "Mara Quill", Time: at,
		Score: &three,
		Text:  "Rents in Kestrel Bay have doubled since 2015, and everybody who has ever tried to move there with two children knows it.\n\nI guess the ferry is to blame."})
	t.comment(gainsay.Comment{ID: "c2", Parent: "c1", ParentBy: gainsay.ByAddress, ParentScore: .72,
		Author: "Jonas Pell", Time: at.Add(time.Hour),
		Text: "> Rents in Kestrel Bay have doubled since 2015\nMara, who says so? The register shows a rise of 12 %: https://example.org/register", Quotes: []gainsay.Span{{Start: 0, End: 46}}})
	t.comment(gainsay.Comment{ID: "c3", Parent: "c2", ParentBy: gainsay.ByTurn, ParentScore: .4,
		Text: "Jonas, you pompous clown \x1b[31mread\x07 \u202egniht\u202c 日本語 👩‍👩‍👧."})
	t.comment(gainsay.Comment{ID: "c4", Parent: "c3", ParentBy: gainsay.BySource, State: gainsay.Removed})
	t.comment(gainsay.Comment{ID: "c5", Parent: "c4", ParentBy: gainsay.BySource, Author: "Mara Quill",
		Text: "-1, but fine: I was wrong about \"doubled\", sorry."})
	t.comment(gainsay.Comment{ID: "c6", ParentBy: gainsay.ByOrder, Author: "@best_jobs",
		Text: "=HYPERLINK(\"http://x.example\";\"500 a day\")"})
	t.mark("a1", "c1", "Rents in Kestrel Bay have doubled since 2015",
		gainsay.Annotation{Tag: gainsay.TagClaim, Kind: "fact", Score: .81, By: "claim/fact",
			Reasons: []gainsay.Reason{
				t.because("claim/fact", "states something others could verify", "c1"),
				t.because("claim/signal-entity", "names a place", "c1", "Kestrel Bay"),
				t.because("claim/signal-quantity", "gives a figure or date", "c1", "2015"),
				t.because("claim/signal-long", "is a full clause", "c1")}})
	t.mark("a2", "c1", "I guess the ferry is to blame.",
		gainsay.Annotation{Tag: gainsay.TagHedge, Score: .3, By: "hedge/guess",
			Reasons: []gainsay.Reason{t.because("hedge/guess", "offers a guess", "c1", "I guess")}})
	t.mark("a3", "c2", "who says so?", gainsay.Annotation{Tag: gainsay.TagEvidenceRequest, Score: .9,
		By: "evidencerequest/who-says",
		Reasons: []gainsay.Reason{t.because("evidencerequest/who-says", "asks for a source", "c2",
			"who says so")}})
	t.mark("a4", "c2", "The register shows a rise of 12 %",
		gainsay.Annotation{Tag: gainsay.TagClaim, Kind: "fact", Score: .7, By: "claim/fact",
			Reasons: []gainsay.Reason{
				t.because("claim/fact", "states something others could verify", "c2"),
				t.because("claim/signal-quantity", "gives a figure or date", "c2", "12 %")}})
	t.mark("a9", "c2", "The register shows a rise of 12 %",
		gainsay.Annotation{Tag: gainsay.TagCounterclaim, Score: .65, By: "counterclaim/corrects",
			Target: "c1", Reasons: []gainsay.Reason{
				t.because("counterclaim/corrects", "gives another figure for the same", "c2", "12 %"),
				in("c1", t.because("counterclaim/corrects", "gives another figure for the same", "c1",
					"doubled"))}})
	t.mark("a5", "c2", "https://example.org/register",
		gainsay.Annotation{Tag: gainsay.TagEvidence, Kind: "link", Score: 1, By: "evidence/link",
			Reasons: []gainsay.Reason{t.because("evidence/link", "gives a link", "c2",
				"https://example.org/register")}})
	t.mark("a6", "c3", "you pompous clown", gainsay.Annotation{Tag: gainsay.TagInsult, Score: .95,
		By: "insult/you", Target: "participant:Jonas Pell",
		Reasons: []gainsay.Reason{t.because("insult/you", "calls the one addressed a demeaning name", "c3",
			"clown")},
		Signals: []gainsay.Signal{{Name: "word", Words: "pompous", Weight: 1.25},
			{Name: "letters of", Words: "Jonas", Weight: .5}, {Name: "ends its comment", Weight: -.25}}})
	t.mark("b1", "c3", "clown", gainsay.Annotation{Tag: gainsay.TagInsult, Score: .6, By: "insult/model",
		Target: "group:clowns",
		Reasons: []gainsay.Reason{t.because("insult/model", "resembles comments that people labelled insults",
			"c3")}})
	t.mark("a7", "c5", "I was wrong", gainsay.Annotation{Tag: gainsay.TagConcession, Score: .9,
		By:      "concession/wrong",
		Reasons: []gainsay.Reason{t.because("concession/wrong", "admits an error", "c5", "I was wrong")}})
	t.mark("a8", "c6", t.Thread.Comments[5].Text,
		gainsay.Annotation{Tag: gainsay.TagSpam, Score: .8, By: "spam/campaign", Target: "campaign:1a2b3c4d",
			Reasons: []gainsay.Reason{
				in("json:harbour-news/c7", t.because("spam/campaign",
					"is nearly the same text as a comment of another thread", "c6")),
				t.because("spam/money", "offers money a day", "c6", "500 a day")}})
	t.assert("a1", "c1", "Rents in Kestrel Bay have doubled since 2015",
		gainsay.Assertion{Status: gainsay.Unsupported, Dispute: gainsay.Conceded, Notable: .75,
			Support: []gainsay.Evidence{{Kind: gainsay.EvidenceFigure, Comment: "c1",
				Span: t.span("c1", "2015")}},
			AskedBy: []string{"c2"}, CounteredBy: []string{"c2"}, ConcededBy: []string{"c5"},
			Topics: []string{"Kestrel Bay", "Rents"}, Cluster: "k1",
			SuppliedBy: []string{"c2"}, RepeatedBy: []string{"c6"}, Acceptability: .125,
			Chain: []gainsay.Step{
				{Kind: gainsay.StepBacked, Comment: "c1", Span: t.span("c1", "2015"),
					Evidence: gainsay.EvidenceFigure},
				{Kind: gainsay.StepAsked, Comment: "c2", Span: t.span("c2", "who says so?")},
				{Kind: gainsay.StepSupplied, Comment: "c2",
					Span:     t.span("c2", "https://example.org/register"),
					Evidence: gainsay.EvidenceLink, Site: "a government or public body",
					Shared: []gainsay.Span{t.span("c1", "Rents")}},
				{Kind: gainsay.StepCountered, Comment: "c2",
					Span: t.span("c2", "The register shows a rise of 12 %"), Claim: "a4",
					Status: gainsay.Sourced},
				{Kind: gainsay.StepConceded, Comment: "c5", Span: t.span("c5", "I was wrong")},
				{Kind: gainsay.StepRepeated, Comment: "c6", Span: t.span("c6", "500 a day"), Count: 1},
				{Kind: gainsay.StepStanding, Status: gainsay.Unsupported,
					Standing: &gainsay.Standing{Base: .25, Conceded: true, Attackers: 1, Attack: .5}},
			}})
	t.assert("a4", "c2", "The register shows a rise of 12 %",
		gainsay.Assertion{Status: gainsay.Sourced, Dispute: gainsay.Open, Notable: .5,
			Support: []gainsay.Evidence{{Kind: gainsay.EvidenceFigure, Comment: "c2",
				Span: t.span("c2", "12 %")},
				{Kind: gainsay.EvidenceLink, Comment: "c2",
					Span: t.span("c2", "https://example.org/register")}},
			Chain: []gainsay.Step{{Kind: gainsay.StepBacked, Comment: "c2",
				Span: t.span("c2", "https://example.org/register"), Evidence: gainsay.EvidenceLink,
				Site: "a government or public body", Shared: []gainsay.Span{t.span("c2", "register")}}}})
	t.Relations = append(t.Relations,
		gainsay.Relation{From: "a3", To: "a1", Kind: gainsay.Questions, Score: .9, By: "argue/questions",
			Reasons: []gainsay.Reason{t.because("argue/questions", "asks what it rests on", "c2")}},
		gainsay.Relation{From: "a4", To: "a1", Kind: gainsay.Rebuts, Score: .6, By: "argue/rebuts",
			Reasons: []gainsay.Reason{
				t.because("argue/rebuts", "gives another figure for the same", "c2", "12 %"),
				in("c1", t.because("argue/rebuts", "gives another figure for the same", "c1", "doubled"))}})
	t.Report = gainsay.Report{Read: 7, Kept: 6, InferredParents: 3, Skipped: 1,
		Problems: []gainsay.Problem{{Line: 40, Message: "no text"}, {Message: "no times in this source"}}}
	return &t.Analysis
}

// bare is the least an analysis can be.
func bare() *gainsay.Analysis {
	return &gainsay.Analysis{Thread: &gainsay.Thread{ID: "bare", Format: "json",
		Comments: []*gainsay.Comment{}}, Annotations: []gainsay.Annotation{},
		Assertions: []gainsay.Assertion{}, Relations: []gainsay.Relation{},
		Report: gainsay.Report{Problems: []gainsay.Problem{}}}
}

func sequence(all ...*gainsay.Analysis) iter.Seq2[*gainsay.Analysis, error] {
	return func(yield func(*gainsay.Analysis, error) bool) {
		for _, a := range all {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, f *exporter.Format, o exporter.Options, all ...*gainsay.Analysis) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteAll(&b, sequence(all...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestGolden(t *testing.T) {
	if len(exporter.Formats()) == 0 {
		t.Fatal("no formats")
	}
	for _, f := range exporter.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := write(t, f, exporter.Options{}, rich(), bare())
			golden(t, f.Name, content(t, f, got))
			if again := write(t, f, exporter.Options{}, rich(), bare()); again != got {
				t.Error("not the same twice")
			}
			if !f.Binary && !utf8.ValidString(got) {
				t.Error("not UTF-8")
			}
		})
	}
	t.Run("text-color", func(t *testing.T) {
		golden(t, "text-color", write(t, exporter.Lookup("text"), exporter.Options{Width: 60, Color: true},
			rich()))
	})
}

func TestFormats(t *testing.T) {
	for _, f := range exporter.Formats() {
		head, body, ok := strings.Cut(f.Doc, "\n\n")
		if f.Name == "" || !strings.HasPrefix(f.Ext, ".") || !ok || head == "" ||
			strings.Contains(head, "\n") || body == "" {
			t.Errorf("%q is not documented: %q", f.Name, f.Doc)
		}
		if exporter.Lookup(f.Name) != f {
			t.Errorf("Lookup(%q) finds another", f.Name)
		}
	}
	if exporter.Lookup("nothing") != nil {
		t.Error("Lookup finds what is not there")
	}
}

func TestWriteIsOneThread(t *testing.T) {
	for _, f := range exporter.Formats() {
		var b bytes.Buffer
		if err := f.Write(&b, rich()); err != nil {
			t.Fatal(err)
		}
		if b.String() != write(t, f, exporter.Options{}, rich()) {
			t.Errorf("%s: Write and WriteAll differ", f.Name)
		}
	}
}

func TestJSONReadsBack(t *testing.T) {
	want := []*gainsay.Analysis{rich(), bare()}
	for _, n := range []int{0, 1, 2} {
		var got []*gainsay.Analysis
		if err := json.Unmarshal([]byte(write(t, exporter.Lookup("json"), exporter.Options{}, want[:n]...)),
			&got); err != nil {
			t.Fatal(err)
		}
		again, _ := json.Marshal(got)
		first, _ := json.Marshal(append([]*gainsay.Analysis{}, want[:n]...))
		if d := cmp.Diff(string(first), string(again)); d != "" {
			t.Error(d)
		}
	}
	lines := strings.SplitAfter(write(t, exporter.Lookup("jsonl"), exporter.Options{}, want...), "\n")
	if len(lines) != 3 || lines[2] != "" {
		t.Errorf("%d lines", len(lines))
	}
}

func TestCSVReadsBack(t *testing.T) {
	a := rich()
	for name, rows := range map[string]int{"csv": len(a.Assertions), "csv-annotations": len(a.Annotations),
		"csv-comments": len(a.Thread.Comments), "csv-relations": len(a.Relations)} {
		got, err := csv.NewReader(strings.NewReader(write(t, exporter.Lookup(name), exporter.Options{}, a,
			a))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(got) != 1+2*rows {
			t.Errorf("%s: %d records, want a header and twice %d", name, len(got), rows)
		}
		for _, record := range got {
			for i, c := range record {
				number := slices.Contains([]string{"start", "end", "score", "notable", "parent_score",
					"acceptability"}, got[0][i])
				if c != "" && strings.Contains("=+-@\t\r", c[:1]) && !number {
					t.Errorf("%s: %s %q is a formula", name, got[0][i], c)
				}
			}
		}
	}
}

// TestTextIsSafe: nothing of a thread can reach the terminal as a command.
func TestTextIsSafe(t *testing.T) {
	got := write(t, exporter.Lookup("text"), exporter.Options{}, rich())
	for _, r := range got {
		if (r < ' ' && r != '\n') || (0x7f <= r && r < 0xa0) || (0x202a <= r && r <= 0x202e) {
			t.Errorf("control character %U", r)
		}
	}
}

func TestTextWidth(t *testing.T) {
	a := rich()
	parent := "c3"
	for i := range 60 { // deeper than the page is wide
		id := "d" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		a.Thread.Comments = append(a.Thread.Comments,
			&gainsay.Comment{ID: id, Parent: parent, ParentBy: gainsay.BySource, State: gainsay.Live,
				Text: strings.Repeat("word ", 30) + strings.Repeat("x", 300)})
		parent = id
	}
	for _, width := range []int{1, 40, 80, 200} {
		for line := range strings.Lines(write(t, exporter.Lookup("text"), exporter.Options{Width: width},
			a)) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > max(width, 60) {
				t.Errorf("width %d: %d columns: %q", width, n, line)
			}
		}
	}
}

// TestTextCircle: damaged parents cost no comment and do not hang.
func TestTextCircle(t *testing.T) {
	a := bare()
	for _, c := range [][2]string{{"a", "b"}, {"b", "a"}, {"c", "c"}, {"d", "nobody"}} {
		a.Thread.Comments = append(a.Thread.Comments,
			&gainsay.Comment{ID: c[0], Parent: c[1], State: gainsay.Live, Text: "text-" + c[0]})
	}
	a.Annotations = []gainsay.Annotation{{ID: "x", Comment: "a", Span: gainsay.Span{Start: 3, End: 900},
		Tag: gainsay.TagClaim}}
	got := write(t, exporter.Lookup("text"), exporter.Options{}, a)
	for _, want := range []string{"text-a", "text-b", "text-c", "text-d"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%s is written %d times", want, strings.Count(got, want))
		}
	}
}

type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(b), nil
}

// calls notes how many bytes were written after each call of Write.
type calls struct {
	total int
	ends  []int
}

func (c *calls) Write(b []byte) (int, error) {
	c.total += len(b)
	c.ends = append(c.ends, c.total)
	return len(b), nil
}

// TestWriteFails writes each format to a disk that is full in the middle of a
// write, for every write that the format makes, and to one that just suffices.
func TestWriteFails(t *testing.T) {
	for _, f := range exporter.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var whole calls
			if err := f.Write(&whole, rich()); err != nil || whole.total == 0 {
				t.Fatalf("%d bytes, %v", whole.total, err)
			}
			if err := f.Write(&full{left: whole.total}, rich()); err != nil {
				t.Errorf("a disk with space for all %d bytes: %v", whole.total, err)
			}
			for _, end := range whole.ends {
				if err := f.Write(&full{left: end - 1}, rich()); err == nil {
					t.Fatalf("a disk full after %d of %d bytes is no error", end-1, whole.total)
				}
			}
			broken := func(yield func(*gainsay.Analysis, error) bool) { yield(nil, errors.New("broken")) }
			if err := f.WriteAll(io.Discard, broken, exporter.Options{}); err == nil {
				t.Error("the sequence's error is lost")
			}
		})
	}
}
