package reply

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
)

// minEvidence is the log-odds that a signal must exceed to name the kind of a
// link; minShown the size below which Explain leaves it out, since it rounds
// to 0.00.
const (
	minEvidence = 0.05
	minShown    = 0.005
)

// strongest returns the kind of link that the strongest signal in its favour
// is evidence for; ByOrder if there is none.
func strongest(v, w *values) gainsay.ParentSource {
	best, by := minEvidence, gainsay.ByOrder
	for k := range v {
		if s := v[k] * w[k]; s > best && signalDocs[k].by != gainsay.ByOrder {
			best, by = s, signalDocs[k].by
		}
	}
	return by
}

// explain lists the signals of a link, strongest first.
func (r *recovery) explain(i, at int, v, w *values) []Signal {
	var out []Signal
	for k := range v {
		if s := v[k] * w[k]; math.Abs(s) >= minShown {
			d := &signalDocs[k]
			out = append(out, Signal{d.name, r.wordsFor(signal(k), i, at), s, d.by, d.text})
		}
	}
	slices.SortStableFunc(out, func(a, b Signal) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	return out
}

//go:embed weights.txt
var weightText string

// model is what was learned from threads with known parents.
type model struct {
	weights   [numLayouts]values // log-odds
	placement placement
}

// shipped returns the embedded model.
var shipped = sync.OnceValue(func() *model {
	m, err := readWeights(strings.NewReader(weightText))
	if err != nil {
		panic("reply: " + err.Error()) // the file is embedded and tested
	}
	return m
})

// readWeights reads lines of layout, signal and weight, and of "votes", the name
// of a row of a placement and its probabilities, separated by blanks. Lines
// that begin with # are comments. Errors name the line.
func readWeights(r io.Reader) (*model, error) {
	m := &model{}
	rows := m.placement.rows()
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		f := strings.Fields(sc.Text())
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if len(f) < 3 {
			return nil, fmt.Errorf("read weights: line %d has %d words, not 3 or more", n, len(f))
		}
		to := rows[f[1]]
		if l, k := slices.Index(layoutNames[:], f[0]), signalNamed(f[1]); l >= 0 && k >= 0 {
			to = m.weights[l][k : k+1]
		}
		if len(to) != len(f)-2 {
			return nil, fmt.Errorf("read weights: line %d: unknown layout %q or signal %q, or %d numbers, not %d",
				n, f[0], f[1], len(f)-2, len(to))
		}
		for k := range to {
			x, err := strconv.ParseFloat(f[k+2], 64)
			if err != nil {
				return nil, fmt.Errorf("read weights: line %d: malformed number %q", n, f[k+2])
			}
			to[k] = x
		}
	}
	return m, sc.Err()
}

// signalNamed returns the number of a signal, -1 if there is none of the name.
func signalNamed(name string) int {
	return slices.IndexFunc(signalDocs[:], func(a signalDoc) bool { return a.name == name })
}

// rows returns the rows of the tables by name. Votes never rise from one reply
// to the next, so those rows of next end with the votes for the one before.
func (m *placement) rows() map[string][]float64 {
	out := map[string][]float64{}
	for k := range m.climb {
		out[fmt.Sprint("climb/", k)] = m.climb[k][:]
	}
	for k := range voteBins {
		out[fmt.Sprint("votes-first/", k)] = m.first[k][:]
		out[fmt.Sprint("votes-top/", k)] = m.next[0][k][:k+1]
		out[fmt.Sprint("votes-next/", k)] = m.next[1][k][:k+1]
	}
	return out
}
