package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/judge"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web/door"
	"github.com/spf13/cobra"
)

var _ = register(doorsCommand)

// positives are the labels of rows for which an attribute holds.
var positives = map[door.Attribute]string{
	door.Insult: "insult", door.AttackOnCommenter: "insult", door.Profanity: "profanity", door.Threat: "threat",
	door.Spam: "spam", door.Disagreement: "disagree", door.Agreement: "agree", door.Unsupported: "needs-evidence",
}

// doorMeasure are the flags of the command.
type doorMeasure struct {
	attribute, split string
	encoder          bool
}

func doorsCommand() *cobra.Command {
	m := &doorMeasure{}
	c := &cobra.Command{
		Use:   "doors FILE...",
		Short: "Measure the scores that the doors of 'gainsay serve' give, on labelled rows",
		Long: `Measure the scores that doors give, on labelled rows.

The doors of 'gainsay serve' answer software written for Perspective, Akismet, Coral and OpenAI
(docs/DOORS.md). FILE has labelled rows, one JSON object a line, as for 'gainsay eval'. The command
prints the ROC AUC of an attribute for each file and, for thresholds, which share of the comments
reaches it, how many of these are right (precision) and how many of the right ones reach it (recall).`,
		Example: "  gainsay doors mine.jsonl\n  gainsay doors --attribute SPAM --split all comments.jsonl.gz",
		RunE:    func(c *cobra.Command, files []string) error { return m.run(c, files) },
	}
	var names []string
	for _, a := range door.Attributes() {
		names = append(names, string(a))
	}
	c.Flags().StringVar(&m.attribute, "attribute", string(door.Insult), "what is scored: "+strings.Join(names, ", "))
	c.Flags().StringVar(&m.split, "split", "dev", "rows to use: dev, train, test or all")
	c.Flags().BoolVar(&m.encoder, "door-encoder", false, "use the sentence encoder, as 'gainsay serve --door-encoder' does")
	return c
}

func (m *doorMeasure) run(c *cobra.Command, files []string) error {
	a := door.Attribute(m.attribute)
	if !slices.Contains(door.Attributes(), a) {
		return usagef("--attribute %q: there is no such attribute", m.attribute)
	}
	if _, err := words("split", []string{m.split}, []string{"dev", "train", "test", "all"}); err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("FILE missing")
	}
	sets, err := readSets(files, c.InOrStdin())
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gainsay-doors-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(filepath.Join(dir, "empty.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	mode := encoderOff
	if m.encoder {
		mode = encoderOn
	}
	engine, err := newDoorEngine(db, mode)
	if err != nil {
		return err
	}
	defer engine.Close()
	for _, set := range sets {
		if err := m.measure(c, engine, a, set); err != nil {
			return fmt.Errorf("%s: %w", set.File, err)
		}
	}
	return nil
}

// measuredAt are the thresholds of the table.
var measuredAt = []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95}

// measure prints the figures of one file.
func (m *doorMeasure) measure(c *cobra.Command, e *judge.Engine, a door.Attribute, set eval.Set) error {
	ps, err := scoredRows(c.Context(), e, a, set.Split(m.split))
	if err != nil {
		return err
	}
	classes := []string{positives[a], "other"}
	f := eval.Measure(classes, ps)
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(c.OutOrStdout(), "%s, %s: %d rows, %d %s, ROC AUC %.3f\n", set.File, a, len(ps), f.Classes[0].N, positives[a], f.AUC)
	fmt.Fprint(w, "threshold\tcomments\tprecision\trecall\t\n")
	for _, least := range measuredAt {
		flagged, right := 0, 0
		for _, p := range ps {
			if p.Scores[positives[a]] >= least {
				flagged++
				if p.Gold == positives[a] {
					right++
				}
			}
		}
		fmt.Fprintf(w, "%.2f\t%.1f %%\t%.2f\t%.2f\t\n", least, 100*float64(flagged)/float64(max(len(ps), 1)),
			float64(right)/float64(max(flagged, 1)), float64(right)/float64(max(f.Classes[0].N, 1)))
	}
	return w.Flush()
}

// scoredRows judges each row as a door would. A text in another language scores 0.
func scoredRows(ctx context.Context, e *judge.Engine, a door.Attribute, rows []eval.Row) (out []eval.Prediction, err error) {
	for _, r := range rows {
		comment := door.Comment{Text: door.Text{Text: r.Text}, Author: r.Author, AuthorURL: r.AuthorURL}
		if r.Parent != "" {
			comment.Parents = []door.Text{{Text: r.Parent}}
		}
		j, err := e.Judge(ctx, comment)
		if err != nil {
			return nil, fmt.Errorf("row %s: %w", r.ID, err)
		}
		p := eval.Prediction{ID: r.ID, Gold: "other", Label: "other", Scores: map[string]float64{positives[a]: j.Scores[a],
			"other": 1 - j.Scores[a]}}
		if r.Label == positives[a] {
			p.Gold = r.Label
		}
		if j.Scores[a] >= 0.5 {
			p.Label = positives[a]
		}
		out = append(out, p)
	}
	return out, nil
}
