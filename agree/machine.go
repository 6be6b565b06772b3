package agree

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// Machine is the name under which the analysis can be compared with coders.
const Machine = "machine"

// WithMachine returns the units with what the analysis says as a further coder:
// the mark that it makes, with its status, or none where it makes none or one
// with a score below the threshold. It is not ok where a person has the name.
func WithMachine(units []Unit, least gainsay.Thresholds) (out []Unit, ok bool) {
	out = slices.Clone(units)
	for i := range out {
		u := &out[i]
		if u.Choice(Machine) != nil || u.Settled != nil && u.Settled.Coder == Machine {
			return units, false
		}
		c := Choice{Coder: Machine}
		if !u.Added() && u.Score >= least.Of(u.Tag) {
			c.Value = Value{u.Tag, u.Status}
		}
		u.Choices = append(slices.Clip(u.Choices), c)
		slices.SortFunc(u.Choices, func(a, b Choice) int { return cmp.Compare(a.Coder, b.Coder) })
	}
	return out, true
}
