package prefilter

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestSearch checks that exactly the literals that are in a string of symbols
// are found.
func TestSearch(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(symbols[rnd.IntN(4)*9])
		}
		return b.String()
	}
	found := newMatrix(100)
	var literals []string
	var list []literalBit
	for len(literals) < 100 {
		if s := text(1 + rnd.IntN(maxLiteral)); !slices.Contains(literals, s) {
			list = append(list, literalBit{windowOf(s), found.bit(0, len(literals))})
			literals = append(literals, s)
		}
	}
	s := newSearch(list)
	var windows []window
	for range 2000 {
		in := string(mark) + text(rnd.IntN(30))
		codes := make([]uint8, len(in))
		for k := range codes {
			codes[k] = codeOf[in[k]]
		}
		clear(found.rows)
		windows = s.find(codes, found, windows)
		for k, literal := range literals {
			if got, want := found.rows[k/64]>>(k%64)&1 != 0, strings.Contains(in, literal); got != want {
				t.Errorf("%q in %q: %v", literal, in, got)
			}
		}
	}
}

// TestEncode checks the symbols of some texts.
func TestEncode(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "..",
		"So what?":               ". so what ?.",
		"don’t  \n stop, A_1":    ". don ' t stop , a00 .",
		"(“é”, 5$)":              "..\x80, 0 *..",
		"Xylophone\xff\xffZ\x00": ". qylophone \x80 q ..",
	} {
		codes, ok := encode(text, nil)
		var got []byte
		for _, c := range codes {
			got = append(got, symbols[c])
		}
		if string(got) != want || !ok {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, ok := encode("ſo", nil); ok {
		t.Error("ſ is encoded as a mark")
	}
}

// TestNormalize checks the symbols of some literals.
func TestNormalize(t *testing.T) {
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
		got, possible := normalize(literal)
		if !possible {
			got = "impossible"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", literal, got, want)
		}
	}
}

// TestFrequency checks the order of some literals.
func TestFrequency(t *testing.T) {
	order := []string{" ", " the ", " not ", "because ", " octopus"}
	for k := range len(order) - 1 {
		if literalFrequency(order[k]) <= literalFrequency(order[k+1]) {
			t.Errorf("%q is not more frequent than %q", order[k], order[k+1])
		}
	}
}
