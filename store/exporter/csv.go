package exporter

import (
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "csv",
	Doc: `the assertions as a table, one a row

RFC 4180 with a header. Semicolons separate several values in a cell. A
text that a spreadsheet would take for a formula gets a leading apostrophe.
start and end are byte offsets in the comment's text, dispute has every dispute
that holds, chain is how the assertion came to its state. thread is the key of
the thread, url its address at the source, permalink the path of the assertion
on the pages of gainsay serve.`,
	Ext: ".csv",
	head: csvHead("thread_id", "comment_id", "parent_id", "author", "time", "assertion_id", "start", "end",
		"kind", "status", "dispute", "notable", "acceptability", "text", "evidence", "asked_by",
		"supplied_by", "countered_by", "conceded_by", "repeated_by", "topics", "cluster", "chain",
		"thread", "title", "url", "permalink"),
	write: writeAssertions,
})

func writeAssertions(w io.Writer, a *gainsay.Analysis, _ Options) error {
	texts, key := view.NewTexts(a.Thread), a.Thread.Format+":"+a.Thread.ID
	for _, s := range a.Assertions {
		var parent string
		var at time.Time
		if c := texts.Comment(s.Comment); c != nil {
			parent, at = c.Parent, c.Time
		}
		err := writeRow(w, a.Thread.ID, s.Comment, parent, s.Author, at, s.ID, s.Start, s.End,
			string(s.Kind), string(s.Status), list(s.Disputes()), s.Notable, s.Acceptability, s.Text,
			list(evidenceKinds(s)), list(s.AskedBy), list(s.SuppliedBy), list(s.CounteredBy),
			list(s.ConcededBy), list(s.RepeatedBy), list(s.Topics), s.Cluster, chainText(texts, &s),
			key, a.Thread.Title, a.Thread.URL, "/threads/"+url.PathEscape(key)+"/assertions/"+url.PathEscape(s.ID))
		if err != nil {
			return err
		}
	}
	return nil
}

// evidenceKinds lists the kinds of an assertion's evidence, strongest first.
func evidenceKinds(s gainsay.Assertion) []gainsay.EvidenceKind {
	return slices.DeleteFunc(gainsay.EvidenceKinds(), func(k gainsay.EvidenceKind) bool {
		return !slices.ContainsFunc(s.Support, func(e gainsay.Evidence) bool { return e.Kind == k })
	})
}

// chainText is an assertion's chain of steps in one line.
func chainText(texts *view.Texts, s *gainsay.Assertion) string {
	return oneLine(strings.Join(texts.Chain(s), "; "))
}
