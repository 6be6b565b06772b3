package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "jsonl",
	Doc: `one JSON object a thread, one thread a line

The whole analysis as docs/analysis.schema.json describes it. Nothing is left
out; the importer "json" reads its thread object again.`,
	Ext: ".jsonl",
	write: func(w io.Writer, a *gainsay.Analysis, _ Options) error {
		o := &objectWriter{w: w, b: make([]byte, 0, pieceLen+pieceLen/8)}
		o.analysis(a)
		o.b = append(o.b, '\n')
		return o.flush()
	},
})

// The methods of objectWriter below spell the types of the contract to the
// byte as encoding/json spells them by their tags, in a fraction of the time.
// A new field needs its line here: TestPiecewise misses it otherwise.

func (o *objectWriter) analysis(a *gainsay.Analysis) {
	o.open()
	o.key("version")
	o.open()
	o.text("gainsay", a.Version.Gainsay)
	o.text("rules", a.Version.Rules)
	o.close()
	o.key("thread")
	o.thread(a.Thread)
	elements(o, "annotations", a.Annotations, o.annotation)
	elements(o, "assertions", a.Assertions, o.assertion)
	elements(o, "relations", a.Relations, o.relation)
	o.key("report")
	o.report(&a.Report)
	o.close()
}

func (o *objectWriter) thread(t *gainsay.Thread) {
	o.open()
	o.text("id", t.ID)
	o.text("format", t.Format)
	o.text("url", t.URL)
	o.text("title", t.Title)
	o.text("article", t.Article)
	elements(o, "comments", t.Comments, func(c **gainsay.Comment) { o.comment(*c) })
	o.close()
}

func (o *objectWriter) comment(c *gainsay.Comment) {
	o.open()
	o.text("id", c.ID)
	o.text("parent", c.Parent)
	o.text("parent_by", string(c.ParentBy))
	o.float("parent_score", c.ParentScore)
	if len(c.OtherParents) > 0 {
		o.texts("other_parents", c.OtherParents)
	}
	o.text("author", c.Author)
	o.textIfAny("author_url", c.AuthorURL)
	o.time("time", c.Time)
	o.textIfAny("time_precision", string(c.Precision))
	o.textIfAny("time_text", c.TimeText)
	o.text("text", c.Text)
	o.text("state", string(c.State))
	o.intOrNull("score", c.Score)
	if c.Quotes == nil {
		o.key("quotes")
		o.b = append(o.b, "[]"...)
	} else {
		elements(o, "quotes", c.Quotes, func(s *gainsay.Span) { o.open(); o.span(*s); o.close() })
	}
	if len(c.Links) > 0 {
		elements(o, "links", c.Links, func(l *gainsay.Link) { o.open(); o.span(l.Span); o.text("url", l.URL); o.close() })
	}
	o.textIfAny("language", c.Language)
	o.textIfAny("failed", c.Failed)
	o.close()
}

func (o *objectWriter) span(s gainsay.Span) {
	o.int("start", s.Start)
	o.int("end", s.End)
}

func (o *objectWriter) annotation(a *gainsay.Annotation) {
	o.open()
	o.text("id", a.ID)
	o.text("comment", a.Comment)
	o.span(a.Span)
	o.text("tag", string(a.Tag))
	o.textIfAny("kind", a.Kind)
	o.float("score", a.Score)
	o.text("by", a.By)
	o.text("why", a.Why)
	o.text("target", a.Target)
	if len(a.Signals) > 0 {
		elements(o, "signals", a.Signals, func(s *gainsay.Signal) { o.open(); o.text("name", s.Name); o.float("weight", s.Weight); o.close() })
	}
	o.close()
}

func (o *objectWriter) assertion(a *gainsay.Assertion) {
	o.open()
	o.text("id", a.ID)
	o.text("comment", a.Comment)
	o.span(a.Span)
	o.text("text", a.Text)
	o.text("author", a.Author)
	o.text("kind", string(a.Kind))
	o.text("status", string(a.Status))
	o.text("dispute", string(a.Dispute))
	o.float("notable", a.Notable)
	elements(o, "evidence", a.Support, o.evidence)
	o.texts("asked_by", a.AskedBy)
	o.texts("supplied_by", a.SuppliedBy)
	o.texts("countered_by", a.CounteredBy)
	o.texts("conceded_by", a.ConcededBy)
	o.texts("repeated_by", a.RepeatedBy)
	o.texts("topics", a.Topics)
	o.text("cluster", a.Cluster)
	o.float("acceptability", a.Acceptability)
	elements(o, "chain", a.Chain, o.step)
	o.close()
}

func (o *objectWriter) evidence(e *gainsay.Evidence) {
	o.open()
	o.text("kind", string(e.Kind))
	o.text("comment", e.Comment)
	o.span(e.Span)
	o.close()
}

func (o *objectWriter) step(s *gainsay.Step) {
	o.open()
	o.text("kind", string(s.Kind))
	o.text("comment", s.Comment)
	o.span(s.Span)
	o.text("text", s.Text)
	o.close()
}

func (o *objectWriter) relation(r *gainsay.Relation) {
	o.open()
	o.text("from", r.From)
	o.text("to", r.To)
	o.text("kind", string(r.Kind))
	o.float("score", r.Score)
	o.text("by", r.By)
	o.close()
}

func (o *objectWriter) report(r *gainsay.Report) {
	o.open()
	o.int("read", r.Read)
	o.int("kept", r.Kept)
	o.intOrNull("announced", r.Announced)
	o.int("stubs", r.Stubs)
	o.int("inferred_parents", r.InferredParents)
	o.int("missing_parents", r.MissingParents)
	o.int("duplicates", r.Duplicates)
	o.int("undated", r.Undated)
	o.int("skipped", r.Skipped)
	o.int("failed", r.Failed)
	elements(o, "problems", r.Problems, func(p *gainsay.Problem) {
		o.open()
		o.textIfAny("file", p.File)
		o.int("line", p.Line)
		o.text("message", p.Message)
		o.close()
	})
	o.close()
}
