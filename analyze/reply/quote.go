package reply

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// runLength is how many words in a row count as one quoted run.
const runLength = 3

// maxRuns bounds the runs looked at in one comment.
const maxRuns = 400

// citedWords is how many words inside quotation marks are taken to be
// somebody's.
const citedWords = 4

// quotations lists the runs of words a comment repeats from elsewhere: those
// of quotations and of longer pieces between quotation marks.
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

// runs appends the hashes of all runs of words that lie in span.
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
			out = append(out, mix(last[(n-3)%runLength], last[(n-2)%runLength], last[(n-1)%runLength]))
		}
	}
	if n > 0 && n < runLength {
		out = append(out, mix(last[0], last[1]*uint64(n-1), 0))
	}
	return out
}

// tokenAt returns the index of the first token that ends behind off.
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

func mix(a, b, c uint64) uint64 {
	const m = 0x9E3779B97F4A7C15
	h := (a ^ a>>29) * m
	h = (h ^ b ^ h>>31) * m
	return (h^c^h>>30)*m | 1
}

// quoteIndex finds the comments in which quoted runs stand.
type quoteIndex struct {
	own    map[uint64][]int32 // run to the positions of comments that say it themselves, ascending
	quoted map[uint64][]int32 // … that quote it
}

// maxHolders bounds how many comments are remembered for one run: what many
// say is nobody's words.
const maxHolders = 6

func (r *recovery) indexQuotes() {
	q := &quoteIndex{own: map[uint64][]int32{}, quoted: map[uint64][]int32{}}
	for i := range r.views {
		for _, h := range r.views[i].quoted {
			q.own[h] = nil
			if at := q.quoted[h]; len(at) < maxHolders && (len(at) == 0 || at[len(at)-1] != int32(i)) {
				q.quoted[h] = append(at, int32(i))
			}
		}
	}
	r.quotes = q
	if len(q.own) == 0 {
		return
	}
	var buf []uint64
	for i, d := range r.docs {
		buf = buf[:0]
		for _, s := range d.Sentences {
			if !s.Quoted {
				buf = runs(buf, d, s.Span)
			}
		}
		buf = crossing(buf, d)
		for _, h := range buf {
			if at, wanted := q.own[h]; wanted && len(at) < maxHolders && (len(at) == 0 || at[len(at)-1] != int32(i)) {
				q.own[h] = append(at, int32(i))
			}
		}
	}
}

// crossing appends the runs that go over the ends of sentences, which
// quotations do.
func crossing(out []uint64, d *text.Doc) []uint64 {
	for k := 1; k < len(d.Sentences); k++ {
		a, b := d.Sentences[k-1], d.Sentences[k]
		if a.Quoted || b.Quoted || a.Last-a.First < 2 || b.Last-b.First < 2 {
			continue
		}
		out = runs(out, d, gainsay.Span{Start: d.Tokens[max(a.First, a.Last-runLength)].Start, End: d.Tokens[min(b.Last, b.First+runLength)-1].End})
	}
	return out
}

// firstRuns is how many runs tell whom a comment quotes first.
const firstRuns = 8

// quoteHits counts, for the comments before i, the quoted runs of i they say
// themselves, those of the first few, and those they quote.
func (r *recovery) quoteHits(i int) {
	r.own, r.again, r.begun, r.holder, r.most = nil, nil, nil, -1, 0
	v := &r.views[i]
	if len(v.quoted) == 0 {
		return
	}
	r.own, r.again, r.begun = map[int32]int{}, map[int32]int{}, map[int32]int{}
	for k, h := range v.quoted {
		for _, at := range r.quotes.own[h] {
			if int(at) < i {
				r.own[at]++
				if k < firstRuns {
					r.begun[at]++
				}
			}
		}
		for _, at := range r.quotes.quoted[h] {
			if int(at) < i {
				r.again[at]++
			}
		}
	}
	_, r.most = latestMost(r.own)
	r.holder, _ = latestMost(r.begun)
}

// latestMost returns the latest comment that has the most hits, -1 where none
// has any, and how many.
func latestMost(hits map[int32]int) (at int32, most int) {
	at = -1
	for k, n := range hits {
		if n > most || n == most && k > at {
			at, most = k, n
		}
	}
	return at, most
}
