package encode

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A tokenizer cuts a text into pieces of a vocabulary, so that the sum of their
// log-probabilities is the largest (unigram language model, Kudo 2018). Its
// results are those of the model's own JavaScript tokenizer, whose treatment of
// unknown characters it copies.
type tokenizer struct {
	pieces []piece
	trie   []node // breadth first; the first is the root
	roots  [256]int32
}

type piece struct {
	runes int
	score float64
}

// node is a prefix of pieces. Its children are consecutive, from first to the
// first of the next node, ordered by their byte.
type node struct {
	first int32
	id    int32 // of the piece that ends here, or -1
	b     byte  // the last byte
}

// Piece numbers below reserved are not in any text; unknown is one of them.
const (
	reserved = 6
	unknown  = 0
)

// wordStart replaces spaces and is put before the text.
const wordStart = "\u2581"

func newTokenizer(texts []string, scores []float64) *tokenizer {
	t := &tokenizer{}
	var ids []int32
	for i, text := range texts {
		t.pieces = append(t.pieces, piece{utf8.RuneCountInString(text), scores[i]})
		if i >= reserved {
			ids = append(ids, int32(i))
		}
	}
	slices.SortStableFunc(ids, func(a, b int32) int { return strings.Compare(texts[a], texts[b]) })
	t.build(texts, ids)
	return t
}

// build makes the trie of the pieces ids, which are ordered by their text. Of
// equal texts the last counts.
func (t *tokenizer) build(texts []string, ids []int32) {
	t.trie = []node{{id: -1}}
	below := [][]int32{ids} // the pieces that begin with each node's prefix
	depths := []int{0}
	for n := 0; n < len(below); n++ {
		ids, depth := below[n], depths[n]
		t.trie[n].first = int32(len(t.trie))
		for len(ids) > 0 && len(texts[ids[0]]) == depth {
			t.trie[n].id, ids = ids[0], ids[1:]
		}
		for len(ids) > 0 {
			b, end := texts[ids[0]][depth], 1
			for end < len(ids) && texts[ids[end]][depth] == b {
				end++
			}
			if n == 0 {
				t.roots[b] = int32(len(t.trie))
			}
			t.trie = append(t.trie, node{id: -1, b: b})
			below, depths = append(below, ids[:end]), append(depths, depth+1)
			ids = ids[end:]
		}
	}
	t.trie = append(t.trie, node{first: int32(len(t.trie))})
}

// child returns the child of n for the byte b, or 0.
func (t *tokenizer) child(n int32, b byte) int32 {
	if n == 0 {
		return t.roots[b]
	}
	for c := t.trie[n].first; c < t.trie[n+1].first; c++ {
		if t.trie[c].b == b {
			return c
		}
	}
	return 0
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
	n := int32(0)
	for _, b := range rest {
		if n = t.child(n, b); n == 0 {
			break
		}
		if id := t.trie[n].id; id >= 0 {
			l.reach(pos, pos+t.pieces[id].runes, id, t.pieces[id].score)
			found = true
		}
	}
	if !found {
		l.reach(pos, pos+1, unknown, 0)
	}
}

// reach keeps the better path to a position, the later one among equals. As in
// the original, a best score of 0 means that no path is known.
func (l *lattice) reach(from, to int, id int32, score float64) {
	score += l.best[from]
	if l.best[to] == 0 || score >= l.best[to] {
		l.best[to], l.last[to] = score, id
	}
}

// trace collects the best pieces from the end and reverses them; consecutive
// unknown pieces become one.
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
