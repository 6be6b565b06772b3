package tagger

import "testing"

// TestDepends asks taggers with a state what comments read of it; without, Extend
// would keep marks that later comments change.
func TestDepends(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, tg := range all {
		if tg.Prepare != nil {
			n++
			if tg.Depends == nil {
				t.Errorf("tagger %s has a state and does not say what comments read of it", tg.Name)
			}
		}
	}
	if n < 3 {
		t.Errorf("%d taggers have a state", n)
	}
}
