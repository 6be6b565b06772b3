package argue

import (
	"math"
	"strings"

	"github.com/gainsay/gainsay/analyze/text"
)

// antonyms are pairs of stems that cannot both be said of the same thing.
var antonyms = func() map[string][]string {
	out := map[string][]string{}
	for pair := range strings.FieldsSeq(`rose/fell increase/decrease rise/fall grew/shrank up/down higher/lower high/low more/less more/fewer
		better/worse won/lost win/lose open/closed opened/closed true/false safe/dangerous safe/unsafe legal/illegal guilty/innocent
		alive/dead cheap/expensive cheaper/dearer rich/poor richer/poorer support/oppose supported/opposed supports/opposes allow/forbid
		allowed/banned allowed/forbidden accept/reject accepted/rejected approved/rejected always/never everyone/nobody all/none begin/end
		began/ended start/stop started/stopped before/after first/last present/absent public/private possible/impossible gained/lost
		created/destroyed raised/cut raised/lowered bought/sold hired/fired enough/insufficient many/few major/minor succeed/fail
		succeeded/failed works/fails improved/worsened strengthened/weakened honest/corrupt passed/failed profit/loss profit/lost surplus/deficit
		majority/minority left/stayed same/different real/fake doubled/halved full/empty strong/weak early/late`) {
		a, b, _ := strings.Cut(pair, "/")
		a, b = text.Stem(a), text.Stem(b)
		out[a], out[b] = append(out[a], b), append(out[b], a)
	}
	return out
}()

// contrary says why two claims cannot both hold, or "": they speak of the
// same, and one negates where the other does not, or says the opposite, or
// gives another figure.
func (b *builder) contrary(c, o *claim) string {
	shared := common(&c.terms, &o.terms)
	if shared == 0 {
		return ""
	}
	if pair := opposites(c.terms.Words, o.terms.Words); pair != "" {
		return "says the opposite of the same: " + pair
	}
	smaller := min(len(c.terms.Words), len(o.terms.Words))
	if c.terms.Negated != o.terms.Negated && shared >= 2 && shared*2 >= smaller {
		return "one of the two negates what both speak of"
	}
	if shared >= 2 && shared*2 >= smaller && c.terms.Negated == o.terms.Negated {
		return b.otherFigure(c, o)
	}
	return ""
}

// opposites returns a pair of words, one of each claim, that exclude each
// other, or "". The first in alphabetical order is taken.
func opposites(a, b map[string]string) string {
	best := ""
	for stem, word := range a {
		for _, anti := range antonyms[stem] {
			if other, ok := b[anti]; ok && a[anti] == "" && b[stem] == "" {
				if pair := word + " / " + other; best == "" || pair < best {
					best = pair
				}
			}
		}
	}
	return best
}

// farOff is the ratio from which two figures are taken to differ.
const farOff = 1.15

// otherFigure compares the figures that two claims give in the same unit and
// returns the pair that differs, or "".
func (b *builder) otherFigure(c, o *claim) string {
	own, other := b.figures(c), b.figures(o)
	lone := len(own) == 1 && len(other) == 1 // they may well count the same
	for _, q := range own {
		for _, r := range other {
			if q.Unit != r.Unit || q.Unit == "" && !lone || q.Value <= 0 || r.Value <= 0 || q.Same(r) {
				continue
			}
			if ratio := q.Value / r.Value; q.Unit == "year" && q.Value != r.Value || q.Unit != "year" && math.Max(ratio, 1/ratio) >= farOff {
				return "gives another figure for the same: " + q.In(b.p.Docs[c.comment].Text) + " / " + r.In(b.p.Docs[o.comment].Text)
			}
		}
	}
	return ""
}

// maxFigures bounds how many figures of a claim are compared.
const maxFigures = 8

func (b *builder) figures(c *claim) []text.Quantity {
	var out []text.Quantity
	for _, q := range b.p.Docs[c.comment].QuantitiesIn(c.Span) {
		if c.Span.Contains(q.Span) && len(out) < maxFigures {
			out = append(out, q)
		}
	}
	return out
}
