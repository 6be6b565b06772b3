package score

import "cmp"

// Options are the hyperparameters of training. 0 stands for the default; see
// withDefaults.
type Options struct {
	C             float64 // inverse of the L2 regularisation strength
	HeadC         float64 // the same for the model's head; see TrainHead
	HeadContext   Context // of the model's head
	IDF           float64 // share of the inverse document frequency in a feature's value, 0 to 1; 1e-9 for none
	SignalScale   float64 // factor on signals; 1 makes one count as a text of one word, 0.3 as one word of ten
	MinRows       int     // rows that a feature must occur in
	MaxFeatures   int     // features kept, the most frequent first
	MaxIterations int     // of the optimiser
	Folds         int     // of cross-validation, for calibration
	Seed          uint64  // decides which group is in which fold
	Precision     float64 // that the default threshold must reach; see ThresholdFor
	HoldOutSets   bool    // make each data set a fold: calibrate for texts of unknown sites
	PoolSets      bool    // learn no bias for each data set
	MacroF1       bool    // choose class weights for macro-F1 rather than the F1 of the first class
}

// withDefaults fills in what is 0. The defaults did best on development rows
// over all tasks; declarations differ from them where a task gains by it.
func (o Options) withDefaults() Options {
	o.C = cmp.Or(o.C, 0.15)
	o.HeadC = cmp.Or(o.HeadC, 0.005)
	o.IDF = cmp.Or(o.IDF, 1./3)
	o.SignalScale = cmp.Or(o.SignalScale, 1)
	o.Precision = cmp.Or(o.Precision, 0.8)
	o.MinRows = cmp.Or(o.MinRows, 2)
	o.MaxFeatures = cmp.Or(o.MaxFeatures, 30000)
	o.MaxIterations = cmp.Or(o.MaxIterations, 40)
	o.Folds = cmp.Or(o.Folds, 3)
	return o
}
