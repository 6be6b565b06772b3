package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
)

// facts trains the weights by which clauses are facts, and notable ones, on the
// rows of files for which there are labels.
func (t *training) facts(files []string) error {
	labels, err := evaluate.ReadFactLabels(t.labels)
	if err != nil {
		return err
	}
	sets, err := readSets(files, t.cmd.InOrStdin())
	if err != nil {
		return err
	}
	e, err := encode.Load()
	if err != nil {
		return err
	}
	encoded := score.Load()
	encoded.Encoder = sentenceVectors{e}
	tr, err := tagger.NewFactTrainer(score.Load(), encoded)
	if err != nil {
		return err
	}
	if err := t.addFacts(tr, sets, labels); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := tr.Write(&b, baseNames(files)); err != nil {
		return err
	}
	path := filepath.Join(t.out, "fact.weights")
	if err := os.MkdirAll(t.out, 0o777); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%s: %d bytes; of clauses left out in turn:\n", path, b.Len())
	for _, h := range tr.HeldOut() {
		fmt.Fprintf(t.cmd.OutOrStdout(), "  %s by %s: ROC AUC %.3f (%d clauses)\n",
			h.Question, h.Variant, evaluate.AreaUnder(h), len(h.Right))
	}
	return nil
}

// addFacts gives a trainer the rows that have labels. It fails if rows are missing
// or clauses are cut in other places than the labels have them, in more than a
// few cases.
func (t *training) addFacts(tr *tagger.FactTrainer, sets []eval.Set, labels evaluate.FactLabels) error {
	added, err := labels.AddTo(tr, sets)
	if err != nil {
		return err
	}
	if added.Rows < len(labels) {
		return fmt.Errorf("%s: %d of %d rows are not in these files", t.labels, len(labels)-added.Rows, len(labels))
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%d clauses of %d comments; %d are cut otherwise now and left out\n",
		added.Clauses-added.Missed, added.Rows, added.Missed)
	return nil
}

// taskNames lists the tasks that train knows.
func taskNames() []string { return slices.Concat(score.Tasks(), []string{"fact", "reply"}) }
