// Package perceptron tags parts of speech with the averaged perceptron of prose.
package perceptron

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay/analyze/text/buffer"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Tagger assigns parts of speech: prose's averaged perceptron (after Honnibal
// 2013), scored over our own tokens, in thousandths, so that scoring is exact
// and the same on every machine. prose's own scoring decodes the model on
// every call and adds floats in map order; reference_test.go compares with
// it. A tagger is for one goroutine.
type Tagger struct {
	model   *perceptron
	lexemes *lexeme.Table
	words   []*lexeme.Lexeme // of the sentence at hand, with two before and two after it
}

// New returns a tagger over the shared weights, which looks up the words
// that it reads otherwise than they are written among lexemes.
func New(lexemes *lexeme.Table) *Tagger { return &Tagger{model: weights(), lexemes: lexemes} }

const (
	start1, start2 = "-START-", "-START2-"
	end1, end2     = "-END-", "-END2-"
)

// wordPool holds buffers for tagger.words that later sentences reuse.
var wordPool = sync.Pool{New: func() any { return new([]*lexeme.Lexeme) }}

// Tag sets POS on the tokens of one sentence, whose lexemes are words.
func (m *Tagger) Tag(tokens []token.Token, words []*lexeme.Lexeme) {
	buf := wordPool.Get().(*[]*lexeme.Lexeme)
	defer func() { *buf = buffer.Reset(*buf); wordPool.Put(buf) }()
	*buf = append(append(append(*buf, m.model.before[:]...), words...), m.model.after[:]...)
	m.words = *buf
	shout := shouted(tokens, words)
	for i := range tokens {
		if s := spelling(&tokens[i], shout); s != tokens[i].Text {
			m.words[i+2] = m.lexemes.Of(s)
		}
	}
	t1, t2 := m.model.start1, m.model.start2
	for i := range tokens {
		t := &tokens[i]
		tag := m.tagOfKind(t.POS)
		if t.POS == "" {
			tag = m.tag(i+2, t1, t2)
			t.POS = m.model.tags[tag]
		}
		t1, t2 = tag, t1
	}
}

// tagOfKind is the tag that counts in the context for a token that is no word.
func (m *Tagger) tagOfKind(kind pos.Tag) tagID {
	switch kind {
	case pos.URL, pos.Mention:
		return m.model.noun
	case pos.Emoji:
		return m.model.symbol
	}
	return m.model.hashtag
}

// The features, as prose names them.
const (
	featBias    = iota // "bias"
	featSuffix         // "i suffix"
	featFirst          // "i pref1"
	featTag1           // "i-1 tag"
	featTag2           // "i-2 tag"
	featTags           // "i tag+i-2 tag"
	featWord           // "i word"
	featTagWord        // "i-1 tag+i word"
	featWord1          // "i-1 word"
	featSuffix1        // "i-1 suffix"
	featWord2          // "i-2 word"
	featNext           // "i+1 word"
	featNextSuf        // "i+1 suffix"
	featNext2          // "i+2 word"
	featKnown          // a word with but one tag: prose's tag dictionary
	featEnd
)

// featAfter, and the number of a tag, is how featTagWord is looked up: as a
// kind of its own for each tag before the word.
const featAfter = featEnd

// tag returns the part of speech of word i, whose neighbours to the left have
// the tags t1 (next) and t2. The words two away are scored only where they
// could change the result.
func (m *Tagger) tag(i int, t1, t2 tagID) tagID {
	w := m.words[i-2 : i+3 : i+3]
	if only := tagID(w[2].OnlyTag); only != noTag {
		return only
	}
	scores := *m.model.afterTags(t1, t2)
	m.model.addTagged(&scores, w[2], t1)
	m.model.addRole(&scores, w[2], lexeme.AsItself)
	m.model.addRole(&scores, w[1], lexeme.AsPrevious)
	m.model.addRole(&scores, w[3], lexeme.AsNext)
	set := scores.Leading(int(w[0].Swing[0]) + int(w[4].Swing[1]))
	if !set.Single() {
		m.model.Add(&scores, w[0].Own[lexeme.AsFirst])
		m.model.Add(&scores, w[4].Own[lexeme.AsLast])
		set = scores.Leading(0)
	}
	return tagID(set.First())
}

// suffix gives the last three bytes, as prose does.
func suffix(s string) string { return s[len(s)-min(len(s), 3):] }

// contextWord is prose's normalisation of a word of the context.
func contextWord(w string) string {
	switch {
	case w == "":
		return w
	case w[0] != '-' && strings.Contains(w, "-"):
		return "!HYPHEN"
	case len(w) == 4 && chars.AllDigits(w):
		return "!YEAR"
	case '0' <= w[0] && w[0] <= '9':
		return "!DIGITS"
	}
	return strings.ToLower(w)
}

// spelling is the form of a token that the model is given: "n't" for
// "nt", and no capitals where the sentence shouts.
func spelling(t *token.Token, shout bool) string {
	if t.Lower == "n't" || shout && isLetters(t.Lower) {
		return t.Lower
	}
	return t.Text
}

// apostrophes straightens apostrophes.
var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "´", "'", "`", "'")

// straight gives a spelling the straight apostrophes and quotation marks that
// the model knows.
func straight(s string) string {
	if chars.IsASCII(s) {
		return s
	}
	if strings.ContainsRune(s, '’') || strings.ContainsRune(s, '‘') {
		return apostrophes.Replace(s)
	}
	switch s {
	case "“", "”", "«", "»":
		return `"`
	}
	return s
}

func isLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

// shouted reports whether most words of a sentence are in capitals.
func shouted(tokens []token.Token, words []*lexeme.Lexeme) bool {
	upper, all := 0, 0
	for i, x := range words {
		t := &tokens[i]
		if len(t.Text) < 2 || !x.Plain && !isLetters(t.Lower) {
			continue
		}
		all++
		if x.Upper && !x.Small {
			upper++
		}
	}
	return all >= 3 && upper*2 > all
}
