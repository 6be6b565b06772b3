package evaluate

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text/hash"
)

// FactLabels are labelled clauses by the key of the row whose text they are in:
// see rowKey.
type FactLabels map[string][]tagger.FactSpan

// factLetters stand for labels in the file.
var factLetters = map[string]string{"o": tagger.OtherClause, "f": tagger.PlainFact, "n": tagger.NotableFact}

// rowKey identifies a row without its id or text: the FNV-1a hash of the data set
// and the id.
func rowKey(set string, row *eval.Row) string {
	return fmt.Sprintf("%016x", hash.String(set+"/"+row.ID))
}

// ReadFactLabels reads a file of labels: on each line the key of a row and, for
// each clause, its bytes and a letter, as in "0-45:n". Lines with # are comments.
func ReadFactLabels(path string) (FactLabels, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read labels: %w", err)
	}
	out := FactLabels{}
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

// Added says what a trainer was given.
type Added struct {
	Rows, Clauses int // labelled ones
	Missed        int // of the clauses, those that are cut otherwise now
}

// AddTo gives a trainer the rows that have labels, and returns the first failure of an
// analysis.
func (labels FactLabels) AddTo(tr *tagger.FactTrainer, sets []eval.Set) (Added, error) {
	var out Added
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
				return out, fmt.Errorf("%s, row %s: %w", s.File, s.Rows[i].ID, err)
			}
			out.Clauses, out.Missed, out.Rows = out.Clauses+len(spans), out.Missed+n, out.Rows+1
		}
	}
	return out, nil
}

// AreaUnder returns the area under the ROC curve of scores.
func AreaUnder(h tagger.HeldOut) float64 {
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
