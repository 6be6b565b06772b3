package wordlist

import (
	"strconv"
	"testing"
)

// TestTable checks that exactly the words of a table are found, those with equal
// hashes among them.
func TestTable(t *testing.T) {
	for _, size := range []int{0, 1, 2, 3, 100, 5000} {
		of := map[string]int{}
		for n := range size {
			of["word "+strconv.Itoa(n)+" and more"] = n
		}
		table := NewTable(of)
		for n := range size + 100 {
			word := "word " + strconv.Itoa(n) + " and more"
			if got, ok := table.Get(word); ok != (n < size) || got != of[word] {
				t.Errorf("%d words: %q: %d %v", size, word, got, ok)
			}
		}
		if table.Has("") {
			t.Errorf("%d words: the empty word is found", size)
		}
	}
	if empty := NewTable(map[string]bool{"": true}); !empty.Has("") || empty.Has("a") {
		t.Error("the empty word is lost")
	}
}

// TestTableOfStopwords checks the table against the set it is made from.
func TestTableOfStopwords(t *testing.T) {
	for w := range Stopwords {
		if !Stopword(w) || Stopword(w+"x") != Stopwords[w+"x"] {
			t.Errorf("%q", w)
		}
	}
}
