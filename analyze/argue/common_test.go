package argue

import "testing"

func TestCommonStems(t *testing.T) {
	common := commonStems()
	for stem, want := range map[string]bool{"year": true, "peopl": true, "#": false, "": false,
		"harbour": false} {
		if common[stem] != want {
			t.Errorf("%q: %v", stem, !want)
		}
	}
}
