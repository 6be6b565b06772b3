package analyze

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// Thresholds of repetition; own choice.
const (
	// leastRepeat is how many words in a row a comment must share with an
	// earlier text to quote it.
	leastRepeat = 6
	// longRepeat is how many it must share if the words do not begin and end a
	// clause in either text: a denial ("they never …") uses the same words too.
	longRepeat = 12
	// A comment is a copy of an earlier text rather than a quotation from it if
	// the words it repeats make up these shares of the comment and of that text:
	// copies of a campaign differ in a few words, while an answer adds more.
	ownCopyShare = 0.9
	copyShare    = 0.8
)

// repeats finds words that comments repeat verbatim, without quotation marks,
// from earlier comments of other authors or from the article. Time and memory
// grow linearly with the thread.
type repeats struct {
	thread *gainsay.Thread
	runs   runTable
	texts  [][]wordHash // the words of each text: the comments by position, then the article
	hashes []wordHash   // of all texts, one after the other

	words   []word  // buffer: the words of the current text
	matches []match // buffer: see add
}

// bytesPerWord is a low estimate, from which the table is allocated.
const bytesPerWord = 6

func newRepeats(t *gainsay.Thread) *repeats {
	bytes := len(t.Article)
	for _, c := range t.Comments {
		bytes += len(c.Text)
	}
	r := &repeats{
		thread: t, runs: newRunTable(bytes / bytesPerWord), texts: make([][]wordHash, len(t.Comments)+1),
		hashes: make([]wordHash, 0, bytes/bytesPerWord),
	}
	r.words = appendWords(nil, t.Article)
	r.add(len(t.Comments))
	return r
}

// in returns the spans of comment i that repeat an earlier text, ordered and
// disjoint, and adds the comment for later calls. It must be called with the
// comments in the order in which they were written.
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
			quote := gainsay.Span{Start: r.words[k].at.Start, End: r.words[k+n-1].at.End}
			out = append(out, withPunctuation(text, quote))
			end = k + n
		}
	}
	return out
}

// match is a run of words of the current text that was written before.
type match struct {
	at    int // index of its first word
	first place
}

// add records the current words as those of text i and returns the runs that are
// known already, in order. The result is valid until the next call.
func (r *repeats) add(i int) []match {
	r.matches = r.matches[:0]
	from := len(r.hashes)
	run := uint64(0) // hash of the last leastRepeat words
	for k, w := range r.words {
		r.hashes = append(r.hashes, w.wordHash)
		run = run*prime + uint64(w.wordHash&^edges)
		first := k + 1 - leastRepeat
		if first > 0 {
			run -= uint64(r.words[first-1].wordHash&^edges) * dropped
		}
		if first < 0 {
			continue
		}
		if earlier, known := r.runs.put(run, place{int32(i), int32(first)}); known {
			r.matches = append(r.matches, match{first, earlier})
		}
	}
	hashes := r.hashes[from:len(r.hashes):len(r.hashes)]
	r.texts[i] = hashes
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

// quoted returns how many words from the k-th on are quoted from an earlier
// place, 0 if none are.
func (r *repeats) quoted(from place, k int) int {
	other, n := r.texts[from.text][from.word:], 0
	for k+n < len(r.words) && n < len(other) && r.words[k+n].same(other[n]) {
		n++
	}
	switch {
	case n < leastRepeat:
		return 0 // the two runs only collide
	case n >= longRepeat:
		return n
	case (r.words[k].wordHash|other[0])&opens == 0, (r.words[k+n-1].wordHash|other[n-1])&closes == 0:
		return 0
	}
	return n
}

// copies reports whether comment i, which shares n words in a row with text j,
// is that text posted again. Such a comment quotes nothing, unless it replies
// to text j.
func (r *repeats) copies(i, j, n int) bool {
	if j == len(r.thread.Comments) || r.thread.Comments[i].Parent == r.thread.Comments[j].ID {
		return false
	}
	return float64(n) >= ownCopyShare*float64(len(r.words)) && float64(n) >= copyShare*float64(len(r.texts[j]))
}

// withPunctuation widens a span to the quotation marks, brackets and final
// punctuation next to it.
func withPunctuation(s string, span gainsay.Span) gainsay.Span {
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

// written lists the positions of the comments in the order in which they were
// written: by time if all comments with a text are dated, else in thread order.
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
