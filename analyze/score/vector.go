package score

import (
	"math"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Encoder turns sentences into vectors of equal length that are close for
// sentences of similar meaning. Several goroutines may use one at once.
type Encoder interface {
	// Encode returns the vector of each sentence. The caller must not change them.
	Encode(sentences []string) [][]float32
}

// groupWord replaces the names of groups before a sentence is encoded; see
// identityTerms.
const groupWord = "people"

// SentenceTexts returns the texts of a document's sentences as an Encoder gets
// them: names of groups are replaced by one word, so that an identity alone
// does not move a score.
func SentenceTexts(d *text.Doc) []string {
	out := make([]string, len(d.Sentences))
	next := 0
	for k, s := range d.Sentences {
		for next < len(d.Tokens) && d.Tokens[next].Start < s.Start {
			next++
		}
		first := next
		for next < len(d.Tokens) && d.Tokens[next].Start < s.End {
			next++
		}
		out[k] = sentenceText(d.Text, s.Span, d.Tokens[first:next])
	}
	return out
}

// SpanText returns the text of a span of a document as SentenceTexts does.
func SpanText(d *text.Doc, span gainsay.Span) string {
	return sentenceText(d.Text, span, Passage{Doc: d, Span: span}.tokens())
}

// sentenceText returns the text of a span with the names of groups among its
// tokens replaced.
func sentenceText(s string, span gainsay.Span, tokens []text.Token) string {
	var b strings.Builder
	at := span.Start
	for i := range tokens {
		t := &tokens[i]
		if classesOf(hashFolded(t.Text)) != groupName {
			continue
		}
		b.WriteString(s[at:t.Start])
		b.WriteString(groupWord)
		at = t.End
	}
	if at == span.Start {
		return s[span.Start:span.End]
	}
	b.WriteString(s[at:span.End])
	return b.String()
}

// MeanVector returns the mean of the vectors of the sentences that overlap a
// span, at unit length; nil if there is none.
func MeanVector(sentences []text.Sentence, vectors [][]float32, span gainsay.Span) []float32 {
	var sum []float32
	n := 0
	for k := range min(len(sentences), len(vectors)) {
		if !sentences[k].Overlaps(span) || vectors[k] == nil {
			continue
		}
		switch n++; n {
		case 1:
			sum = vectors[k]
		case 2:
			sum = append([]float32(nil), sum...)
			fallthrough
		default:
			for j, v := range vectors[k] {
				sum[j] += v
			}
		}
	}
	if n > 1 {
		unit(sum)
	}
	return sum
}

// unit scales a vector to length 1, in place.
func unit(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(float64(x) * float64(x))
	}
	if sum == 0 {
		return
	}
	f := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= f
	}
}
