package analyze

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIDs(t *testing.T) {
	s := newIDs(4)
	for _, identity := range []string{"one", "two", "one", "one"} {
		s.add([]byte(identity))
	}
	var got []string
	for k := range 4 {
		got = append(got, s.at(k))
	}
	want := []string{"7692c3ad35", "3fc4ccfe74", "7692c3ad35-2", "7692c3ad35-3"} // sha256sum
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
