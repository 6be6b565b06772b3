package eval

import (
	"cmp"
	"slices"
)

// ClassFigures are the measures of one class against the rest. All but N are 0
// to 1; 0 where they are undefined.
type ClassFigures struct {
	Class     string  `json:"class"`
	N         int     `json:"n"` // rows of the class
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	AUC       float64 `json:"roc_auc"`
	AP        float64 `json:"average_precision"`
}

// Figures are measures over predictions. For two classes, precision, recall,
// F1, ROC AUC and average precision are those of the first; for more they are
// means over the classes that occur.
type Figures struct {
	N         int            `json:"n"`
	Accuracy  float64        `json:"accuracy"`
	MacroF1   float64        `json:"macro_f1"`
	Precision float64        `json:"precision"`
	Recall    float64        `json:"recall"`
	F1        float64        `json:"f1"`
	AUC       float64        `json:"roc_auc"`
	AP        float64        `json:"average_precision"`
	Classes   []ClassFigures `json:"classes"`
	Confusion [][]int        `json:"confusion"` // a row for each gold class, a column for each predicted one
}

// sample is predictions prepared to be measured repeatedly with different
// weights of the rows.
type sample struct {
	classes     []string
	gold, label []int       // by row: index of the class, -1 for none of the classes
	score       [][]float64 // by class and row
	order       [][]int     // by class: the rows by descending score
}

func newSample(classes []string, ps []Prediction) *sample {
	s := &sample{classes: classes}
	for _, p := range ps {
		s.gold = append(s.gold, slices.Index(classes, p.Gold))
		s.label = append(s.label, slices.Index(classes, p.Label))
	}
	for _, c := range classes {
		score, order := make([]float64, len(ps)), make([]int, len(ps))
		for i, p := range ps {
			score[i], order[i] = p.Scores[c], i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
		s.score, s.order = append(s.score, score), append(s.order, order)
	}
	return s
}

// Measure computes the figures of predictions over classes. Ties count half
// for the ROC AUC. A class without rows is left out of the means.
func Measure(classes []string, ps []Prediction) Figures {
	ones := make([]int, len(ps))
	for i := range ones {
		ones[i] = 1
	}
	return newSample(classes, ps).measure(ones)
}

// measure counts row i weight[i] times.
func (s *sample) measure(weight []int) Figures {
	n := len(s.classes)
	f := Figures{Confusion: make([][]int, n)}
	for k := range f.Confusion {
		f.Confusion[k] = make([]int, n)
	}
	hits := 0
	for i, w := range weight {
		f.N += w
		if s.gold[i] >= 0 && s.label[i] >= 0 {
			f.Confusion[s.gold[i]][s.label[i]] += w
		}
		if s.gold[i] == s.label[i] {
			hits += w
		}
	}
	f.Accuracy = ratio(hits, f.N)
	for k := range n {
		f.Classes = append(f.Classes, s.class(k, f.Confusion, weight))
	}
	f.summarise()
	return f
}

// class measures class k against the rest.
func (s *sample) class(k int, confusion [][]int, weight []int) ClassFigures {
	tp, gold, predicted := confusion[k][k], 0, 0
	for j := range confusion {
		gold += confusion[k][j]
		predicted += confusion[j][k]
	}
	c := ClassFigures{
		Class: s.classes[k], N: gold,
		Precision: ratio(tp, predicted), Recall: ratio(tp, gold), F1: ratio(2*tp, predicted+gold),
	}
	c.AUC, c.AP = s.ranking(k, weight)
	return c
}

// summarise sets the figures over all classes from those of each.
func (f *Figures) summarise() {
	present := 0.0
	var sum ClassFigures
	for _, c := range f.Classes {
		if c.N == 0 {
			continue
		}
		present++
		sum.Precision += c.Precision
		sum.Recall += c.Recall
		sum.F1 += c.F1
		sum.AUC += c.AUC
		sum.AP += c.AP
	}
	if present == 0 {
		return
	}
	f.MacroF1 = sum.F1 / present
	if len(f.Classes) == 2 {
		c := f.Classes[0]
		f.Precision, f.Recall, f.F1, f.AUC, f.AP = c.Precision, c.Recall, c.F1, c.AUC, c.AP
		return
	}
	f.Precision, f.Recall, f.F1 = sum.Precision/present, sum.Recall/present, sum.F1/present
	f.AUC, f.AP = sum.AUC/present, sum.AP/present
}

// ratio is a/b, or 0 for b = 0.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// ranking returns ROC AUC and average precision of class k; 0 where all rows are
// of the class or none is.
func (s *sample) ranking(k int, weight []int) (auc, ap float64) {
	var pos, neg, seen, hits float64
	order, score := s.order[k], s.score[k]
	for i := 0; i < len(order); {
		var p, n float64
		j := i
		for ; j < len(order) && score[order[j]] == score[order[i]]; j++ {
			if w := float64(weight[order[j]]); s.gold[order[j]] == k {
				p += w
			} else {
				n += w
			}
		}
		auc += n * (pos + p/2)
		seen, hits = seen+p+n, hits+p
		if p > 0 {
			ap += p * hits / seen
		}
		pos, neg = pos+p, neg+n
		i = j
	}
	if pos == 0 || neg == 0 {
		return 0, 0
	}
	return auc / (pos * neg), ap / pos
}
