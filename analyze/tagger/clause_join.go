package tagger

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// joinsSubjects reports whether the conjunction words[i] joins two nouns that have
// one verb, "their friends and neighbours know": between the first noun and what
// opens its clause are only attributes.
func (c *cutter) joinsSubjects(i int) bool {
	if !c.words[i-1].POS.IsNoun() || !c.words[i+1].POS.IsNoun() {
		return false
	}
	k := i - 2
	for k >= 0 && isAttribute(&c.words[k]) {
		k--
	}
	return k < 0 || opensSubclause(&c.words[k])
}

// quotes reports whether words[i] is in a quotation that begins after words[begin]
// and before it: what is quoted belongs to the clause that quotes it.
func (c *cutter) quotes(begin, i int) bool {
	if len(c.quoted) == 0 {
		return false
	}
	from, to := c.words[begin].Start, c.words[i].Start
	n, _ := slices.BinarySearchFunc(c.quoted, to, func(q gainsay.Span, at int) int { return q.Start - at })
	return n > 0 && c.quoted[n-1].End > to && c.quoted[n-1].Start > from+1
}

// isAttribute reports whether a word may be a part of a noun phrase before its last
// noun.
func isAttribute(t *text.Token) bool {
	switch t.POS {
	case pos.JJ, pos.JJR, pos.DT, pos.PRPS, pos.CD:
		return true
	}
	return t.POS.IsNoun() || t.Lower == "of"
}

// opensSubclause reports whether a token comes before the first word of a clause.
func opensSubclause(t *text.Token) bool {
	switch t.Lower {
	case "as", "because", "that", "than", "if", "since", "while", "although", "though", "whether", "how", "why":
		return true
	}
	return isBreak(t) || t.POS == pos.CC
}
