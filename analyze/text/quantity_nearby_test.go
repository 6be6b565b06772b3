package text

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/quantity"
)

// TestQuantitiesNearFigures holds that leaving out what stands far from any
// figure changes nothing: each case between other words, against the same
// text read whole.
func TestQuantitiesNearFigures(t *testing.T) {
	far := strings.Repeat("then a friend of mine called and ", 3)
	found := 0
	for _, c := range quantityCases {
		d := Parse(far + c.text + " " + far + c.text)
		got := showQuantities(d)
		var whole []*lexeme.Lexeme
		for _, x := range lexemes.OfTokens(nil, d.Tokens) {
			near := new(lexeme.Lexeme)
			near.Plain, near.Upper, near.Counts, near.Figure = x.Plain, x.Upper, x.Counts, true
			whole = append(whole, near)
		}
		d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, whole)
		if want := showQuantities(d); got != want {
			t.Errorf("%q\n got %s\nwant %s", d.Text, got, want)
		}
		found += len(d.Quantities)
	}
	if found < len(quantityCases) {
		t.Errorf("only %d quantities compared", found)
	}
}
