package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text/hash"
)

// factLabels are labelled clauses by the key of the row whose text they are in:
// see rowKey.
type factLabels map[string][]tagger.FactSpan

// factLetters stand for labels in the file.
var factLetters = map[string]string{"o": tagger.OtherClause, "f": tagger.PlainFact, "n": tagger.NotableFact}

// rowKey identifies a row without its id or text: the FNV-1a hash of the data set
// and the id.
func rowKey(set string, row *eval.Row) string {
	return fmt.Sprintf("%016x", hash.String(set+"/"+row.ID))
}

// readFactLabels reads a file of labels: on each line the key of a row and, for
// each clause, its bytes and a letter, as in "0-45:n". Lines with # are comments.
func readFactLabels(path string) (factLabels, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read labels: %w", err)
	}
	out := factLabels{}
	for n, line := range strings.Split(string(b), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		for _, s := range f[1:] {
			span, ok := factSpan(s)
			if !ok {
				return nil, fmt.Errorf("%s:%d: %q is no label like 0-45:n", path, n+1, s)
			}
			out[f[0]] = append(out[f[0]], span)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no labels", path)
	}
	return out, nil
}

func factSpan(s string) (span tagger.FactSpan, ok bool) {
	at, letter, ok := strings.Cut(s, ":")
	from, to, also := strings.Cut(at, "-")
	start, err := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	span = tagger.FactSpan{Span: gainsay.Span{Start: start, End: end}, Label: factLetters[letter]}
	return span, ok && also && err == nil && err2 == nil && start >= 0 && start < end && span.Label != ""
}

// facts trains the weights by which clauses are facts, and notable ones, on the
// rows of files for which there are labels.
func (t *training) facts(files []string) error {
	labels, err := readFactLabels(t.labels)
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
			h.Question, h.Variant, areaUnder(h), len(h.Right))
	}
	return nil
}

// areaUnder returns the area under the ROC curve of scores.
func areaUnder(h tagger.HeldOut) float64 {
	classes := []string{"yes", "no"}
	ps := make([]eval.Prediction, len(h.Scores))
	for i, s := range h.Scores {
		ps[i] = eval.Prediction{Gold: "no", Label: "no", Score: s, Scores: map[string]float64{"yes": s, "no": -s}}
		if h.Right[i] {
			ps[i].Gold = "yes"
		}
	}
	return eval.Measure(classes, ps).AUC
}

// addFacts gives a trainer the rows that have labels. It fails if rows are missing
// or clauses are cut in other places than the labels have them, in more than a
// few cases.
func (t *training) addFacts(tr *tagger.FactTrainer, sets []eval.Set, labels factLabels) error {
	clauses, missed, rows := 0, 0, 0
	for _, s := range sets {
		name := strings.TrimSuffix(s.File, ".jsonl.gz")
		for i := range s.Rows {
			key := rowKey(name, &s.Rows[i])
			spans, ok := labels[key]
			if !ok {
				continue
			}
			n, err := tr.Add(rowThread(&s.Rows[i]), key, spans)
			if err != nil {
				return fmt.Errorf("%s, row %s: %w", s.File, s.Rows[i].ID, err)
			}
			clauses, missed, rows = clauses+len(spans), missed+n, rows+1
		}
	}
	if rows < len(labels) {
		return fmt.Errorf("%s: %d of %d rows are not in these files", t.labels, len(labels)-rows, len(labels))
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%d clauses of %d comments; %d are cut otherwise now and left out\n",
		clauses-missed, rows, missed)
	return nil
}

// rowThread makes a thread of a row: the text and, if known, what it answers.
func rowThread(r *eval.Row) *gainsay.Thread {
	th := &gainsay.Thread{ID: r.ID}
	parent := cmp.Or(r.DirectParent, r.Parent)
	if parent != "" {
		th.Comments = append(th.Comments, &gainsay.Comment{ID: "parent", Text: parent, ParentBy: gainsay.BySource})
	}
	c := &gainsay.Comment{ID: "text", Text: r.Text, Author: "author", ParentBy: gainsay.BySource}
	if parent != "" {
		c.Parent = "parent"
	}
	th.Comments = append(th.Comments, c)
	return th
}

// taskNames lists the tasks that train knows.
func taskNames() []string { return slices.Concat(score.Tasks(), []string{"fact", "reply"}) }
