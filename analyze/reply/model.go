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

// strongest names a link after its strongest signal in favour.
func strongest(v, w *values) gainsay.ParentSource {
	best, by := 0.05, gainsay.ByOrder
	for k := range v {
		if s := v[k] * w[k]; s > best && table[k].by != gainsay.ByOrder {
			best, by = s, table[k].by
		}
	}
	return by
}

// explain lists the signals of a link, the strongest first.
func (r *recovery) explain(i, at int, v, w *values) []Signal {
	var out []Signal
	for k := range v {
		if s := v[k] * w[k]; math.Abs(s) >= 0.005 {
			out = append(out, Signal{table[k].name, r.wordsFor(signal(k), i, at), s, table[k].by, table[k].words})
		}
	}
	slices.SortStableFunc(out, func(a, b Signal) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}

//go:embed weights.txt
var weightText string

// weights holds the log odds of each layout's signals.
var weights = sync.OnceValue(func() [layouts]values {
	w, err := readWeights(strings.NewReader(weightText))
	if err != nil {
		panic("reply: " + err.Error()) // a programmer's mistake: the file is part of the program and tested
	}
	return w
})

func weightsOf(l layout) *values { w := weights()[l]; return &w }

// readWeights reads lines of layout, signal and weight; those that begin with
// # say where they come from.
func readWeights(r io.Reader) (out [layouts]values, err error) {
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
		k := slices.IndexFunc(table[:], func(a about) bool { return a.name == f[1] })
		w, err := strconv.ParseFloat(f[2], 64)
		if l < 0 || k < 0 || err != nil {
			return out, fmt.Errorf("read weights: line %d: no layout %q, signal %q or weight %q", n, f[0], f[1], f[2])
		}
		out[l][k] = w
	}
	return out, sc.Err()
}
