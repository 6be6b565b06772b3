// Package minhash computes signatures of texts for finding near-duplicates.
package minhash

import (
	"math"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
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

// Sign sketches a text by its tokens. Figures count alike, addresses and symbols not at
// all, and strings that look random are left out, so that copies of one
// advertisement agree although they were salted.
func Sign(tokens []token.Token) Signature {
	var s sketch
	for i := range s {
		s[i] = math.MaxUint32
	}
	words := 0
	var open [shingleLen]uint64 // hashes of the shingles that the word at hand ends, continues and begins
	var full [foldAtOnce]uint64 // whole shingles
	for i := range tokens {
		w := signWord(&tokens[i])
		if w == "" {
			continue
		}
		open = [shingleLen]uint64{hash.More(open[1], " "), hash.More(open[2], " "), hash.String("")}
		for k := range len(w) {
			for j := range open {
				open[j] = hash.Byte(open[j], w[k])
			}
		}
		if words++; words < shingleLen {
			continue
		}
		full[words%foldAtOnce] = open[0]
		switch {
		case words == shingleLen:
			full = [foldAtOnce]uint64{open[0], open[0], open[0], open[0]}
		case words%foldAtOnce == 0:
			s.fold(&full)
		}
	}
	if words < minWords {
		return nil
	}
	s.fold(&full) // what came since; to fold again what was folded changes nothing
	return s[:]
}

// SignText sketches a text.
func SignText(s string) Signature { return Sign(token.Tokenize(s)) }

// sketch is a Signature in the making.
type sketch [slots]uint32

// foldAtOnce is how many shingles are folded in one pass over the slots.
const foldAtOnce = 4

// fold takes shingles into the sketch; each slot has its own permutation, the
// value after so many steps of a generator that begins with the hash.
func (s *sketch) fold(h *[foldAtOnce]uint64) {
	h0, h1, h2, h3 := h[0], h[1], h[2], h[3]
	for i := range s {
		f, a := steps[i].factor, steps[i].add
		s[i] = min(s[i], min(uint32((h0*f+a)>>32), uint32((h1*f+a)>>32)),
			min(uint32((h2*f+a)>>32), uint32((h3*f+a)>>32)))
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

// signWord returns what a sketch takes of a token, "" for nothing.
func signWord(t *token.Token) string {
	switch {
	case t.POS == pos.URL || t.POS == pos.Emoji || t.POS == pos.Mention || !chars.WordAt(t.Text, 0) ||
		salted(t.Lower):
		return ""
	case chars.IsDigit(t.Text[0]):
		return "0"
	}
	return t.Lower
}

// vowels has the bit of each letter from a on that is a vowel.
const vowels uint32 = 1 | 1<<('e'-'a') | 1<<('i'-'a') | 1<<('o'-'a') | 1<<('u'-'a') | 1<<('y'-'a')

// salted reports whether a word looks random: letters and digits mixed, or
// long without vowels.
func salted(w string) bool {
	if len(w) < 4 {
		return false
	}
	letters, digits, voiced := 0, 0, uint32(0)
	for i := range len(w) {
		switch c := w[i]; {
		case chars.IsDigit(c):
			digits++
		case utf8.RuneStart(c):
			letters++
			voiced |= vowels >> (c - 'a') & 1
		}
	}
	return letters > 1 && digits > 1 && !chars.IsDigit(w[0]) || letters >= 6 && voiced == 0
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

// AppendBands appends keys of which texts of a similarity of .8 share at least
// one in all but one of ten thousand cases (16 bands of 4 slots).
func (s Signature) AppendBands(out []uint64) []uint64 {
	for i := 0; i+bandSlots <= len(s); i += bandSlots {
		h := uint64(i) + 1
		for _, v := range s[i : i+bandSlots] {
			h = (h ^ uint64(v)) * 1099511628211
		}
		out = append(out, h)
	}
	return out
}
