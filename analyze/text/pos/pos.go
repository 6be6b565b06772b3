// Package pos names the parts of speech that tokens are tagged with: those of
// the Penn Treebank (Santorini 1990), and four for tokens that are no words.
package pos

import (
	"slices"
	"strings"
)

// Tag is a part of speech, as the Penn Treebank writes it. A token that has
// not been tagged yet has "".
type Tag string

// The parts of speech of words.
const (
	CC         Tag = "CC"   // coordinating conjunction: "and"
	CD         Tag = "CD"   // cardinal number
	DT         Tag = "DT"   // determiner: "the"
	EX         Tag = "EX"   // existential "there"
	FW         Tag = "FW"   // foreign word
	IN         Tag = "IN"   // preposition or subordinating conjunction
	JJ         Tag = "JJ"   // adjective
	JJR        Tag = "JJR"  // adjective, comparative
	JJS        Tag = "JJS"  // adjective, superlative
	LS         Tag = "LS"   // list item marker
	MD         Tag = "MD"   // modal verb
	NN         Tag = "NN"   // noun, singular or mass
	NNS        Tag = "NNS"  // noun, plural
	NNP        Tag = "NNP"  // proper noun, singular
	NNPS       Tag = "NNPS" // proper noun, plural
	PDT        Tag = "PDT"  // predeterminer: "all the"
	Possessive Tag = "POS"  // possessive ending: "'s"
	PRP        Tag = "PRP"  // personal pronoun
	PRPS       Tag = "PRP$" // possessive pronoun: "my"
	RB         Tag = "RB"   // adverb
	RBR        Tag = "RBR"  // adverb, comparative
	RBS        Tag = "RBS"  // adverb, superlative
	RP         Tag = "RP"   // particle: "up" of "give up"
	TO         Tag = "TO"   // "to"
	UH         Tag = "UH"   // interjection
	VB         Tag = "VB"   // verb, base form
	VBD        Tag = "VBD"  // verb, past tense
	VBG        Tag = "VBG"  // verb, gerund or present participle
	VBN        Tag = "VBN"  // verb, past participle
	VBP        Tag = "VBP"  // verb, present tense, other than third person singular
	VBZ        Tag = "VBZ"  // verb, present tense, third person singular
	WDT        Tag = "WDT"  // wh-determiner: "which"
	WP         Tag = "WP"   // wh-pronoun: "who"
	WPS        Tag = "WP$"  // possessive wh-pronoun: "whose"
	WRB        Tag = "WRB"  // wh-adverb: "where"
)

// The parts of speech of punctuation and symbols.
const (
	Symbol       Tag = "SYM"
	Dollar       Tag = "$"
	Pound        Tag = "#"
	OpeningQuote Tag = "``"
	ClosingQuote Tag = "''"
	OpeningParen Tag = "("
	ClosingParen Tag = ")"
	Comma        Tag = ","
	Stop         Tag = "." // ends a sentence: . ! ?
	Colon        Tag = ":" // also ; and dashes
	Hyphen       Tag = "-" // a hyphen by itself
)

// The parts of speech of tokens that are no words, which the tokenizer gives.
const (
	URL     Tag = "URL" // a web or e-mail address
	Mention Tag = "MENTION"
	Hashtag Tag = "HASHTAG"
	Emoji   Tag = "EMOJI" // also an emoticon
)

// All lists every tag that a token can have.
var All = []Tag{
	CC, CD, DT, EX, FW, IN, JJ, JJR, JJS, LS, MD, NN, NNS, NNP, NNPS, PDT, Possessive, PRP, PRPS, RB, RBR,
	RBS, RP, TO, UH,
	VB, VBD, VBG, VBN, VBP, VBZ, WDT, WP, WPS, WRB,
	Symbol, Dollar, Pound, OpeningQuote, ClosingQuote, OpeningParen, ClosingParen, Comma, Stop, Colon, Hyphen,
	URL, Mention, Hashtag, Emoji,
}

// HasPrefix reports whether some tag begins with prefix, which is not empty.
func HasPrefix(prefix string) bool {
	return prefix != "" && slices.ContainsFunc(All,
		func(t Tag) bool { return strings.HasPrefix(string(t), prefix) })
}

// IsNoun reports whether t is a noun, proper nouns included.
func (t Tag) IsNoun() bool { return t != "" && t[0] == 'N' }

// IsProperNoun reports whether t is a proper noun.
func (t Tag) IsProperNoun() bool { return t == NNP || t == NNPS }

// IsVerb reports whether t is a verb other than a modal one.
func (t Tag) IsVerb() bool { return t != "" && t[0] == 'V' }

// IsFinite reports whether t is a verb in a finite form, modal verbs included.
func (t Tag) IsFinite() bool {
	switch t {
	case VBD, VBZ, VBP, MD:
		return true
	}
	return false
}

// IsAdjective reports whether t is an adjective of any degree.
func (t Tag) IsAdjective() bool { return t != "" && t[0] == 'J' }

// IsAdverb reports whether t is an adverb of any degree, wh-adverbs excluded.
func (t Tag) IsAdverb() bool { return len(t) > 1 && t[0] == 'R' && t[1] == 'B' }

// IsWh reports whether t is a wh-word: a determiner, pronoun or adverb.
func (t Tag) IsWh() bool { return t != "" && t[0] == 'W' }

// IsNonWord reports whether t is of a token that is no word, number or mark:
// an address, mention, hashtag or emoji.
func (t Tag) IsNonWord() bool {
	switch t {
	case URL, Mention, Hashtag, Emoji:
		return true
	}
	return false
}

// Penn returns the tag that the Penn Treebank would give: a noun's for an
// address or mention, a symbol's for an emoji.
func (t Tag) Penn() Tag {
	switch t {
	case URL, Mention:
		return NN
	case Emoji:
		return Symbol
	}
	return t
}
