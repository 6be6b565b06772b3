package encode

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A tokenizer cuts a text into pieces of a vocabulary, so that the sum of their
// log-probabilities is the largest (unigram language model, Kudo 2018). Its
// results are those of the model's own JavaScript tokenizer, whose treatment of
// unknown characters it copies.
type tokenizer struct {
	pieces []piece
	// The trie of the pieces: the children of a node, by the node and the next
	// byte. Node 0 is the root.
	next map[edge]int32
	ends []int32 // the piece that ends at each node, or -1
}

type piece struct {
	runes int
	score float64
}

type edge struct {
	node int32
	b    byte
}

// Piece numbers below reserved are not in any text; unknown is one of them.
const (
	reserved = 6
	unknown  = 0
)

// wordStart stands for a space, and is put before the text.
const wordStart = "\u2581"

func newTokenizer(texts []string, scores []float64) *tokenizer {
	t := &tokenizer{next: map[edge]int32{}, ends: []int32{-1}}
	for i, text := range texts {
		t.pieces = append(t.pieces, piece{utf8.RuneCountInString(text), scores[i]})
		if i >= reserved {
			t.insert(text, int32(i))
		}
	}
	return t
}

func (t *tokenizer) insert(text string, id int32) {
	node := int32(0)
	for i := range len(text) {
		e := edge{node, text[i]}
		child, ok := t.next[e]
		if !ok {
			child = int32(len(t.ends))
			t.next[e] = child
			t.ends = append(t.ends, -1)
		}
		node = child
	}
	t.ends[node] = id
}

// lattice is the scratch memory of a tokenizer: for each position, in runes, the
// score of the best pieces that lead there and the last of them.
type lattice struct {
	text []byte
	best []float64
	last []int32
	ids  []int32
}

// encode returns the pieces of a text. The result is valid until the next call.
func (t *tokenizer) encode(l *lattice, s string) []int32 {
	l.ids = l.ids[:0]
	if s == "" {
		return l.ids
	}
	l.normalise(s)
	n := utf8.RuneCount(l.text)
	l.best, l.last = clearedTo(l.best, n+1), clearedTo(l.last, n+1)
	for pos, rest := 0, l.text; len(rest) > 0; pos++ {
		t.extend(l, pos, rest)
		_, size := utf8.DecodeRune(rest)
		rest = rest[size:]
	}
	t.trace(l, n)
	return l.ids
}

// normalise writes the text with spaces as wordStart. Invalid UTF-8 becomes the
// replacement character.
func (l *lattice) normalise(s string) {
	l.text = append(l.text[:0], wordStart...)
	for _, r := range norm.NFKC.String(s) {
		if r == ' ' {
			l.text = append(l.text, wordStart...)
		} else {
			l.text = utf8.AppendRune(l.text, r)
		}
	}
}

func clearedTo[T int32 | float64](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	s = s[:n]
	clear(s)
	return s
}

// extend records the pieces that begin at a position. Where there is none, one
// rune is unknown, at no cost.
func (t *tokenizer) extend(l *lattice, pos int, rest []byte) {
	found := false
	node, ok := int32(0), true
	for _, b := range rest {
		if node, ok = t.next[edge{node, b}]; !ok {
			break
		}
		if id := t.ends[node]; id >= 0 {
			l.reach(pos, pos+t.pieces[id].runes, id, t.pieces[id].score)
			found = true
		}
	}
	if !found {
		l.reach(pos, pos+1, unknown, 0)
	}
}

// reach keeps the better way to a position, the later one among equals. As in
// the original, a best score of 0 means that there is none yet.
func (l *lattice) reach(from, to int, id int32, score float64) {
	score += l.best[from]
	if l.best[to] == 0 || score >= l.best[to] {
		l.best[to], l.last[to] = score, id
	}
}

// trace collects the best pieces from the end and turns them around; unknown
// ones in a row become one.
func (t *tokenizer) trace(l *lattice, n int) {
	for n > 0 {
		id := l.last[n]
		if k := len(l.ids); id != unknown || k == 0 || l.ids[k-1] != unknown {
			l.ids = append(l.ids, id)
		}
		n -= t.pieces[id].runes
	}
	for i, j := 0, len(l.ids)-1; i < j; i, j = i+1, j-1 {
		l.ids[i], l.ids[j] = l.ids[j], l.ids[i]
	}
}
