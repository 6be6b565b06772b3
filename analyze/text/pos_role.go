package text

import "math/bits"

// ownFeatures are the features that a word by itself has in each role.
var ownFeatures = [roles]int{asFirst: featWord2, asPrevious: featWord1, asItself: featWord, asNext: featNext, asLast: featNext2}

// roleOf is the role in which a feature of ownFeatures counts, more one.
var roleOf = func() (out [maxKinds]uint8) {
	for role, kind := range ownFeatures {
		out[kind] = uint8(role) + 1
	}
	return out
}()

// DescribeTagging fills in what the tagger's model knows of the spelling of x.
func DescribeTagging(x *lexeme, spelling, _ string) { weights().know(x, straight(spelling)) }

// know fills in what the model knows of the word that x is the lexeme of.
// Feature strings are never built: their hashes are mixed from the hashes of
// their parts.
func (p *perceptron) know(x *lexeme, word string) {
	x.only = int8(p.onlyTag(word))
	if word != "" {
		x.first = word[0]
	}
	p.knowAs(x, word, contextWord(word))
}

// knowAs is what know does for a word that is norm as one of the context.
func (p *perceptron) knowAs(x *lexeme, word, norm string) {
	x.norm = Hash(norm)
	for kind, r := range p.of(x.norm) {
		if kind >= featAfter {
			x.tags |= 1 << (kind - featAfter)
		} else if role := roleOf[kind]; role > 0 {
			x.own[role-1] = r
		}
	}
	x.end[asItself] = p.find(featureHash(featSuffix, Hash(suffix(word)), 0))
	for kind, r := range p.of(Hash(suffix(norm))) {
		switch kind {
		case featSuffix1:
			x.end[asPrevious] = r
		case featNextSuf:
			x.end[asNext] = r
		}
	}
	x.swing = [...]uint16{p.swing(x.own[asFirst]), p.swing(x.own[asLast])}
}

// swing returns how far a feature can move the scores of two classes apart.
func (p *perceptron) swing(r run) uint16 {
	low, high := 0, 0
	for _, w := range p.each(r) {
		low, high = min(low, w), max(high, w)
	}
	return uint16(high - low)
}

// onlyTag returns the tag of a word that has but one, or noTag.
func (p *perceptron) onlyTag(word string) tagID {
	if word == "-" {
		return p.hyphen
	}
	for class := range p.each(p.find(featureHash(featKnown, Hash(word), 0))) {
		return tagID(class)
	}
	return noTag
}

// edge returns the lexeme of what stands beyond an end of a sentence.
func (p *perceptron) edge(s string) *lexeme {
	x := &lexeme{only: int8(noTag)}
	p.knowAs(x, s, s)
	return x
}

// rowWorth is how often a word's scores have to be asked for, up to once in
// each role where it is met, before they are kept: most words of a text are
// rare.
const rowWorth = 12

// keep sums up what x adds to scores.
func (p *perceptron) keep(x *lexeme) *keptRows {
	k := new(keptRows)
	for role := range k.rows {
		p.addParts(&k.rows[role], x, role)
	}
	var after [maxKinds - featAfter]run // by tag
	for kind, r := range p.of(x.norm) {
		if kind >= featAfter {
			after[kind-featAfter] = r
		}
	}
	k.after = make([]run, 0, bits.OnesCount64(x.tags))
	for _, r := range after {
		if r != 0 {
			k.after = append(k.after, r)
		}
	}
	return k
}

// addRole adds the scores that x gives in a role.
func (p *perceptron) addRole(scores *row, x *lexeme, role int) {
	if k := x.kept.Load(); k != nil {
		scores.add(&k.rows[role])
		return
	}
	p.addParts(scores, x, role)
	if x.needed.Add(1) >= rowWorth {
		x.kept.Store(p.keep(x))
	}
}

// addParts adds the scores that x gives in a role one by one.
func (p *perceptron) addParts(scores *row, x *lexeme, role int) {
	p.add(scores, x.own[role])
	if role < nearRoles {
		p.add(scores, x.end[role])
	}
	if role == asItself {
		scores.add(&p.firsts[x.first])
	}
}

// addTagged adds the scores that x gives by the tag before it.
func (p *perceptron) addTagged(scores *row, x *lexeme, before tagID) {
	if x.tags>>before&1 == 0 {
		return
	}
	if k := x.kept.Load(); k != nil {
		p.add(scores, k.after[bits.OnesCount64(x.tags&(1<<before-1))])
		return
	}
	p.addFeature(scores, featAfter+int(before), x.norm, 0)
}

// knows reports whether the tagger's model has seen the word, in lower case.
func knows(w string) bool {
	p, h := weights(), Hash(w)
	return p.find(featureHash(featWord, h, 0)) != 0 || p.find(featureHash(featKnown, h, 0)) != 0
}
