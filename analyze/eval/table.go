package eval

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay/analyze/score"
)

// Table is the evaluation of one model on one file.
type Table struct {
	Task        string       `json:"task"`
	Model       string       `json:"model"`
	File        string       `json:"file"`
	Field       string       `json:"field"` // of the rows, with the label
	Figures                  // inlined in JSON
	Intervals   Intervals    `json:"intervals"`
	Reliability []score.Bin  `json:"reliability"`
	Predictions []Prediction `json:"-"`
}

// NewTable evaluates the predictions of the model of a declaration on a file.
func NewTable(d score.Declaration, file string, ps []Prediction) Table {
	t := Table{
		Task: d.Task, Model: d.Name, File: file, Field: d.Field,
		Figures: Measure(d.Classes, ps), Intervals: Bootstrap(d.Classes, ps, 1), Predictions: ps,
	}
	t.Reliability = score.Reliability(ScoredOutcomes(d.Classes, ps))
	return t
}

// Report is all tables of one evaluation. The embedded Table is that of the
// first model on all of its files together.
type Report struct {
	Task  string `json:"task"`
	Split string `json:"split"`
	Table
	Tables []Table `json:"tables"`
}

// NewReport makes a report of tables.
func NewReport(task, split string, tables []Table) Report {
	r := Report{Task: task, Split: split, Tables: tables}
	if len(tables) == 0 {
		return r
	}
	r.Table = tables[0]
	var ps []Prediction
	var files []string
	for _, t := range tables {
		if t.Model == tables[0].Model {
			ps, files = append(ps, t.Predictions...), append(files, t.File)
		}
	}
	if len(files) > 1 {
		d := score.Declaration{Task: task, Name: tables[0].Model, Field: tables[0].Field}
		for _, c := range tables[0].Classes {
			d.Classes = append(d.Classes, c.Class)
		}
		r.Table = NewTable(d, strings.Join(files, " "), ps)
	}
	return r
}

// String formats every table as text, and the one over all files if there are
// several.
func (r Report) String() string {
	var b strings.Builder
	for _, t := range r.Tables {
		t.print(&b, r.Split)
	}
	if len(r.Tables) > 1 && r.Table.File != r.Tables[0].File {
		r.Table.File = "all files"
		r.Table.print(&b, r.Split)
	}
	return b.String()
}

func (t Table) print(b *strings.Builder, split string) {
	fmt.Fprintf(b, "%s, model %s, %s of %s (%s), n %d\n", t.Task, t.Model, t.Field, t.File, split, t.N)
	line := func(name string, v float64, i Interval) {
		fmt.Fprintf(b, "  %-18s %.3f  [%.3f, %.3f]\n", name, v, i[0], i[1])
	}
	line("macro-F1", t.MacroF1, t.Intervals.MacroF1)
	line("accuracy", t.Accuracy, t.Intervals.Accuracy)
	if len(t.Classes) == 2 {
		line("F1", t.F1, t.Intervals.F1)
	}
	line("ROC AUC", t.AUC, t.Intervals.AUC)
	line("average precision", t.AP, t.Intervals.AP)
	fmt.Fprintf(b, "  %-24s %6s %9s %6s %6s %7s %6s   predicted as ...\n",
		"class", "n", "precision", "recall", "F1", "ROC AUC", "AP")
	for k, c := range t.Classes {
		fmt.Fprintf(b, "  %-24s %6d %9.3f %6.3f %6.3f %7.3f %6.3f  ",
			c.Class, c.N, c.Precision, c.Recall, c.F1, c.AUC, c.AP)
		for _, n := range t.Confusion[k] {
			fmt.Fprintf(b, " %5d", n)
		}
		b.WriteByte('\n')
	}
}
