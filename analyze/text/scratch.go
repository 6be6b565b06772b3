package text

import "sync"

// scratch is working memory that one stage of Parse, or Terms, borrows and
// gives back: most of what they would allocate.
type scratch struct {
	words  []*lexeme
	pieces []piece
	atoms  []atom
	notes  []tokenNote
	large  []int
	found  []match
	terms  []Term
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func borrow() *scratch { return scratches.Get().(*scratch) }

// keepAtMost bounds what a scratch holds on to, in elements: a text of a
// megabyte is rare.
const keepAtMost = 1 << 14

// giveBack clears what was used, so that no text is held by it.
func (s *scratch) giveBack() {
	s.words, s.pieces, s.atoms, s.notes = emptied(s.words), emptied(s.pieces), emptied(s.atoms), emptied(s.notes)
	s.large, s.found, s.terms = emptied(s.large), emptied(s.found), emptied(s.terms)
	scratches.Put(s)
}

func emptied[T any](s []T) []T {
	if cap(s) > keepAtMost {
		return nil
	}
	clear(s)
	return s[:0]
}
