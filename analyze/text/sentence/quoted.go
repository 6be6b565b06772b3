package sentence

import (
	"strings"

	"github.com/gainsay/gainsay"
)

// fewestQuoted is how many words in quotation marks count as somebody else's,
// rather than as a term or an exclamation.
const fewestQuoted = 4

// markQuoted marks the sentences of text that lie inside quotation marks, whose
// spans are quoted.
func markQuoted(text string, sentences []Sentence, quoted []gainsay.Span) {
	k := 0
	for _, q := range quoted {
		if strings.Count(q.In(text), " ") < fewestQuoted-1 {
			continue
		}
		for k < len(sentences) && sentences[k].Start < q.Start {
			k++
		}
		for ; k < len(sentences) && sentences[k].End <= q.End; k++ {
			sentences[k].Quoted = true
		}
	}
}
