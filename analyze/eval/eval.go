// Package eval measures the marks against labelled rows. A task is a
// declared value: which rows it reads and how an analysis answers them.
package eval

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// Analyzer runs the whole analysis on a thread.
type Analyzer func(*gainsay.Thread) (*gainsay.Analysis, error)

// Row is a labelled text.
type Row struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	Parent *string `json:"parent"`
	Author *string `json:"author"`
	Label  string  `json:"label"`
	Split  string  `json:"split"`
}

// Task asks one question of every row: does it bear the label?
type Task struct {
	Name     string
	Doc      string
	Positive string // the label that counts as yes
	Score    func(a *gainsay.Analysis, comment string) float64
}

// Tasks lists the tasks over rows, by name.
func Tasks() []Task {
	return []Task{
		{"insult", "is somebody insulted", "insult", best(gainsay.TagInsult, "")},
		{"needs-evidence", "would a reader want evidence", "needs-evidence", notable},
		{"spam", "is it spam", "spam", best(gainsay.TagSpam, "")},
		{"verifiable", "could it be checked in principle", "verifiable", verifiable},
	}
}

// best scores a comment by its highest annotation of a tag.
func best(tag gainsay.Tag, kind gainsay.ClaimKind) func(*gainsay.Analysis, string) float64 {
	return func(a *gainsay.Analysis, comment string) float64 {
		score := 0.0
		for _, m := range a.Annotations {
			if m.Comment == comment && m.Tag == tag && (kind == "" || m.Kind == string(kind)) {
				score = max(score, m.Score)
			}
		}
		return score
	}
}

func verifiable(a *gainsay.Analysis, comment string) float64 {
	return max(best(gainsay.TagClaim, gainsay.Fact)(a, comment), best(gainsay.TagClaim, gainsay.Experience)(a, comment))
}

func notable(a *gainsay.Analysis, comment string) float64 {
	score := 0.0
	for _, s := range a.Assertions {
		if s.Comment == comment && s.Status == gainsay.Unsupported {
			score = max(score, s.Notable)
		}
	}
	return score
}

// Thread makes a row into a thread: the parent, where there is one, and the
// text in answer to it.
func (r Row) Thread() *gainsay.Thread {
	t := &gainsay.Thread{ID: r.ID, Format: "json"}
	c := &gainsay.Comment{ID: "row", ParentBy: gainsay.BySource, Text: r.Text, State: gainsay.Live}
	if r.Author != nil {
		c.Author = *r.Author
	}
	if r.Parent != nil && *r.Parent != "" {
		t.Comments = append(t.Comments, &gainsay.Comment{ID: "parent", ParentBy: gainsay.BySource, Text: *r.Parent, State: gainsay.Live})
		c.Parent = "parent"
	}
	t.Comments = append(t.Comments, c)
	return t
}

// Prediction is the answer to one row.
type Prediction struct {
	ID    string  `json:"id"`
	Gold  bool    `json:"gold"`
	Label bool    `json:"label"` // score at or over the default threshold
	Score float64 `json:"score"`
}

// Predict answers a row.
func (t Task) Predict(r Row, run Analyzer) (Prediction, error) {
	a, err := run(r.Thread())
	if err != nil {
		return Prediction{}, err
	}
	s := t.Score(a, "row")
	return Prediction{r.ID, r.Label == t.Positive, s >= gainsay.DefaultThreshold, s}, nil
}

// Figures are measures over predictions.
type Figures struct {
	N         int     `json:"n"`
	Positive  int     `json:"positive"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	MacroF1   float64 `json:"macro_f1"`
	Accuracy  float64 `json:"accuracy"`
	AUC       float64 `json:"roc_auc"`
	AP        float64 `json:"average_precision"`
}

// Measure computes the figures. Ranks that tie count half for the ROC AUC.
func Measure(ps []Prediction) Figures {
	var tp, fp, fn, tn int
	for _, p := range ps {
		switch {
		case p.Gold && p.Label:
			tp++
		case p.Label:
			fp++
		case p.Gold:
			fn++
		default:
			tn++
		}
	}
	f := Figures{N: len(ps), Positive: tp + fn, Precision: ratio(tp, tp+fp), Recall: ratio(tp, tp+fn), F1: ratio(2*tp, 2*tp+fp+fn), Accuracy: ratio(tp+tn, len(ps))}
	f.MacroF1 = (f.F1 + ratio(2*tn, 2*tn+fp+fn)) / 2
	f.AUC, f.AP = ranking(ps)
	return f
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// ranking returns ROC AUC and average precision.
func ranking(ps []Prediction) (auc, ap float64) {
	s := slices.Clone(ps)
	slices.SortStableFunc(s, func(a, b Prediction) int { return cmp.Compare(b.Score, a.Score) })
	var pos, neg, seen, hits float64
	for i := 0; i < len(s); {
		var p, n float64
		j := i
		for ; j < len(s) && s[j].Score == s[i].Score; j++ {
			if s[j].Gold {
				p++
			} else {
				n++
			}
		}
		auc += n * (pos + p/2)
		seen, hits = seen+p+n, hits+p
		ap += p * hits / seen
		pos, neg = pos+p, neg+n
		i = j
	}
	if pos == 0 || neg == 0 {
		return 0, 0
	}
	return auc / (pos * neg), ap / pos
}
