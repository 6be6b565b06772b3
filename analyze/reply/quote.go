package reply

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Runs of words (word n-grams) find quoted text again. The numbers were set by
// hand.
const (
	runLength  = 3   // words of a run
	maxRuns    = 400 // of one comment
	citedWords = 4   // words in quotation marks that are taken for a quotation
	maxSayers  = 6   // comments kept for one run: what many say identifies nobody
	firstRuns  = 8   // runs that decide whom a comment quotes first
)

// quotations lists the hashes of the runs a comment quotes: those of block
// quotations and of longer passages in quotation marks.
func quotations(d *text.Doc) []uint64 {
	var out []uint64
	for _, q := range d.Quotes {
		out = runs(out, d, q)
	}
	for _, q := range d.Quoted {
		if n := len(out); strings.Count(q.In(d.Text), " ") >= citedWords-1 && !inSpans(d.Quotes, q.Start) {
			if out = runs(out, d, q); len(out) > maxRuns {
				out = out[:max(n, maxRuns)]
			}
		}
	}
	return out[:min(len(out), maxRuns)]
}

// runs appends the hashes of all runs of words within span. A span of fewer
// words than a run counts as one run.
func runs(out []uint64, d *text.Doc, span gainsay.Span) []uint64 {
	var last [runLength]uint64
	n := 0
	for _, w := range d.Tokens[tokenAt(d, span.Start):] {
		if w.Start >= span.End {
			break
		}
		if !isWord(w.Lower) {
			continue
		}
		last[n%runLength] = text.Hash(w.Lower)
		if n++; n >= runLength {
			out = append(out, hashRun(last[(n-3)%runLength], last[(n-2)%runLength], last[(n-1)%runLength]))
		}
	}
	if n > 0 && n < runLength {
		out = append(out, hashRun(last[0], last[1]*uint64(n-1), 0))
	}
	return out
}

// tokenAt returns the index of the first token that ends after off (bytes).
func tokenAt(d *text.Doc, off int) int {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; d.Tokens[mid].End <= off {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// hashRun hashes three word hashes; never 0.
func hashRun(a, b, c uint64) uint64 {
	const m = 0x9E3779B97F4A7C15
	h := (a ^ a>>29) * m
	h = (h ^ b ^ h>>31) * m
	return (h^c^h>>30)*m | 1
}

// quoteIndex is an index of the runs that any comment quotes.
type quoteIndex struct {
	own    map[uint64][]int32 // by run: comments that say it themselves, ascending
	quoted map[uint64][]int32 // by run: comments that quote it, ascending
}

// addSayer appends comment i to the comments of a run, once and up to maxSayers.
func addSayer(at []int32, i int) []int32 {
	if len(at) < maxSayers && (len(at) == 0 || at[len(at)-1] != int32(i)) {
		return append(at, int32(i))
	}
	return at
}

func (r *recovery) indexQuotes() {
	q := &quoteIndex{own: map[uint64][]int32{}, quoted: map[uint64][]int32{}}
	for i := range r.comments {
		for _, h := range r.comments[i].quoted {
			q.own[h] = nil
			q.quoted[h] = addSayer(q.quoted[h], i)
		}
	}
	r.quotes = q
	if len(q.own) == 0 {
		return
	}
	r.articleHas = map[uint64]bool{}
	var buf []uint64
	if r.articleDoc != nil {
		for _, h := range ownRuns(nil, r.articleDoc) {
			r.articleHas[h] = true
		}
	}
	for i := range r.comments {
		r.quoting += flag(!r.quotesArticle(i) && len(r.comments[i].quoted) > 0) / float64(len(r.comments))
	}
	for i, d := range r.docs {
		buf = ownRuns(buf[:0], d)
		for _, h := range buf {
			if at, quoted := q.own[h]; quoted {
				q.own[h] = addSayer(at, i)
			}
		}
	}
}

// runsOfArticle counts the runs that comment i quotes from the article.
func (r *recovery) runsOfArticle(i int) int {
	n := 0
	for _, h := range r.comments[i].quoted {
		if r.articleHas[h] {
			n++
		}
	}
	return n
}

// quotesArticle reports whether most of what comment i quotes is from the
// article.
func (r *recovery) quotesArticle(i int) bool { return 2*r.runsOfArticle(i) > len(r.comments[i].quoted) }

// ownRuns appends the runs of a text outside its quotations.
func ownRuns(out []uint64, d *text.Doc) []uint64 {
	for _, s := range d.Sentences {
		if !s.Quoted {
			out = runs(out, d, s.Span)
		}
	}
	return crossing(out, d)
}

// crossing appends the runs that cross the ends of sentences, as those of
// quotations do.
func crossing(out []uint64, d *text.Doc) []uint64 {
	for k := 1; k < len(d.Sentences); k++ {
		a, b := d.Sentences[k-1], d.Sentences[k]
		if a.Quoted || b.Quoted || a.Last-a.First < 2 || b.Last-b.First < 2 {
			continue
		}
		first, last := max(a.First, a.Last-runLength), min(b.Last, b.First+runLength)-1
		out = runs(out, d, gainsay.Span{Start: d.Tokens[first].Start, End: d.Tokens[last].End})
	}
	return out
}

// matchQuotes counts, for each comment before i, how many of the runs that i
// quotes it says itself or quotes too.
func (r *recovery) matchQuotes(i int) {
	r.said, r.requoted, r.saidFirst, r.firstSayer, r.mostSaid = nil, nil, nil, -1, 0
	v := &r.comments[i]
	if len(v.quoted) == 0 {
		return
	}
	r.said, r.requoted, r.saidFirst = map[int32]int{}, map[int32]int{}, map[int32]int{}
	for k, h := range v.quoted {
		for _, at := range r.quotes.own[h] {
			if int(at) < i {
				r.said[at]++
				if k < firstRuns {
					r.saidFirst[at]++
				}
			}
		}
		for _, at := range r.quotes.quoted[h] {
			if int(at) < i {
				r.requoted[at]++
			}
		}
	}
	_, r.mostSaid = latestMost(r.said)
	r.firstSayer, _ = latestMost(r.saidFirst)
}

// latestMost returns the latest of the comments with the most hits, and how
// many; -1 and 0 if none has any.
func latestMost(hits map[int32]int) (at int32, most int) {
	at = -1
	for i, n := range hits {
		if n > most || n == most && i > at {
			at, most = i, n
		}
	}
	return at, most
}
