package web

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/view"
)

// precisionView is the table of precision by tagger and rule.
type precisionView struct {
	Rows   []precisionRow
	Few    int // rules that are not shown
	MinFew int
}

type precisionRow struct {
	agree.Precision
	Plot     *plot
	Interval string
	Wrongs   int
	Examples []exampleView
}

// exampleView is a mark that was wrong.
type exampleView struct{ Words, Instead, Note, Href string }

// minDecided is from how many decisions on a rule is shown.
const minDecided = 5

func newPrecision(units []agree.Unit) precisionView {
	v := precisionView{MinFew: minDecided}
	for _, p := range agree.Precisions(units) {
		if p.Decided < minDecided {
			if !p.Tagger() {
				v.Few++
			}
			continue
		}
		r := precisionRow{Precision: p, Wrongs: p.Decided - p.Right, Plot: newPlot(&agree.Estimate{Value: p.Share(), Interval: p.Interval}, nil)}
		r.Interval = fmt.Sprintf("%.0f–%.0f", 100*p.Interval.Low, 100*p.Interval.High)
		for _, x := range p.Wrong {
			if p.Tagger() {
				break // its rules show them
			}
			r.Examples = append(r.Examples, exampleView{view.Clip(x.Words, 80), valueLabel(x.Instead), x.Note,
				commentPath(x.Thread, x.Comment, "m-"+x.Mark)})
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// confusionView is the table of statuses one against the other.
type confusionView struct {
	Heads []string
	Rows  []confusionRow
	Units int
}

type confusionRow struct {
	Label string
	Cells []confusionCell
}

type confusionCell struct {
	N     int
	Class string // "dg" on the diagonal, "off" where the two often differ
}

// oftenDiffer is from how many units on a cell off the diagonal is underlined.
const oftenDiffer = 3

func newConfusion(m agree.Matrix) confusionView {
	v := confusionView{Units: m.Units}
	for i, st := range m.Values {
		label := "no status"
		if st != "" {
			label = statusWord(st)
		}
		v.Heads = append(v.Heads, label)
		row := confusionRow{Label: label}
		for j, n := range m.Cells[i] {
			class := ""
			switch {
			case i == j:
				class = "dg"
			case n >= oftenDiffer:
				class = "off"
			}
			row.Cells = append(row.Cells, confusionCell{n, class})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// statusWord is a short name of a status: "Grounded".
func statusWord(st gainsay.Status) string {
	label, _, _ := strings.Cut(view.StatusLabel(st), ":")
	return strings.TrimSuffix(label, " in the article")
}

// plot places an estimate on a scale of 200 units from 0 to 1; Alpha is -1 for none.
type plot struct{ Low, High, At, Alpha float64 }

func newPlot(e, alpha *agree.Estimate) *plot {
	if e == nil {
		return nil
	}
	x := func(v float64) float64 { return min(max(v, 0), 1) * 200 }
	p := &plot{x(e.Low), x(e.High), min(max(x(e.Value)-2.5, 0), 195), -1}
	if alpha != nil {
		p.Alpha = x(alpha.Value)
	}
	return p
}

// interval writes the interval of a coefficient: ".59–.84", "" for none.
func interval(e *agree.Estimate) string {
	if e == nil {
		return ""
	}
	return coefficient(e.Low) + "–" + coefficient(e.High)
}

// coefficient writes a number from -1 to 1 without a leading nought.
func coefficient(f float64) string {
	s := strings.Replace(fmt.Sprintf("%.2f", f), "-", "−", 1)
	return strings.Replace(s, "0.", ".", 1)
}
