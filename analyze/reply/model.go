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

// weights returns the weights (log-odds) of each layout's signals.
var weights = sync.OnceValue(func() [numLayouts]values {
	w, err := readWeights(strings.NewReader(weightText))
	if err != nil {
		panic("reply: " + err.Error()) // the file is embedded and tested
	}
	return w
})

func weightsOf(l layout) *values { w := weights()[l]; return &w }

// readWeights reads lines of layout, signal and weight, separated by blanks.
// Lines that begin with # are comments. Errors name the line.
func readWeights(r io.Reader) (out [numLayouts]values, err error) {
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		f := strings.Fields(sc.Text())
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if len(f) != 3 {
			return out, fmt.Errorf("read weights: line %d has %d words, not 3", n, len(f))
		}
		l := slices.Index(layoutNames[:], f[0])
		k := slices.IndexFunc(signalDocs[:], func(a signalDoc) bool { return a.name == f[1] })
		w, err := strconv.ParseFloat(f[2], 64)
		if l < 0 || k < 0 || err != nil {
			return out, fmt.Errorf("read weights: line %d: unknown layout %q or signal %q, or malformed weight %q",
				n, f[0], f[1], f[2])
		}
		out[l][k] = w
	}
	return out, sc.Err()
}
