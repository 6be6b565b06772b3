package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(explainCommand)

func explainCommand() *cobra.Command {
	var db, format, weights string
	mode := encoderAuto
	c := &cobra.Command{
		Use:   "explain ID|SOURCE",
		Short: "Explain each mark: its rules, signals and words",
		Long: `Explain each mark: the rules with the words they matched, what moved the model's part of the
score (log-odds: positive favours the mark, negative counts against it), and the signals behind
an inferred reply link.

ID is the id of an annotation, an assertion or a comment in the database. A SOURCE is analysed
and explained as a whole.`,
		Args: exactly(1, "ID or SOURCE"),
	}
	dbFlag(c, &db)
	c.Flags().StringVarP(&format, "format", "f", "", "input format of SOURCE (default: detected)")
	weightsFlag(c, &weights)
	encoderFlag(c, &mode)
	c.RunE = func(c *cobra.Command, args []string) error {
		w := c.OutOrStdout()
		if _, err := os.Stat(args[0]); err == nil || args[0] == "-" {
			if err := mode.check(); err != nil {
				return err
			}
			own, err := weightsIn(weights)
			if err != nil {
				return err
			}
			analyze, err := analyzerWith(own, mode.on(false), nil, nil, 0)
			if err != nil {
				return err
			}
			r := &reader{cmd: c, format: format}
			return r.each(args, func(_ string, res *importer.Result) error {
				a, err := analyze(res.Thread, res.Report, nil)
				if err != nil {
					return err
				}
				r.faults(res, a)
				return explainThread(c.Context(), w, func() (analyzer, error) { return analyze, nil }, a, "")
			})
		}
		return explainStored(c, w, db, weights, args[0])
	}
	return c
}

func explainStored(c *cobra.Command, w io.Writer, db, weights, id string) error {
	d, err := openExisting(db)
	if err != nil {
		return err
	}
	defer d.Close()
	keys, err := d.ThreadsWith(c.Context(), id)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return usagef("no file and no mark or comment %q in %s", id, store.Redact(db))
	}
	run := sync.OnceValues(func() (analyzer, error) {
		own, err := weightsIn(weights)
		if err == nil && own == nil {
			own, err = storedWeights(c.Context(), d)
		}
		if err != nil {
			return nil, err
		}
		return analyzerWith(own, true, nil, nil, 0)
	})
	for _, key := range keys {
		a, err := d.Analysis(c.Context(), key)
		if err != nil {
			return err
		}
		if err := explainThread(c.Context(), w, run, a, id); err != nil {
			return err
		}
	}
	return nil
}

// explainThread explains the comment or mark of the id, or all for "". run returns
// the analysis that made the marks and is called only if the encoder moved one.
func explainThread(
	ctx context.Context, w io.Writer, run func() (analyzer, error), a *gainsay.Analysis, id string,
) error {
	x := view.NewTexts(a.Thread)
	docs := make([]*text.Doc, len(a.Thread.Comments))
	for i, c := range a.Thread.Comments {
		docs[i] = text.Parse(c.Text)
	}
	for i, c := range a.Thread.Comments {
		var marks []gainsay.Annotation
		for _, m := range a.Annotations {
			if m.Comment == c.ID && (id == "" || id == c.ID || id == m.ID) {
				marks = append(marks, m)
			}
		}
		if len(marks) == 0 && id != c.ID && id != "" {
			continue
		}
		explainParent(w, a, x, docs, i)
		for _, m := range marks {
			if err := explainMark(ctx, w, run, a, x, &m); err != nil {
				return err
			}
		}
	}
	return nil
}

// explainParent writes the author of a comment and how its parent was inferred.
func explainParent(w io.Writer, a *gainsay.Analysis, x *view.Texts, docs []*text.Doc, i int) {
	c := a.Thread.Comments[i]
	fmt.Fprintf(w, "comment %s by %s\n", c.ID, x.Author(c.ID))
	if c.ParentBy.Inferred() {
		parent := "top-level comment"
		if c.Parent != "" {
			parent = "answers " + c.Parent
		}
		fmt.Fprintf(w, "  %s (%s), score %.2f\n", parent, view.ParentLabel(c.ParentBy), c.ParentScore)
		for _, s := range reply.Explain(a.Thread, docs, i) {
			fmt.Fprintf(w, "    %+.2f  %s\n", s.Weight, s.Sentence())
		}
	}
}

func explainMark(
	ctx context.Context, w io.Writer, run func() (analyzer, error), a *gainsay.Analysis, x *view.Texts,
	m *gainsay.Annotation,
) error {
	words := strings.Join(strings.Fields(m.Span.In(a.Thread.Comment(m.Comment).Text)), " ")
	fmt.Fprintf(w, "  %s %s  score %.2f  rule %s\n    “%s”\n    %s\n", m.ID, m.Tag, m.Score, m.By, words, x.Why(m))
	explainSignals(w, *m)
	if err := explainWords(ctx, w, run, a, m); err != nil {
		return err
	}
	for _, s := range a.Assertions {
		if s.ID == m.ID {
			explainAssertion(w, x, &s)
		}
	}
	return nil
}

// explainSignals lists what moved a model's part of the score.
func explainSignals(w io.Writer, m gainsay.Annotation) {
	for _, s := range m.Signals {
		fmt.Fprintf(w, "      %+.2f  %s\n", s.Weight, view.Signal(s))
	}
}

func explainAssertion(w io.Writer, x *view.Texts, s *gainsay.Assertion) {
	topics := ""
	if len(s.Topics) > 0 {
		topics = "; topics " + strings.Join(s.Topics, ", ")
	}
	fmt.Fprintf(w, "    assertion: %s, %s, notable %.2f, acceptability %.2f%s\n",
		s.Status, s.Dispute, s.Notable, s.Acceptability, topics)
	for i := range s.Chain {
		step := &s.Chain[i]
		where := ""
		if step.Comment != "" && step.Comment != s.Comment {
			where = " [" + step.Comment + "]"
		}
		fmt.Fprintf(w, "      - %s%s\n", x.Step(step, s), where)
	}
}
