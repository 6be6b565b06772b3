package rule

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSpotter checks that the spotter finds the literals that are in a row of
// symbols and no others.
func TestSpotter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(symbols[rnd.IntN(4)*9])
		}
		return b.String()
	}
	l := newLedger(100)
	var literals []string
	of := map[string][]bit{}
	for len(literals) < 100 {
		if s := text(1 + rnd.IntN(longestLiteral)); of[s] == nil {
			of[s] = []bit{l.bit(len(literals), 0)}
			literals = append(literals, s)
		}
	}
	s := newSpotter(of)
	var rows []row
	for range 2000 {
		in := string(mark) + text(rnd.IntN(30))
		numbers := make([]uint8, len(in))
		for k := range numbers {
			numbers[k] = number[in[k]]
		}
		clear(l.met)
		rows = s.find(numbers, l, rows)
		for k, literal := range literals {
			if got, want := bitset(l.met).has(k), strings.Contains(in, literal); got != want {
				t.Errorf("%q in %q: %v", literal, in, got)
			}
		}
	}
}

// TestNumbered checks what a text is to the spotter.
func TestNumbered(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "..",
		"So what?":               ". so what ?.",
		"don’t  \n stop, A_1":    ". don ' t stop , a00 .",
		"(“é”, 5$)":              "..\x80, 0 *..",
		"Xylophone\xff\xffZ\x00": ". qylophone \x80 q ..",
	} {
		numbers, ok := numbered(text, nil)
		var got []byte
		for _, n := range numbers {
			got = append(got, symbols[n])
		}
		if string(got) != want || !ok {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, ok := numbered("ſo", nil); ok {
		t.Error("ſ is taken for no letter")
	}
}

// TestTidy checks that a literal is what texts with it are to the spotter.
func TestTidy(t *testing.T) {
	const e, r = "\xff", "\xfe"
	for literal, want := range map[string]string{
		"so,what":           "so , what",
		e + "a  b" + e:      " a b ",
		r + "a":             ". a",
		r + "." + e + "b":   ".. b",
		"a'" + r:            "a '.",
		"a" + r:             "a .",
		"a" + e + "b":       "impossible",
		e + "," + e + ",":   "impossible",
		e + r + "\x80\x80'": ".\x80'",
	} {
		got, possible := tidy(literal)
		if !possible {
			got = "impossible"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", literal, got, want)
		}
	}
}

// TestCommonness checks the order of some literals.
func TestCommonness(t *testing.T) {
	order := []string{" ", " the ", " not ", "because ", " octopus"}
	for k := range len(order) - 1 {
		if chance(order[k]) <= chance(order[k+1]) {
			t.Errorf("%q is no commoner than %q", order[k], order[k+1])
		}
	}
}

// TestWordBits checks that all words are found and others not.
func TestWordBits(t *testing.T) {
	of := map[string][]bit{"": {1}, "a": {2}, "abc": {3}, "aBc": {4}, "axc": {5}, "é": {6}}
	w := newWordBits(of)
	for word, bits := range of {
		if got := w.of(word); len(got) != 1 || got[0] != bits[0] {
			t.Errorf("%q: %v", word, got)
		}
	}
	for _, word := range []string{"b", "abbc", "ABC"} {
		if got := w.of(word); got != nil {
			t.Errorf("%q: %v", word, got)
		}
	}
}
