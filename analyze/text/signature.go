package text

import (
	"math"
	"strings"
)

// Signature is a fixed-size sketch of a text for finding near-duplicates:
// MinHash (Broder 1997) over three-word shingles. nil means that the text is
// too short to compare.
type Signature []uint32

const (
	slots      = 64
	bandSlots  = 4 // slots to a band: 16 bands
	minWords   = 8 // texts of fewer words have no signature
	shingleLen = 3
)

// Sign sketches a text. Figures count alike, addresses and symbols not at
// all, and strings that look random are left out, so that copies of one
// advertisement agree although they were salted.
func Sign(d *Doc) Signature {
	words := signWords(d)
	if len(words) < minWords {
		return nil
	}
	sig := make(Signature, slots)
	for i := range sig {
		sig[i] = math.MaxUint32
	}
	for i := 0; i+shingleLen <= len(words); i++ {
		h := hashString(words[i])
		for _, w := range words[i+1 : i+shingleLen] {
			h = hashMore(hashMore(h, " "), w)
		}
		sig.fold(h)
	}
	return sig
}

// SignText is Sign(Parse(s)) without the parts of Parse that a sketch does
// not need.
func SignText(s string) Signature {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	d := &Doc{Text: s}
	cut(d)
	return Sign(d)
}

// fold takes one shingle into the sketch; each slot has its own permutation,
// the value after so many steps of a generator that begins with the hash.
func (s Signature) fold(h uint64) {
	for i := range s {
		s[i] = min(s[i], uint32((h*steps[i].factor+steps[i].add)>>32))
	}
}

// steps are those of Knuth's linear congruential generator, i+1 at once, so
// that no slot waits for the one before it.
var steps = func() (out [slots]struct{ factor, add uint64 }) {
	factor, add := uint64(1), uint64(0)
	for i := range out {
		factor, add = factor*6364136223846793005, add*6364136223846793005+1442695040888963407
		out[i].factor, out[i].add = factor, add
	}
	return out
}()

func signWords(d *Doc) []string {
	var out []string
	for _, t := range d.Tokens {
		switch {
		case t.POS == posURL || t.POS == posEmoji || t.POS == posMention || !isWordRune(runeAt(t.Text, 0)) || salted(t.Lower):
		case isDigit(t.Text[0]):
			out = append(out, "0")
		default:
			out = append(out, t.Lower)
		}
	}
	return out
}

// salted reports whether a word looks random: letters and digits mixed, or
// long without vowels.
func salted(w string) bool {
	letters, digits, vowels := 0, 0, 0
	for _, r := range w {
		switch {
		case '0' <= r && r <= '9':
			digits++
		default:
			letters++
			if strings.ContainsRune("aeiouy", r) {
				vowels++
			}
		}
	}
	return letters > 1 && digits > 1 && !isDigit(w[0]) || letters >= 6 && vowels == 0
}

// Similarity estimates the share of shingles the two texts have in common,
// 0 to 1. It is 0 if either text was too short.
func (s Signature) Similarity(o Signature) float64 {
	if len(s) != slots || len(o) != slots {
		return 0
	}
	same := 0
	for i := range s {
		if s[i] == o[i] {
			same++
		}
	}
	return float64(same) / slots
}

// Bands returns keys of which texts of a similarity of .8 share at least one
// in all but one of ten thousand cases (16 bands of 4 slots).
func (s Signature) Bands() []uint64 {
	var out []uint64
	for i := 0; i+bandSlots <= len(s); i += bandSlots {
		h := uint64(i) + 1
		for _, v := range s[i : i+bandSlots] {
			h = (h ^ uint64(v)) * 1099511628211
		}
		out = append(out, h)
	}
	return out
}
