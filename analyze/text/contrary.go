package text

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
)

// antonyms are pairs of stems that cannot both be said of the same thing.
var antonyms = sync.OnceValue(func() map[string][]string {
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
		a, b = Stem(a), Stem(b)
		out[a], out[b] = append(out[a], b), append(out[b], a)
	}
	return out
})

// Opposite returns a pair of words, one of each span, that exclude each other,
// such as "rose / fell", or "". The first in alphabetical order is taken.
func (t *Terms) Opposite(o *Terms) string {
	best, pairs := "", antonyms()
	for _, w := range t.Words {
		for _, anti := range pairs[w.Key] {
			other, said := o.Word(anti)
			if _, both := t.Word(anti); !said || both {
				continue
			}
			if _, both := o.Word(w.Key); both {
				continue
			}
			if pair := w.Word + " / " + other; best == "" || pair < best {
				best = pair
			}
		}
	}
	return best
}

// OtherFigure compares the figures that a span gives with those of a span of
// another text. It returns the first pair of the same unit that differs, by
// more than roundings do, such as "5 % / 20 %", or "". Figures without a unit
// are compared where each span gives one alone.
func (d *Doc) OtherFigure(span gainsay.Span, o *Doc, other gainsay.Span) string {
	own, others := d.Figures(span), o.Figures(other)
	lone := len(own) == 1 && len(others) == 1
	for _, q := range own {
		for _, r := range others {
			if q.Unit == r.Unit && (q.Unit != "" || lone) && differs(q, r) {
				return q.In(d.Text) + " / " + r.In(o.Text)
			}
		}
	}
	return ""
}

// farOff is the ratio from which two figures are taken to differ.
const farOff = 1.15

func differs(q, r Quantity) bool {
	switch {
	case q.Value <= 0 || r.Value <= 0 || q.Same(r):
		return false
	case q.Unit == "year":
		return q.Value != r.Value
	}
	return max(q.Value/r.Value, r.Value/q.Value) >= farOff
}

// maxFigures bounds how many figures of a span are compared.
const maxFigures = 8

// Figures are the first quantities within a span. They are not to be changed.
func (d *Doc) Figures(span gainsay.Span) []Quantity {
	out := d.QuantitiesIn(span)
	if n := len(out); n > 0 && !span.Contains(out[n-1].Span) {
		out = out[:n-1] // they do not overlap: one alone can reach out
	}
	return out[:min(len(out), maxFigures)]
}
