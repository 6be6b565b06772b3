package tagger

import (
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// embedded finds clauses within words that state something on their own,
// whatever the words around them do: relative clauses about a name or after a
// comma, "who sold the lifeboat"; what a question takes for granted, "why ...
// when the field was dry"; what follows "know that" and the like; and small
// clauses after a verb of memory, "recall the mayor closing the gate". asked is
// whether the words are a question: only there an adverbial clause is taken for
// granted. It overwrites out.
func embedded(out []proposition, words []text.Token, asked bool) []proposition {
	out = out[:0]
	for i := 1; i < len(words)-leastWords; i++ {
		begin := embeddedAt(words, i, asked)
		if begin < 0 {
			continue
		}
		end := clauseEnd(words, begin)
		p := proposition{words: words[begin:end], embedded: true}
		if p.trimEnd() {
			out = append(out, p)
			i = end - 1
		}
	}
	return out
}

// embeddedAt returns where a clause begins that words[i] introduces, -1 if it
// introduces none. A relative clause includes its pronoun.
func embeddedAt(words []text.Token, i int, asked bool) int {
	before, rest := &words[i-1], words[i+1:]
	switch words[i].Lower {
	case "who", "which":
		if (isName(before) || before.Text == ",") && finiteWithin(rest, 3) {
			return i
		}
	case "whose":
		if finiteWithin(rest, subjectReach) {
			return i
		}
	case "that":
		if takesForGranted.has(before.Lower) && subjectNext(rest) {
			return i + 1
		}
	case "when", "if", "since", "although", "though", "while", "because", "after":
		if asked && subjectNext(rest) {
			return i + 1
		}
	case "recall", "recalls", "remember", "remembers", "forget", "forgets":
		if smallClauseNext(rest) {
			return i + 1
		}
	}
	return -1
}

// takesForGranted are words before "that" by which authors take for granted
// what follows: "did you know that", "the fact that".
var takesForGranted = readWordSet("presupposing")

// finiteWithin reports whether one of the first n words is a finite verb.
func finiteWithin(words []text.Token, n int) bool {
	for k := 0; k < len(words) && k < n; k++ {
		if isFinite(&words[k]) {
			return true
		}
	}
	return false
}

// smallClauseNext reports whether words begin with a noun phrase and a
// participle: "the mayor closing the gate".
func smallClauseNext(words []text.Token) bool {
	for k := 0; k < len(words) && k < subjectReach; k++ {
		switch w := &words[k]; {
		case w.POS == pos.VBG:
			return k > 0 && words[k-1].POS.IsNoun()
		case w.POS.IsVerb() || w.POS == pos.PRP || w.Text == ",":
			return false
		}
	}
	return false
}

// clauseEnd returns the end of the clause that begins at words[begin]: the
// first break after enough words, or the end.
func clauseEnd(words []text.Token, begin int) int {
	for k := begin + leastWords; k < len(words); k++ {
		if isBreak(&words[k]) || words[k].Text == "?" || words[k].Text == ")" {
			return k
		}
	}
	return len(words)
}
