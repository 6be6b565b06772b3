package agree

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// Matrix counts the values of two coders one against the other: Cells[i][j] is
// how many units the first gave Values[i] and the second Values[j].
type Matrix struct {
	Values []gainsay.Status `json:"values"` // "" for no claim, or one without a status
	Cells  [][]int          `json:"cells"`
	Units  int              `json:"units"`
}

// matrix compares the statuses of the first two coders, over units to which the
// analysis or one of them gave a status. Statuses that neither gave are left out.
func (s *sample) matrix() Matrix {
	var m Matrix
	if len(s.coders) != 2 {
		return m
	}
	type pair struct{ a, b gainsay.Status }
	counts := map[pair]int{}
	given := map[gainsay.Status]bool{}
	for _, p := range s.patterns {
		a, b := p.values[0].Status, p.values[1].Status
		if a == "" && b == "" && p.unit.Status == "" {
			continue
		}
		counts[pair{a, b}] += p.n
		given[a], given[b] = true, true
		m.Units += p.n
	}
	for _, st := range append(gainsay.Statuses(), "") {
		if given[st] {
			m.Values = append(m.Values, st)
		}
	}
	for range m.Values {
		m.Cells = append(m.Cells, make([]int, len(m.Values)))
	}
	for p, n := range counts {
		m.Cells[slices.Index(m.Values, p.a)][slices.Index(m.Values, p.b)] = n
	}
	return m
}
