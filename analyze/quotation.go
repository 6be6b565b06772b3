package analyze

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

const (
	// leastRepeat is how many words in a row a comment must share with an
	// earlier text to quote it.
	leastRepeat = 6
	// longRepeat is how many it must share where the words do not begin and end
	// a clause in either text: a denial ("they never …") uses the same words too.
	longRepeat = 12
)

// copyShare is the share of an earlier text from which a comment of nothing
// but its words is a copy of it rather than a quotation from it.
const copyShare = 0.8

// repeats finds words that comments repeat verbatim, without any mark, from
// earlier comments of other authors or from the article. Time and memory grow
// linearly with the thread.
type repeats struct {
	thread *gainsay.Thread
	runs   runTable
	texts  [][]mark // the words of each text: the comments by position, then the article

	words   []word // of the text at hand; a buffer
	matches []match
}

// mark identifies a word by the hash of its lower-case form. Its last two bits
// say whether punctuation, a line break or the text's end is before and after.
type mark uint64

const (
	opens mark = 1 << iota
	closes
	edges = opens | closes
)

func (m mark) same(o mark) bool { return m&^edges == o&^edges }

// word is a word of a text.
type word struct {
	mark
	at gainsay.Span
}

func newRepeats(t *gainsay.Thread) *repeats {
	bytes := len(t.Article)
	for _, c := range t.Comments {
		bytes += len(c.Text)
	}
	r := &repeats{thread: t, runs: newRunTable(bytes / bytesPerWord), texts: make([][]mark, len(t.Comments)+1)}
	r.words = appendWords(nil, t.Article)
	r.add(len(t.Comments))
	return r
}

// in returns the spans of comment i that repeat an earlier text, ordered and
// disjoint, and makes the comment known to later calls. Comments are to be
// given in the order in which they were written.
func (r *repeats) in(i int) []gainsay.Span {
	text := r.thread.Comments[i].Text
	r.words = appendWords(r.words[:0], text)
	var out []gainsay.Span
	end := 0 // of the words already quoted
	for _, m := range r.add(i) {
		k, from := m.at, m.first
		if k < end || !r.quotable(i, int(from.text)) {
			continue
		}
		n := r.quoted(from, k)
		switch {
		case n == 0:
		case r.copies(i, int(from.text), n):
			return nil
		default:
			out = append(out, withMarks(text, gainsay.Span{Start: r.words[k].at.Start, End: r.words[k+n-1].at.End}))
			end = k + n
		}
	}
	return out
}

// match is a run of words of the text at hand that was written before.
type match struct {
	at    int // number of its first word
	first place
}

// add makes the words at hand those of text i and lists the runs that are
// known already, in order. The result is good until the next call.
func (r *repeats) add(i int) []match {
	r.matches = r.matches[:0]
	marks := make([]mark, len(r.words))
	for k, w := range r.words {
		marks[k] = w.mark
		if k+leastRepeat > len(r.words) {
			continue
		}
		if first, known := r.runs.put(runHash(r.words[k:]), place{int32(i), int32(k)}); known {
			r.matches = append(r.matches, match{k, first})
		}
	}
	r.texts[i] = marks
	return r.matches
}

// quotable reports whether comment i may quote text j: authors do not quote
// themselves.
func (r *repeats) quotable(i, j int) bool {
	switch j {
	case len(r.thread.Comments):
		return true // the article
	case i:
		return false
	}
	a := r.thread.Comments[i].Author
	return a == "" || a != r.thread.Comments[j].Author
}

// quoted is how many words from the k-th on are quoted from an earlier place,
// 0 if none are.
func (r *repeats) quoted(from place, k int) int {
	other, n := r.texts[from.text][from.word:], 0
	for k+n < len(r.words) && n < len(other) && r.words[k+n].same(other[n]) {
		n++
	}
	switch {
	case n < leastRepeat:
		return 0 // the hashes of two runs are equal by chance
	case n >= longRepeat:
		return n
	case (r.words[k].mark|other[0])&opens == 0 || (r.words[k+n-1].mark|other[n-1])&closes == 0:
		return 0
	}
	return n
}

// copies reports whether comment i, which shares n words in a row with text j,
// is that text posted again. A copy quotes nothing, unless it answers the text.
func (r *repeats) copies(i, j, n int) bool {
	if j == len(r.thread.Comments) || r.thread.Comments[i].Parent == r.thread.Comments[j].ID {
		return false
	}
	return n == len(r.words) && float64(n) >= copyShare*float64(len(r.texts[j]))
}

// runTable is an open-addressing hash table of where each run of leastRepeat
// words was first written.
type runTable struct {
	slots []runSlot // a power of two, at most half of them in use
	used  int
}

type runSlot struct {
	hash  uint64 // 0 for an empty slot
	first place
}

// place is where a run of words begins.
type place struct{ text, word int32 }

// newRunTable returns a table for n runs; it grows when there are more.
func newRunTable(n int) runTable {
	return runTable{slots: make([]runSlot, 1<<bits.Len(uint(2*n+8)))}
}

// put returns the place that has the hash, or records this one as the first.
func (t *runTable) put(hash uint64, p place) (first place, known bool) {
	hash |= 1 // never that of an empty slot
	if 2*t.used >= len(t.slots) {
		t.grow()
	}
	s := t.slot(hash)
	if s.hash == hash {
		return s.first, true
	}
	*s = runSlot{hash, p}
	t.used++
	return p, false
}

// slot is that of the hash, or the empty one where it belongs.
func (t *runTable) slot(hash uint64) *runSlot {
	mask := uint64(len(t.slots) - 1)
	for k := hash >> 20 & mask; ; k = (k + 1) & mask {
		if s := &t.slots[k]; s.hash == hash || s.hash == 0 {
			return s
		}
	}
}

func (t *runTable) grow() {
	old := t.slots
	t.slots = make([]runSlot, 2*len(old))
	for _, s := range old {
		if s.hash != 0 {
			*t.slot(s.hash) = s
		}
	}
}

// runHash combines the hashes of the first leastRepeat words.
func runHash(words []word) uint64 {
	h := uint64(0)
	for _, w := range words[:leastRepeat] {
		h = h*prime + uint64(w.mark&^edges)
	}
	return h
}

// bytesPerWord is a low estimate, to size the table.
const bytesPerWord = 6

const (
	offset = 14695981039346656037 // of FNV-1a
	prime  = 1099511628211
)

// appendWords appends the words of a text, runs of letters, digits and
// apostrophes, in any case.
func appendWords(words []word, s string) []word {
	first := len(words)
	h, start, edge := uint64(offset), -1, opens
	end := func(i int) {
		if start >= 0 {
			words = append(words, word{mark(h)&^edges | edge, gainsay.Span{Start: start, End: i}})
			edge = 0
		}
		h, start = offset, -1
	}
	// between notes what follows a word, other than blanks.
	between := func(r rune) {
		if r != ' ' && r != '\t' && r != '\u00a0' {
			edge = opens
			if len(words) > first {
				words[len(words)-1].mark |= closes
			}
		}
	}
	for i := 0; i < len(s); {
		c, n := s[i], 1
		r := rune(c)
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			r += 'a' - 'A'
		case c < utf8.RuneSelf:
			if c != '\'' || start < 0 {
				end(i)
				between(r)
			}
			i++
			continue // an apostrophe within a word, in any form, is passed over
		default:
			r, n = utf8.DecodeRuneInString(s[i:])
			if r == '’' && start >= 0 {
				i += n
				continue
			}
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				end(i)
				between(r)
				i += n
				continue
			}
			r = unicode.ToLower(r)
		}
		if start < 0 {
			start = i
		}
		h = (h ^ uint64(r)) * prime
		i += n
	}
	end(len(s))
	between('\n')
	return words
}

// withMarks widens a span to the quotation marks, brackets and final
// punctuation right around it.
func withMarks(s string, span gainsay.Span) gainsay.Span {
	for span.Start > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:span.Start])
		if !slices.Contains([]rune("\"'“‘«„(["), r) {
			break
		}
		span.Start -= n
	}
	for span.End < len(s) {
		r, n := utf8.DecodeRuneInString(s[span.End:])
		if !slices.Contains([]rune("\"'”’»)].,;:!?…"), r) {
			break
		}
		span.End += n
	}
	return span
}

// written lists the positions of comments in the order in which they were
// written: by time where all that have a text are dated, else as the thread
// has them.
func written(t *gainsay.Thread) []int {
	order := make([]int, len(t.Comments))
	dated := true
	for i, c := range t.Comments {
		order[i] = i
		dated = dated && (!c.Time.IsZero() || c.Text == "")
	}
	if dated {
		slices.SortStableFunc(order, func(i, j int) int {
			return cmp.Or(t.Comments[i].Time.Compare(t.Comments[j].Time), cmp.Compare(i, j))
		})
	}
	return order
}
