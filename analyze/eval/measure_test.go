package eval

import (
	"math"
	"testing"
)

// TestMeasure checks the figures against values computed by hand.
func TestMeasure(t *testing.T) {
	p := func(id, gold, label string, score float64) Prediction {
		scores := map[string]float64{"yes": score, "no": 1 - score}
		return Prediction{ID: id, Gold: gold, Label: label, Score: score, Scores: scores}
	}
	ps := []Prediction{
		p("a", "yes", "yes", 0.9), p("b", "no", "yes", 0.8), p("c", "yes", "yes", 0.7),
		p("d", "no", "no", 0.1), p("e", "yes", "no", 0.1),
	}
	f := Measure([]string{"yes", "no"}, ps)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"precision", f.Precision, 2.0 / 3}, {"recall", f.Recall, 2.0 / 3}, {"F1", f.F1, 2.0 / 3},
		{"accuracy", f.Accuracy, 0.6}, {"macro-F1", f.MacroF1, (2.0/3 + 0.5) / 2},
		{"ROC AUC", f.AUC, 3.5 / 6}, {"average precision", f.AP, (1 + 2.0/3 + 3.0/5) / 3},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestCompare checks the exact test against a value computed by hand, and that
// predictions do not differ from themselves.
func TestCompare(t *testing.T) {
	if p := mcnemar(1, 5); math.Abs(p-2*7.0/64) > 1e-9 {
		t.Errorf("1 against 5: p = %v, want %v", p, 2*7.0/64)
	}
	var a, b []Prediction
	for i := range 40 {
		id := string(rune('A' + i))
		good := Prediction{
			ID: id, Gold: "yes", Label: "yes", Score: 0.9, Scores: map[string]float64{"yes": 0.9, "no": 0.1},
		}
		if i%2 == 1 {
			good.Gold, good.Label, good.Score = "no", "no", 0.2
			good.Scores = map[string]float64{"yes": 0.2, "no": 0.8}
		}
		bad := good
		if i < 10 {
			bad.Label = "no"
		}
		a, b = append(a, bad), append(b, good)
	}
	same, err := Compare(a, a, 1)
	if err != nil || same.Tests[0].Value != 0 || same.Tests[0].P < 0.9 {
		t.Errorf("the same predictions differ: %+v, %v", same, err)
	}
	c, err := Compare(a, b, 1)
	if err != nil {
		t.Fatal(err)
	}
	accuracy := c.Tests[1]
	if c.OnlySecond != 5 || c.OnlyFirst != 0 || accuracy.Value <= 0 || accuracy.Interval[0] < 0 {
		t.Errorf("5 labels corrected: %+v, %v", c, err)
	}
	again, _ := Compare(a, b, 1)
	if again.String() != c.String() {
		t.Error("the same seed gave another interval")
	}
}

// TestBootstrap checks that groups are resampled as a whole: where all rows of
// a group agree, few groups make wide intervals.
func TestBootstrap(t *testing.T) {
	var apart, together []Prediction
	for i := range 60 {
		p := Prediction{
			ID: string(rune('A' + i)), Gold: "yes", Label: "yes",
			Scores: map[string]float64{"yes": 0.9, "no": 0.1},
		}
		if i/15%2 == 1 {
			p.Label = "no"
		}
		apart = append(apart, p)
		p.Group = string(rune('a' + i/15))
		together = append(together, p)
	}
	classes := []string{"yes", "no"}
	narrow, wide := Bootstrap(classes, apart, 1).Accuracy, Bootstrap(classes, together, 1).Accuracy
	if narrow[0] >= 0.5 || narrow[1] <= 0.5 || wide[1]-wide[0] <= narrow[1]-narrow[0] {
		t.Errorf("intervals %v by rows, %v by groups", narrow, wide)
	}
}
