package text

import (
	"slices"
	"testing"
)

// TestSignText holds the quick way to a sketch against the whole parse.
func TestSignText(t *testing.T) {
	for _, s := range []string{
		"", " \n ", "too short",
		"Visit https://example.org/x now!!! @mara says 20 people earn 500 $ a day from home, ask them how \U0001F600",
		"> quoted words of somebody else\n\nRead this: the Kestrel Bay Council's budget isn't what J.R. Pell (b. 1961) said it was; x9k2j7 cheap-offers.example.com don't miss it",
		"bad \xff bytes and \x00 zeros stand between the words of this sentence, e.g. here and there",
	} {
		if got, want := SignText(s), Sign(Parse(s)); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
