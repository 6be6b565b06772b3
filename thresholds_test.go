package gainsay_test

import (
	"math"
	"testing"

	"github.com/gainsay/gainsay"
)

func TestThresholds(t *testing.T) {
	th := gainsay.Thresholds{gainsay.TagSpam: .75, gainsay.TagInsult: .8}
	if got := th.String(); got != "insult=0.8 spam=0.75" {
		t.Errorf("got %q", got)
	}
	for _, x := range []struct {
		tag   gainsay.Tag
		score float64
		want  bool
	}{{gainsay.TagInsult, .8, true}, {gainsay.TagInsult, .799, false}, {gainsay.TagClaim, .1, true}} {
		if got := th.Keeps(&gainsay.Annotation{Tag: x.tag, Score: x.score}); got != x.want {
			t.Errorf("%s at %v: kept %t", x.tag, x.score, got)
		}
	}
	for _, bad := range []gainsay.Thresholds{{"nonsense": .5}, {gainsay.TagSpam: 0}, {gainsay.TagSpam: 1.1}, {gainsay.TagSpam: math.NaN()}} {
		if bad.Check() == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	if err := th.Check(); err != nil {
		t.Error(err)
	}
}
