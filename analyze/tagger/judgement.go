package tagger

import (
	"strings"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// In some forums a post tells a story and asks readers to judge its author: "Am I in
// the wrong?" Replies to such a post are verdicts, and replies to verdicts mostly add
// to the story or judge somebody who is not there. The model of stance learned from
// debates, and takes much of that for disagreement.

// verdicts are the abbreviations by which readers judge, and judging those by which
// authors ask for it. Both are written in capitals as well as in small letters.
var (
	verdicts = readWordSet("verdict")
	judging  = readWordSet("judging")
)

// The bound on verdicts from which on a thread is taken for one that judges, and what
// is then added to the bound on the log-odds of disagreement. Own choice: of 36 marks
// in such threads, two in three with a score below .7 were wrong, and half of the
// others.
const (
	leastVerdicts   = 3
	verdictShare    = 0.1 // of the replies
	judgingCaution  = 0.85
	verdictTokens   = 40 // at the start and at the end of a comment
	judgingSentence = 4  // words from the start of a sentence: "So was I ..."
	maxVerdict      = 6  // bytes of the longest abbreviation
)

// judges reports whether the thread so far judges what its opening post tells.
func (t *dispute) judges() bool {
	return t.asked || t.verdicts >= leastVerdicts && t.verdicts >= verdictShare*t.replies
}

// verdict returns the verdict that a comment gives, in small letters, "" for none.
func verdict(d *text.Doc) string {
	for k, t := range d.Tokens {
		if k >= verdictTokens && k < len(d.Tokens)-verdictTokens {
			continue
		}
		if len(t.Lower) <= maxVerdict && verdicts.has(t.Lower) && (t.Text == strings.ToUpper(t.Text) ||
			k == 0 && t.Lower != "nah") { // which is also a "no"
			return t.Lower
		}
	}
	return ""
}

// asksJudgement reports whether the title or the opening post asks readers to judge
// its author: by an abbreviation, or by a question such as "Was I wrong to ...?"
func asksJudgement(p *analyze.Pass) bool {
	return p.Thread.Article == "" && len(p.Docs) > 0 && (judgesSelf(p.Title) || judgesSelf(p.Docs[0]))
}

func judgesSelf(d *text.Doc) bool {
	for k := range d.Sentences {
		words := d.Words(d.Sentences[k])
		asks := len(words) > 0 && words[len(words)-1].Text[0] == '?'
		for i, w := range words {
			if judging.has(w.Lower) {
				return true
			}
			if asks && i < judgingSentence && i+1 < len(words) && words[i+1].Lower == "i" &&
				(w.Lower == "am" || w.Lower == "was" || w.Lower == "did") {
				return true
			}
		}
	}
	return false
}

// sameVerdict reports whether comments i and j give the same verdict.
func sameVerdict(p *analyze.Pass, i, j int) bool {
	v := verdict(p.Docs[i])
	return v != "" && v == verdict(p.Docs[j])
}
