package perceptron

import (
	"math/bits"

	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/linear"
)

// ownFeatures are the features that a word by itself has in each role.
var ownFeatures = [lexeme.Roles]int{lexeme.AsFirst: featWord2, lexeme.AsPrevious: featWord1,
	lexeme.AsItself: featWord, lexeme.AsNext: featNext, lexeme.AsLast: featNext2}

// roleOf is the role in which a feature of ownFeatures counts, more one.
var roleOf = func() (out [linear.MaxKinds]uint8) {
	for role, kind := range ownFeatures {
		out[kind] = uint8(role) + 1
	}
	return out
}()

// Describe fills in what the tagger's model knows of the spelling of x.
func Describe(x *lexeme.Lexeme, spelling, _ string) { weights().know(x, straight(spelling)) }

// know fills in what the model knows of the word that x is the lexeme of.
// Feature strings are never built: their hashes are mixed from the hashes of
// their parts.
func (p *perceptron) know(x *lexeme.Lexeme, word string) {
	x.OnlyTag = int8(p.onlyTag(word))
	if word != "" {
		x.FirstByte = word[0]
	}
	p.knowAs(x, word, contextWord(word))
}

// knowAs is what know does for a word that is norm as one of the context.
func (p *perceptron) knowAs(x *lexeme.Lexeme, word, norm string) {
	x.ContextHash = hash.String(norm)
	for kind, r := range p.Features(x.ContextHash) {
		if kind >= featAfter {
			x.TagsBefore |= 1 << (kind - featAfter)
		} else if role := roleOf[kind]; role > 0 {
			x.Own[role-1] = r
		}
	}
	x.Suffix[lexeme.AsItself] = p.Find(linear.FeatureHash(featSuffix, hash.String(suffix(word)), 0))
	for kind, r := range p.Features(hash.String(suffix(norm))) {
		switch kind {
		case featSuffix1:
			x.Suffix[lexeme.AsPrevious] = r
		case featNextSuf:
			x.Suffix[lexeme.AsNext] = r
		}
	}
	x.Swing = [...]uint16{p.swing(x.Own[lexeme.AsFirst]), p.swing(x.Own[lexeme.AsLast])}
}

// swing returns how far a feature can move the scores of two classes apart.
func (p *perceptron) swing(r linear.Run) uint16 {
	low, high := 0, 0
	for _, w := range p.Weights(r) {
		low, high = min(low, w), max(high, w)
	}
	return uint16(high - low)
}

// onlyTag returns the tag of a word that has but one, or noTag.
func (p *perceptron) onlyTag(word string) tagID {
	if word == "-" {
		return p.hyphen
	}
	for class := range p.Weights(p.Find(linear.FeatureHash(featKnown, hash.String(word), 0))) {
		return tagID(class)
	}
	return noTag
}

// edge returns the lexeme for a place beyond an end of a sentence.
func (p *perceptron) edge(s string) *lexeme.Lexeme {
	x := &lexeme.Lexeme{OnlyTag: int8(noTag)}
	p.knowAs(x, s, s)
	return x
}

// sumsWorth is how often the weights of a word are needed before they are summed
// up and kept: most words of a text are rare.
const sumsWorth = 12

// keep sums up what x adds to scores.
func (p *perceptron) keep(x *lexeme.Lexeme) *lexeme.Sums {
	k := new(lexeme.Sums)
	for role := range k.Scores {
		p.addParts(&k.Scores[role], x, role)
	}
	var after [linear.MaxKinds - featAfter]linear.Run // by tag
	for kind, r := range p.Features(x.ContextHash) {
		if kind >= featAfter {
			after[kind-featAfter] = r
		}
	}
	k.AfterTag = make([]linear.Run, 0, bits.OnesCount64(x.TagsBefore))
	for _, r := range after {
		if r != 0 {
			k.AfterTag = append(k.AfterTag, r)
		}
	}
	return k
}

// addRole adds the scores that x gives in a role.
func (p *perceptron) addRole(scores *linear.Scores, x *lexeme.Lexeme, role int) {
	if k := x.Sums.Load(); k != nil {
		scores.Add(&k.Scores[role])
		return
	}
	p.addParts(scores, x, role)
	if x.Asked.Add(1) >= sumsWorth {
		x.Sums.Store(p.keep(x))
	}
}

// addParts adds the scores that x gives in a role one by one.
func (p *perceptron) addParts(scores *linear.Scores, x *lexeme.Lexeme, role int) {
	p.Add(scores, x.Own[role])
	if role < lexeme.NearRoles {
		p.Add(scores, x.Suffix[role])
	}
	if role == lexeme.AsItself {
		scores.Add(&p.firsts[x.FirstByte])
	}
}

// addTagged adds the scores that x gives by the tag before it.
func (p *perceptron) addTagged(scores *linear.Scores, x *lexeme.Lexeme, before tagID) {
	if x.TagsBefore>>before&1 == 0 {
		return
	}
	if k := x.Sums.Load(); k != nil {
		p.Add(scores, k.AfterTag[bits.OnesCount64(x.TagsBefore&(1<<before-1))])
		return
	}
	p.AddFeature(scores, featAfter+int(before), x.ContextHash, 0)
}

// Knows reports whether the tagger's model has seen the word, in lower case.
func Knows(w string) bool {
	p, h := weights(), hash.String(w)
	return p.Find(linear.FeatureHash(featWord, h, 0)) != 0 || p.Find(linear.FeatureHash(featKnown, h, 0)) != 0
}
