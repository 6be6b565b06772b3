package eval

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// Analyzer runs the whole analysis on a thread.
type Analyzer func(*gainsay.Thread) (*gainsay.Analysis, error)

// Mark answers a yes-no task on rows by the marks of the whole analysis rather
// than by a scorer.
type Mark struct {
	Name     string // of the task
	Doc      string
	Positive string // the label that means yes
	Negative string // the class of all other labels
	// Score is that of a comment of an analysis, 0 to 1. From
	// gainsay.DefaultThreshold on it means yes.
	Score func(a *gainsay.Analysis, comment string) float64
}

// Marks lists the tasks that marks answer.
func Marks() []Mark {
	return []Mark{
		{"insult", "is somebody insulted", "insult", "none", best(gainsay.TagInsult, "")},
		{"needs-evidence", "would a reader want evidence", "needs-evidence", "other", notable},
		{"spam", "is it spam", "spam", "ham", best(gainsay.TagSpam, "")},
		{"verifiable", "could it be checked in principle", "verifiable", "unverifiable", verifiable},
	}
}

// best scores a comment by its highest annotation of a tag and, unless "", a
// kind.
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

// verifiable scores a comment by its claims of fact and experience.
func verifiable(a *gainsay.Analysis, comment string) float64 {
	fact, experience := best(gainsay.TagClaim, gainsay.Fact), best(gainsay.TagClaim, gainsay.Experience)
	return max(fact(a, comment), experience(a, comment))
}

// notable scores a comment by the notability of its unsupported assertions.
func notable(a *gainsay.Analysis, comment string) float64 {
	score := 0.0
	for _, s := range a.Assertions {
		if s.Comment == comment && s.Status == gainsay.Unsupported {
			score = max(score, s.Notable)
		}
	}
	return score
}

// rowComment is the id of the comment made of a row.
const rowComment = "row"

// thread makes a thread of the row: its parent, if there is one, and its text
// as a reply.
func (r Row) thread() *gainsay.Thread {
	t := &gainsay.Thread{ID: r.ID, Format: "json"}
	c := &gainsay.Comment{
		ID: rowComment, ParentBy: gainsay.BySource, State: gainsay.Live,
		Author: r.Author, AuthorURL: r.AuthorURL, Text: r.Text,
	}
	if r.Parent != "" {
		parent := &gainsay.Comment{ID: "parent", ParentBy: gainsay.BySource, Text: r.Parent, State: gainsay.Live}
		t.Comments = append(t.Comments, parent)
		c.Parent = parent.ID
	}
	t.Comments = append(t.Comments, c)
	return t
}

// Predict predicts the label of a row. It fails if the analysis does.
func (m Mark) Predict(r Row, run Analyzer) (Prediction, error) {
	a, err := run(r.thread())
	if err != nil {
		return Prediction{}, err
	}
	s := m.Score(a, rowComment)
	p := Prediction{
		ID: r.ID, Group: r.Group(), Gold: m.Negative, Label: m.Negative,
		Score: s, Scores: map[string]float64{m.Positive: s, m.Negative: 1 - s},
	}
	if r.Label == m.Positive {
		p.Gold = m.Positive
	}
	if s >= gainsay.DefaultThreshold {
		p.Label = m.Positive
	}
	return p, nil
}

// Declaration describes the mark's task in the form of a scorer's.
func (m Mark) Declaration() score.Declaration {
	return score.Declaration{
		Name: TaskMarks, Task: m.Name, Doc: m.Doc, Field: "label", Classes: []string{m.Positive, m.Negative},
	}
}
