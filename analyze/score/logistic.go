package score

import "math"

// Observation is a row for FitLogistic.
type Observation struct {
	Values   []float64 // of the features, as many for each row
	Positive bool
	Weight   float64 // relative to other rows
}

// logisticIterations bounds the search of FitLogistic.
const logisticIterations = 300

// FitLogistic fits a logistic regression with an L2 penalty, of which c is the
// inverse strength, to rows with few features that are mostly not zero. The bias
// has no penalty. The same rows give the same weights. There must be rows.
func FitLogistic(rows []Observation, c float64) (weights []float64, bias float64) {
	n := len(rows[0].Values)
	x := make([]float64, n+1) // the bias is last
	minimise(x, logisticIterations, func(x, g []float64) float64 {
		value := 0.0
		for k, w := range x[:n] {
			g[k] = w
			value += float64(w * w / 2)
		}
		g[n] = 0
		for i := range rows {
			value += rows[i].addLoss(x, g, c)
		}
		return value
	})
	return x[:n], x[n]
}

// addLoss returns c times the log loss of the row with weights x, and adds its
// gradient to g.
func (o *Observation) addLoss(x, g []float64, c float64) float64 {
	n := len(o.Values)
	z := x[n]
	for k, v := range o.Values {
		z += float64(v * x[k])
	}
	if o.Positive {
		z = -z
	}
	loss := math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) // log(1 + exp(z))
	d := c * o.Weight / (1 + math.Exp(-z))
	if o.Positive {
		d = -d
	}
	for k, v := range o.Values {
		g[k] += float64(d * v)
	}
	g[n] += d
	return c * o.Weight * loss
}
