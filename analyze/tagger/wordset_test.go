package tagger

import (
	"strings"
	"testing"
)

func TestWordSet(t *testing.T) {
	long := strings.Repeat("x", 40)
	s := newWordSet("so it\ngoes é " + long)
	for w, want := range map[string]bool{"so": true, "it": true, "goes": true, "é": true, long: true, "": false, "si": false, "sos": false, "è": false, long + "x": false} {
		if s.has(w) != want {
			t.Errorf("%q: %v", w, !want)
		}
	}
}

// TestReadWordSet checks that a list's comment is no part of the set.
func TestReadWordSet(t *testing.T) {
	s := readWordSet("negation")
	for w, want := range map[string]bool{"not": true, "n't": true, "#": false, "own": false} {
		if s.has(w) != want {
			t.Errorf("%q: %v", w, !want)
		}
	}
}
