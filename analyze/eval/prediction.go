package eval

import (
	"cmp"

	"github.com/gainsay/gainsay/analyze/score"
)

// Prediction is the predicted label of one row.
type Prediction struct {
	ID     string             `json:"id"`
	Gold   string             `json:"gold"`
	Label  string             `json:"label"`
	Score  float64            `json:"score"`           // of the first class of two, else of Label; 0 to 1
	Scores map[string]float64 `json:"scores"`          // the probability of each class
	Group  string             `json:"group,omitempty"` // see Row.Group
}

// Predict predicts the labels of rows with a model.
func Predict(m *score.Model, d score.Declaration, rows []Row, find Finder) ([]Prediction, error) {
	x := &score.Extractor{}
	out := make([]Prediction, len(rows))
	find.Context = d.Options.HeadContext
	err := Each(rows, find, func(i int, in *score.Input) error {
		s := m.Score(x, in)
		out[i] = newPrediction(m.Classes, s)
		out[i].ID, out[i].Gold, out[i].Group = rows[i].ID, rows[i].Value(d.Field), rows[i].Group()
		return nil
	})
	return out, err
}

// newPrediction returns the prediction of a score, without what the row has.
func newPrediction(classes []string, s score.Score) Prediction {
	p := Prediction{Label: classes[s.Label], Score: s.P[s.Label], Scores: map[string]float64{}}
	for k, c := range classes {
		p.Scores[c] = s.P[k]
	}
	if len(classes) == 2 {
		p.Score = s.P[0]
	}
	return p
}

// Examples turns the rows of a data set into training examples. Where the
// declaration asks for it, a row with an author's address is followed by a copy
// without it and one that has no name either.
func Examples(d score.Declaration, rows []Row, src score.Source, find Finder) ([]score.Example, error) {
	x := &score.Extractor{}
	class := map[string]int{}
	for k, c := range d.Classes {
		class[c] = k
	}
	out := make([]score.Example, 0, len(rows))
	err := Each(rows, find, func(i int, in *score.Input) error {
		e := score.Example{
			Features: x.Example(in, d.Blocks), Class: class[rows[i].Value(d.Field)], Vector: in.Vector,
			Context: find.Context.Of(in), Base: score.BaseLogOdds(find.Base, x, in),
			Group: src.Name + "/" + rows[i].Group(), Set: src.Name, Weight: cmp.Or(src.Weight, 1),
		}
		out = append(out, e)
		if d.Unsigned == 0 || in.AuthorURL == "" {
			return nil
		}
		e.Weight *= d.Unsigned
		in.AuthorURL = ""
		e.Features = x.Example(in, d.Blocks)
		out = append(out, e)
		in.Author = ""
		e.Features = x.Example(in, d.Blocks)
		out = append(out, e)
		return nil
	})
	return out, err
}
