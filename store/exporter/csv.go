package exporter

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "csv",
	Doc: `the assertions as a table, one a row

RFC 4180 with a header. Several values in a cell are parted by semicolons. A
text that a spreadsheet would take for a formula gets an apostrophe before it.
start and end are bytes of the comment's text.`,
	Ext: ".csv",
	head: csvHead("thread_id", "comment_id", "parent_id", "author", "time", "assertion_id", "start", "end", "kind", "status", "dispute",
		"notable", "acceptability", "text", "evidence", "asked_by", "supplied_by", "countered_by", "conceded_by", "repeated_by", "topics", "cluster",
		"chain"),
	write: writeAssertions,
})

func writeAssertions(w io.Writer, a *gainsay.Analysis, _ Options) error {
	comments := byID(a.Thread)
	for _, s := range a.Assertions {
		var parent string
		var at time.Time
		if c := comments[s.Comment]; c != nil {
			parent, at = c.Parent, c.Time
		}
		err := writeRow(w, a.Thread.ID, s.Comment, parent, s.Author, at, s.ID, s.Start, s.End, string(s.Kind), string(s.Status),
			string(s.Dispute), s.Notable, s.Acceptability, s.Text, list(evidenceKinds(s)), list(s.AskedBy), list(s.SuppliedBy),
			list(s.CounteredBy), list(s.ConcededBy), list(s.RepeatedBy), list(s.Topics), s.Cluster, chainText(s))
		if err != nil {
			return err
		}
	}
	return nil
}

func byID(t *gainsay.Thread) map[string]*gainsay.Comment {
	m := make(map[string]*gainsay.Comment, len(t.Comments))
	for _, c := range t.Comments {
		m[c.ID] = c
	}
	return m
}

// evidenceKinds lists the kinds of an assertion's evidence, strongest first.
func evidenceKinds(s gainsay.Assertion) []gainsay.EvidenceKind {
	return slices.DeleteFunc(gainsay.EvidenceKinds(), func(k gainsay.EvidenceKind) bool {
		return !slices.ContainsFunc(s.Support, func(e gainsay.Evidence) bool { return e.Kind == k })
	})
}

// chainText is the chain of reasons in one line.
func chainText(s gainsay.Assertion) string {
	steps := make([]string, len(s.Chain))
	for i, step := range s.Chain {
		steps[i] = oneLine(step.Text)
	}
	return strings.Join(steps, "; ")
}
