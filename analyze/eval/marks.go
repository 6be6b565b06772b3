package eval

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// Analyzer runs the whole analysis on a thread.
type Analyzer func(*gainsay.Thread) (*gainsay.Analysis, error)

// Mark asks one question of the whole analysis of a row: does it bear the
// label?
type Mark struct {
	Name     string
	Doc      string
	Positive string // the label that counts as yes
	Negative string // what to call every other label
	Score    func(a *gainsay.Analysis, comment string) float64
}

// Marks lists the questions that the marks of an analysis answer, by task.
func Marks() []Mark {
	return []Mark{
		{"insult", "is somebody insulted", "insult", "none", best(gainsay.TagInsult, "")},
		{"needs-evidence", "would a reader want evidence", "needs-evidence", "other", notable},
		{"spam", "is it spam", "spam", "ham", best(gainsay.TagSpam, "")},
		{"verifiable", "could it be checked in principle", "verifiable", "unverifiable", verifiable},
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

// rowComment is the id of the comment that a row becomes.
const rowComment = "row"

// thread makes a row into a thread: the parent, where there is one, and the
// text in answer to it.
func (r Row) thread() *gainsay.Thread {
	t := &gainsay.Thread{ID: r.ID, Format: "json"}
	c := &gainsay.Comment{ID: rowComment, ParentBy: gainsay.BySource, Author: r.Author, AuthorURL: r.AuthorURL, Text: r.Text, State: gainsay.Live}
	if r.Parent != "" {
		t.Comments = append(t.Comments, &gainsay.Comment{ID: "parent", ParentBy: gainsay.BySource, Text: r.Parent, State: gainsay.Live})
		c.Parent = "parent"
	}
	t.Comments = append(t.Comments, c)
	return t
}

// Predict answers a row.
func (m Mark) Predict(r Row, run Analyzer) (Prediction, error) {
	a, err := run(r.thread())
	if err != nil {
		return Prediction{}, err
	}
	s := m.Score(a, rowComment)
	p := Prediction{ID: r.ID, Group: r.Group(), Gold: m.Negative, Label: m.Negative, Score: s, Scores: map[string]float64{m.Positive: s, m.Negative: 1 - s}}
	if r.Label == m.Positive {
		p.Gold = m.Positive
	}
	if s >= gainsay.DefaultThreshold {
		p.Label = m.Positive
	}
	return p, nil
}

// Declaration says what the mark answers in the words of a scorer's task.
func (m Mark) Declaration() score.Declaration {
	return score.Declaration{Name: "marks", Task: m.Name, Doc: m.Doc, Field: "label", Classes: []string{m.Positive, m.Negative}}
}
