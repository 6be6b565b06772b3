package fulltext

import "strings"

// hit is a phrase found in a text, from one word to another.
type hit struct {
	phrase, first, last int
}

// Snippet cuts a text to the n words where most of the phrases are found, puts
// start and end around each find, and an ellipsis where something is left out.
// It chooses the words much as SQLite's snippet() does: whole phrases first,
// then the start of the text, then the start of a sentence.
func Snippet(text string, phrases []Phrase, start, end, ellipsis string, n int) string {
	words := Cut(text)
	hits := find(words, phrases)
	first := bestStart(text, words, hits, n)
	last := min(first+n, len(words)) // exclusive
	from, to := 0, len(text)
	var b strings.Builder
	if first > 0 {
		from = words[first].Start
		b.WriteString(ellipsis)
	}
	if last < len(words) {
		to = words[last-1].End
	}
	for _, h := range hits {
		if h.first < first || h.last >= last || words[h.first].Start < from {
			continue
		}
		b.WriteString(text[from:words[h.first].Start])
		b.WriteString(start + text[words[h.first].Start:words[h.last].End] + end)
		from = words[h.last].End
	}
	b.WriteString(text[from:to])
	if last < len(words) {
		b.WriteString(ellipsis)
	}
	return b.String()
}

// find lists where the phrases are, in order of their first words.
func find(words []Word, phrases []Phrase) (hits []hit) {
	for i := range words {
		for k, p := range phrases {
			if p.at(words[i:]) {
				hits = append(hits, hit{k, i, i + len(p.Terms) - 1})
			}
		}
	}
	return hits
}

// at reports whether words begin with the phrase.
func (p Phrase) at(words []Word) bool {
	if len(words) < len(p.Terms) {
		return false
	}
	for i, term := range p.Terms {
		if words[i].Term != term && !(p.Prefix && i == len(p.Terms)-1 && strings.HasPrefix(words[i].Term, term)) {
			return false
		}
	}
	return true
}

// maxTried is how many finds are tried as the start of a snippet.
const maxTried = 200

// bestStart is the first word of the best n.
func bestStart(text string, words []Word, hits []hit, n int) int {
	hits = hits[:min(len(hits), maxTried)]
	best, bestScore := 0, -1
	try := func(first, bonus int) {
		if score := score(hits, first, first+n) + bonus; score > bestScore {
			best, bestScore = first, score
		}
	}
	try(0, 120)
	for i, h := range hits {
		if i > 0 && hits[i-1].first == h.first {
			continue
		}
		last := h.first // of the hits in the n words
		for _, g := range hits[i:] {
			if g.last < h.first+n {
				last = g.last
			}
		}
		// As many words before the hits as after them.
		try(max(0, min(h.first-(n-(last-h.first+1))/2, len(words)-n)), 0)
		for s := h.first; s > 0 && s > h.first-n; s-- {
			if strings.ContainsAny(text[words[s-1].End:words[s].Start], ".:") {
				try(s, 100)
				break
			}
		}
	}
	return best
}

// score counts a thousand for every phrase from word first to before last, and
// one for every find after the first.
func score(hits []hit, first, last int) (n int) {
	seen := map[int]bool{}
	for _, h := range hits {
		switch {
		case h.first < first || h.last >= last:
		case seen[h.phrase]:
			n++
		default:
			seen[h.phrase] = true
			n += 1000
		}
	}
	return n
}
