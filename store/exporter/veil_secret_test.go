package exporter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
)

// secrets invents an analysis whose texts and names are made of words that no
// vocabulary has, put into every field that may hold such.
type secrets struct {
	*rand.Rand
	thread
	words, names []string
}

func (s *secrets) letters(before string, n int) string {
	var b strings.Builder
	b.WriteString(before)
	for range n {
		b.WriteByte("bcdfghjklmnpqrstvwxz"[s.IntN(20)])
	}
	return b.String()
}

// word returns a new word that people wrote.
func (s *secrets) word() string {
	w := s.letters("zq", 6)
	s.words = append(s.words, w)
	return w
}

// name returns one of the authors' names. They are handles, which a veil never
// takes for everyday words.
func (s *secrets) name() string { return s.names[s.IntN(len(s.names))] }

func newSecrets(seed uint64) *secrets {
	s := &secrets{Rand: rand.New(rand.NewPCG(seed, 1))}
	for range 3 {
		s.names = append(s.names, s.letters("Vx", 4)+fmt.Sprint("_", s.IntN(100)))
	}
	s.Thread = &gainsay.Thread{ID: "t", Format: "json", Title: "a thread of " + s.name(),
		Article: s.word() + " " + s.name()}
	for i := range 6 {
		s.addComment(i)
	}
	for i, c := range s.Thread.Comments {
		s.addMarks(i, c)
	}
	for i, k := range gainsay.RelationKinds() {
		from, to := &s.Annotations[i], &s.Annotations[s.IntN(len(s.Annotations))]
		s.Relations = append(s.Relations, gainsay.Relation{From: from.ID, To: to.ID, Kind: k, Score: .5,
			By: "argue/" + string(k), Reasons: s.reasons(from.Comment)})
	}
	s.Report.Problems = []gainsay.Problem{{Line: 3,
		Message: "cannot read \"" + s.word() + "\" of " + s.name()}}
	return s
}

func (s *secrets) addComment(i int) {
	c := gainsay.Comment{ID: fmt.Sprint("c", i), Author: s.names[i%3],
		AuthorURL: "https://pages.example/" + s.names[i%3]}
	if i == 4 {
		c.ID, c.Time = "post-by-"+s.name(), time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	}
	if i == 5 {
		c.Failed = "tagger spam: cannot read " + s.word()
	}
	if i > 0 {
		c.Parent, c.ParentBy, c.ParentScore = s.Thread.Comments[s.IntN(i)].ID, gainsay.ByQuote, .5
	}
	link := "https://" + s.word() + ".example/" + s.word()
	c.Text = strings.Join([]string{s.word(), s.word(), "@" + s.name(), s.word(), link, s.name(), s.word()},
		" ")
	at := strings.Index(c.Text, link)
	c.Quotes = []gainsay.Span{{End: 3}}
	c.Links = []gainsay.Link{{Span: gainsay.Span{Start: at, End: at + len(link)}, URL: link + "?" + s.word()}}
	s.comment(c)
}

// somewhere is a span of a comment's text, between words or within.
func (s *secrets) somewhere(comment string) gainsay.Span {
	n := len(s.Thread.Comment(comment).Text)
	a, b := s.IntN(n), s.IntN(n)
	return gainsay.Span{Start: min(a, b), End: max(a, b) + 1}
}

func (s *secrets) reasons(comment string) []gainsay.Reason {
	other := s.Thread.Comments[s.IntN(len(s.Thread.Comments))].ID
	return []gainsay.Reason{
		{Rule: "a/b", Says: "says so", Spans: []gainsay.Span{s.somewhere(comment), s.somewhere(comment)}},
		{Rule: "a/c", Says: "repeats another", Comment: other, Spans: []gainsay.Span{s.somewhere(other)}},
		{Rule: "a/d", Says: "is a copy", Comment: other},
		{Rule: "a/d", Says: "is a copy", Comment: "json:x/by-" + s.name()},
	}
}

func (s *secrets) addMarks(i int, c *gainsay.Comment) {
	targets := []string{"", gainsay.TargetParticipant + s.name(), gainsay.TargetParticipant + c.ID,
		gainsay.TargetPerson + s.word(), gainsay.TargetGroup + s.word(), c.ID}
	for j, tag := range gainsay.Tags() {
		s.Annotations = append(s.Annotations,
			gainsay.Annotation{ID: fmt.Sprintf("m%d-%d", i, j), Comment: c.ID, Span: s.somewhere(c.ID),
				Tag: tag, Score: .9,
				By: "a/b", Target: targets[(i+j)%len(targets)], Reasons: s.reasons(c.ID),
				Signals: []gainsay.Signal{{Name: "word", Words: s.word(), Weight: 1},
					{Name: "letters of", Words: s.name(), Weight: 1}, {Name: "is long", Weight: 1}}})
	}
	claim := &s.Annotations[len(s.Annotations)-len(gainsay.Tags())]
	a := gainsay.Assertion{ID: claim.ID, Comment: c.ID, Span: claim.Span, Text: claim.In(c.Text),
		Author: c.Author, Kind: gainsay.Fact, Status: gainsay.Statuses()[i],
		Dispute: gainsay.Contested, Support: []gainsay.Evidence{{Kind: gainsay.EvidenceLink, Comment: c.ID,
			Span: c.Links[0].Span}},
		AskedBy: []string{c.ID}, CounteredBy: []string{c.ID}, Topics: []string{s.word(), s.name()}}
	for _, k := range gainsay.StepKinds() {
		by := s.Thread.Comments[s.IntN(len(s.Thread.Comments))]
		a.Chain = append(a.Chain, gainsay.Step{Kind: k, Comment: by.ID, Span: s.somewhere(by.ID),
			Author: by.Author, Status: a.Status, Evidence: gainsay.EvidenceLink,
			Site: "a news site", Shared: []gainsay.Span{s.somewhere(c.ID)}, Claim: claim.ID, Count: 2,
			Standing: &gainsay.Standing{Base: .5}})
	}
	s.Assertions = append(s.Assertions, a)
}

// checkSecrets writes the analysis of a seed in a format: no word that people
// wrote is in it without texts, no name under pseudonyms.
func checkSecrets(t *testing.T, f *exporter.Format, seed uint64) {
	t.Helper()
	s := newSecrets(seed)
	for _, c := range []struct {
		what   string
		opts   exporter.Options
		secret []string
	}{
		{"without texts", exporter.Options{NoText: true}, s.words},
		{"under pseudonyms", exporter.Options{Key: key}, s.names},
		{"with neither", exporter.Options{NoText: true, Key: key}, append(s.words, s.names...)},
	} {
		got := content(t, f, write(t, f, c.opts, &s.Analysis))
		for _, w := range c.secret {
			if i := strings.Index(strings.ToLower(got), strings.ToLower(w)); i >= 0 {
				t.Errorf("%s, seed %d, %s: %s is in …%s…", f.Name, seed, c.what, w,
					got[max(0, i-80):min(len(got), i+40)])
				break
			}
		}
	}
}

func TestSecrets(t *testing.T) {
	for _, f := range exporter.Formats() {
		for seed := range uint64(3) {
			checkSecrets(t, f, seed)
		}
	}
	shown := write(t, exporter.Lookup("text"), exporter.Options{}, &newSecrets(1).Analysis)
	for _, w := range newSecrets(1).names {
		if !strings.Contains(shown, w) {
			t.Errorf("%s is not in a report that hides nothing", w)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add(uint64(7))
	f.Fuzz(func(t *testing.T, seed uint64) {
		for _, f := range exporter.Formats() {
			checkSecrets(t, f, seed)
		}
	})
}
